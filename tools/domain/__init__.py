"""The one vocabulary: frozen values that cross from stage to stage, SI units in their names.

Read in this order: need, offer, evidence, verdict, experiment.
"""

from tools.domain.evidence import (
    Component,
    DeviceUse,
    Evidence,
    Failure,
    Measurement,
    Metering,
    Setup,
    Step,
    TacticCost,
    Window,
    WindowCost,
)
from tools.domain.experiment import Effect, Finding, Quantity, Run, TacticResult
from tools.domain.need import (
    PERMISSIVE,
    Budget,
    Cost,
    Origin,
    Preferences,
    Priority,
    Request,
    Requirements,
    Spent,
)
from tools.domain.offer import (
    Candidate,
    Dataset,
    Estimate,
    Listing,
    Model,
    Runtime,
    Scenario,
    Strategy,
)
from tools.domain.values import Interval, Provenance, Value
from tools.domain.verdict import (
    Certificate,
    Comparison,
    Judgement,
    Recommendation,
    Standing,
    Verdict,
)

__all__ = [
    "PERMISSIVE",
    "Budget",
    "Candidate",
    "Certificate",
    "Comparison",
    "Component",
    "Cost",
    "Dataset",
    "DeviceUse",
    "Effect",
    "Estimate",
    "Evidence",
    "Failure",
    "Finding",
    "Interval",
    "Judgement",
    "Listing",
    "Measurement",
    "Metering",
    "Model",
    "Origin",
    "Preferences",
    "Priority",
    "Provenance",
    "Quantity",
    "Recommendation",
    "Request",
    "Requirements",
    "Run",
    "Runtime",
    "Scenario",
    "Setup",
    "Spent",
    "Standing",
    "Step",
    "Strategy",
    "TacticCost",
    "TacticResult",
    "Value",
    "Verdict",
    "Window",
    "WindowCost",
]
