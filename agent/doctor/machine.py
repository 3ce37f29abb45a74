"""What this machine is and can measure: Python, torch, devices, meters, the self-test, load."""

import asyncio
import sys
from importlib.metadata import PackageNotFoundError, version

from agent.doctor.check import Check, Status
from agent.electricity import grid_words, load_known, place_of, price_words
from agent.services import power
from agent.settings import Settings
from agent.words import listed, percent, significant
from tools.bench import devices, driver
from tools.bench.load import Busy, busiest
from tools.bench.machine import cpu_name
from tools.bench.meters import MODELLED, Rung, best_meter, rungs
from tools.bench.selftest import IDLE_TOLERANCE, SPIN_TOLERANCE, SelfTest, run_apart
from tools.bench.summary import DISTURBING_CORES
from tools.bench.turn import machine_turn
from tools.domain import Request
from tools.errors import RequestError

# Longer than a free turn takes, much shorter than a search.
_TURN_S = 1.0


def python(_: Settings) -> Check:
    """Say whether this Python can run it."""
    ok = (3, 11) <= sys.version_info < (3, 14)
    return Check(
        name="Python",
        status="ok" if ok else "broken",
        text=f"{sys.version.split()[0]}" + ("" if ok else "; 3.11 to 3.13 is needed"),
    )


def torch(_: Settings) -> Check:
    """Say which torch there is."""
    try:
        return Check(name="torch", status="ok", text=version("torch"))
    except PackageNotFoundError:
        return Check(name="torch", status="broken", text="not installed; run `make install`")


def device(_: Settings) -> Check:
    """Name the CPU, and the devices beside it that can be used."""
    usable = [device for device in devices.here() if device != "cpu"]
    seen = driver.names()
    if usable:
        text = f"{listed(usable)}{f' ({listed(seen)})' if seen else ''}"
    elif seen:
        text = f"no code for {listed(seen)} in this torch: a build of torch for it would use it"
    else:
        text = "no GPU found"
    status: Status = "limited" if seen and not usable else "ok"
    return Check(name="device", status=status, text=f"{cpu_name()}; {text}")


def energy(settings: Settings) -> Check:
    """Say how energy is read here, and of each better way why it is not there."""
    assumed = power(settings)
    meter = best_meter(assumed).about
    looked_for = " ".join(_told(rung) for rung in rungs(assumed))
    if meter.name != MODELLED:
        covered = listed(meter.components)
        text = (
            f"measured on the CPU by {meter.name} ({covered}, ±{100 * meter.relative_error:.0f} %)."
        )
        return Check(name="energy", status="ok", text=f"{text} {looked_for}")
    return Check(
        name="energy",
        status="limited",
        text=(
            "no counter of the CPU can be read, so energy is modelled. Candidates are ranked by "
            "ratios, in which the unknown watts cancel but for the shares of CPU and memory; "
            f"joules, grams and prices are as rough as the watts. {looked_for}"
        ),
    )


def electricity(settings: Settings) -> Check:
    """Say what a kWh is taken to emit and to cost where nobody says where it runs."""
    try:
        place = place_of(Request(), settings, load_known(settings))
    except RequestError as error:
        return Check(name="electricity", status="broken", text=str(error))
    return Check(
        name="electricity",
        status="limited" if place.code == "world" and settings.grid_g_per_kwh is None else "ok",
        text=f"{grid_words(place)}; {price_words(place)}",
    )


def _told(rung: Rung) -> str:
    said = f"{rung.why} ({rung.how})" if rung.how else rung.why
    return f"{rung.name[:1].upper()}{rung.name[1:]} ({rung.status}): {said}."


async def self_test(settings: Settings) -> list[Check]:
    """Run idle windows and one workload twice, and name who else computes meanwhile.

    Nothing is run while another Green Runner measures: it would disturb it.
    """
    others: list[int | None] = []
    try:
        async with asyncio.timeout(_TURN_S) as waiting:
            async with machine_turn(settings.turn, told=others.append):
                waiting.reschedule(None)
                watching = asyncio.create_task(busiest())
                found = await run_apart(power(settings), settings.worker_environment())
                return [_judged(found), _load(found, await watching)]
    except TimeoutError:
        who = f" (process {others[0]})" if others and others[0] else ""
        text = f"not run: another Green Runner{who} is measuring; ask again when it has ended"
        return [Check(name="self-test", status="limited", text=text)]


def _judged(found: SelfTest) -> Check:
    """Say whether energy can be trusted, by two idle windows and two equal workloads."""
    one, other = found.spin_j
    said = (
        f"one workload twice read {significant(one)} and {significant(other)} J "
        f"({percent(found.spin_difference)} apart; {percent(SPIN_TOLERANCE)} are allowed)"
    )
    if found.meter.name != MODELLED:
        before, after = found.idle_w
        said += (
            f"; idle twice read {significant(before)} and {significant(after)} W "
            f"({percent(found.idle_difference)} apart; {percent(IDLE_TOLERANCE)} are allowed)"
        )
    if found.passed:
        return Check(name="self-test", status="ok", text=said)
    text = f"{said}: energy is not trustworthy here just now; see what else runs, and ask again"
    return Check(name="self-test", status="limited", text=text)


def _load(found: SelfTest, busy: list[Busy]) -> Check:
    cores = found.foreign_cores
    if cores <= DISTURBING_CORES:
        text = f"other programs use {cores:.2f} cores"
        return Check(name="load", status="ok", text=text)
    names = [f"{one.name} (process {one.pid}, {one.cores:.1f} cores)" for one in busy]
    who = f": {listed(names)}" if names else ", none of them seen from here"
    text = f"other programs use {cores:.1f} cores{who}; latencies will be those of a busy machine"
    return Check(name="load", status="limited", text=text)
