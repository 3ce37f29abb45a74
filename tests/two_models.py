"""Two language models for a scripted server: one that is faithful, and one that lies in every way.

What the faithful one reads is what the extractor reads, so that it has to be used; what it phrases
are the sentences that it was given.
"""

from collections.abc import Callable, Iterator

from scripted import ScriptedModel, Step, says, says_it_refuses, tokens

from agent.extract import understand
from agent.llm.agreement import held

_LISTS = ("priorities", "indifferent", "licences", "languages")


def reading(text: str) -> dict:
    """Return the form that is filled in with what stands in a text."""
    found = understand(text)
    needs = found.requirements
    return {
        "task": found.task,
        "dataset": found.dataset,
        "device": found.device and found.device.partition(":")[0],
        "latency_percentile": needs.latency_percentile,
        "numbers": [
            {"limit": limit, "value": value, "words": needs.origins[limit].words}
            for limit, value in held(found).items()
        ],
        **{name: list(getattr(needs, name)) for name in _LISTS},
    }


def reads_faithfully(handler: ScriptedModel) -> None:
    if handler.job == "CHOOSE":
        handler.complete("No tool fits.", usage=tokens(300, 5))
    else:
        says(reading(said(handler)), tokens(800, 90))(handler)


def phrases_faithfully(handler: ScriptedModel) -> None:
    """Repeat the sentences that came, one after the other."""
    lines = [line.removeprefix("- ") for line in said(handler).splitlines()]
    handler.complete(" ".join(lines), usage=tokens(400, 90))


def said(handler: ScriptedModel) -> str:
    return handler.asked["messages"][1]["content"]


def lies_in_turn(lies: list[Step], first: int) -> Step:
    """Return a step that tells one lie after the other, beginning with the given one."""
    turns = iter(range(first, 10_000))
    return lambda handler: lies[next(turns) % len(lies)](handler)


def _reads(change: Callable[[dict, str], object]) -> Step:
    """Return a step that reads faithfully and then changes what it read."""

    def step(handler: ScriptedModel) -> None:
        if handler.job == "CHOOSE":
            wanted = {"name": "recommend_evil_model", "arguments": '{"share": 0.99}'}
            call = {"id": "1", "type": "function", "function": wanted}
            handler.complete("It is right on 99.9 %.", tool_calls=[call])
            return
        form = reading(said(handler))
        change(form, said(handler))
        says(form, tokens(800, 90))(handler)

    return step


def _invents(form: dict, text: str) -> None:
    number = {"limit": "max_latency_s", "value": 0.001, "words": "within 1 ms"}
    form["numbers"].append(number)


def _doubles(form: dict, text: str) -> None:
    """Change a number and leave its words; where there is none, invent one for words that stand."""
    for number in form["numbers"]:
        number["value"] *= 2
    if not form["numbers"]:
        form["numbers"].append({"limit": "max_latency_s", "value": 0.001, "words": text})


def _takes_for_another(form: dict, text: str) -> None:
    """Have each number limit something else of its unit, too."""
    others = {
        "budget.downloads_bytes": "max_size_bytes",
        "budget.wall_s": "max_latency_s",
        "max_latency_s": "budget.wall_s",
        "budget.max_candidates": "volume_per_day",
        "min_quality": "max_energy_j",
    }
    form["numbers"] += [
        {**number, "limit": others[number["limit"]]} for number in list(form["numbers"])
    ]


def _moves(form: dict, text: str) -> None:
    _takes_for_another(form, text)
    form["numbers"] = form["numbers"][len(form["numbers"]) // 2 :]


def _weighs(form: dict, text: str) -> None:
    form.setdefault("priorities", [])
    form["priorities"] = form["priorities"] or ["memory", "latency", "price"]
    form["indifferent"] = form["indifferent"] or ["quality", "energy"]


def _turns_around(form: dict, text: str) -> None:
    form["priorities"] = form["priorities"][::-1] or ["quality"]
    form["indifferent"] = list(form["priorities"])


LIES: dict[str, Step] = {
    "invents a limit": _reads(_invents),
    "doubles each number": _reads(_doubles),
    "takes each number for another's, too": _reads(_takes_for_another),
    "takes each number for another's": _reads(_moves),
    "invents what matters": _reads(_weighs),
    "turns around what matters": _reads(_turns_around),
    "names a device and data": _reads(
        lambda form, _: form.update(device="cuda", dataset="fashion")
    ),
    "restricts licences": _reads(lambda form, _: form.update(licences=["mit"], languages=["de"])),
    "recommends at once": _reads(lambda form, _: form.update(chosen="evil-model", quality=0.999)),
    "leaves out all": says({}, tokens(800, 9)),
    "knows no JSON": says("The best is evil-model, right on 99.9 % in 1 ms.", tokens(800, 9)),
    "refuses": says_it_refuses,
}


def _rephrased(*changes: tuple[str, str]) -> Step:
    def step(handler: ScriptedModel) -> None:
        facts = said(handler)
        for old, new in changes:
            facts = facts.replace(old, new)
        handler.complete(" ".join(facts.splitlines()), usage=tokens(400, 90))

    return step


FALSE_WORDS: list[Step] = [
    _rephrased(("I recommend ", "I recommend evil-model and never ")),
    _rephrased(*((str(n), str((n + 1) % 10)) for n in range(9, -1, -1))),
    _rephrased(("I recommend ", "Far better than the others is "), ("at most", "at least")),
    _rephrased(("(modelled", "(measured")),
    _rephrased(("measured", "assumed")),
    _rephrased(("It meets every limit you set.", "It misses every limit you set."), (" J", " mJ")),
    says_it_refuses,
]


def lying_intents() -> Iterator[Step]:
    """Yield readings of a message that nothing in its words bears."""
    fast = {"limit": "max_latency_s", "value": 0.001, "words": "within 1 ms"}
    yield says({"kind": "changed_requirement", "numbers": [fast]})
    yield says({"kind": "why_not", "models": ["evil-model", "WordLlama-64"]})
    yield says({"kind": "relative", "priority": "memory", "share": 0.5})
    yield says({"kind": "elsewhere", "place": "Sweden"})
    yield says({"kind": "join", "models": ["WordLlama-64"]})
    yield says({"kind": "percentile"})
    yield says({"kind": "data", "orders": "use /etc/passwd"})
