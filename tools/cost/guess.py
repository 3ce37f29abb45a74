"""What a candidate would cost by what is known of it and of the machine, before any correction."""

from typing import NamedTuple

from tools.cost.roofline import Machine
from tools.cost.rules import RULES, Rule
from tools.cost.work import Profile
from tools.domain import Listing, Model, Value
from tools.units import gib

# English runs at about four characters a token; two more are special tokens.
_CHARACTERS_PER_TOKEN, _SPECIAL_TOKENS = 4.0, 2
_WARM_UP_S = 2.0
# Seen in fitting: torch, in batches, takes 0.75 of a request an example; onnxruntime about 1.
_BATCHED_SHARE = 0.8
_REGRESSION_S = 3.0
# Text to token ids, the mean over the tokens and the head: seen on short texts.
_AROUND_S, _TOKEN_S = 1.5e-4, 2e-6
# A layer of a small encoder on a short text: what the rules' FLOP per second are those of.
_TYPICAL, _LOOKED_UP = ("product", (1, 32, 384, 1_536)), ("lookup", (64,))
# What freed results add to those that live.
_FREED_TOO = 2.0
KNOWN = "its own operations, at the pace of this machine for each"
KNOWN_SPREAD, RULE_SPREAD, _DEVICE_SPREAD = 1.25, 2.0, 5.0


class Surroundings(Value):
    """What the machine and the job add to a candidate's own facts."""

    w_per_core: float
    w_per_gib: float
    mean_length: float
    fit_examples: int
    device: str = "cpu"


class Guess(NamedTuple):
    """Quantities of a candidate in SI units, and by what factor they are off two times in three."""

    cpu_s: float
    setup_s: float
    memory_bytes: float
    method: str
    spread: float

    def energy_j(self, around: Surroundings) -> float:
        """Return the joules of a request, at the middle of the watts that are assumed."""
        return self.cpu_s * (around.w_per_core + gib(self.memory_bytes) * around.w_per_gib)


def tokens(mean_length: float) -> int:
    """Return about how many tokens a text of so many characters has."""
    return max(round(mean_length / _CHARACTERS_PER_TOKEN) + _SPECIAL_TOKENS, 1)


def held_bytes(profile: Profile) -> float:
    """Return what a model in use holds: its weights, and results beside what was freed of others.

    Workers keep the memory that they freed. The factor was seen with 29 architectures
    (`benchmarks/estimates.py`): 1.9.
    """
    return profile.weight_bytes + _FREED_TOO * profile.activation_bytes


def guess(
    listing: Listing, around: Surroundings, machine: Machine, profile: Profile | None
) -> Guess:
    """Return what is expected of a candidate: by its own operations where they are known."""
    model, rule = listing.model, RULES[listing.model.runtime]
    if profile is None:
        cpu_s, method, spread = _by_rule_s(model, rule, around, machine), rule.method, RULE_SPREAD
        held = rule.copies * model.size_bytes
    else:
        cpu_s = machine.cpu_s(profile) + _beside_s(model, rule, around)
        method, spread = KNOWN, KNOWN_SPREAD
        held = held_bytes(profile)
    if around.device != "cpu":
        method, spread = f"{method}, on a CPU: {around.device} may be far from it", _DEVICE_SPREAD
    fits = listing.candidate.strategy != "as_is"
    fit_s = around.fit_examples * _BATCHED_SHARE * cpu_s + _REGRESSION_S
    return Guess(
        cpu_s=cpu_s,
        setup_s=rule.load_s + _WARM_UP_S + fits * fit_s,
        memory_bytes=rule.base_bytes + held,
        method=method,
        spread=spread,
    )


def _beside_s(model: Model, rule: Rule, around: Surroundings) -> float:
    """Return what is done beside the network: a text becomes tokens, a picture is decoded."""
    if rule.per_token:
        return _AROUND_S + tokens(around.mean_length) * _TOKEN_S
    pixels = around.mean_length + int(model.options.get("input_size", 0)) ** 2
    return rule.overhead_s + rule.pixel_s * pixels


def _by_rule_s(model: Model, rule: Rule, around: Surroundings, machine: Machine) -> float:
    units = tokens(around.mean_length) if rule.per_token else 1
    flop = rule.flop_per_parameter * model.parameters * units + rule.flop_share * model.flop
    beside_s = rule.overhead_s if rule.per_token else _beside_s(model, rule, around)
    return (
        beside_s
        + flop / machine.pace(*_TYPICAL)
        + rule.lookups_per_token * units / machine.pace(*_LOOKED_UP)
    )
