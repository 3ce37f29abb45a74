"""What is asked and said when a network is designed: whether it can be, its price, the order."""

from math import ceil

from agent import words
from agent.evidence import Known
from agent.explain import called
from agent.report import named
from agent.services import Services
from agent.state import Json
from tools.bench.latency import proportion
from tools.domain import Budget, Design, Spent
from tools.hub.designed import SOURCE, new_folder
from tools.nas.order import Order, held_back
from tools.selection.recommend import recommended

_TASK = "image-classification"
# Fewer teach a network little, and leave fewer still to validate by.
_LEAST_TRAIN = 100
# Of the budget that is left; measuring what was designed takes the rest.
_SHARE, _MOST_S, _LEAST_S = 0.6, 120.0, 20.0
_LIMITS = ("min_quality", "max_latency_s", "max_energy_j", "max_size_bytes")


def wanted(known: Known) -> bool:
    """Say whether a design may help: pictures to learn from, and nothing that surely is fit.

    Who wants models as they are, or another way of using them, wants none that is trained here; and
    one that was designed before for these examples is a candidate: another has to be asked for.
    """
    there = any(one.model.source == SOURCE for one in known.running)
    if there or refusal(known) or known.request.strategy not in (None, "from_scratch"):
        return False
    verdict = recommended(known.facts, known.preferences)
    return verdict.chosen is None or not verdict.feasible


def price(budget: Budget, *, w_per_core: float) -> Spent | None:
    """Return about what a design takes; None where the budget that is left pays for none."""
    seconds = _MOST_S
    if budget.wall_s is not None:
        seconds = min(seconds, _SHARE * budget.wall_s)
    if budget.energy_j is not None:
        seconds = min(seconds, _SHARE * budget.energy_j / w_per_core)
    if seconds < _LEAST_S:
        return None
    return Spent(wall_s=seconds, energy_j=seconds * w_per_core)


def offer(known: Known, likely: Spent) -> Json:
    """Return the question whether a network shall be designed, with its price."""
    verdict = recommended(known.facts, known.preferences)
    nearest = verdict.nearest.candidate if verdict.nearest else verdict.chosen
    why = "Nothing that was measured surely meets the limits"
    if verdict.feasible:
        why = f"{called(named(verdict.chosen))} is the choice so far" if verdict.chosen else why
    elif nearest is not None:
        why += f": {called(named(nearest))} comes nearest"
    needs = known.request.requirements
    asked = [
        f"{what} {'at least' if field == 'min_quality' else 'at most'} {say(bound)}"
        for field, (what, say) in words.LIMITS.items()
        if field in _LIMITS and (bound := getattr(needs, field)) is not None
    ]
    within = f" ({', '.join(asked)})" if asked else ""
    return {
        "kind": "plan",
        "text": (
            f"{why}. Shall I design a small network for these pictures{within}? It would learn "
            f"from {known.scenario.dataset.n_train:,} of your examples and be measured like the "
            f"others. That takes about {words.spending(likely)}."
        ),
        "options": {"yes": "design one", "no": "say what follows from what was measured"},
        "default": "yes",
        "likely": likely.model_dump(mode="json"),
    }


def order_of(known: Known, services: Services, seconds: float) -> Order:
    """Return what the process is told."""
    dataset, needs = known.scenario.dataset, known.request.requirements
    folder = new_folder(services.settings.home, dataset)
    rates = known.preferences.model_dump()
    return Order(
        id=folder.name,
        dataset_path=dataset.path,
        dataset_sha256=dataset.sha256,
        folder=str(folder),
        seconds=seconds,
        seed=int(folder.name.rpartition("-")[2]),
        min_quality=_surely(needs.min_quality, min(dataset.n_test, held_back(dataset.n_train))),
        max_latency_s=needs.max_latency_s,
        max_energy_j=needs.max_energy_j,
        max_size_bytes=needs.max_size_bytes,
        rates={cost: rates[cost] for cost in ("latency", "energy", "size")},
        w_per_core=services.power.w_per_core[1],
    )


def _surely(share: float | None, n: int) -> float | None:
    """Return what must be reached on n examples to be surely above a share; 1 where nothing is."""
    if share is None:
        return None
    enough = (right for right in range(ceil(share * n), n) if proportion(right, n).low >= share)
    return next(enough, n) / n


def told(design: Design, order: Order) -> str:
    """Return what is said of a network once it is made."""
    return (
        f"Designed {design.id}: {design.parameters:,} parameters, {words.size(design.size_bytes)}, "
        f"the best of {design.trained} that were trained; right on "
        f"{words.percent(design.validation_quality)} of the examples kept from its training, by "
        f"which it was chosen; then it learnt from these, too. "
        f"`torch.export.load({f'{order.folder}/network.pt2'!r}).module()` "
        f"takes one picture as float32 (1, {design.channels}, {design.side}, {design.side}) from 0 "
        f"to 1 and gives {len(design.labels)} logits. Now it is measured like the others."
    )


def refusal(known: Known) -> str:
    """Return why no network can be designed for these examples, or nothing."""
    dataset = known.scenario.dataset
    if dataset.task != _TASK:
        return "A network can be designed for pictures only so far."
    if known.scenario.device != "cpu":
        return "A network is designed for the CPU only so far."
    if dataset.n_train < _LEAST_TRAIN:
        return (
            f"There are {dataset.n_train} examples to learn from, and designing a network takes "
            f"{_LEAST_TRAIN} at least: give more labelled pictures."
        )
    return ""
