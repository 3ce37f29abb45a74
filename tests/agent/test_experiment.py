"""A controlled experiment from what is asked to what the store holds, with real workers."""

from xml.etree import ElementTree

import pytest
from measured_values import between
from runs_by_hand import PARENT, failed, run, tactic
from talking import talking

from agent.dossier import dossier
from agent.experiment import Asked, carried_out, prepared
from agent.tactic_words import about
from tools.bench.experiment import Design, order_of, remaining
from tools.bench.protocol import Job, Power
from tools.errors import RequestError
from ui.dossier import markdown, pictures
from ui.forest import Bar, forest

PIXELS = "pixels + logistic regression"
JOB = Job(
    candidate=PARENT,
    runtime="pixels",
    dataset_path="",
    dataset_sha256="",
    heads_folder="",
    power=Power(w_per_core=(2, 5, 12), w_per_gib=(0.1, 0.4, 0.7), source="hand-made"),
)
ASKED = Asked(models=(PIXELS,), tactics=("twice",), data="digits", blocks=2, examples=16)


async def test_every_run_is_stored_and_a_second_time_nothing_is_run(tmp_path):
    async with talking(tmp_path) as talk:
        experiment = await prepared(ASKED, talk.services)
        runs = [run async for run in carried_out(experiment, talk.services)]
        again = [run async for run in carried_out(experiment, talk.services)]
        stored = talk.services.store.runs(experiment.id)
        listed = talk.services.store.listing()
    assert again == []
    assert sorted(runs, key=lambda run: (run.block, run.place)) == stored
    assert [(run.block, run.window.start) for run in stored] == [(0, 0), (0, 0), (1, 16), (1, 16)]
    # Evidence for searches too: 32 answers of each.
    assert [(row.model, row.n) for row in listed] == [(PIXELS, 32)] * 2


async def test_an_experiment_that_was_cut_goes_on_with_the_whole_block_that_it_was_cut_in(tmp_path):
    async with talking(tmp_path) as talk:
        experiment = await prepared(ASKED, talk.services)
        begun = carried_out(experiment, talk.services)
        first = [await anext(begun) for _ in range(3)]
        await begun.aclose()
        assert experiment.left(first) == 2
        rest = [run async for run in carried_out(experiment, talk.services)]
    assert [run.block for run in rest] == [1, 1]


def test_a_configuration_that_failed_is_not_scheduled_again():
    jobs = [JOB.model_copy(update={"candidate": candidate}) for candidate in (PARENT, tactic("a"))]
    design = Design(name="e", blocks=3, examples=4, pool=8, window_s=0, timeout_s=1)
    done = [failed(tactic("a"), "no compiler"), run(PARENT, 0, 1.0)]
    left = remaining(jobs, design, done)
    assert [(block, job.candidate) for block, _, job in left] == [(1, PARENT), (2, PARENT)]
    assert [order_of(block, design).start for block in range(3)] == [0, 4, 0]


async def test_a_device_that_is_not_here_is_a_sentence(tmp_path):
    async with talking(tmp_path) as talk:
        with pytest.raises(RequestError, match="You asked for cuda:7"):
            await prepared(ASKED.model_copy(update={"device": "cuda:7"}), talk.services)


def test_the_picture_of_a_model_on_which_nothing_could_run_is_empty_and_one_of_two_has_both():
    nothing = forest("model", [])
    bars = [
        Bar(label="<int8>", ratio=between(0.2, 0.25, 0.3), shown=True),
        Bar(label="bf16", ratio=between(1, 2, 4), shown=True),
    ]
    both = forest("model", bars)
    for picture in (nothing, both):
        ElementTree.fromstring(picture)
    assert "&lt;int8&gt;" in both
    assert (nothing.count("<circle"), both.count("<circle")) == (0, 2)


async def test_the_report_says_what_came_out_with_its_picture_and_rows(tmp_path):
    async with talking(tmp_path) as talk:
        experiment = await prepared(ASKED, talk.services)
        runs = [run async for run in carried_out(experiment, talk.services)]
        found = dossier(experiment, runs, talk.services)
        rows = talk.services.store.run_rows(experiment.id)
    text = markdown(found, rows="runs.parquet")
    (picture,) = pictures(found)
    assert f"]({picture})" in text
    assert "**twice** on pixels + logistic regression" in text
    assert "[runs.parquet](runs.parquet)" in text
    assert len(rows) == 4
    assert all(row["energy_j_per_request"] > 0 for row in rows)
    (result,) = found.results
    assert (result.blocks, result.examples, result.agreement) == (2, 32, 1.0)


async def test_an_experiment_is_called_cut_while_runs_are_left_and_not_for_what_cannot_run(
    tmp_path,
):
    async with talking(tmp_path) as talk:
        experiment = await prepared(ASKED, talk.services)
        runs = [run async for run in carried_out(experiment, talk.services)]
        parents = [run for run in runs if not run.candidate.tactics]
        child = next(run.candidate for run in runs if run.candidate.tactics)
        whole, cut, refused = (
            dossier(experiment, some, talk.services)
            for some in (runs, runs[:3], [*parents, failed(child, "no compiler")])
        )
    assert [found.left for found in (whole, cut, refused)] == [0, 2, 0]
    said = ["It was cut before its end." in about(found) for found in (whole, cut, refused)]
    assert said == [False, True, False]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"tactics": ("magic",)}, "There is no tactic 'magic'. There are: "),
        ({"models": ("nobody",)}, "No model 'nobody' serves image-classification. There are: "),
        ({"tactics": ("dynamic_int8",)}, "No tactic can be tried. dynamic_int8: "),
    ],
)
async def test_what_cannot_be_done_is_a_sentence(tmp_path, asked, sentence):
    async with talking(tmp_path) as talk:
        with pytest.raises(RequestError) as refused:
            await prepared(ASKED.model_copy(update=asked), talk.services)
    assert str(refused.value).startswith(sentence)
