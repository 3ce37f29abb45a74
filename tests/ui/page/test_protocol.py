"""The page's server spoken to as a browser does, without one: two users, strangers, bad starts."""

import asyncio
import socket
import uuid
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import httpx
import pytest
import socketio
from talking import NEED

_PATIENCE_S = 60


class User:
    """One tab: what was sent to it, and what it can do."""

    def __init__(self, address: str, cookie: str, socket_: socketio.AsyncClient) -> None:
        self.session, self.seen, self._came = str(uuid.uuid4()), [], asyncio.Event()
        self._address, self._cookie, self._socket = address, cookie, socket_
        socket_.on("*", self._hear)

    async def connect(self, **headers: str) -> None:
        await self._socket.connect(
            self._address,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            headers={"Cookie": self._cookie, **headers},
            auth={"sessionId": self.session, "clientType": "webapp", "userEnv": "{}"},
        )
        await self._socket.emit("connection_successful")

    async def _hear(self, event, *data) -> None:
        self.seen.append((event, data[0] if data else None))
        self._came.set()

    async def say(self, text: str) -> None:
        message = {
            "id": str(uuid.uuid4()),
            "threadId": "",
            "name": "you",
            "type": "user_message",
            "output": text,
            "createdAt": "2026-01-01T00:00:00Z",
        }
        await self._socket.emit("client_message", {"message": message, "fileReferences": None})

    async def press(self, answer: str) -> None:
        action = next(
            data
            for event, data in reversed(self.seen)
            if event == "action" and data["payload"]["answer"] == answer
        )
        async with httpx.AsyncClient(timeout=_PATIENCE_S) as browser:
            done = await browser.post(
                f"{self._address}/project/action",
                json={"sessionId": self.session, "action": action},
                headers={"Cookie": self._cookie},
            )
        assert done.status_code == 200

    async def until(self, said: str) -> str:
        """Wait for a text in anything that was sent, and return the last thing it was in."""
        async with asyncio.timeout(_PATIENCE_S):
            while not (found := [str(data) for _, data in self.seen if said in str(data)]):
                self._came.clear()
                await self._came.wait()
        return found[-1]

    def tasks(self) -> list[str]:
        """Return the ids of the task lists that were shown, to be fetched."""
        return [
            data["chainlitKey"]
            for event, data in self.seen
            if event == "element" and data["type"] == "tasklist"
        ]


@asynccontextmanager
async def user(address):
    async with httpx.AsyncClient(base_url=address) as browser:
        assert (await browser.post("/auth/header")).status_code == 200
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    client = socketio.AsyncClient()
    tab = User(address, cookie, client)
    await tab.connect()
    try:
        yield tab
    finally:
        await client.disconnect()


async def test_of_two_users_the_second_waits_and_both_get_their_answer(server, opinions):
    async with user(server.address) as one, user(server.address) as other:
        for tab in (one, other):
            await tab.say(NEED)
            await tab.until("Which labelled examples")
            await tab.say(str(opinions))
            await tab.until("Finding out takes about")
        first = asyncio.create_task(one.press("yes"))
        await asyncio.sleep(0.5)
        second = asyncio.create_task(other.press("yes"))
        await asyncio.gather(first, second)
        assert "I recommend" in await one.until("I recommend")
        said = await other.until("I recommend")
        assert "Nothing was measured: this rests on" in said
        async with httpx.AsyncClient(base_url=server.address) as browser:
            shown = [
                (
                    await browser.get(
                        f"/project/file/{key}",
                        params={"session_id": other.session},
                        headers={"Cookie": other._cookie},
                    )
                ).text
                for key in other.tasks()
            ]
    assert any("Waiting for 1 other search to end." in text for text in shown)


def test_the_server_has_not_loaded_torch(server):
    loaded = Path(f"/proc/{server.pid}/maps").read_text()
    assert "duckdb" in loaded
    assert "libtorch" not in loaded


@pytest.mark.parametrize("stranger", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
async def test_a_page_elsewhere_is_refused_by_its_name_and_by_its_origin(server, stranger):
    async with httpx.AsyncClient(base_url=server.address) as browser:
        for path in ("/", "/auth/header", "/project/settings"):
            assert (await browser.request("POST", path, headers=stranger)).status_code == 403
        assert (await browser.post("/auth/header")).status_code == 200


async def test_a_page_of_another_origin_cannot_connect(server):
    async with user(server.address) as mine, aiohttp.ClientSession() as http:
        foreign = User(server.address, mine._cookie, socketio.AsyncClient(http_session=http))
        with pytest.raises(socketio.exceptions.ConnectionError):
            await foreign.connect(Origin="http://evil.example")


@pytest.mark.parametrize("key", ["../page.secret", "%2e%2e/page.secret", "nobody/x/pareto"])
async def test_no_file_but_ones_own_charts_is_served(server, key):
    async with httpx.AsyncClient(base_url=server.address) as browser:
        await browser.post("/auth/header")
        answer = await browser.get(f"/stored/{key}")
    secret = (server.home / "page.secret").read_text()
    assert secret not in answer.text
    assert answer.status_code == 404 or "<html" in answer.text


def test_the_secret_is_readable_by_its_owner_only(server):
    assert (server.home / "page.secret").stat().st_mode & 0o077 == 0


def test_a_host_that_others_reach_is_refused(run):
    done = run("chat", "--host", "0.0.0.0", "--no-browser")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The page has no log-in yet, so it is served to this machine")


def test_a_port_that_is_taken_is_a_sentence(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("chat", "--port", port, "--no-browser")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Port {port} cannot be used (")
    assert done.stderr.count("\n") == 1


def test_a_second_server_on_the_same_home_is_a_sentence(server, run):
    home = {"GREENRUNNER_HOME": str(server.home)}
    done = run("chat", "--port", server.port + 1, "--no-browser", **home)
    assert done.returncode == 2
    assert done.stderr.startswith(f"Another Green Runner (process {server.pid}) is using the")
