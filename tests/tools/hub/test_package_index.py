import os
import sys
from pathlib import Path

import pytest

from tools.hub.index import PackageIndex, pip_settings


@pytest.fixture
def plain_env(tmp_path: Path) -> dict[str, str]:
    """An environment in which pip reads one file only."""
    (tmp_path / "pip.conf").write_text(
        "[global]\n"
        "index-url = http://127.0.0.1:1/from-file\n"
        "extra-index-url =\n    http://127.0.0.1:2/a\n    http://127.0.0.1:2/b\n"
        "trusted-host = 127.0.0.1\n"
        "cert = it's.pem\n"
    )
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}  # noqa: TID251
    return {**inherited, "PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "HOME": str(tmp_path)}


def test_reads_what_pips_file_says(plain_env):
    found = pip_settings(sys.executable, plain_env)
    assert found.index_url == "http://127.0.0.1:1/from-file"
    assert found.extra_index_urls == ("http://127.0.0.1:2/a", "http://127.0.0.1:2/b")
    assert found.trusted_hosts == ("127.0.0.1",)
    assert found.cert == "it's.pem"


def test_the_environment_overrides_the_file(plain_env):
    env = {
        **plain_env,
        "PIP_INDEX_URL": "http://127.0.0.1:1/from-env",
        "PIP_FIND_LINKS": "/a /b",
        "PIP_NO_INDEX": "1",
    }
    found = pip_settings(sys.executable, env)
    assert found.index_url == "http://127.0.0.1:1/from-env"
    assert found.find_links == ("/a", "/b")
    assert found.no_index


def test_pip_on_the_path_is_asked_where_the_interpreter_has_none(tmp_path):
    pip = tmp_path / "pip"
    pip.write_text("#!/bin/sh\necho \"global.index-url='http://127.0.0.1:1/x'\"\n")
    pip.chmod(0o755)
    found = pip_settings(str(tmp_path / "no-python"), {"PATH": str(tmp_path)})
    assert found.index_url == "http://127.0.0.1:1/x"


def test_a_pip_that_fails_leaves_the_defaults(tmp_path):
    failing = tmp_path / "python"
    failing.write_text("#!/bin/sh\nexit 1\n")
    failing.chmod(0o755)
    broken = {"PIP_CONFIG_FILE": str(tmp_path), "PATH": str(tmp_path), "HOME": str(tmp_path)}
    assert pip_settings(str(failing), broken) == PackageIndex()
