"""What is asked of past results and what is answered: values, and questions without SQL."""

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue

from tools.domain.values import Value
from tools.results.rows import naive_utc
from tools.results.views import Column

MOST_ROWS = 1_000

Order = Literal[
    "energy_mid_j",
    "latency_p50_s",
    "cpu_s_per_request",
    "memory_bytes",
    "size_bytes",
    "accuracy",
    "n",
    "measured_at",
    "model",
]

# What each field of a `ResultsQuery` asks of the view `results`.
_CONDITIONS = {
    "dataset": "dataset = $dataset",
    "task": "task = $task",
    "model": "contains(lower(model), lower($model))",
    "strategy": "strategy = $strategy",
    "device": "device = $device",
    "machine": "machine = $machine",
    "measured_since": "measured_at >= $measured_since::TIMESTAMP",
    "min_quality": "accuracy >= $min_quality",
    "max_latency_p50_s": "latency_p50_s <= $max_latency_p50_s",
    "max_energy_j": "energy_mid_j <= $max_energy_j",
    "max_memory_bytes": "memory_bytes <= $max_memory_bytes",
    "max_size_bytes": "size_bytes <= $max_size_bytes",
}


class Question(Value):
    """One SELECT, with the values of its parameters."""

    sql: str
    parameters: dict[str, str | int | float] = Field(default_factory=dict)


class Answer(Value):
    """Rows of plain JSON values; `cut` says that there were more than fit."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[JsonValue, ...], ...]
    cut: bool = False


class ResultsQuery(Value):
    """Which stored results are wanted, for callers that write no SQL; None asks nothing.

    Costs compare only within a machine: name one where rows are to be ranked by them.
    """

    dataset: str | None = None
    task: str | None = None
    model: str | None = Field(default=None, description="a part of the model's id")
    strategy: str | None = None
    device: str | None = None
    machine: str | None = None
    measured_since: datetime | None = None
    min_quality: float | None = Field(default=None, ge=0, le=1)
    max_latency_p50_s: float | None = Field(default=None, gt=0)
    max_energy_j: float | None = Field(default=None, gt=0, description="of a request")
    max_memory_bytes: int | None = Field(default=None, gt=0)
    max_size_bytes: int | None = Field(default=None, gt=0)
    order_by: Order = "energy_mid_j"
    descending: bool = False
    limit: int = Field(default=100, ge=1, le=MOST_ROWS)

    def question(self) -> Question:
        """Return it as SQL; what the caller said stands in parameters."""
        asked = {name: value for name in _CONDITIONS if (value := getattr(self, name)) is not None}
        if self.measured_since is not None:
            asked["measured_since"] = naive_utc(self.measured_since).isoformat()
        where = " AND ".join(_CONDITIONS[name] for name in asked) or "true"
        order = f"{self.order_by} {'DESC' if self.descending else 'ASC'} NULLS LAST"
        return Question(
            sql=f"SELECT * FROM results WHERE {where} ORDER BY {order}, model LIMIT {self.limit}",
            parameters=asked,
        )
