"""`greenrunner tactics`: the controlled experiment in a terminal, and its report in a folder."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from rich import box
from rich.console import Console
from rich.table import Table

from agent import words
from agent.dossier import Dossier, dossier, write_rows
from agent.experiment import Asked, Experiment, carried_out, prepared
from agent.experiment_price import price
from agent.fetching import fetch_files, make_way
from agent.sentences import short
from agent.services import Services, open_services
from agent.settings import load_settings
from agent.tactic_words import finding
from tools.domain import Run, Spent
from tools.errors import RequestError
from ui.dossier import markdown, pictures
from ui.lines import Lines

_ROWS = "runs.parquet"


async def show(asked: Asked, *, out: Path | None, accept: bool, as_json: bool) -> int:
    """Run an experiment, or go on with one that was cut; print what it shows.

    Nothing is fetched or measured without a go-ahead: by `accept`, or by a person at a terminal.
    """
    console = Console(stderr=as_json, highlight=False)
    if out is not None:
        _make(out)
    async with open_services(load_settings()) as services:
        experiment = await prepared(asked, services)
        done = services.store.runs(experiment.id)

        def told(process: int | None) -> None:
            who = f" (process {process})" if process else ""
            console.print(f"Waiting for another Green Runner{who} to end its measuring.")

        likely = await price(experiment, done, services, told=told)
        left = experiment.left(done)
        for line in _offer(experiment, left, likely):
            console.print(line, markup=False)
        if left and not await _accepted(console, accept=accept):
            return 0
        await _fetch(experiment, services, console)
        count = experiment.runs_in_all - left
        async for run in carried_out(experiment, services, told=told):
            count += 1
            console.print(f"{count} of {experiment.runs_in_all}: {_line(run)}", markup=False)
        return _conclude(experiment, services, console, out=out, as_json=as_json)


def _conclude(
    experiment: Experiment,
    services: Services,
    console: Console,
    *,
    out: Path | None,
    as_json: bool,
) -> int:
    found = dossier(experiment, services.store.runs(experiment.id), services)
    if found is None:
        console.print("Nothing could be measured.")
        return 0
    if as_json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    else:
        _print(found, console)
    if out is not None:
        _write(found, services, out)
        console.print(f"Report: {out / 'README.md'}; raw rows: {out / _ROWS}", markup=False)
    return 0


async def _fetch(experiment: Experiment, services: Services, console: Console) -> None:
    for one in experiment.listings:
        if one.model.download_bytes:
            size = words.size(one.model.download_bytes)
            console.print(f"Fetching {one.candidate.model} ({size}) ...", markup=False)
        for removed in make_way(one, services, beside=experiment.listings):
            console.print(removed, markup=False)
        await asyncio.to_thread(fetch_files, one, services, lambda *_: None)


def _offer(experiment: Experiment, left: int, likely: Spent) -> Iterator[str]:
    models = len(experiment.listings)
    yield (
        f"{words.counted(models, 'model')} on {experiment.dataset.name}, "
        f"{words.counted(len(experiment.jobs) - models, 'tactic')} in all, "
        f"{words.counted(experiment.design.blocks, 'block')}: "
        f"{words.counted(experiment.runs_in_all, 'run')}"
        + (f", {left:,} of them still to do." if left < experiment.runs_in_all else ".")
    )
    if left:
        yield f"It will take about {words.spending(likely)} (estimated)."
    for one in experiment.skipped:
        yield f"Not tried: {one.tactic} on {one.model.rsplit('/', 1)[-1]}: {one.reason}"


async def _accepted(console: Console, *, accept: bool) -> bool:
    lines = Lines()
    if accept:
        return True
    if not lines.has_person:
        console.print("No terminal to ask: --yes accepts. Nothing is spent.")
        return False
    answer = (await lines.read("go ahead? [y/n] ") or "").strip().lower()
    if not answer.startswith("y"):
        console.print("No go-ahead, so nothing is spent.")
        return False
    return True


def _line(run: Run) -> str:
    who = short(run.candidate)
    if run.window is None:
        return f"{who}: {run.failure.reason if run.failure else 'not measured'}"
    per_request_j = run.window.energy.mid / run.window.requests
    return f"{who}: {words.significant(per_request_j * 1_000)} J per 1,000"


def _print(found: Dossier, console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("model", "tactic"):
        table.add_column(name, overflow="fold")
    for name in ("energy", "latency", "agrees", "finding"):
        table.add_column(name, justify="right")
    for one in found.results:
        cells = [short(one.parent), " + ".join(one.candidate.tactics)]
        if one.finding == "could not run":
            table.add_row(*cells, "", "", "", one.finding)
            continue
        agrees = words.percent(one.agreement) if one.agreement is not None else ""
        ratios = [f"{one.effect(q).ratio.mid:.2f}" for q in ("energy", "latency")]
        table.add_row(*cells, *ratios, agrees, one.finding)
    console.print(table)
    for one in found.results:
        console.print(f"- {finding(one, found.usd_per_kwh)}".replace("**", ""), markup=False)
    for claim in found.replications:
        console.print(f"The study: {claim.verdict}. Here: {claim.outcome}.", markup=False)


def _write(found: Dossier, services: Services, out: Path) -> None:
    """Write report, pictures and raw rows; the report last, as it names the others.

    Raises:
        RequestError: the folder cannot be written.

    """
    write_rows(found, services, out / _ROWS)
    with _writing(out):
        for name, svg in pictures(found).items():
            (out / name).write_text(svg, encoding="utf-8")
        (out / "README.md").write_text(markdown(found, rows=_ROWS), encoding="utf-8")


def _make(out: Path) -> None:
    """Make the folder before anything is measured for it."""
    with _writing(out):
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=out):
            pass


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RequestError(
            f"{out} cannot be written ({error.strerror or error}). Name another with --out."
        ) from error
