"""Makes one candidate of the same weights under several names.

Models that were tuned from one base share their header (names, types and shapes of tensors) and
still answer differently. So weights are the same where their SHA-256 is, which a hub states for
each large file; a header alone decides nothing.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tools.domain import Listing, Model


class Copy(NamedTuple):
    """A model by what its copies share and what tells the original."""

    id: str
    weights: str
    base: str
    created_at: str


def originals(models: Iterable[Copy]) -> dict[str, str]:
    """Return, for each model that is a copy, the model that it is a copy of.

    The original is the one that others name as their base, else the oldest.
    """
    groups: dict[str, list[Copy]] = {}
    for one in models:
        if one.weights:
            groups.setdefault(one.weights, []).append(one)
    return {
        copy.id: first.id
        for group in groups.values()
        for first in (_original(group),)
        for copy in group
        if copy.id != first.id
    }


def _original(group: Sequence[Copy]) -> Copy:
    bases = {one.base for one in group}
    return min(group, key=lambda one: (one.id not in bases, one.created_at or "9", one.id))


def merged(known: Sequence[Listing], more: Iterable[Listing]) -> tuple[Listing, ...]:
    """Return both, in which a model that is known already is dropped: it needs no second fetch.

    What is the same configuration is left out; another commit of the same model is another model,
    but not where the first is in a package, whose version is no commit.
    """
    keys = {one.candidate.key for one in known}
    packaged = {one.model.id for one in known if one.model.source == "catalogue"}
    holders = {one.model.weights: one.model for one in known if one.model.weights}
    result = list(known)
    for one in more:
        if one.candidate.key in keys:
            continue
        keys.add(one.candidate.key)
        if not one.dropped and one.model.id in packaged:
            one = as_dropped(one, "The catalogue has it, from a package.")
        elif not one.dropped and _is_another(
            first := holders.get(one.model.weights, one.model), one.model
        ):
            one = as_dropped(one, f"It has the weights of {first.id}.")
        result.append(one)
    return tuple(result)


def _is_another(model: Model, than: Model) -> bool:
    """Say whether these are two models, and not one in two ways to use it."""
    return (model.id, model.revision) != (than.id, than.revision)


def as_dropped(one: Listing, reason: str) -> Listing:
    """Return a listing that is dropped for good, whatever the limits: it needs few words then.

    The conversation's state holds every listing and is stored at each step.
    """
    short = {"labels": (), "dtypes": {}, "published": (), "card": "", "archives": {}, "folder": ""}
    return one.model_copy(update={"dropped": reason, "model": one.model.model_copy(update=short)})
