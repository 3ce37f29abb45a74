"""Says an event of a running search in words, for the terminal and the page alike."""

from agent import words
from agent.state import Json


def said(event: Json) -> str:
    """Return a sentence for an event that is about the search and not about one candidate."""
    if event["kind"] == "found":
        dataset = event["dataset"]
        assert isinstance(dataset, dict)
        candidates = words.counted(int(number(event["candidates"])), "candidate")
        examples = words.counted(dataset["n_test"], "example")
        return f"{candidates} for {dataset['task']}, compared on {dataset['name']}: {examples}."
    if event["kind"] == "queued" and "process" in event:
        who = f" (process {event['process']})" if event["process"] is not None else ""
        return f"Waiting: another Green Runner{who} is measuring on this machine."
    if event["kind"] == "queued":
        ahead = words.counted(int(number(event["ahead"])), "other search", "other searches")
        return f"Waiting for {ahead} to end."
    if event["kind"] == "designing":
        trained = words.counted(int(number(event["trained"])), "network")
        best = words.percent(number(event["best"]))
        return f"Designing: {trained} trained, the best is right on {best} of what was kept back."
    return str(event["text"])


def about(event: Json) -> str:
    """Return whom an event is about: a model's id, and the tactics on it."""
    candidate = event["candidate"]
    assert isinstance(candidate, dict)
    return " + ".join((str(candidate["model"]), *candidate["tactics"]))


def progress(event: Json) -> str:
    """Return how far a candidate has come."""
    if event["kind"] == "fetching":
        return "fetching"
    if event["kind"] == "fetched":
        total = event["total_bytes"]
        of = f" of {words.size(number(total))}" if total is not None else ""
        return f"fetching, {words.size(number(event['so_far_bytes']))}{of}"
    if event["kind"] == "measuring":
        start, n = int(number(event["start"])), int(number(event["n"]))
        return f"measuring {start + 1} to {start + n}" if n else "getting ready"
    if event["kind"] == "failed":
        return f"could not run: {event['reason']}"
    return (
        f"{event['answered']} of {event['pool']}, right on "
        f"{words.percent(number(event['right']))} of the last batch, "
        f"{words.seconds(number(event['latency_s']))}, "
        f"{words.significant(number(event['energy_j']) * 1000)} J per 1,000"
    )


def number(value: object) -> float:
    """Return a number of an event as one."""
    assert isinstance(value, int | float)
    return float(value)
