"""What a later message may want, as a value that the same code acts on, whoever read it."""

from typing import Literal

from agent.extract.weighing import Direction
from tools.domain import Priority, Request, Value
from tools.results.asking import ResultsQuery

DEFAULT_COUNT = 1_000_000

Kind = Literal[
    "what_if",
    "why_not",
    "about",
    "confusions",
    "price",
    "payback",
    "more_budget",
    "changed_requirement",
    "elsewhere",
    "results",
    "recalled",
    "ranked",
    "recommendation",
    "flips",
    "front",
    "certainty",
    "bill",
    "lifted",
    "export",
    "program",
    "compare",
    "relative",
    "percentile",
    "undo",
    "never_mind",
    "join",
    "data",
    "remembered",
    "forget",
    "start_over",
    "thanks",
    "provenance",
    "tactics",
    "design",
    "reuse",
    "new",
    "unknown",
]


class FollowUp(Value):
    """What a later message wants, with what is needed to answer it."""

    kind: Kind
    priority: Priority | None = None
    direction: Direction | None = None
    factor: float | None = None
    model: str | None = None
    matches: tuple[str, ...] = ()
    share: float | None = None
    percentile: int | None = None
    data: str | None = None
    count: int = DEFAULT_COUNT
    request: Request | None = None
    recalled: ResultsQuery | None = None
    falling: bool = False
    lifted: tuple[str, ...] = ()
    place: str | None = None
    place_words: str = ""
