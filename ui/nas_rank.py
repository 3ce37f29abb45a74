"""`greenrunner nas rank`: untrained transformers of a family, ranked, as a table or as JSON."""

import sys
from collections.abc import Iterator, Mapping

from pydantic import ValidationError
from rich import box
from rich.console import Console
from rich.table import Table

from agent import words
from agent.extract.quantities import Kind, find_quantities
from agent.nas.family import rank
from agent.nas.family_report import Asked, FamilyRanking, Network
from agent.settings import load_settings
from tools.errors import RequestError
from tools.nas.family_ranking import Told
from ui import stopping
from ui.refusing import refused


def show(options: Mapping[str, object], *, as_json: bool) -> None:
    """Rank, and print what came of it.

    Raises:
        RequestError: an option, the data or a score cannot be used.

    """
    given = dict(options)
    given["max_latency"] = _amount("--max-latency", options["max_latency"], "time", "5ms")
    given["max_size"] = _amount("--max-size", options["max_size"], "bytes", "2MB")
    try:
        asked = Asked.model_validate(given)
    except ValidationError as error:
        raise refused(error) from error
    console = Console(stderr=True, highlight=False)
    with stopping.saying("Nothing was written."):
        found = rank(asked, load_settings(), _teller(console))
    if as_json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    else:
        _print(found, Console(highlight=False))


def _amount(option: str, typed: object, kind: Kind, example: str) -> float | None:
    """Return a quantity in SI units, None where none was given."""
    if typed is None:
        return None
    text = str(typed).strip()
    found = find_quantities(text)
    if len(found) == 1 and found[0].kind == kind and found[0].value > 0:
        one = found[0]
        if (one.start, one.end) == (0, len(text)):
            return one.value
    raise RequestError(
        f"{option} is {text[:40]!a}; it has to be an amount with its unit: {example}."
    )


def _teller(console: Console) -> Told:
    """Return what says every ten networks how far it is."""

    def told(done: int, of: int) -> None:
        if done and done % 10 == 0:
            console.print(f"{done:,} of {of:,} networks are looked at.")

    return told


def _print(found: FamilyRanking, console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("", justify="right")
    table.add_column("network")
    for name in ("params", "size", "latency", "score", "CPU s", "J"):
        table.add_column(name, justify="right", no_wrap=True)
    for place, one in enumerate(found.networks, start=1):
        table.add_row(f"{place}", one.config, *_cells(one))
    console.print(table)
    for line in _rests_on(found):
        console.print(line, markup=False)


def _alike(found: FamilyRanking) -> str:
    """Return how much of the order is size and depth; nothing where too few tell."""
    taus = {"parameters": found.like_size, "the number of layers": found.like_depth}
    said = [f"{one.tau:.2f} with {name}" for name, one in taus.items() if one is not None]
    if not said:
        return ""
    return (
        f"How much of this order is size: Kendall's tau is {words.listed(said)} (1: the score says "
        "no more than these)."
    )


def _cells(one: Network) -> list[str]:
    energy = one.energy_j
    return [
        words.significant(one.parameters / 1e6) + " M",
        words.size(one.size_bytes),
        words.seconds(one.latency_s),
        "none" if one.score is None else f"{one.score:.4g}",
        f"{one.cpu_s:.2f}",
        f"{words.significant(energy.low, 2)} to {words.significant(energy.high, 2)}",
    ]


def _rests_on(found: FamilyRanking) -> Iterator[str]:
    yield (
        f"Nothing was trained, and this ranking of {found.family} has not been checked against "
        "accuracies: no table of them is at hand. It says what to train first, not what is best."
    )
    yield (
        f"Score: {found.score_by}, more is better. {found.why}"
        + (f" It is {found.formula}." if found.formula else "")
    )
    if alike := _alike(found):
        yield alike
    yield f"Scored on {found.shown}; seed {found.seed}."
    dropped = [f"{count} by {name}" for name, count in found.dropped.items()]
    whole = ", which are all" if found.drawn == found.choices else f" of {found.choices:,}"
    yield (
        f"{words.counted(found.drawn, 'network')} drawn{whole}; beyond the limits: "
        f"{', '.join(dropped) or 'none'}."
    )
    yield (
        "Parameters and size (of the weights in float32; a file adds a short header) are exact. "
        "Latency: 95th percentile of an untrained network's single answers, 40 or as many as fit "
        "into 2 s, in CPU seconds of one thread here."
    )
    joules = (words.significant(joules, 2) for joules in (found.energy_j.low, found.energy_j.high))
    yield (
        f"CPU s and J: what scoring took. All took {found.cpu_s:.0f} CPU s and "
        f"{' to '.join(joules)} J, modelled: CPU seconds at assumed watts, {found.watts}."
    )
    for one in found.networks:
        if one.folder is not None:
            yield f"{one.folder}: {one.config}"
