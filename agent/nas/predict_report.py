"""What is said of predictors: how far off they are, and how well they keep the order."""

from collections.abc import Sequence
from statistics import mean, pstdev

from pydantic import Field

from agent.llm import Usage
from tools.domain import Interval, Value
from tools.nas.predictors.answers import Price


class OfSeed(Value):
    """One predictor on the test architectures of one split."""

    seed: str
    mae: float = Field(description="mean absolute error, in BLEU")
    tau: float | None = Field(description="Kendall's tau-b; null where it predicts one value")
    left_out_mae: float | None = Field(
        default=None, description="leave-one-out over the known: what a choice may go by"
    )
    used: tuple[str, ...] = Field(default=(), description="what `automatic` chose")


class Predicted(Value):
    """One predictor on a task; means, and population deviations over the seeds."""

    predictor: str
    mae: float | None = None
    mae_std: float | None = None
    tau: float | None = None
    tau_std: float | None = None
    seeds: tuple[OfSeed, ...] = ()


class Task(Value):
    """All predictors on one task."""

    task: str
    predictors: tuple[Predicted, ...]


class Spending(Value):
    """What the language model took, and what answers that were kept had taken before."""

    model: str
    used: Usage
    energy_j: Interval | None = Field(description="null: it runs on another machine")
    spared: Price
    stopped: str = Field(description="why it was not asked to the end; empty where it was")


class Predictions(Value):
    """All tasks of a table."""

    tasks: tuple[Task, ...]
    without: tuple[str, ...] = Field(default=(), description="left out of the prompt")
    language_model: Spending | None = None


def predicted(name: str, seeds: Sequence[OfSeed]) -> Predicted:
    """Return a predictor's row; an empty one where there is nothing to average."""
    if not seeds:
        return Predicted(predictor=name)
    maes = [one.mae for one in seeds]
    taus = [one.tau for one in seeds if one.tau is not None]
    has_order = len(taus) == len(seeds)
    return Predicted(
        predictor=name,
        mae=mean(maes),
        mae_std=pstdev(maes),
        tau=mean(taus) if has_order else None,
        tau_std=pstdev(taus) if has_order else None,
        seeds=tuple(seeds),
    )
