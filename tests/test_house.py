"""The rules of the house that no linter can see."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from talking import NEED, copied

ROOT = Path(__file__).parent.parent
HOUSE = ("agent", "tools", "ui")
# Names and not addresses: `.example` and 127.0.0.1 may stand in tests.
_REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".", "proxy.golang" + ".org")
_MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:work|home|root|tmp|Users|workspace)/[\w.-]+")


def imported_by(statement: str, *arguments: str, **more) -> set[str]:
    """Return the packages that a fresh interpreter holds after a statement."""
    said = "import sys; print('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\n{said}", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        **more,
    )
    return set(done.stdout.splitlines()[-1].split())


def sources() -> list[Path]:
    return sorted(path for part in HOUSE for path in (ROOT / part).rglob("*.py"))


def tracked() -> list[Path]:
    """Return the files that are the project's: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("module", ["tools.domain", "tools.selection.recommend", "agent.graph"])
def test_what_a_newcomer_reads_imports_no_heavy_library(module):
    # scipy.special has what is needed of it, and is there at once.
    statement = f"import sys, {module}; assert 'scipy.stats' not in sys.modules"
    assert not imported_by(statement) & {"torch", "transformers", "chainlit", "sklearn"}


def test_help_waits_for_no_heavy_library():
    statement = (
        "import contextlib, io, sys; from ui.cli import app\n"
        "with contextlib.redirect_stdout(io.StringIO()) as said: "
        "app(['--help'], standalone_mode=False)\n"
        "assert 'greenest pretrained model' in said.getvalue()"
    )
    heavy = {"langgraph", "langchain_core", "duckdb", "torch", "transformers", "numpy", "pydantic"}
    assert not imported_by(statement) & heavy


@pytest.mark.network
def test_a_stored_answer_loads_no_machine_learning_library(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    statement = (
        "import asyncio, sys; from agent.settings import Settings; "
        "from agent.conversation import open_conversation\n"
        "from pathlib import Path\n"
        "async def ask():\n"
        "    async with open_conversation(Settings(home=Path(sys.argv[1]))) as conversation:\n"
        "        said = {'text': sys.argv[3], 'data': sys.argv[2]}\n"
        "        turn = await conversation.say(said, lambda event: None)\n"
        "        assert turn.report['search']['reused_measurements'] == 3\n"
        "asyncio.run(ask())"
    )
    loaded = imported_by(statement, str(home), str(opinions), NEED)
    assert not loaded & {"torch", "sklearn", "transformers", "onnxruntime", "pyarrow"}


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_short(path):
    text = path.read_text(encoding="utf-8")
    lines = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(text.splitlines()) <= 250
    assert {name: n for name, n in lines.items() if n > 45} == {}


def test_every_package_is_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in sources()
        if path.name == "__init__.py"
    }
    modules = {".".join(path.parent.relative_to(ROOT).parts) for path in sources()}
    assert set(project["tool"]["setuptools"]["packages"]) == packages == modules


def test_no_file_names_a_registry_or_a_place_on_some_machine():
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [(path.name, host) for host in _REGISTRIES if host in text]
        found += [(path.name, place) for place in _MACHINE_PATH.findall(text)]
    assert found == []
