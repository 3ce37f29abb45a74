"""One thing that the doctor looked at."""

from typing import Literal

from tools.domain import Value

Status = Literal["ok", "limited", "broken"]


class Check(Value):
    """What was found; `limited` works, with less than there could be."""

    name: str
    status: Status
    text: str
