"""A download says how far it is, and is charged also where it is stopped."""

import asyncio
import contextlib
import hashlib
import shutil
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from talking import talking

from agent.settings import ROOT

WHEEL, PIECE, PIECES = "slow-1.0-py3-none-any.whl", bytes(50_000), 40
CATALOGUE = f"""
[archives.slow]
package = "slow"
version = "1.0"
filename = "{WHEEL}"
sha256 = "{hashlib.sha256(PIECE * PIECES).hexdigest()}"
size_bytes = {len(PIECE) * PIECES}

[[models]]
id = "slow"
revision = "1"
runtime = "static"
strategies = ["linear_probe"]
tasks = ["text-classification"]
parameters = 1
size_bytes = 10
licence = "MIT"
[models.files.slow]
"model.safetensors" = "model.safetensors"
"""


class _Trickle(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = f'<a href="/{WHEEL}">{WHEEL}</a>'.encode()
        is_file = self.path == f"/{WHEEL}"
        self.send_response(200)
        self.send_header("Content-Type", "application/zip" if is_file else "text/html")
        self.send_header("Content-Length", str(len(PIECE) * PIECES if is_file else len(page)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            for piece in [PIECE] * PIECES if is_file else [page]:
                self.wfile.write(piece)
                time.sleep(0.1)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def facts(tmp_path, monkeypatch):
    """Shipped facts with one model, whose archive comes at 500 kB a second."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Trickle) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_address[1]}/simple")
        monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
        monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
        shutil.copytree(ROOT / "data", tmp_path / "facts", ignore=lambda *_: {"state"})
        (tmp_path / "facts" / "catalogue.toml").write_text(CATALOGUE)
        yield tmp_path / "facts"
        server.shutdown()
        thread.join()


async def test_a_download_tells_how_far_it_is_and_is_charged_though_it_was_stopped(
    facts, tmp_path, opinions
):
    told, seen = asyncio.Event(), []

    def watch(event):
        seen.append(event)
        if event["kind"] == "fetched":
            told.set()

    async with talking(tmp_path / "home", facts=facts) as talk:
        await talk.say("tell positive texts from negative ones", opinions)
        turn = asyncio.create_task(talk.conversation.reply("yes", watch))
        async with asyncio.timeout(60):
            await told.wait()
        turn.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await turn
        concluded = await talk.conversation.conclude(watch)
    fetched = next(event for event in seen if event["kind"] == "fetched")
    assert 0 < fetched["so_far_bytes"] < fetched["total_bytes"] == 2_000_000
    bill = concluded.report["search"]
    assert fetched["so_far_bytes"] <= bill["downloads_bytes"] < 2_000_000
    assert bill["wall_s"] > 1
    assert bill["energy_j"] > 0
    assert list((tmp_path / "home" / "models").glob("[!.]*")) == []


def shelve_old(home):
    """Put a model of 1 MB on the shelf that nobody uses."""
    old = home / "models" / "old--1"
    old.mkdir(parents=True)
    (old / "weights").write_bytes(bytes(1_000_000))
    return old


async def test_the_least_recently_used_model_goes_where_the_limit_has_no_room(
    facts, tmp_path, opinions
):
    old = shelve_old(tmp_path / "home")
    # The model takes 10 bytes once it is fetched: 1,000,010 are over the limit.
    async with talking(tmp_path / "home", facts=facts, disk_limit="1 MB") as talk:
        heard = await talk.ask("tell positive texts from negative ones", opinions)
    notes = [event["text"] for event in heard.events if event["kind"] == "note"]
    assert [note for note in notes if note.startswith("Removed old--1 (1.00 MB, last used on ")]
    assert not old.exists()


async def test_a_model_that_no_limit_can_hold_is_a_failure_and_removes_nothing(
    facts, tmp_path, opinions
):
    old = shelve_old(tmp_path / "home")
    async with talking(tmp_path / "home", facts=facts, disk_limit="5 B") as talk:
        heard = await talk.ask("tell positive texts from negative ones", opinions)
    assert heard.statuses()["slow"] == "failed"
    assert heard.reasons()["slow"] == (
        "slow takes 10 bytes: too much for the limit of 5 bytes on the disk, beside the models of "
        "this search. Raise GREENRUNNER_DISK_LIMIT, or ask for fewer models."
    )
    assert old.exists()


async def test_no_model_of_the_search_at_hand_makes_room_for_another(facts, tmp_path, opinions):
    catalogue = facts / "catalogue.toml"
    other = CATALOGUE[CATALOGUE.index("[[models]]") :].replace('id = "slow"', 'id = "other"')
    catalogue.write_text(CATALOGUE + other)
    here = tmp_path / "home" / "models" / "other--1"
    here.mkdir(parents=True)
    (here / "model.safetensors").write_bytes(bytes(1_000_000))
    async with talking(tmp_path / "home", facts=facts, disk_limit="1 MB") as talk:
        heard = await talk.ask("tell positive texts from negative ones", opinions)
    assert "too much for the limit of 1.00 MB on the disk" in heard.reasons()["slow"]
    assert (here / "model.safetensors").exists()
