"""What every value is built from: frozen models and intervals."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

Provenance = Literal["measured", "published", "modelled", "assumed"]


class Value(BaseModel):
    """A frozen value; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Interval(Value):
    """The only way to write an uncertain number: bounds, middle, and where it comes from."""

    low: float
    mid: float
    high: float
    provenance: Provenance

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if not self.low <= self.mid <= self.high:
            raise ValueError(
                f"an interval needs low <= mid <= high, not {self.low}, {self.mid}, {self.high}"
            )
        return self

    def scaled(self, factor: float) -> "Interval":
        """Return the interval times a known non-negative factor."""
        return Interval(
            low=self.low * factor,
            mid=self.mid * factor,
            high=self.high * factor,
            provenance=self.provenance,
        )
