"""Whether the verdicts of an earlier study on four tactics hold in an experiment of ours.

The study: arXiv:2409.12878 (Computing 107:103, 2025, doi:10.1007/s00607-025-01437-8), 42 image
classifiers. Its abstract gives verdicts in words and no numbers; the tests that stand for them
here are ours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from tools.domain import TacticResult, Value


@dataclass(frozen=True)
class Claim:
    """A verdict of the study on a tactic, and what would have to be seen for it to hold."""

    tactic: str
    verdict: str
    test: str
    is_seen: Callable[[TacticResult], bool]


class Replication(Value):
    """How a claim fared: on how many of the models that the tactic ran on it was seen."""

    tactic: str
    verdict: str = Field(description="of the study, in words")
    test: str = Field(description="what must be seen for it to hold: our reading")
    seen: int
    models: int

    @property
    def outcome(self) -> Literal["holds", "does not hold", "mixed", "not tested"]:
        """Say whether it was seen on all models, on none, on some, or was not tested."""
        if not self.models:
            return "not tested"
        if self.seen in (0, self.models):
            return "holds" if self.seen else "does not hold"
        return "mixed"


def replicated(results: Sequence[TacticResult]) -> tuple[Replication, ...]:
    """Hold each claim against the results of its tactic alone."""
    found = []
    for claim in CLAIMS:
        ran = [
            one
            for one in results
            if one.candidate.tactics == (claim.tactic,) and one.finding != "could not run"
        ]
        found.append(
            Replication(
                tactic=claim.tactic,
                verdict=claim.verdict,
                test=claim.test,
                seen=sum(map(claim.is_seen, ran)),
                models=len(ran),
            )
        )
    return tuple(found)


def _is_lower(result: TacticResult, *quantities: Literal["energy", "latency"]) -> bool:
    effects = [result.effect(quantity) for quantity in quantities]
    return all(effect.shown and effect.ratio.high < 1 for effect in effects)


def _keeps_quality(result: TacticResult) -> bool:
    return result.quality_change is None or result.quality_change.high >= 0


CLAIMS: tuple[Claim, ...] = (
    Claim(
        tactic="dynamic_int8",
        verdict="dynamic quantization clearly reduces inference time and energy",
        test="both are shown to be lower",
        is_seen=lambda result: _is_lower(result, "energy", "latency"),
    ),
    Claim(
        tactic="compile",
        verdict="torch.compile balances accuracy and energy",
        test="energy is shown to be lower and no loss of accuracy is",
        is_seen=lambda result: _is_lower(result, "energy") and _keeps_quality(result),
    ),
    Claim(
        tactic="prune_local_30",
        verdict="local pruning has no positive impact on performance",
        test="neither energy nor latency is shown to be lower",
        is_seen=lambda result: not _is_lower(result, "energy") and not _is_lower(result, "latency"),
    ),
    Claim(
        tactic="prune_global_30",
        verdict="global pruning takes long to apply and costs significantly",
        test="it never earns back the energy of applying it",
        is_seen=lambda result: result.one_off_j > 0 and result.pays_back_after is None,
    ),
)
