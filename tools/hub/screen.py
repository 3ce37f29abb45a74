"""Judges a hub's model by what the listing says of it, before anything is asked about it alone."""

from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from tools.domain import Budget, Candidate, Listing, Model, Requirements, Strategy
from tools.hub.config import FOREIGN_CODE, UnusableError
from tools.hub.facts import Facts, plain, read_facts
from tools.hub.kinds import Kind
from tools.hub.limits import broken_limit
from tools.hub.same import as_dropped
from tools.hub.snapshot import folder_of

SOURCE = "hub"
_BITS = {"F64": 64, "I64": 64, "F32": 32, "I32": 32, "F16": 16, "BF16": 16, "I16": 16}
_LEAST_BITS = 4


class Limits(NamedTuple):
    """The models and what else somebody asks for, and may spend; the home; who asks the hub."""

    kind: Kind
    requirements: Requirements
    budget: Budget
    home: Path
    has_token: bool


def screened(entry: JsonValue, limits: Limits) -> tuple[Facts | None, Listing]:
    """Return what a listing says of a model, if it may be of use, and the model as a listing."""
    try:
        facts = read_facts(entry)
    except UnusableError as reason:
        named = entry.get("id") if isinstance(entry, dict) else None
        name = plain(named, 80) if isinstance(named, str) else ""
        return None, dropped(Facts(id=name or "(no name)"), limits.kind, str(reason))
    try:
        _require_usable(facts, limits)
    except UnusableError as reason:
        return None, dropped(facts, limits.kind, str(reason))
    model = outline(facts, limits.kind)
    return facts, Listing(candidate=candidate(facts, "linear_probe"), model=model)


def outline(facts: Facts, kind: Kind) -> Model:
    """Return a model as far as a listing describes it; its size is the least that it can be."""
    counts = facts.safetensors.parameters if facts.safetensors else {}
    least_bits = sum(n * _BITS.get(dtype, _LEAST_BITS) for dtype, n in counts.items())
    total = facts.safetensors.total if facts.safetensors else 0
    return Model(
        id=facts.id,
        revision=facts.sha or "unknown",
        runtime=kind.runtime,
        tasks=(kind.task,),
        parameters=total,
        size_bytes=least_bits // 8,
        archives={"at least": least_bits // 8},
        licence=facts.licence,
        languages=facts.languages if kind.speaks else (),
        source=SOURCE,
        base=facts.base,
        gated=bool(facts.gated),
        downloads=facts.downloads,
    )


def candidate(facts: Facts, strategy: Strategy) -> Candidate:
    """Return a hub's model, put to the task in one way."""
    return Candidate(model=facts.id, revision=facts.sha or "unknown", strategy=strategy)


def dropped(facts: Facts, kind: Kind, reason: str) -> Listing:
    """Return a model as a listing that is dropped."""
    one = Listing(candidate=candidate(facts, "linear_probe"), model=outline(facts, kind))
    return as_dropped(one, reason)


def _require_usable(facts: Facts, limits: Limits) -> None:
    if facts.gated and not limits.has_token:
        raise UnusableError("Its owner decides who may have it, and no token of yours is known.")
    if facts.disabled:
        raise UnusableError("The hub has switched it off.")
    if facts.needs_code:
        raise UnusableError(FOREIGN_CODE)
    if facts.architectures is not None:
        limits.kind.ways(facts.architectures)
    if facts.siblings is not None:
        limits.kind.require_files(facts.names, "repository")
    model = outline(facts, limits.kind)
    if folder_of(model, limits.home).is_dir():
        model = model.model_copy(update={"archives": {}})
    if reason := broken_limit(model, limits.requirements, limits.budget):
        raise UnusableError(reason)
