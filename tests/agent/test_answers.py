"""Questions after a search are answered from the store."""

import asyncio
import json

import duckdb
import pytest
from sklearn.metrics import f1_score
from talking import NEED, STATIC, TFIDF, copied, talking

pytestmark = pytest.mark.network

QUESTIONS = {
    "latency": "what if latency matters more?",
    "energy": "what if energy doesn't matter?",
    "why not": f"why not {TFIDF.split()[0]}?",
    "why not mpnet": "why not mpnet?",
    "which": "why not WordLlama?",
    "price": "what does it cost per million?",
    "payback": "when does it pay back?",
    "results": "show the results",
    "nonsense": "hm",
    "sweden": "what if it ran in Sweden?",
    "kenya": "and in Kenya, per million?",
    "atlantis": "and in Atlantis?",
    "moved": "we run in France now",
    "price in france": "what does it cost per million?",
    "poland": "and in Poland?",
    "own grid": "our grid is 120 g/kWh",
    "enough": "what if 50 % were enough?",
    "f1": "what if a macro-F1 of 50 % were enough?",
    "too much": "make it under 0.0001 ms",
    "size": "what if 17 MB on disk were the limit?",
    "size again": "what if 20 MB on disk were the limit?",
}


@pytest.fixture(scope="module")
def answers(searched, tmp_path_factory, opinions):
    """What is heard to each question, one after the other in one conversation."""
    home = copied(searched[0], tmp_path_factory.mktemp("asked"))

    async def ask():
        async with talking(home) as talk:
            await talk.say(NEED, opinions)
            return {name: await talk.say(text) for name, text in QUESTIONS.items()}

    return asyncio.run(ask())


def test_no_question_measures_anything(answers, searched):
    assert {heard.stored_answers for heard in answers.values()} == {searched[1][1].stored_answers}
    assert not any(heard.events for heard in answers.values())
    assert not any(heard.question for heard in answers.values())


def test_a_what_if_says_the_rates_it_supposes(answers):
    # The defaults are energy 1, latency 0.5, price 0.5, memory 0.25, size 0.1.
    assert "energy 1.0, latency 2.0, price 0.50, memory 0.25, size 0.10" in (
        answers["latency"].answer
    )
    assert "energy 0, latency 0.50" in answers["energy"].answer
    assert "Nothing was measured." in answers["latency"].answer


def test_why_not_compares_on_the_examples_both_answered(answers):
    said = answers["why not"].answer
    assert said.startswith(f"{TFIDF} (from scratch): It meets every limit.")
    # It answered at least the first batch.
    assert "on the 64 examples both answered" in said or "on the 80 examples both" in said


def test_why_not_names_the_fact_that_dropped_a_model(answers):
    assert answers["why not mpnet"].answer == (
        "sentence-transformers/all-mpnet-base-v2 was dropped before measuring: "
        "405 MB would have to be fetched; the search may fetch 1 MB."
    )


def test_a_search_that_measured_nothing_has_nothing_to_pay_back(answers):
    assert answers["payback"].answer == (
        "Nothing was measured for this, so there is nothing to pay back."
    )


def test_a_what_if_says_at_which_rates_the_choice_flips(answers):
    said = answers["latency"].answer
    assert "What would change the choice, all else as it is: " in said
    assert " points to halve the " in said


def test_a_name_that_fits_two_models_is_asked_back(answers):
    assert answers["which"].answer == "Which one do you mean: WordLlama-64 or WordLlama-256?"


def test_the_price_of_a_million_is_a_million_times_the_measured_one(answers, searched):
    report = searched[1][1].report
    chosen = report["recommendation"]["chosen"]["model"]
    row = next(row for row in report["measurements"] if row["model"] == chosen)
    said = answers["price"].answer
    assert "1,000,000 requests take" in said
    energy_j = row["energy_j_per_request"]["mid"] * 1e6
    assert float(said.split("take ")[1].split(" J")[0].replace(",", "")) == pytest.approx(
        energy_j, rel=0.01
    )
    assert "0.15 USD per kWh (assumed" in said


def _carbon_g(said):
    return float(said.split("and emit ")[1].split(" g CO2e")[0].replace(",", ""))


def _energy_j(said):
    return float(said.split("requests take ")[1].split(" J = ")[0].replace(",", ""))


def test_another_place_is_answered_with_its_figure_and_its_source(answers):
    said = answers["sweden"].answer
    assert said.startswith("In Sweden, ")
    assert "1,000 requests take" in said
    assert (
        "at 40.7 g per kWh in Sweden (29.1 to 57.0, published for 2023: Ember by way of Our World "
        "in Data)"
    ) in said
    # 40.7 / 480.
    assert "That is 0.0848 times as much as by the world's average." in said
    assert "at 0.25 USD per kWh (assumed, household price of 2023" in said
    assert said.endswith("Nothing was measured for this: the joules are those of this machine.")
    # A kWh is 3.6 million joules; both numbers are shown with three digits.
    assert _carbon_g(said) == pytest.approx(_energy_j(said) / 3.6e6 * 40.7, rel=0.01)


