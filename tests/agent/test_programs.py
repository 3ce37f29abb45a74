"""The lines that load the choice: run as they are shown, in a Python process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from talking import NEED, TFIDF, copied, talking
from tiny_bert import COLOURS, coloured, tiny_bert
from tiny_vit import picture, tiny_vit

pytestmark = pytest.mark.network


def lines(answer: str) -> str:
    """Return the program of an answer."""
    return answer.split("```python\n")[1].split("```")[0]


def printed(answer: str, folder: Path, **filled: str) -> list[str]:
    """Run the program of an answer, away from its sources; return the labels that it prints."""
    program = lines(answer)
    for old, new in filled.items():
        program = program.replace(old.replace("_", " "), new)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.replace("'", '"'))


async def shown(talk, *, chosen: str) -> str:
    heard = await talk.say("how do I use it in my own program?")
    assert heard.report["recommendation"]["chosen"]["model"] == chosen
    assert f"This loads {chosen} (" in heard.answer
    return heard.answer


@pytest.fixture
async def talk(searched, tmp_path, opinions):
    async with talking(copied(searched[0], tmp_path / "home")) as lent:
        await lent.say(NEED, opinions)
        yield lent


async def test_words_that_were_learned_from_scratch_give_the_labels_that_were_measured(
    talk, tmp_path
):
    await talk.say("only ones trained from scratch")
    answer = await shown(talk, chosen=TFIDF)
    scenario = (await talk.state())["scenario"]
    test = json.loads(Path(scenario["dataset"]["path"]).read_text(encoding="utf-8"))
    (text, right), *_ = test["test"]
    label = test["labels"][right]
    assert printed(answer, tmp_path, Put_a_text_of_yours_here=text) == [label]


async def test_an_encoder_with_its_new_last_layer_gives_labels(talk, tmp_path):
    heard = await talk.say("use a linear probe instead")
    answer = await shown(talk, chosen=heard.report["recommendation"]["chosen"]["model"])
    (label,) = printed(answer, tmp_path)
    assert label in heard.report["dataset"]["labels"]
    assert "the model's files in " in answer


async def test_a_classifier_with_a_tactic_gives_labels(tmp_path):
    tiny_bert(tmp_path / "models" / "tiny", COLOURS)
    data = coloured(tmp_path / "colours.csv")
    need = "sort texts; accuracy matters most; at most 1 MB of downloads, in two minutes"
    models = str(tmp_path / "models")
    async with talking(tmp_path / "home", models=models, tactics="bf16") as talk:
        heard = await talk.ask(need, data)
        answer = await shown(talk, chosen=heard.report["recommendation"]["chosen"]["model"])
        (label,) = printed(answer, tmp_path)
    assert label in COLOURS


async def test_pictures_are_taken_from_the_examples_and_their_labels_come_back(tmp_path):
    async with talking(tmp_path / "home") as talk:
        await talk.say("sort handwritten digits, at most 1 MB of downloads")
        await talk.reply("yes")
        answer = await shown(talk, chosen="pixels + logistic regression")
        (label,) = printed(answer, tmp_path)
        scenario = (await talk.state())["scenario"]
    assert label in scenario["dataset"]["labels"]
    assert "or the paths of pictures" not in answer


async def test_pictures_that_are_files_are_named_by_their_paths(tmp_path):
    album = tmp_path / "album"
    for name in ("blue", "green", "red"):
        (album / name).mkdir(parents=True)
        for seed in range(60):
            picture(name, seed=seed + 1, side=12).save(album / name / f"{seed}.png")
    tiny_vit(tmp_path / "models" / "vit")
    need = "sort pictures; accuracy matters most; at most 1 MB of downloads, in two minutes"
    async with talking(tmp_path / "home", models=str(tmp_path / "models")) as talk:
        await talk.ask(need, album)
        answer = await shown(talk, chosen="vit")
    assert "# or the paths of pictures" in answer
    assert len(printed(answer, tmp_path)) == 1
    path = str(album / "green" / "7.png")
    assert printed(answer.replace("examples[0][0]", repr(path)), tmp_path) == ["green"]


async def test_of_files_that_are_gone_it_is_said_how_they_come_back(talk):
    chosen = talk.heard[-1].report["recommendation"]["chosen"]["model"]
    if chosen == TFIDF:
        await talk.say("use a linear probe instead")
    for folder in (talk.services.settings.home / "models").iterdir():
        for file in folder.glob("*"):
            file.unlink()
    heard = await talk.say("show me the code")
    assert "are not here any more" in heard.answer
    assert "```" not in heard.answer
