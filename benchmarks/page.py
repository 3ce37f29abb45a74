"""Prints how long the page's server takes to start, and to answer idle and while it measures.

    python benchmarks/page.py [--home FOLDER] [--seconds 20]

The server is started twice on a home of its own; then a search on the tweets runs while another
connection asks for /health every 20 ms. The longest answer bounds how long the event loop stood
still. With --home, weights are taken from there, so that nothing is fetched but the tweets.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from time import perf_counter, sleep

import httpx
import socketio

NEED = "Tell positive tweets from negative ones. You have ten minutes."


async def answers_ms(address: str, seconds: float) -> list[float]:
    """Return how long each of many small requests took, in ms."""
    taken = []
    async with httpx.AsyncClient(base_url=address, timeout=60) as browser:
        until = perf_counter() + seconds
        while (started := perf_counter()) < until:
            await browser.get("/health")
            taken.append(1_000 * (perf_counter() - started))
            await asyncio.sleep(0.02)
    return taken


async def begin_search(address: str) -> socketio.AsyncClient:
    """Type a need, accept the plan, and return the open connection."""
    async with httpx.AsyncClient(base_url=address) as browser:
        await browser.post("/auth/header")
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    client, planned = socketio.AsyncClient(), asyncio.Event()
    client.on("action", lambda _: planned.set())
    await client.connect(
        address,
        socketio_path="/ws/socket.io",
        transports=["websocket"],
        headers={"Cookie": cookie},
        auth={"sessionId": str(uuid.uuid4()), "clientType": "webapp", "userEnv": "{}"},
    )
    await client.emit("connection_successful")
    for text in (NEED, "yes"):
        message = {
            "id": str(uuid.uuid4()),
            "threadId": "",
            "name": "you",
            "type": "user_message",
            "output": text,
            "createdAt": "2026-01-01T00:00:00Z",
        }
        await client.emit("client_message", {"message": message, "fileReferences": None})
        await planned.wait()
    return client


def show(name: str, taken: list[float]) -> None:
    """Print a line of quantiles."""
    cuts = statistics.quantiles(taken, n=100)
    print(
        f"{name:<10} {len(taken):5d} requests: median {statistics.median(taken):6.1f} ms, "
        f"p95 {cuts[94]:6.1f} ms, p99 {cuts[98]:6.1f} ms, longest {max(taken):6.1f} ms"
    )


def seconds_to_start(address: str) -> float:
    """Wait until the server answers with the page and return how long that took."""
    started = perf_counter()
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address).status_code == 200:
                return perf_counter() - started
        sleep(0.05)


async def watch(address: str, seconds: float) -> None:
    """Print both lines."""
    show("idle", await answers_ms(address, seconds / 2))
    client = await begin_search(address)
    show("measuring", await answers_ms(address, seconds))
    await client.disconnect()


def main() -> None:
    """Start the server, measure, end the server."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as lent, socket.socket() as free:
        if chosen.home is not None:
            for name in ("models", "datasets"):
                shutil.copytree(chosen.home / name, Path(lent) / name)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [str(Path(sys.executable).with_name("greenrunner")), "chat", "--no-browser"]
        address = f"http://127.0.0.1:{port}"
        for start in ("first", "second"):
            with subprocess.Popen(
                [*command, "--port", str(port)],
                env=os.environ | {"GREENRUNNER_HOME": lent},  # noqa: TID251
                stdout=subprocess.DEVNULL,
            ) as server:
                try:
                    print(f"{start} start: the page after {seconds_to_start(address):.1f} s")
                    if start == "second":
                        asyncio.run(watch(address, chosen.seconds))
                finally:
                    server.terminate()


if __name__ == "__main__":
    main()
