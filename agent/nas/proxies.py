"""Ranks known networks by zero-cost proxies: how far each agrees with accuracy, and what it costs.

Inspired by the assessment of GreenMachine (arXiv 2411.15290), on random and on stratified samples.
"""

from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version

from agent.nas.contest import against, contestant, held_out, kept_formula, left_out
from agent.nas.ranked import Asked, Ranking, ranked, watts_in_words
from agent.services import make_home, power
from agent.settings import Settings
from tools.bench.machine import cpu_name
from tools.errors import RequestError
from tools.nas.proxies.minibatch import SOURCES
from tools.nas.proxies.registry import PROXIES
from tools.nas.proxies.scorebook import Scorebook, Setting
from tools.nas.proxies.scoring import scores
from tools.nas.sampling import drawn
from tools.nas.spaces.nasbench201 import genes_of, nasbench201
from tools.nas.tables import Known, read_accuracies

Told = Callable[[str, int, int], None]
"""Hears what is done with networks, with how many it is done, and of how many."""


def ranking(
    asked: Asked, settings: Settings, told: Told = lambda _what, _done, _of: None
) -> Ranking:
    """Say how far each proxy, and a formula bred on other cells, agrees with accuracy.

    Each network's scores and statistics are kept in the home as soon as they are there.

    Raises:
        RequestError: the table, a code in it, the sample or a proxy cannot be had.
        DataError: a file of a formula holds none.
        HomeError: the home folder cannot be written.

    """
    unknown = [name for name in asked.proxies if name not in PROXIES]
    if unknown:
        raise RequestError(f"There is no proxy {unknown[0]!r}. Choose from: {', '.join(PROXIES)}.")
    kept = kept_formula(asked)
    table = read_accuracies(asked.table, genes_of)
    sample = drawn(table, asked.cells, asked.sampling, asked.seed)
    missing = left_out(asked, len(sample.rows))
    make_home(settings.home / "nas")
    rows = sample.rows if missing else held_out(sample.rows, asked.seed)
    book = Scorebook(settings.home / "nas" / "proxies.jsonl", _setting(asked))
    scored = _score(rows, asked, book, told)
    singles = {name: [book.scores(row.code)[name] for row in rows] for name in asked.proxies}
    watts = power(settings)
    standings = tuple(ranked(name, rows, found, watts) for name, found in singles.items())
    evolved = None
    if missing is None:
        one = contestant(asked, sample.rows, kept, settings, partial(told, "looked at"))
        evolved = against(one, rows, singles, standings, watts)
    return Ranking(
        table=table.name,
        setting=_setting(asked),
        sampling=asked.sampling,
        strata=sample.strata,
        cells=len(sample.rows),
        judged=len(rows),
        scored=scored,
        watts=watts_in_words(watts),
        proxies=standings,
        evolved=evolved,
        left_out=missing,
    )


def _setting(asked: Asked) -> Setting:
    return Setting(
        space="nasbench201",
        channels=asked.channels,
        cells_per_stage=asked.cells_per_stage,
        classes=10,
        input=asked.input,
        batch=asked.batch,
        seed=asked.seed,
        made_by=f"{cpu_name()}, torch {version('torch')}",
    )


def _score(rows: Sequence[Known], asked: Asked, book: Scorebook, told: Told) -> int:
    """Compute what the book lacks; return for how many networks."""
    space = nasbench201(10, asked.channels, asked.cells_per_stage)
    batch = SOURCES[asked.input](space.input_shape, 10, asked.batch, asked.seed)
    scored = 0
    for done, row in enumerate(rows):
        told("scored", done, len(rows))
        lacking = [name for name in asked.proxies if name not in book.scores(row.code)]
        if lacking:
            if not scored:  # what is loaded and set up once is no network's cost
                scores(space, genes_of(row.code), batch, lacking, seed=asked.seed)
            book.add(row.code, scores(space, genes_of(row.code), batch, lacking, seed=asked.seed))
            scored += 1
    told("scored", len(rows), len(rows))
    return scored
