"""How models are put to the task and what quality is measured as: proposed, with the reason.

The first seed (GreenRunnerGPT, arXiv 2401.15810) has a language model propose both; here they
follow from the labels, their number, and the models there are. What was asked for holds instead.
"""

from collections.abc import Iterator, Sequence

from agent import words
from tools.domain import Dataset, Listing, Request, Strategy

# From so large a share of one label on, saying it always looks like a good model. A rule of ours.
_LOPSIDED = 0.8
# Fewer of each label leave a new last layer little to learn from. A rule of ours.
_FEW = 10
_NAMES: dict[Strategy, str] = {
    "as_is": "as they are",
    "zero_shot": "zero-shot",
    "linear_probe": "with a new last layer on frozen features (a linear probe)",
    "fine_tune": "fine-tuned",
    "from_scratch": "trained from scratch",
}
_HERE: tuple[Strategy, ...] = ("as_is", "linear_probe", "from_scratch")


def proposal(request: Request, dataset: Dataset, listings: Sequence[Listing]) -> Iterator[str]:
    """Yield how models are put to the task and why, and what a lopsided dataset asks for."""
    ways = tuple(dict.fromkeys(one.candidate.strategy for one in listings if not one.dropped))
    if ways:
        names = words.listed([_NAMES[way] for way in ways])
        yield f"Models are tried {names}: {_reason(request, dataset, ways)}."
    share = dataset.largest_share
    if request.metric is None and share is not None and share >= _LOPSIDED:
        yield (
            f"{words.percent(share)} of the examples have one label, so always saying it would "
            "look as good. Ask for macro-F1 if the others count as much."
        )


def by_strategy(listings: Sequence[Listing], strategy: Strategy | None) -> tuple[Listing, ...]:
    """Drop the candidates that are put to the task in another way than was asked for.

    Where it is none that can be measured here, all stay: the nearest is better than nothing.
    """
    if strategy not in _HERE:
        return tuple(listings)
    reason = f"You asked for models {_NAMES[strategy]}; it would be tried "
    return tuple(
        one
        if one.dropped or one.candidate.strategy == strategy
        else one.model_copy(update={"dropped": f"{reason}{_NAMES[one.candidate.strategy]}."})
        for one in listings
    )


def _reason(request: Request, dataset: Dataset, ways: Sequence[Strategy]) -> str:
    if request.strategy in _HERE:
        return "you asked for that"
    if request.strategy is not None:
        return f"{_NAMES[request.strategy]} is not measured here yet, and this comes nearest"
    if not dataset.n_train:
        return "the examples are only to test with, and nothing can be learned from them"
    each = dataset.n_train / max(len(dataset.labels), 1)
    learned = (
        f"there are {dataset.n_train:,} labelled examples to learn from, about {each:,.0f} of each "
        "label"
    )
    if each < _FEW:
        learned += ", which is few"
    if "as_is" in ways:
        return f"some know your labels, and {learned}"
    return f"none that may run knows your labels, and {learned}"
