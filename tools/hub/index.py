"""Where packages are looked for: pip's own settings, whoever made them.

pip reads three files and the environment; `pip config list` says what comes of it, so none of that
is repeated here. The standard index has no name in this project: it is what the library takes when
it is told of no other.
"""

import ast
import subprocess
from collections.abc import Mapping

from tools.domain import Value

# Later ones override: the files' general section, pip's sections that fetch, the environment.
_SECTIONS = ("global", "install", "download", ":env:")
_PIP_TIMEOUT_S = 60.0


class PackageIndex(Value):
    """The places that packages are fetched from, as pip would."""

    index_url: str | None = None
    extra_index_urls: tuple[str, ...] = ()
    no_index: bool = False
    find_links: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    cert: str | None = None


def pip_settings(python: str, env: Mapping[str, str] | None = None) -> PackageIndex:
    """Return the index settings that pip has in effect; the defaults where there is no pip.

    Args:
        python: the interpreter whose pip is asked; where it has none (uv makes such
            environments), the `pip` on the path is.
        env: the environment to ask in; None is this process's.

    """
    for pip in ([python, "-m", "pip"], ["pip"]):
        said = _config_list(pip, env)
        if said is not None:
            return _parsed(said)
    return PackageIndex()


def _config_list(pip: list[str], env: Mapping[str, str] | None) -> str | None:
    try:
        done = subprocess.run(
            [*pip, "config", "list"],
            capture_output=True,
            text=True,
            env=env,
            timeout=_PIP_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _parsed(said: str) -> PackageIndex:
    found: dict[tuple[str, str], str] = {}
    for line in said.splitlines():
        name, is_setting, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if is_setting and section in _SECTIONS:
            found[section, key] = str(ast.literal_eval(value))
    settings = {
        key: value
        for wanted in _SECTIONS
        for (section, key), value in found.items()
        if section == wanted
    }
    return PackageIndex(
        index_url=settings.get("index-url"),
        extra_index_urls=tuple(settings.get("extra-index-url", "").split()),
        no_index=settings.get("no-index", "").lower() in ("1", "true", "yes", "on"),
        find_links=tuple(settings.get("find-links", "").split()),
        trusted_hosts=tuple(settings.get("trusted-host", "").split()),
        cert=settings.get("cert"),
    )
