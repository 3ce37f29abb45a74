"""A controlled experiment from what is asked to what the store holds, with real workers."""

import pytest
from talking import talking

from agent.dossier import dossier
from agent.experiment import Asked, carried_out, prepared
from tools.errors import RequestError
from ui.dossier import markdown, pictures

PIXELS = "pixels + logistic regression"
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


async def test_an_experiment_that_was_cut_goes_on_where_it_was(tmp_path):
    async with talking(tmp_path) as talk:
        experiment = await prepared(ASKED, talk.services)
        async for _ in carried_out(experiment, talk.services):
            break
        rest = [run async for run in carried_out(experiment, talk.services)]
    assert len(rest) == 3


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