def test_a_place_without_a_price_says_so_and_one_that_is_unknown_is_named(answers):
    assert "What a kWh costs in Kenya is not in the tables." in answers["kenya"].answer
    assert "1,000,000 requests take" in answers["kenya"].answer
    assert answers["atlantis"].answer.startswith("I know no place “Atlantis”: say a country")


def test_who_says_where_it_runs_is_held_against_that_grid_from_then_on(answers, searched):
    moved = answers["moved"]
    assert moved.report["place"]["name"] == "France"
    assert moved.report["place"]["grid_g_per_kwh"]["mid"] == 56.0
    assert searched[1][1].report["place"]["code"] == "world"
    assert "at 56.0 g per kWh in France" in moved.answer
    assert "at 56.0 g per kWh in France" in answers["price in france"].answer
    # 661.9 / 56.0.
    assert "That is 11.8 times as much as in France." in answers["poland"].answer
    assert "at the 120 g per kWh in France that you state." in answers["own grid"].answer


def test_the_results_list_everyone_who_was_measured(answers):
    said = answers["results"].answer
    assert all(f"- {model} (" in said for model in (*STATIC, TFIDF))
    dropped = [line for line in said.splitlines() if ": dropped: " in line]
    assert len(dropped) == len(said.splitlines()) - 3 == 6
    assert "405 MB would have to be fetched" in said


def test_what_is_not_understood_is_answered_with_what_could_be(answers):
    assert "what if latency" in answers["nonsense"].answer


def test_a_changed_limit_is_judged_from_the_store(answers):
    enough, too_much = answers["enough"].report, answers["too much"].report
    assert enough["requirements"]["min_quality"] == 0.5
    assert enough["recommendation"]["feasible"]
    assert too_much["recommendation"]["chosen"] is None
    # The limit that was changed before still holds.
    assert too_much["requirements"]["min_quality"] == 0.5


def test_a_limit_on_a_known_fact_drops_and_takes_back(answers):
    # A WordLlama takes 18.2 MB on disk.
    assert [answers["size"].statuses()[model] for model in STATIC] == ["dropped"] * 2
    assert [answers["size again"].statuses()[model] for model in STATIC] == ["stored"] * 2
    assert answers["size again"].statuses()["GloVe-6B-50d"] == "dropped"


async def test_a_looser_limit_takes_back_models_that_were_never_priced_by_a_plan(
    searched, tmp_path, opinions
):
    home = copied(searched[0], tmp_path)
    async with talking(home) as talk:
        strict = await talk.say(f"{NEED.rsplit(',', 1)[0]}, at most 17 MB on disk", opinions)
        strict = await talk.reply("no") if strict.question else strict
        loose = await talk.say("what if 100 MB on disk were fine?")
    assert strict.statuses()["GloVe-6B-50d"] == "dropped"
    assert loose.statuses()["GloVe-6B-50d"] == "estimated"
    assert not loose.report["search"]["complete"]
    assert "Never tried: GloVe-6B-50d (linear probe)" in loose.answer
    assert "`go on` spends more." in loose.answer


async def test_what_cannot_run_stays_dropped_under_another_limit(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path / "home")
    pickle = tmp_path / "mine" / "pickled"
    pickle.mkdir(parents=True)
    (pickle / "config.json").write_text('{"architectures": ["BertModel"]}')
    (pickle / "pytorch_model.bin").write_bytes(b"\x80")
    async with talking(home, models=tmp_path / "mine") as talk:
        first = await talk.ask(NEED, opinions)
        second = await talk.say("what if 50 % were enough?")
    assert first.statuses()["pickled"] == second.statuses()["pickled"] == "dropped"
    assert "pickle" in second.reasons()["pickled"]


def test_macro_f1_is_told_from_the_stored_answers(answers, searched):
    found = answers["f1"]
    assert "Macro-F1 of" in found.answer
    assert "you asked for 50.0 %" in found.answer
    rows = found.report["measurements"]
    assert {row["metric"] for row in rows} == {"macro_f1"}
    for row in rows:
        assert row["quality"]["low"] < row["quality"]["mid"] <= row["quality"]["high"]
        assert row["quality"]["mid"] == pytest.approx(stored_macro_f1(searched[0], row["model"]))


def stored_macro_f1(home, model):
    """Return the same from the database and the file of examples, by scikit-learn."""
    with duckdb.connect(str(home / "results.duckdb"), read_only=True) as store:
        said = store.execute(
            "SELECT dataset_sha256, list(predicted ORDER BY example) FROM prediction "
            "JOIN trial USING (trial) JOIN candidate USING (candidate) WHERE model = ? "
            "GROUP BY dataset_sha256",
            [model],
        ).fetchall()
    ((dataset, predicted),) = said
    content = json.loads((home / "datasets" / f"{dataset}.json").read_bytes())
    expected = [label for _, label in content["test"][: len(predicted)]]
    return f1_score(expected, predicted, average="macro")
