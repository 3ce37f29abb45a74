"""Starts the page: checks what can go wrong, lays out its folder, and becomes Chainlit's server."""

import json
import os
import secrets
import shutil
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from agent.llm import reader_for
from agent.services import make_home
from agent.settings import ROOT, load_settings
from agent.stored import stored_results
from tools.errors import RequestError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PAGE = ROOT / "ui" / "page"


def serve(*, host: str, port: int, browser: bool, offline: bool = False) -> NoReturn:
    """Serve the page until it is ended.

    Raises:
        RequestError: the host is not this machine's own, the port is taken, or a setting is wrong.
        HomeError: the home folder cannot be made or written.
        StoreLockedError: another process holds the results database.

    """
    if host not in _LOOPBACK:
        raise RequestError(
            f"The page has no log-in yet, so it is served to this machine only, not at {host}. "
            "Leave --host out, and reach it from elsewhere through an SSH tunnel."
        )
    _require_free(host, port)
    settings = load_settings(offline=offline)
    make_home(settings.home)
    # What would end the server as it starts ends it here, in a sentence.
    stored_results(settings.home)
    reader_for(settings)
    site = lay_out(settings.home, host, port)
    command = [sys.executable, "-m", "chainlit", "run", str(ROOT / "ui" / "app.py")]
    where = ["--host", host, "--port", str(port)]
    quiet = [] if browser else ["--headless"]
    environment = settings.page_environment(site, _secret(settings.home))
    sys.stdout.write(f"Green Runner's page: http://{_in_address(host)}:{port} (Ctrl-C ends it)\n")
    sys.stdout.flush()
    os.execve(sys.executable, [*command, *where, *quiet], environment)


def lay_out(home: Path, host: str, port: int) -> Path:
    """Make the folder that Chainlit reads and writes: under the home, one for each home."""
    site = (home / "page").resolve()
    shutil.copytree(_PAGE / "public", site / "public", dirs_exist_ok=True)
    shutil.copyfile(ROOT / "chainlit.md", site / "chainlit.md")
    names = {host, "127.0.0.1", "localhost"}
    origins = sorted(f'"http://{_in_address(name)}:{port}"' for name in names)
    config = (_PAGE / "config.toml").read_text(encoding="utf-8")
    translations = site / ".chainlit" / "translations"
    translations.mkdir(parents=True, exist_ok=True)
    (site / ".chainlit" / "config.toml").write_text(
        config.replace("[] # filled in", f"[{', '.join(origins)}]"), encoding="utf-8"
    )
    (translations / "en-US.json").write_text(_own_words(), encoding="utf-8")
    return site


def _own_words() -> str:
    """Return Chainlit's English texts with those changed that would say something untrue.

    The package is looked up and not imported, which would take seconds.
    """
    found = find_spec("chainlit")
    assert found is not None
    assert found.origin is not None
    theirs = Path(found.origin).parent / "translations" / "en-US.json"
    texts = json.loads(theirs.read_text(encoding="utf-8"))
    texts["chat"]["watermark"] = "Measured on this machine; every number says where it is from."
    texts["threadHistory"]["thread"]["untitled"] = "New conversation"
    return json.dumps(texts)


def _secret(home: Path) -> str:
    """Return the key that signs sessions: made once, readable by its owner only."""
    file = home / "page.secret"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise RequestError(
                f"Port {port} cannot be used ({error}). If Green Runner's page runs there already, "
                f"open http://{_in_address(host)}:{port}; else name another port with --port."
            ) from error


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
