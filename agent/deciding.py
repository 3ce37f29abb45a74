"""What a verdict leaves undecided, and what deciding it would take: answers of whom, time, energy.

Prices are those of the race: as measured where a candidate was, else as estimated.
"""

from collections.abc import Iterator, Sequence

from agent import words
from agent.evidence import Known
from agent.explain import called
from agent.report import Deciding, Lacking, named
from tools.domain import Budget, Candidate, Recommendation
from tools.selection.contest import Contest
from tools.selection.limits import more_examples
from tools.selection.race import Entry, together
from tools.selection.trial import Trial


def deciding(verdict: Recommendation, contests: Sequence[Contest | Trial]) -> Deciding | None:
    """Return who may still matter and what it would take to tell; None where nobody may.

    They are who may still score over a point more, or meet a limit on which the choice hangs.
    """
    entries = {entry.candidate: entry for one in contests for entry in one.race.entries}
    lacking: dict[Candidate, tuple[Entry, int]] = {}
    for contest in contests:
        for entry, answers in contest.answers_to_decide():
            lacking[entry.candidate] = entry, answers
    for candidate, answers in _for_the_limits(verdict):
        if candidate in entries:
            before = lacking[candidate][1] if candidate in lacking else 0
            lacking[candidate] = entries[candidate], max(before, answers)
    if not lacking:
        return None
    return Deciding(
        candidates=tuple(
            Lacking(**named(one).model_dump(), examples=n) for one, (_, n) in lacking.items()
        ),
        price=together(lacking.values()),
    )


def deciding_now(
    known: Known, verdict: Recommendation, *, unfinished: list[str], opened: list[str] | None
) -> Deciding | None:
    """Return the same of the models' race as it stands under these rates, with any budget."""
    return deciding(verdict, (known.contest(Budget(), unfinished, opened),))


def in_words(found: Deciding | None) -> str:
    """Return in a sentence what stays undecided, and what deciding it would take."""
    if found is None:
        return "Nobody who could still be measured may score over a point more."
    who = [
        f"{called(one)}, by {words.counted(one.examples, 'more answer')}"
        for one in found.candidates
    ]
    return (
        f"What stays undecided: {'; '.join(who)}; deciding it would take about "
        f"{words.spending(found.price)}."
    )


def _for_the_limits(verdict: Recommendation) -> Iterator[tuple[Candidate, int]]:
    """Yield about how many more examples would decide each limit on which the choice hangs."""
    for one in verdict.hanging:
        for judgement in one.judgements:
            if (more := more_examples(judgement, one.n)) is not None:
                yield one.candidate, more
