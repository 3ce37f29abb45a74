"""What candidates would cost here: from their architectures, this machine's pace and its past."""

import json
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version

from agent.qualities import priors
from agent.services import Services
from tools.cost.correction import Past
from tools.cost.estimate import History, estimate
from tools.cost.guess import Surroundings, tokens
from tools.cost.profiling import profiles
from tools.cost.quality import Prior
from tools.cost.roofline import Machine
from tools.cost.work import Answer, Profile, Question
from tools.domain import Dataset, Estimate, Listing
from tools.hub.architecture import config_text

# What encoders read at most, here.
_MOST_TOKENS = 256


async def estimates(
    listings: Sequence[Listing], dataset: Dataset, device: str, services: Services
) -> list[Estimate]:
    """Return an estimate of each candidate, in order; nothing of it is fetched.

    Architectures are looked at of those that may run; others are guessed by rules of thumb.

    Who calls this stands first in line, unless `services.is_calibrated` says yes.
    """
    machine = Machine(await services.calibration())
    around = Surroundings(
        w_per_core=services.power.w_per_core[1],
        w_per_gib=services.power.w_per_gib[1],
        mean_length=dataset.mean_length,
        fit_examples=min(dataset.n_train, services.settings.fit_examples),
        device=device,
    )
    configs = [config_text(one.model, services.catalogue) for one in listings]
    asked = {
        place: _question(one, config, dataset)
        for place, (one, config) in enumerate(zip(listings, configs, strict=True))
        if config and not one.dropped
    }
    looked_at = dict(zip(asked, await _profiles(list(asked.values()), services), strict=True))
    history = _history(services, device)
    found = [
        estimate(
            one,
            around,
            machine,
            profile=looked_at.get(place),
            family=_family(configs[place]),
            history=history,
        )
        for place, one in enumerate(listings)
    ]
    families = {one.candidate: one.family for one in found}
    expected = priors(listings, families, dataset, services)
    return [_with_quality(one, expected[one.candidate]) for one in found]


def _with_quality(estimate: Estimate, prior: Prior) -> Estimate:
    uncorrected = {**estimate.uncorrected, "quality": prior.by_size}
    return estimate.model_copy(update={"quality": prior.expected, "uncorrected": uncorrected})


def _question(listing: Listing, config: str, dataset: Dataset) -> Question:
    own_head = listing.candidate.strategy == "as_is"
    side = int(listing.model.options.get("input_size", 0))
    return Question(
        config=config,
        head=dataset.task if own_head else "encoder",
        labels=max(len(listing.model.labels) if own_head else len(dataset.labels), 1),
        tokens=0 if side else min(tokens(dataset.mean_length), _MOST_TOKENS),
        side=side,
    )


async def _profiles(questions: Sequence[Question], services: Services) -> list[Profile | None]:
    """Return what each request makes a model do, from the store where it was asked before."""
    keys = [_key(question) for question in questions]
    known = {key: services.store.profile(key) for key in keys}
    new = {key: one for key, one in zip(keys, questions, strict=True) if known[key] is None}
    if new:
        environment = services.settings.worker_environment()
        found = await profiles(list(new.values()), environment)
        for key, answer in zip(new, found, strict=True):
            known[key] = answer.model_dump_json()
            services.store.record_profile(key, answer.model_dump_json())
    return [Answer.model_validate_json(known[key] or "{}").profile for key in keys]


def _key(question: Question) -> str:
    """Return what identifies a question; the answer may change with transformers."""
    asked = question.model_dump_json() + version("transformers")
    return sha256(asked.encode()).hexdigest()


def _family(config: str) -> str:
    """Return the architecture that a config names, or nothing."""
    try:
        return str(json.loads(config)["model_type"])
    except (ValueError, TypeError, KeyError):
        return ""


def _history(services: Services, device: str) -> History:
    """Return what was estimated on this machine before and what came of it."""
    found: dict[tuple[str, str], list[Past]] = {}
    for one in services.store.scored(services.machine, device=device):
        if one.uncorrected > 0 and one.measured > 0:
            past = Past(
                model=one.candidate.model,
                family=one.family,
                estimated=one.uncorrected,
                measured=one.measured,
            )
            found.setdefault((one.method, one.quantity), []).append(past)
    return found
