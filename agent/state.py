"""What a conversation carries from node to node: small plain JSON, never evidence.

Evidence is read from the store by dataset, machine and device. Values stand dumped, because a
checkpoint gives back plain JSON and nothing else.
"""

from typing_extensions import TypedDict

Json = dict[str, object]


class Said(TypedDict, total=False):
    """One turn of the user: the text, and a file of labelled examples where one came with it."""

    text: str
    data: str | None
    text_column: str | None
    label_column: str | None
    asks_again: bool
    """Data that cannot be read are asked for again, as in a talk; else that is an error."""
    may_stay: bool
    """The data are others for the same need: one may stay with those of before."""


class State(TypedDict, total=False):
    """The conversation. `said` comes from the user; nodes write the rest."""

    said: Said
    request: Json
    before: Json | None
    """The request that the last change can be taken back to."""
    scenario: Json
    preferences: Json
    listings: list[Json]
    estimates: list[Json]
    stored: dict[str, int]
    unfinished: list[str]
    opened: list[str] | None
    gone: dict[str, float]
    round: Json | None
    survivor: str | None
    budget: Json
    spent: Json
    effort: Json
    llm: Json
    accepted: bool
    goes_on: bool
    weighed: bool
    designed: bool
    designing: Json | None
    posed: int
    asked_before: str | None
    report: Json | None
    answer: str
    next: str


AFRESH: State = {
    "before": None,
    "accepted": False,
    "goes_on": False,
    "weighed": False,
    "designed": False,
    "designing": None,
    "posed": 0,
    "asked_before": None,
}
"""Where a search has come to that has not begun."""
