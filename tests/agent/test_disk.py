"""What the home holds, by model; a model that is removed leaves its results."""

import subprocess
import sys

import pytest
from talking import STATIC, copied

from agent.disk import disk, remove
from agent.settings import Settings, load_settings
from agent.stored import stored_results
from tools.errors import RequestError, StoreLockedError
from tools.results.store import open_store


@pytest.fixture
def settings(tmp_path):
    for folder in ("WordLlama-64--wordllama-0.4.0.post1", "someone-else--1"):
        (tmp_path / "home" / "models" / folder).mkdir(parents=True)
        (tmp_path / "home" / "models" / folder / "weights").write_bytes(bytes(2_000))
    (tmp_path / "home" / "heads").mkdir()
    (tmp_path / "home" / "heads" / "one").write_bytes(bytes(500))
    return Settings(home=tmp_path / "home", disk_limit="5 GB")


def test_models_have_their_names_and_the_sums_are_those_of_the_files(settings):
    found = disk(settings)
    assert {one.model for one in found.models} == {"WordLlama-64", "someone-else--1"}
    assert (found.models_bytes, found.others_bytes) == (4_000, 500)
    assert found.limit_bytes == 5_000_000_000
    assert found.free_bytes > 0


def test_a_home_that_is_not_there_yet_holds_nothing(tmp_path):
    found = disk(Settings(home=tmp_path / "none" / "yet"))
    assert (found.models, found.models_bytes, found.others_bytes) == ((), 0, 0)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", ["WordLlama-64", "wordllama-64", "someone-else--1"])
def test_a_model_is_removed_by_its_name_or_its_folders(settings, name):
    gone = remove(name, settings)
    assert gone.size_bytes == 2_000
    assert not (settings.home / "models" / gone.folder).exists()
    assert len(disk(settings).models) == 1


def test_a_model_that_is_not_there_is_a_sentence(settings):
    with pytest.raises(
        RequestError, match=r"No model 'WordLlama'.*is: WordLlama-64 and someone-else--1\."
    ):
        remove("WordLlama", settings)


def test_nothing_is_removed_from_a_home_in_use(settings):
    with open_store(settings.home / "results.duckdb"):
        pass
    holder = _held_by_another_process(settings.home / "results.duckdb")
    try:
        with pytest.raises(StoreLockedError):
            remove("WordLlama-64", settings)
    finally:
        holder.kill()
        holder.wait()
    assert len(disk(settings).models) == 2


def _held_by_another_process(path):

    program = (
        "import sys, time; from pathlib import Path; from tools.results.store import open_store\n"
        "with open_store(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(600)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    holder.stdout.close()
    return holder


@pytest.mark.network
def test_results_outlive_the_model(searched, tmp_path):
    home = copied(searched[0], tmp_path)
    before = len(stored_results(home))
    remove(STATIC[0], Settings(home=home))
    assert len(stored_results(home)) == before > 0


@pytest.mark.parametrize(
    ("said", "limit_bytes"), [("5 GB", 5_000_000_000), ("2GiB", 2 * 2**30), ("300 MB", 300_000_000)]
)
def test_a_limit_is_said_with_its_unit(monkeypatch, said, limit_bytes):
    monkeypatch.setenv("GREENRUNNER_DISK_LIMIT", said)
    assert load_settings().disk_limit == limit_bytes


def test_a_limit_that_cannot_be_read_is_a_sentence(monkeypatch):
    monkeypatch.setenv("GREENRUNNER_DISK_LIMIT", "five apples")
    with pytest.raises(RequestError, match="GREENRUNNER_DISK_LIMIT is 'five apples'"):
        load_settings()
