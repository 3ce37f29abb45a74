"""A server of OpenAI's protocol that says and does what a test lays down, however bad."""

import json
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET

from serving import JsonHandler, serving
from typing_extensions import override

from agent import prompts

_PROMPTS = {name: getattr(prompts, name) for name in ("READ", "PHRASE", "INTEND", "CHOOSE")}
_SCRIPTS = {"PHRASE": "phrases", "INTEND": "intents"}
Step = Callable[["ScriptedModel"], None]


class ScriptedModel(JsonHandler):
    """Does the next step of the script for a request; the last one again and again."""

    @override
    def do_POST(self) -> None:
        self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(self.asked)
        script = getattr(self.server, _SCRIPTS.get(self.job, "reads"))
        step = script.pop(0) if len(script) > 1 else script[0]
        step(self)

    @property
    def job(self) -> str:
        """What is asked for: READ, PHRASE, INTEND or CHOOSE; empty for anything else."""
        told = self.asked["messages"][0]["content"]
        return next((name for name, told_by in _PROMPTS.items() if told.startswith(told_by)), "")

    @property
    def mode(self) -> str:
        return self.asked.get("response_format", {}).get("type", "text")

    def complete(self, content: str | None, *, usage: dict | None = None, **more: object) -> None:
        message = {"role": "assistant", "content": content, **more}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self.answer(200, completion([choice], usage))

    def refuse(self, status: int, message: str, **headers: str) -> None:
        body = json.dumps({"error": {"message": message, "type": "error"}}).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def completion(choices: list[dict], usage: dict | None = None) -> dict:
    whole = {"id": "1", "object": "chat.completion", "created": 0, "model": "m"}
    return {**whole, "choices": choices, **({"usage": usage} if usage else {})}


def tokens(read: int, wrote: int) -> dict:
    return {"prompt_tokens": read, "completion_tokens": wrote, "total_tokens": read + wrote}


def says(content: object, usage: dict | None = None) -> Step:
    text = content if isinstance(content, str) else json.dumps(content)
    return lambda handler: handler.complete(text, usage=usage)


def fails(status: int, message: str = "no", **headers: str) -> Step:
    return lambda handler: handler.refuse(status, message, **headers)


def only_json_mode(content: object) -> Step:
    def step(handler: ScriptedModel) -> None:
        if handler.mode == "json_schema":
            handler.refuse(400, "response_format: json_schema is unknown here")
        else:
            says(content)(handler)

    return step


def has_no_end(handler: ScriptedModel) -> None:
    message = {"role": "assistant", "content": "{"}
    choice = {"index": 0, "message": message, "finish_reason": "length"}
    handler.answer(200, completion([choice], tokens(326, 800)))


def says_it_refuses(handler: ScriptedModel) -> None:
    handler.complete(None, refusal="I cannot help with that")


def gives_no_choices(handler: ScriptedModel) -> None:
    handler.answer(200, completion([]))


def breaks_off(handler: ScriptedModel) -> None:
    """Reset the connection in the middle of an answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"id": "1", "choi')
    handler.wfile.flush()
    handler.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True


def dribbles(handler: ScriptedModel) -> None:
    """Send a byte now and then, so that no read ever times out."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    try:
        for _ in range(50):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass
    handler.close_connection = True


@contextmanager
def scripted_model() -> Iterator[ThreadingHTTPServer]:
    """Serve one; `reads`, `phrases` and `intents` are its scripts, `asked` what it was asked."""
    with serving(ScriptedModel) as server:
        server.asked, server.reads, server.phrases = [], [says("{}")], [says("Hm.")]
        server.intents = [says("{}")]
        server.settings = {
            "llm": "openai",
            "llm_base_url": f"{server.address}/v1",
            "llm_model": "m",
            "llm_api_key": "secret",
        }
        yield server
