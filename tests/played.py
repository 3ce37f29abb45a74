"""Plays a dialogue that is written down, step by step, against the real graph.

What is heard is kept, turn by turn; `lent` may put something around the bench that measures.

A step does one thing and says what must hold then:

    data     a message with `file`, else with opinions    says    parts of the answer
    say      a message                                    notes   parts of what was told meanwhile
    reply    the answer to a question                     lacks   what must not be in the answer
    stop     the same, stopped as it begins to measure    asks    a field, "plan", or "*": any, none
    resume   go on with a search that was cut             chosen  the model, or "somebody", "nobody"
    cut      the answer to a plan, and the process ends   report  fields of the report, by path
    reopen   open all anew, perhaps with other settings   raises  the error's words

Wherever the words of a step have `{need}`, `{undecided}`, the name of a file, `{chosen}` or
`{other}`, that is filled in: the last two are the last report's choice and another of its models.
What must be null in a report is written "none". A
plan that a step does not name is not accepted: whether little is left to find out hangs on how
the session's one search went.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from figures import strange
from talking import NEED, UNDECIDED, Heard, Talk, talking

from tools.bench.client import Bench
from tools.errors import GreenRunnerError

_DOES = ("data", "say", "reply", "stop", "resume", "cut")


@dataclass
class Play:
    """A dialogue as it is being held."""

    home: Path
    files: Mapping[str, Path]
    settings: dict[str, object]
    thread: str | None = None
    report: dict | None = None
    stored: int | None = None
    lent: Callable[[Bench], Bench] | None = None
    heard: list[Heard] = field(default_factory=list)
    # What another play found out about architectures, which none can change: (question, payload).
    profiles: list[tuple[str, str]] = field(default_factory=list)

    async def run(self, steps: list[dict]) -> None:
        """Take all steps; each `reopen` leaves everything and opens it again."""
        while steps:
            until = next((i for i, step in enumerate(steps) if "reopen" in step), len(steps))
            async with talking(self.home, **self._settings()) as talk:
                if self.thread is not None:
                    talk = Talk(talk.graph, talk.services, self.thread)
                self.thread = talk.thread
                if self.lent is not None:
                    talk.services.bench = self.lent(talk.services.bench)
                for question, payload in self.profiles:
                    talk.services.store.record_profile(question, payload)
                for step in steps[:until]:
                    await self._step(talk, step)
            for step in steps[until : until + 1]:
                self.settings |= step["reopen"]
            steps = steps[until + 1 :]
        with duckdb.connect(str(self.home / "results.duckdb"), read_only=True) as store:
            self.profiles = store.execute("SELECT question, payload FROM profile").fetchall()

    def _settings(self) -> dict[str, object]:
        return {k: self.filled(v) if isinstance(v, str) else v for k, v in self.settings.items()}

    async def _step(self, talk: Talk, step: dict) -> None:
        does = next(name for name in _DOES if name in step)
        words = self.filled(str(step[does]))
        if "raises" in step:
            with pytest.raises(GreenRunnerError) as error:
                await self._do(talk, does, words, "opinions")
            assert self.filled(step["raises"]) in str(error.value), words
            self.heard.append(Heard(None, str(error.value), None, [], self.stored or 0))
            return
        heard = await self._do(talk, does, words, step.get("file", "opinions"))
        if heard is not None and _asked(heard) == "plan" != step.get("asks"):
            self.heard.append(heard)
            events = heard.events
            heard = await talk.reply("no")
            heard.events[:0] = events
        if heard is not None:
            self.heard.append(heard)
            self._check(heard, step, words)

    async def _do(self, talk: Talk, does: str, words: str, file: str) -> Heard | None:
        match does:
            case "data":
                return await talk.say(words, self.files[file])
            case "say":
                return await talk.say(words, asks_again=True)
            case "reply":
                return await talk.reply(words)
            case "resume":
                await talk.conversation.resume(lambda _: None)
                return await self._latest(talk)
        await _begun_and_cut(talk, words)
        if does == "cut":
            return None
        await talk.conversation.conclude(lambda _: None)
        return await self._latest(talk)

    async def _latest(self, talk: Talk) -> Heard:
        turn = await talk.conversation.latest()
        stored = sum(row.n for row in talk.services.store.listing())
        return Heard(turn.question, turn.answer, turn.report, [], stored)

    def _check(self, heard: Heard, step: dict, words: str) -> None:
        notes = " ".join(event["text"] for event in heard.events if event["kind"] == "note")
        for part in step.get("notes", ()):
            assert self.filled(part) in notes, (words, notes)
        asks = step.get("asks", "")
        assert asks in (_asked(heard), "*"), (words, heard.question or heard.answer)
        if self.stored is not None and not step.get("measures"):
            assert heard.stored_answers == self.stored, words
        self.stored = heard.stored_answers
        if heard.question is not None:
            assert all(self.filled(one) in heard.question["text"] for one in step.get("says", ()))
            return
        self.report = heard.report or self.report
        self._check_answer(heard, step, words)

    def _check_answer(self, heard: Heard, step: dict, words: str) -> None:
        for part in step.get("says", ()):
            assert self.filled(part) in heard.answer, (words, heard.answer)
        for part in step.get("lacks", ()):
            assert self.filled(part) not in heard.answer, (words, heard.answer)
        if "chosen" in step:
            one = heard.report["recommendation"]["chosen"]
            found = one["model"] if one else "nobody"
            assert step["chosen"] in (found, "somebody" if one else "nobody"), words
        for path, value in step.get("report", {}).items():
            found = _at(heard.report, path)
            assert found == value or (value == "none" and found is None), (words, path)
        if heard.report is not None and not step.get("other_numbers"):
            assert strange(heard.answer, heard.report, said=words) == [], (words, heard.answer)

    def filled(self, words: str) -> str:
        """Return words with what stands for the files and the models of the last report."""
        known = {"need": NEED, "undecided": UNDECIDED, **self.files}
        if self.report is not None:
            advice = self.report["recommendation"]
            one = (advice["chosen"] or advice["nearest"] or {}).get("model", "nobody")
            models = [row["model"] for row in self.report["measurements"]]
            known |= {"chosen": one, "other": next((m for m in models if m != one), "nobody")}
        for name, value in known.items():
            words = words.replace(f"{{{name}}}", str(value))
        return words


def _asked(heard: Heard) -> str:
    if heard.question is None:
        return ""
    return str(heard.question.get("field", heard.question["kind"]))


def _at(node: object, path: str) -> object:
    for part in path.split("."):
        node = node[part]
    return node


async def _begun_and_cut(talk: Talk, answer: str) -> None:
    """Answer a plan, and cancel the turn as it begins to measure."""
    begun = asyncio.Event()

    def watch(event: dict) -> None:
        if event["kind"] == "measuring":
            begun.set()

    turn = asyncio.create_task(talk.conversation.reply(answer, watch))
    await begun.wait()
    turn.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await turn


def named(dialogues: list[dict]) -> list:
    """Return dialogues as parameters under their names."""
    return [pytest.param(one, id=one["name"].replace(" ", "-")) for one in dialogues]
