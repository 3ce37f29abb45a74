"""Says how a race went: what is certified, who left and why, what would change the choice."""

from collections.abc import Iterator, Sequence

from agent import words
from agent.sentences import short
from tools.domain import Candidate, Certificate
from tools.selection.contest import Contest
from tools.selection.flips import Flip
from tools.selection.payback import Payback
from tools.selection.racing.board import Exclusion


def certified(found: Certificate | None) -> str | None:
    """Return what is certified, in one sentence."""
    if found is None or found.among == 1:
        return None
    return (
        f"Certified on these {found.pool:,} examples: of the {found.among} candidates, none that "
        f"may meet the limits scores over {found.epsilon:g} point more, with "
        f"costs as measured. Such a statement is wrong in at most {words.percent(found.delta)} of "
        "searches."
    )


def would_flip(flips: Sequence[Flip]) -> str | None:
    """Return at which rates another would be chosen, or None where no rate of one cost does."""
    said = [
        f"{'over' if flip.rate >= flip.now else 'under'} {words.significant(flip.rate, 2)} points "
        f"to halve the {flip.cost} (now {words.significant(flip.now, 2)}): {short(flip.candidate)}"
        for flip in flips
    ]
    return f"What would change the choice, all else as it is: {'; '.join(said)}." if said else None


def payback(back: Payback, what: str) -> str:
    """Return after how many requests the choice has paid its search back, with the interval.

    `what` says of the baseline why it is one, in a clause.
    """
    against = f"Against {short(back.baseline)}{what}"
    if back.mid is None:
        if back.low is None:
            return f"{against}, it never pays the search back: it saves no energy."
        return (
            f"{against}, it is not shown ever to pay the search back; at best it does after "
            f"{words.significant(back.low)} requests."
        )
    assert back.low is not None
    bounds = (
        f"{words.between(back.low, back.high)}"
        if back.high is not None
        else f"{words.significant(back.low)} at best, and maybe never"
    )
    return (
        f"{against}, it has paid the search back after about {words.significant(back.mid)} "
        f"requests ({bounds})."
    )


def exclusion(how: Exclusion, rival: Candidate) -> str:
    """Return how a candidate left the race."""
    if how.ground == "below the limit":
        return f"After {how.answers:,} answers it was shown to miss the limit on quality."
    if not how.answers:
        return f"It was never loaded: even if always right it would not outscore {short(rival)}."
    return (
        f"After {how.answers:,} answers it was shown that it cannot outscore {short(rival)} by "
        "over a point."
    )


def left_the_race(candidate: Candidate, how: Exclusion, rival: Candidate, *, left: int) -> str:
    """Return who left the race, why, and how many are still in it."""
    what = exclusion(how, rival)
    return (
        f"{short(candidate)} is out. {what} {words.counted(left, 'candidate')} still in the race."
    )


def open_race(contest: Contest, chosen: Candidate | None) -> Iterator[str]:
    """Yield who may still outscore the choice, and what it would take to tell."""
    rivals = [short(entry.candidate) for entry in contest.undecided if entry.candidate != chosen]
    if rivals:
        yield (
            f"{words.listed(rivals)} may still score over a point more; about "
            f"{words.spending(contest.price_to_decide())} would tell."
        )
