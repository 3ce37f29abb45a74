"""`greenrunner nas proxies`: what proxies are worth on known networks, as a table or as JSON."""

import sys
from collections.abc import Mapping

from pydantic import ValidationError
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from agent import words
from agent.nas.proxies import ranking
from agent.nas.ranked import Asked, Ranked, Ranking
from agent.settings import load_settings
from tools.nas.agreement import FEWEST, Agreement
from ui import stopping
from ui.nas_contest import of_the_formula
from ui.refusing import refused


def show(options: Mapping[str, object], *, as_json: bool) -> None:
    """Score, and print what came of it; Ctrl-C keeps what is scored.

    Raises:
        RequestError: the table or an option cannot be used.

    """
    asked = _asked(options)
    console = Console(stderr=True, highlight=False)
    with stopping.saying("What is scored is kept: the same command goes on from there."):
        found = _watched(asked, console)
    if as_json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    else:
        _print(found, Console(highlight=False))


def _asked(options: Mapping[str, object]) -> Asked:
    typed = (name.strip() for name in str(options["proxies"]).split(","))
    names = tuple(dict.fromkeys(name for name in typed if name))
    given = {name: value for name, value in options.items() if name != "proxies"}
    try:
        return Asked.model_validate(given | ({"proxies": names} if names else {}))
    except ValidationError as error:
        raise refused(error) from error


def _watched(asked: Asked, console: Console) -> Ranking:
    """Score with a bar at a terminal, and a line each hundred networks elsewhere."""
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        task = progress.add_task("")

        def told(what: str, done: int, of: int) -> None:
            progress.update(task, description=what, completed=done, total=of)
            if not console.is_terminal and done % 100 == 0 and done:
                console.print(f"{done:,} of {of:,} networks are {what}.")
            if what == "looked at" and done == of and asked.formula is None:
                console.print(f"{asked.generations} generations are bred ...")

        return ranking(asked, load_settings(), told)


def _print(found: Ranking, console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("proxy", no_wrap=True)
    datasets = list(found.proxies[0].agreement)
    for name in (*(f"tau {dataset}" for dataset in datasets), "CPU ms", "mJ, modelled"):
        table.add_column(name, justify="right")
    for one in sorted(_all(found), key=lambda one: -_first(one)):
        table.add_row(
            one.proxy,
            *(_tau(one.agreement[dataset]) for dataset in datasets),
            f"{1_000 * one.cpu_s:.1f}",
            f"{_mj(one.energy_j.low)} to {_mj(one.energy_j.high)}",
        )
    console.print(table)
    for line in _rests_on(found):
        console.print(line, markup=False)


def _all(found: Ranking) -> list[Ranked]:
    if found.evolved is None:
        return list(found.proxies)
    statistic = found.evolved.statistic
    return [found.evolved.ranked, *([statistic] if statistic else []), *found.proxies]


def _first(one: Ranked) -> float:
    found = next(iter(one.agreement.values()))
    return found.tau if found is not None else 0.0


def _mj(energy_j: float) -> str:
    return words.significant(1_000 * energy_j, 2)


def _tau(found: Agreement | None) -> str:
    if found is None:
        return "all equal"
    return f"{found.tau:.3f}" + (f" ± {found.error:.3f}" if found.error is not None else "")


def _rests_on(found: Ranking) -> list[str]:
    setting = found.setting
    intervals = ", with 95 % intervals over samples" if found.judged >= FEWEST else ""
    undefined = [f"{one.proxy} {one.undefined:,}" for one in _all(found) if one.undefined]
    apart = f", a random half of the {found.cells:,} drawn" if found.judged < found.cells else ""
    return [
        f"Kendall's tau-b over {found.judged:,} cells of {found.table}{apart}{intervals}. "
        f"Strata: {found.strata} (seed {setting.seed}).",
        f"For the proxies untrained networks of {setting.channels} channels and "
        f"{words.counted(setting.cells_per_stage, 'cell')} a stage saw one minibatch of "
        f"{setting.batch} {_INPUTS[setting.input]} for {setting.classes} classes.",
        *of_the_formula(found),
        *([f"Networks without a finite score: {', '.join(undefined)}."] if undefined else []),
        f"Costs are means of a network, its making left out. Energy is modelled: CPU seconds at "
        f"assumed watts, {found.watts}.",
        f"Scored now: {words.counted(found.scored, 'network')}; others were kept from before."
        if found.scored < found.cells
        else "All were scored now.",
    ]


_INPUTS = {
    "noise": "images of white Gaussian noise with random labels",
    "digits": "handwritten digits of scikit-learn, enlarged,",
}
