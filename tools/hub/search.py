"""Which models exist for a task, and which of them a known fact rules out before anything runs."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from tools.domain import Budget, Candidate, Dataset, Listing, Model, Requirements
from tools.errors import RequestError
from tools.hub.catalogue import Catalogue, Entry, covers
from tools.hub.designed import designed
from tools.hub.limits import broken_limit
from tools.hub.local import local_models
from tools.hub.weights import folder_of, missing

# A rule of ours: a picture is enlarged to this many times its pixels at most.
_MOST_ENLARGED = 100


def find(
    dataset: Dataset, catalogue: Catalogue, *, home: Path, models_folder: Path | None = None
) -> tuple[Listing, ...]:
    """Return every candidate for the data's task: the catalogue's, own designs, the user's.

    Raises:
        RequestError: nothing serves the task, or there is no such folder.

    """
    task = dataset.task
    listings = [
        Listing(candidate=candidate, model=_model(entry, candidate, catalogue, home))
        for entry in catalogue.models
        if task in entry.tasks
        for candidate in entry.candidates(dataset)
    ]
    listings += designed(home, dataset)
    if models_folder is not None:
        listings += serving(local_models(models_folder), dataset)
    if not listings:
        known = ", ".join(sorted({task for entry in catalogue.models for task in entry.tasks}))
        raise RequestError(f"No model is known for the task {task!r}. Ask for one of: {known}.")
    return tuple(listings)


def drop(
    listings: tuple[Listing, ...], dataset: Dataset, *, requirements: Requirements, budget: Budget
) -> tuple[Listing, ...]:
    """Return the same listings, those that a known fact rules out with the reason.

    Beyond `budget.max_candidates` those are dropped that have most to fetch, then most parameters.
    """
    judged = [
        one
        if one.dropped
        else one.model_copy(update={"dropped": _reason(one, dataset, requirements, budget)})
        for one in listings
    ]
    if budget.max_candidates is None:
        return tuple(judged)
    left = [one for one in judged if not one.dropped]
    left.sort(key=lambda one: (one.model.download_bytes, one.model.parameters))
    over = {one.candidate.key for one in left[budget.max_candidates :]}
    reason = (
        f"The search may try {budget.max_candidates} candidates, and others with less to fetch or"
        " fewer parameters come first."
    )
    return tuple(
        one.model_copy(update={"dropped": reason}) if one.candidate.key in over else one
        for one in judged
    )


def _model(entry: Entry, candidate: Candidate, catalogue: Catalogue, home: Path) -> Model:
    return Model(
        id=entry.id,
        revision=entry.revision,
        runtime=entry.runtime,
        tasks=entry.tasks,
        parameters=entry.parameters,
        flop=entry.flop,
        size_bytes=entry.size_bytes,
        archives=missing(entry, catalogue, home),
        licence=entry.licence,
        languages=entry.languages,
        source="catalogue" if entry.files else "built in",
        folder=str(folder_of(entry, home)) if entry.files else "",
        options=entry.options,
        # The conversation's state is stored at each step: a thousand labels only where they matter.
        labels=entry.labels if candidate.strategy == "as_is" else (),
    )


def _reason(one: Listing, dataset: Dataset, requirements: Requirements, budget: Budget) -> str:
    """Return the first known fact that rules a candidate out, as a sentence, or nothing."""
    return broken_limit(one.model, requirements, budget) or fit_reason(one, dataset)


def serving(listings: Iterable[Listing], dataset: Dataset) -> list[Listing]:
    """Return those of the data's task, each model in the ways that fit the data."""
    of_task = [one for one in listings if dataset.task in one.model.tasks]
    ways = groupby(of_task, key=lambda one: (one.model.id, one.model.revision))
    return [one for _, same in ways for one in fitting(tuple(same), dataset)]


def fitting(ways: Sequence[Listing], dataset: Dataset) -> tuple[Listing, ...]:
    """Return the ways to use one model that fit the data; where none does, the first, dropped."""
    reasons = [one.dropped or fit_reason(one, dataset) for one in ways]
    fine = tuple(one for one, reason in zip(ways, reasons, strict=True) if not reason)
    return fine or tuple(one.model_copy(update={"dropped": reasons[0]}) for one in ways[:1])


def fit_reason(one: Listing, dataset: Dataset) -> str:
    """Return why a model cannot be put to this data in the way that is meant, or nothing."""
    if one.candidate.strategy == "as_is":
        return _label_reason(one.model, dataset)
    if not dataset.n_train:
        return "It has to learn the labels, and these examples are only to test with."
    return _enlarging_reason(one.model, dataset)


def _enlarging_reason(model: Model, dataset: Dataset) -> str:
    """Return why pictures are too small for a network: it would work on what it made up itself."""
    pixels = int(model.options.get("input_size", 0)) ** 2
    if pixels <= _MOST_ENLARGED * dataset.mean_length:
        return ""
    return (
        f"It sees {pixels:,} pixels, and the pictures here have {dataset.mean_length:.0f}: nearly"
        " all that it would compute is on pixels made up by enlarging."
    )


def _label_reason(model: Model, dataset: Dataset) -> str:
    if not model.labels:
        return "Its labels have no names, so they cannot be matched with the data's."
    if covers(model.labels, dataset.labels):
        return ""
    return f"Its labels are {_some(model.labels)}; the data's are {_some(dataset.labels)}."


def _some(labels: tuple[str, ...]) -> str:
    return ", ".join(labels[:6]) + (", ..." if len(labels) > 6 else "")
