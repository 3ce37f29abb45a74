"""Which of two measured candidates somebody would rather have, as a question and its answer."""

import re

from agent import words
from agent.explain import called
from agent.extract.names import matching_models
from agent.extract.numbers import find_numbers
from agent.questions import YOU_DECIDE, is_go_ahead
from agent.report import named
from agent.state import Json
from tools.domain import Cost
from tools.selection.elicitation import Swap

# Less than a seventh more or less is not worth words in a question.
_ALIKE = 0.2
_HARDLY = ["next to nothing"]
_NO = re.compile(r"\W*(?:no|nope|nah|not|never|neither|rather not|keep)\b")
_COSTS: dict[Cost, str] = {"energy": "energy", "latency": "latency", "memory": "memory"}
_COSTS |= {"size": "size on disk"}


def question(swap: Swap, metric: str) -> Json:
    """Return what would be given up for what, why it is asked, and the answers."""
    choice, rival = (called(named(one)) for one in (swap.choice, swap.rival))
    quality = "macro-F1 (of 100)" if metric == "macro_f1" else "accuracy (right answers in 100)"
    costs = {cost: n for cost, n in swap.halvings.items() if abs(n) > _ALIKE}
    gained = [f"{_times(n)} less {_COSTS[cost]}" for cost, n in costs.items() if n > 0]
    paid = [f"{_times(-n)} the {_COSTS[cost]}" for cost, n in costs.items() if n < 0]
    if swap.points > 0:
        gained.insert(0, f"{words.points(swap.points)} more of {quality}")
    elif swap.points < 0:
        paid.insert(0, f"{words.points(-swap.points)} less of {quality}")
    return {
        "kind": "question",
        "field": "swap",
        "text": (
            f"By what is measured, {choice} would be chosen. With {rival} instead, would you "
            f"accept {words.listed(paid or _HARDLY)} for {words.listed(gained or _HARDLY)}? "
            "I ask because your answer may change the choice."
        ),
        "options": {
            "yes": f"yes, rather {rival}",
            "no": f"no, rather {choice}",
            YOU_DECIDE: "keep what was said, or the usual rates",
        },
        "default": YOU_DECIDE,
        "gain": swap.gain,
        "given_up": -swap.points,
    }


def rather(answer: str, swap: Swap) -> bool | None:
    """Say whether the rival is wanted: yes, no, its name, or the points one would give up for it.

    None leaves it to us, or cannot be read.
    """
    said = answer.strip().lower()
    if not said or said == YOU_DECIDE:
        return None
    if is_go_ahead(said):
        return True
    if _NO.match(said):
        return False
    names = [swap.choice.model, swap.rival.model]
    if len(wanted := matching_models(said, names)) == 1 and names[0] != names[1]:
        return wanted[0] == swap.rival.model
    number = next(iter(find_numbers(said)), None)
    if number is not None and swap.points < 0:
        return number.value >= -swap.points
    return None


def _times(halvings: float) -> str:
    return f"{words.significant(2.0**halvings, 2)} times"
