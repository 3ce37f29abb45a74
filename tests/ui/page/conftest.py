"""The page as it is served, and a browser before it; the network ends at this machine."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stranger import COMMAND, environment_for
from talking import copied

from tools.hub.builtin import tweets
from tools.hub.catalogue import load_catalogue
from tools.hub.index import pip_settings

_PATIENCE_S = 60.0
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
# Chainlit's own page asks for this style sheet; it is not ours to leave out.
_NOT_OURS = "katex"


class Server:
    """`greenrunner chat` on a port of its own; it can be ended and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self) -> "Server":
        with (self.home.parent / "page.log").open("ab") as log:
            self._process = subprocess.Popen(
                [COMMAND, "chat", "--port", str(self.port), "--no-browser"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home.parent,
                env=environment_for(self.home),
                start_new_session=True,
            )
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until and self._process.poll() is None:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{self.address}/health", timeout=5),
            ):
                return self
            time.sleep(0.1)
        raise AssertionError((self.home.parent / "page.log").read_text()[-2_000:])

    def end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[[Path], Server]]:
    """Serve the page of a home, which is copied first."""
    begun = []

    def _serve(home: Path) -> Server:
        (tmp_path / "home").mkdir()
        begun.append(Server(copied(home, tmp_path / "home")))
        return begun[-1].start()

    yield _serve
    for server in begun:
        server.end()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """Serve the page of an empty home to all tests of a module: it takes seconds to start."""
    home = tmp_path_factory.mktemp("served") / "home"
    home.mkdir()
    server = Server(home)
    try:
        yield server.start()
    finally:
        server.end()


@pytest.fixture
def home(lend_static, planned, real_home, tmp_path_factory):
    """A home with two models and the tweets, and without results, on a calibrated machine."""
    tweets(
        load_catalogue(),
        real_home,
        index=lambda: pip_settings(sys.executable),
        report=lambda *_: None,
    )
    home = lend_static(tmp_path_factory.mktemp("page"))
    shutil.copytree(real_home / "datasets", home / "datasets")
    shutil.copy2(planned, home)
    return home


@pytest.fixture(scope="module")
def chromium():
    """A browser; without one these tests are skipped, except where CI must have installed it.

    It ends with its module: while it is there an event loop runs, which other tests need stopped.
    """
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        message = "no Chromium on the path: install Debian's package `chromium`"
        if os.environ.get("CI"):  # noqa: TID251
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shots(request, tmp_path_factory) -> Path:
    """Where screenshots are kept, to be looked at; `make pictures` keeps them in docs/."""
    folder = request.config.getoption("shots")
    return Path(folder).absolute() if folder else tmp_path_factory.mktemp("shots")


@pytest.fixture
def visit(chromium):
    """Open an address in a tab of its own; nothing but this machine can be reached."""
    contexts, outside, errors = [], [], []

    def _visit(address: str, width: int = 1280, height: int = 860):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", locale="en-US"
        )
        contexts.append(context)
        context.route(
            re.compile(r"^https?://(?!127\.0\.0\.1)"),
            lambda route: (outside.append(route.request.url), route.abort()),
        )
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_S * 1_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        # Before it knows its user the page moves to a login of its own, and back to its start.
        with page.expect_response(lambda got: got.url.endswith("/user") and got.ok):
            page.goto(address, wait_until="commit")
        page.locator("#chat-input").wait_for()
        return page

    yield _visit
    for context in contexts:
        context.close()
    assert errors == []
    assert [url for url in outside if _NOT_OURS not in url] == []
