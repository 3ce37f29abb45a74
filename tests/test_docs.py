"""What the documents say is there, is there."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from agent.disk import Disk, Kept
from agent.nas.evolved import Applied, Bred
from agent.nas.evolved import Price as FormulaPrice
from agent.nas.evolved import Row as FormulaRow
from agent.nas.family_report import FamilyRanking, Network
from agent.nas.predict_report import OfSeed, Predicted, Predictions, Spending, Task
from agent.nas.ranked import Breeding, Evolved, Margin, Ranked, Ranking
from agent.nas.search import Comparison, Curve, Point, Searches
from agent.outlook import Guess, Outlook, Passed, Price
from agent.replay import Played, Replays
from agent.report import Bill, Considered, Report, Row
from agent.settings import Settings
from agent.stored import Answer, Column, View
from tools.cost.scoring import Score
from ui.cli import app
from ui.nas import nas

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "docs").rglob("*.md"))
JSON_PAGE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")


def test_every_command_in_the_readme_exists_and_every_command_is_in_the_readme():
    named = set(re.findall(r"`greenrunner (\w+)", README))
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    assert named == {*_commands(app), *groups}
    for name, group in groups.items():
        within = set(re.findall(rf"`greenrunner {name} (\w+)", README))
        assert within == _commands(group), name


def _commands(group):
    return {command.name or command.callback.__name__ for command in group.registered_commands}


def test_every_command_of_nas_that_a_page_names_exists():
    known = _commands(nas)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"greenrunner nas (\w+)", text)) <= known, page


def test_every_option_of_nas_that_a_page_names_exists():
    group = get_command(nas)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for name, options in re.findall(r"greenrunner nas (\w+)([^`\n]*)", text):
            known = {option for one in group.commands[name].params for option in one.opts}
            assert set(re.findall(r"--[\w-]+", options)) <= known, (page, name)


def test_every_setting_in_the_readme_exists():
    named = {name.lower() for name in re.findall(r"`GREENRUNNER_(\w+)`", README)}
    assert named
    assert named <= set(Settings.model_fields)


def test_every_make_target_in_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([\w-]+)", README)) - {"in", "the"}:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_every_file_that_the_readme_names_exists():
    links = re.findall(r"\]\(([\w./-]+)\)", README)
    sources = re.findall(r"`((?:agent|tools|docs|data)/[\w./]+)`", README)
    scripts = re.findall(r"python (benchmarks/\w+\.py)", README)
    for name in {*links, *sources, *scripts} - {"data/state"}:
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "docs")))
def test_what_a_page_links_to_and_the_benchmarks_it_names_exist(page):
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (page.parent / link).exists(), link
    for script in re.findall(r"benchmarks/\w+\.py", text):
        assert (ROOT / script).exists(), script


@pytest.mark.parametrize(
    "model",
    [
        Report,
        Considered,
        Bill,
        Played,
        Replays,
        Disk,
        Kept,
        Outlook,
        Guess,
        Passed,
        Price,
        Score,
        Answer,
        Column,
        View,
        Ranking,
        Ranked,
        Evolved,
        Margin,
        Breeding,
        Bred,
        FormulaRow,
        FormulaPrice,
        Applied,
        Predictions,
        Task,
        Predicted,
        OfSeed,
        Spending,
        Searches,
        Curve,
        Point,
        Comparison,
        FamilyRanking,
        Network,
    ],
)
def test_the_page_on_json_names_every_key(model):
    inherited_elsewhere = {"wall_s", "energy_j", "downloads_bytes"}
    for key in set(model.model_fields) - inherited_elsewhere:
        assert f"`{key}`" in JSON_PAGE, key


def test_the_page_on_json_names_only_keys_of_a_measurement_that_exist():
    line = next(line for line in JSON_PAGE.splitlines() if line.startswith("| `measurements`"))
    assert set(re.findall(r"`(\w+)`", line)) - {"measurements"} <= set(Row.model_fields)


REPORTS = sorted(path.parent for path in (ROOT / "docs" / "tactics").glob("*/README.md"))
VERDICT = re.compile(r"^\| (.+?) \| .+? \| \*\*(.+?)\*\*(?: \((\d+ of \d+) models?\))? \|$", re.M)


def test_the_page_on_tactics_says_what_its_reports_say():
    page = (ROOT / "docs" / "tactics" / "README.md").read_text(encoding="utf-8")
    head, _, *rows = [line.strip("|").split("|") for line in page.splitlines() if line[:1] == "|"]
    columns = [re.search(r"\]\((\w+)/README\.md\)", cell)[1] for cell in head[1:]]
    assert columns == [report.name for report in REPORTS]
    for column, name in enumerate(columns, start=1):
        report = (ROOT / "docs" / "tactics" / name / "README.md").read_text(encoding="utf-8")
        said = {row[0].strip(): row[column].strip() for row in rows}
        found = {
            verdict: f"{outcome} ({seen})" if seen else outcome
            for verdict, outcome, seen in VERDICT.findall(report)
        }
        assert len(found) == 4
        assert said == found


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_a_report_on_tactics_brings_its_pictures_and_its_rows(report):
    text = (report / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"\]\(([\w.-]+)\)", text):
        assert (report / name).exists(), name
    assert (report / "runs.parquet").stat().st_size > 10_000
