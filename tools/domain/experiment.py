"""What a controlled experiment with tactics observed, and what follows from it."""

from typing import Literal

from pydantic import Field

from tools.domain.evidence import Failure, Setup, Window
from tools.domain.offer import Candidate
from tools.domain.values import Interval, Value

Quantity = Literal["energy", "latency", "cpu", "memory", "size"]
Finding = Literal["helps", "trade-off", "no difference", "refuted", "could not run"]


class Run(Value):
    """One candidate in one block, in a worker of its own: what it took, and what it did."""

    block: int = Field(ge=0)
    place: int = Field(ge=0, description="its turn within the block, drawn at random")
    candidate: Candidate
    setup: Setup | None = None
    window: Window | None = None
    failure: Failure | None = None


class Effect(Value):
    """One quantity of a tactic against its parent, paired by block; below 1 the tactic has less."""

    quantity: Quantity
    ratio: Interval = Field(description="geometric mean over the blocks, 95 % interval")
    p_value: float = Field(ge=0, le=1, description="two-sided paired t test of the log ratio")
    adjusted: float = Field(ge=0, le=1, description="after Holm, over the model's comparisons")
    cliffs_delta: float = Field(ge=-1, le=1, description="-1: lower in every pair of runs")

    @property
    def shown(self) -> bool:
        """Whether a difference is shown at the 5 % level over the whole family."""
        return self.adjusted < 0.05


class TacticResult(Value):
    """What came of a tactic on one model."""

    candidate: Candidate
    parent: Candidate
    blocks: int
    examples: int = Field(description="that both answered")
    effects: tuple[Effect, ...]
    quality: float | None = Field(description="of the tactic on these, in [0, 1]")
    quality_change: Interval | None = Field(description="against its parent, paired by example")
    agreement: float | None = Field(description="share of examples with the parent's answer")
    one_off_s: float = Field(description="of applying the tactic, the first time")
    one_off_j: float
    saved_j: Interval | None = Field(description="a request; negative: it costs more")
    pays_back_after: float | None = Field(description="requests; None: never")
    nonzero_parameters: float | None = Field(default=None, description="share of all")
    finding: Finding
    reason: str = Field(default="", description="why it could not run")

    def effect(self, quantity: Quantity) -> Effect:
        """Return what it did to one quantity.

        Raises:
            KeyError: it was not compared.

        """
        for effect in self.effects:
            if effect.quantity == quantity:
                return effect
        raise KeyError(quantity)
