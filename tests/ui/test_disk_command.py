"""`greenrunner disk`, as a stranger runs it."""

import json

import pytest


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home" / "models" / "WordLlama-64--wordllama-0.4.0.post1"
    folder.mkdir(parents=True)
    (folder / "weights").write_bytes(bytes(2_000_000))
    return tmp_path / "home"


def test_what_the_home_holds_is_listed_and_one_of_it_removed(run, home):
    listed = run("disk", GREENRUNNER_DISK_LIMIT="1 GB")
    assert listed.returncode == 0
    assert "WordLlama-64" in listed.stdout
    assert "holds 2.00 MB of at most 1.00 GB of models" in " ".join(listed.stdout.split())
    found = json.loads(run("disk", "--json").stdout)
    assert [one["model"] for one in found["models"]] == ["WordLlama-64"]
    assert found["models_bytes"] == 2_000_000
    gone = run("disk", "--remove", "WordLlama-64")
    assert "Removed WordLlama-64 (2.00 MB); its results stay." in gone.stdout
    assert list((home / "models").glob("[!.]*")) == []


def test_a_model_that_is_not_there_is_a_sentence_and_exit_code_2(run, home):
    done = run("disk", "--remove", "nobody")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No model 'nobody' is kept" in done.stderr
    assert "There is: WordLlama-64." in done.stderr


def test_a_place_that_is_set_and_unknown_is_a_sentence_and_exit_code_2(run):
    done = run("ask", "sort texts", GREENRUNNER_PLACE="Germny")
    assert done.returncode == 2
    assert "GREENRUNNER_PLACE: The tables know no place 'Germny'. Do you mean Germany" in (
        " ".join(done.stderr.split())
    )
    assert "Traceback" not in done.stderr
