"""Which labels a model takes for which, from its stored answers."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from agent import words
from agent.evidence import Known
from agent.explain import called
from agent.report import named
from tools.domain import Candidate
from tools.hub.datasets import test_labels
from tools.selection.recommend import recommend

_MOST = 5


def confused(model: str | None, known: Known) -> str:
    """Say which labels the choice, or a model that is named, takes for which most often."""
    candidate = _whose(model, known)
    if candidate is None:
        who = f"{model} was not measured" if model else "Nothing was measured yet"
        return f"{who}, so there are no answers to look at."
    dataset, predicted = known.scenario.dataset, known.predicted(candidate)
    expected = test_labels(Path(dataset.path))[: len(predicted)]
    return f"{called(named(candidate))}: {mixed_up(expected, predicted, dataset.labels)}"


def _whose(model: str | None, known: Known) -> Candidate | None:
    """Return the choice, or the nearest to one; of a named model whoever answered most."""
    if model is not None:
        own = [e for e in known.evidence if e.candidate.model == model]
        return max(own, key=lambda e: len(e.correct)).candidate if own else None
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    return verdict.chosen or (verdict.nearest.candidate if verdict.nearest else None)


def mixed_up(expected: Sequence[int], predicted: Sequence[int], labels: Sequence[str]) -> str:
    """Return the commonest mistakes, each with how many examples there were of its label."""
    pairs = Counter(
        (right, said) for right, said in zip(expected, predicted, strict=True) if right != said
    )
    wrong, n = pairs.total(), len(predicted)
    if not wrong:
        return f"none of its {n:,} answers was wrong."
    of_label = Counter(expected)
    lines = [
        f"- {labels[right]} taken for {labels[said]}: {words.counted(count, 'time')}, of "
        f"{words.counted(of_label[right], 'example')} of {labels[right]}"
        for (right, said), count in pairs.most_common(_MOST)
    ]
    rest = wrong - sum(count for _, count in pairs.most_common(_MOST))
    if rest:
        lines.append(f"- other mistakes: {rest:,}")
    verb = "was" if wrong == 1 else "were"
    return "\n".join([f"{wrong:,} of its {n:,} answers {verb} wrong.", *lines])
