"""What a share or a score says about quality: "nine out of ten right", "F1 over .8"."""

from agent.extract.clauses import Setting
from agent.extract.cues import (
    CONTENT,
    CUES,
    FOUND,
    IS_FINE,
    OUT_OF_100,
    QUALITY_NOUN,
    REJECTED_AFTER,
    THRESHOLD,
)
from agent.extract.stances import Stance

_SCOPES_OF_A_SCORE = 3  # the clause and what leads into it: "accuracy: .9"


def least_quality(setting: Setting, share: float, *, terse: bool = False) -> float | None:
    """Return the share of right answers that is demanded, in [0, 1], or None where none is."""
    cue = _cue_of(setting)
    if setting.fact or share > 1 or not (cue or terse or setting.stance == "lower"):
        return None
    is_error = cue == "max_error"
    if REJECTED_AFTER.search(setting.after.lower()):
        rejected: Stance = "lower" if is_error else "upper"
        allowed = setting.stance == rejected
    else:
        allowed = setting.stance != ("lower" if is_error else "upper")
    if not allowed:
        return None
    return round(1.0 - share if is_error else share, 12)


def _cue_of(setting: Setting) -> str | None:
    """Return whether right or wrong answers are counted, or None where nothing says so."""
    lead = setting.before.lower()
    if FOUND.search(lead):
        return "min_quality"
    for scope in setting.scopes:
        for field, cue in CUES["share"]:
            if cue.search(scope):
                return field
    is_enough = CONTENT.search(lead) or IS_FINE.match(setting.after)
    return "min_quality" if is_enough else None


def least_score(setting: Setting, value: float) -> float | None:
    """Return the quality that a number without a percent sign demands: "0.9 accuracy"."""
    said = " ".join(setting.scopes[:_SCOPES_OF_A_SCORE])
    if not QUALITY_NOUN.search(said) or THRESHOLD.search(setting.before):
        return None
    if 0 < value < 1:
        return least_quality(setting, value)
    least = 1 if OUT_OF_100.search(said) else 50
    if setting.stance == "lower" and least < value <= 100:
        return least_quality(setting, value / 100)
    return None
