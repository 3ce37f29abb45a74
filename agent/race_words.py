"""Says how a race went: what is certified, who left and why, what would change the choice."""

from collections.abc import Iterator, Sequence

from agent import words
from agent.sentences import short
from tools.domain import Candidate, Certificate, Comparison
from tools.selection.contest import Contest
from tools.selection.flips import Flip
from tools.selection.payback import Payback
from tools.selection.race import Race
from tools.selection.racing.board import Exclusion
from tools.selection.rounds import Round
from tools.selection.trial import Trial


def certified(found: Certificate | None, *, with_tactics: bool = False) -> str | None:
    """Return what is certified, in one sentence; it speaks of models, if tactics were tried too."""
    if found is None or found.among == 1:
        return None
    without = " without tactics" if with_tactics else ""
    if not found.guaranteed:
        return (
            f"By a bootstrap of these {found.pool:,} examples, of the {found.among} "
            f"candidates{without}, none that may meet the limits scores over {found.epsilon:g} "
            f"point more than {short(found.candidate)}, with costs as measured. Macro-F1 is no sum "
            "over examples, so nothing guarantees how often such a statement is wrong."
        )
    return (
        f"Certified on these {found.pool:,} examples: of the {found.among} candidates{without}, "
        f"none that may meet the limits scores over {found.epsilon:g} point more than "
        f"{short(found.candidate)}, with costs as measured. Such a statement is wrong in at most "
        f"{words.percent(found.delta)} of searches."
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
    if how.ground == "behind by a bootstrap":
        return (
            f"After {how.answers:,} answers a bootstrap put it behind: it would not outscore "
            f"{short(rival)} by over a point."
        )
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


def new_round(now: Round, race: Race) -> str:
    """Return who goes on in a round, and how far."""
    names = [short(one.candidate) for one in race.entries if one.candidate.key in now.goals]
    goes = "goes" if len(names) == 1 else "go"
    furthest = max(now.goals.values())
    return f"Next round: {words.listed(names)} {goes} on, to {furthest:,} examples at most."


def tactics_join(parent: Candidate, names: Sequence[str]) -> str:
    """Return what is tried on whom."""
    return (
        f"{short(parent)} is ahead of the other models. Tactics are tried on it: "
        f"{words.listed(list(names))}."
    )


def tried(found: Comparison) -> str:
    """Return what a tactic does to its parent's costs and answers, by intervals of one look."""
    energy, quality = found.cost_ratios["energy"], found.quality.scaled(100)
    verdict = "no difference in energy is shown"
    if energy.high < 1:
        verdict = "it saves energy here"
    elif energy.low > 1:
        verdict = "it takes more energy here: refuted"
    return (
        f"{' + '.join(found.candidate.tactics)}: {words.significant(energy.mid)} times the energy "
        f"({words.between(energy.low, energy.high)}), {quality.mid:+.1f} points of "
        f"{words.METRICS[found.metric]} "
        f"({quality.low:+.1f} to {quality.high:+.1f}) on {words.counted(found.n, 'example')}: "
        f"{verdict}."
    )


def open_race(contest: Contest | Trial, chosen: Candidate | None) -> Iterator[str]:
    """Yield who may still outscore the choice, and what it would take to tell."""
    own = (chosen, chosen.parent) if chosen else ()
    rivals = [short(entry.candidate) for entry in contest.undecided if entry.candidate not in own]
    if rivals:
        may = "may still score over a point more"
        if isinstance(contest, Trial):
            may = "may still save more"
        yield (
            f"{words.listed(rivals)} {may}; about {words.spending(contest.price_to_decide())} "
            "would tell."
        )
