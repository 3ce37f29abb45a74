"""Ranks untrained transformers of a family by a score without training, within hard limits."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from agent.nas.family_report import Asked, FamilyRanking, Network
from agent.nas.ranked import modelled, watts_in_words
from agent.services import make_home, power
from agent.settings import Settings
from tools.bench.protocol import Power
from tools.domain import Dataset
from tools.errors import RequestError
from tools.hub.own import own
from tools.hub.own_pictures import own_pictures
from tools.nas import families
from tools.nas.agreement import Agreement, agreement
from tools.nas.families import Family, family
from tools.nas.family_ranking import (
    Judge,
    Standing,
    Standings,
    Told,
    by_formula,
    by_proxy,
    standings,
)
from tools.nas.proxies.evolved.proxy import Proxy, load
from tools.nas.proxies.minibatch import Minibatch
from tools.nas.proxies.registry import PROXIES
from tools.nas.shown import Source, in_words, shown

DEFAULT = "zico"
WHY = (
    "zico is the default: of the proxies that exist for transformers, it ranked 500 random cells "
    "of NAS-Bench-201 best (docs/nas.md). Those are convolutions; that it holds here is a guess. "
    "As a sum over layers it favours deep networks."
)
# Networks below which a rank correlation tells nothing.
_FEWEST = 5
_BUILT_IN = ("noise", "digits")
_CLASSES = {"vit": 10, "bert": 2}


@dataclass(frozen=True)
class _Work:
    """What is ranked: the family, what it sees, and who judges."""

    family: Family
    labels: tuple[str, ...]
    batch: Minibatch
    judge: Judge
    shown: str


def rank(asked: Asked, settings: Settings, told: Told = lambda _done, _of: None) -> FamilyRanking:
    """Draw networks, drop those beyond the limits, rank the others untrained.

    Raises:
        RequestError: the score, the data, a limit or the folder cannot be.
        DataError: a file holds no labelled examples, or no formula.
        HomeError: the home or the folder cannot be written.

    """
    formula = _checked(asked)
    begin = process_time()
    work = _work(asked, formula, settings)
    drawn = work.family.drawn(asked.networks, asked.seed)
    limits = {
        "parameters": asked.max_parameters,
        "size": asked.max_size,
        "latency": asked.max_latency,
    }
    most = {name: float(limit) for name, limit in limits.items() if limit is not None}
    found = standings(work.family, drawn, most, work.judge, work.batch, told=told)
    kept = _written(asked, work, found.best_first)
    watts, cpu_s = power(settings), process_time() - begin
    networks = tuple(
        _network(work.family, one, folder, watts)
        for one, folder in zip(found.best_first, kept, strict=True)
    )
    return FamilyRanking(
        family=asked.family,
        choices=work.family.networks,
        drawn=len(drawn),
        seed=asked.seed,
        dropped=dict(found.dropped),
        shown=work.shown,
        score_by="formula" if formula else asked.proxy or DEFAULT,
        formula=formula.formula if formula else None,
        why=_why(asked, formula),
        like_size=_alike(found, lambda one: one.weighed.parameters),
        like_depth=_alike(found, lambda one: work.family.depth(one.genes)),
        cpu_s=cpu_s,
        energy_j=modelled(cpu_s, watts),
        watts=watts_in_words(watts),
        networks=networks,
    )


def _alike(found: Standings, size: Callable[[Standing], int]) -> Agreement | None:
    """Return how far the order is that of a size; None where too few networks tell."""
    some = found.best_first
    if len(some) < _FEWEST:
        return None
    return agreement([one.score.value for one in some], [float(size(one)) for one in some])


def _checked(asked: Asked) -> Proxy | None:
    """Return the formula of a file; refuse at once what cannot be."""
    if asked.out is not None:
        families.check_new(asked.out)
    if asked.formula is not None and asked.proxy is not None:
        raise RequestError("--proxy and --formula are two scores: give one only.")
    if asked.proxy is not None and asked.proxy not in PROXIES:
        raise RequestError(
            f"--proxy is {asked.proxy[:40]!a}; it has to be one of {', '.join(PROXIES)}."
        )
    if asked.family == "bert" and asked.data == "digits":
        raise RequestError(
            "--data digits are pictures, and the family bert reads texts. Give a file of texts, or "
            "ask for --family vit."
        )
    return None if asked.formula is None else load(asked.formula)


def _work(asked: Asked, formula: Proxy | None, settings: Settings) -> _Work:
    stored = None if asked.data in _BUILT_IN else _stored(asked, settings)
    labels = stored.labels if stored else ()
    classes = len(labels) or _CLASSES[asked.family]
    of = family(asked.family, classes, side=asked.side, tokens=asked.tokens)
    source: Source = "examples" if stored else "digits" if asked.data == "digits" else "noise"
    count = asked.examples
    if formula is not None:
        count = 2 * formula.setup.examples
        source = "pink noise" if (source, formula.setup.noise) == ("noise", "pink") else source
    dataset = Path(stored.path) if stored else None
    batch = shown(of, source, count, asked.seed, dataset=dataset)
    judge = (
        by_proxy(of, asked.proxy or DEFAULT, batch, asked.seed)
        if formula is None
        else by_formula(of, formula, batch, asked.seed)
    )
    return _Work(of, labels, batch, judge, in_words(of, source, len(batch.inputs), _name(asked)))


def _name(asked: Asked) -> str:
    return Path(asked.data).name


def _stored(asked: Asked, settings: Settings) -> Dataset:
    """Return a user's labelled examples: a folder of pictures, or a file of texts."""
    path = Path(asked.data)
    if not path.exists():
        raise RequestError(
            f"--data {path}: there is no such file and no such folder. Name one, or noise or "
            "digits."
        )
    if (asked.family == "vit") != path.is_dir():
        wanted = {
            "vit": "a folder that holds a folder of pictures for each label",
            "bert": "a file",
        }
        raise RequestError(
            f"--data {path}: the family {asked.family} takes {wanted[asked.family]}, and this is "
            "none."
        )
    make_home(settings.home)
    if asked.family == "vit":
        return own_pictures(path, settings.home)
    return own(path, settings.home)


def _written(asked: Asked, work: _Work, best_first: tuple[Standing, ...]) -> tuple[str | None, ...]:
    """Write the configurations of the best; return a folder for each network, or None."""
    folders: list[str | None] = []
    for place, one in enumerate(best_first, start=1):
        if asked.out is None or place > asked.keep:
            folders.append(None)
            continue
        folder = asked.out / f"{place}-{asked.family}"
        families.write_config(work.family, one.genes, work.labels, folder)
        folders.append(str(folder))
    return tuple(folders)


def _network(of: Family, one: Standing, folder: str | None, watts: Power) -> Network:
    value = one.score.value
    return Network(
        config=families.in_words(of, one.genes),
        genes=dict(zip(of.space.choices, one.genes, strict=True)),
        parameters=one.weighed.parameters,
        size_bytes=one.weighed.size_bytes,
        latency_s=one.latency_s,
        score=value if abs(value) < float("inf") else None,
        cpu_s=one.score.cpu_s,
        energy_j=modelled(one.score.cpu_s, watts),
        folder=folder,
    )


def _why(asked: Asked, formula: Proxy | None) -> str:
    if formula is not None:
        bred = f"bred on {formula.bred_on}" if formula.bred_on else "kept, and says not on what"
        return f"The formula was {bred}; on transformers it is a guess."
    return WHY if asked.proxy is None else f"{asked.proxy} was asked for."
