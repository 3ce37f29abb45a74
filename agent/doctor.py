"""Checks what a search relies on: Python, libraries, device, meters, store, weights, disk."""

import shutil
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from agent.services import make_home, power
from agent.settings import Settings
from agent.stored import stored_results
from agent.words import listed, size
from tools.bench import devices, driver
from tools.bench.machine import cpu_name
from tools.bench.meters import MODELLED, Rung, best_meter, rungs
from tools.domain import Value
from tools.errors import GreenRunnerError, StoreLockedError
from tools.hub.catalogue import load_catalogue
from tools.hub.weights import missing

_LEAST_FREE_BYTES = 10**9


class Check(Value):
    """One thing that was looked at; `limited` works, with less than there could be."""

    name: str
    status: Literal["ok", "limited", "broken"]
    text: str


def checkup(settings: Settings) -> list[Check]:
    """Look at everything; nothing is changed but for an empty home folder that may be made."""
    checks: list[Callable[[Settings], Check]] = [
        _python, _torch, _device, _meters, _home, _store, _weights, _disk,
    ]  # fmt: skip
    return [check(settings) for check in checks]


def _python(_: Settings) -> Check:
    ok = (3, 11) <= sys.version_info < (3, 14)
    return Check(
        name="Python",
        status="ok" if ok else "broken",
        text=f"{sys.version.split()[0]}" + ("" if ok else "; 3.11 to 3.13 is needed"),
    )


def _torch(_: Settings) -> Check:
    try:
        return Check(name="torch", status="ok", text=version("torch"))
    except PackageNotFoundError:
        return Check(name="torch", status="broken", text="not installed; run `make install`")


def _device(_: Settings) -> Check:
    usable = [device for device in devices.here() if device != "cpu"]
    seen = driver.names()
    if usable:
        text = f"{listed(usable)}{f' ({listed(seen)})' if seen else ''}"
    elif seen:
        text = f"no code for {listed(seen)} in this torch: a build of torch for it would use it"
    else:
        text = "no GPU found"
    status: Literal["ok", "limited"] = "limited" if seen and not usable else "ok"
    return Check(name="device", status=status, text=f"{cpu_name()}; {text}")


def _meters(settings: Settings) -> Check:
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
            "no counter of the CPU can be read, so energy is modelled: ratios between candidates "
            f"hold; joules are rough. {looked_for}"
        ),
    )


def _told(rung: Rung) -> str:
    said = f"{rung.why} ({rung.how})" if rung.how else rung.why
    return f"{rung.name[:1].upper()}{rung.name[1:]} ({rung.status}): {said}."


def _home(settings: Settings) -> Check:
    try:
        make_home(settings.home)
    except GreenRunnerError as error:
        return Check(name="home", status="broken", text=str(error))
    return Check(name="home", status="ok", text=str(settings.home))


def _store(settings: Settings) -> Check:
    try:
        found = stored_results(settings.home)
    except StoreLockedError as error:
        return Check(name="store", status="limited", text=str(error))
    except GreenRunnerError as error:
        return Check(name="store", status="broken", text=str(error))
    answers = sum(result.n for result in found)
    return Check(name="store", status="ok", text=f"{len(found)} results, {answers:,} answers")


def _weights(settings: Settings) -> Check:
    catalogue = load_catalogue(settings.facts / "catalogue.toml")
    lacking = {entry.id: missing(entry, catalogue, settings.home) for entry in catalogue.models}
    here = [name for name, to_fetch in lacking.items() if not to_fetch]
    return Check(
        name="weights",
        status="ok",
        text=(
            f"{len(here)} of the catalogue's {len(lacking)} models are ready; the others are "
            "fetched from the package index when a search wants them"
        ),
    )


def _disk(settings: Settings) -> Check:
    folder = next(one for one in (settings.home, *settings.home.parents) if one.exists())
    free = shutil.disk_usage(folder).free
    ok = free >= _LEAST_FREE_BYTES
    return Check(
        name="disk",
        status="ok" if ok else "broken",
        text=f"{size(free)} free" + ("" if ok else "; a search may need 1 GB: free some space"),
    )
