import runpy
from pathlib import Path

import pytest

from agent.extract import understand
from tools.domain import Origin

ROOT = Path(__file__).parents[3]
BENCHMARK = runpy.run_path(str(ROOT / "benchmarks" / "understanding.py"))
MAIN_JOB = (
    "I need to tell positive tweets from negative ones on this CPU, under 20 ms each, "
    "at least 85 % right. Energy matters most. You have three minutes."
)


def limits(text):
    return understand(text).requirements


def test_reads_the_main_job_in_full():
    request = understand(MAIN_JOB)
    asked = request.requirements
    assert (request.task, request.dataset, request.device) == (
        "text-classification",
        "tweets",
        "cpu",
    )
    assert (asked.max_latency_s, asked.latency_percentile, asked.min_quality) == (0.02, 95, 0.85)
    assert asked.priorities == ("energy",)
    assert request.budget.wall_s == 180
    assert request.unsure == ()
    assert request.budget.energy_j is asked.max_energy_j is asked.max_memory_bytes is None


def test_quotes_the_words_each_field_was_read_from():
    origins = understand(MAIN_JOB).requirements.origins
    assert origins["max_latency_s"] == Origin(source="said", words="under 20 ms each")
    assert origins["min_quality"].words == "at least 85 % right"
    assert origins["priorities"].words == "energy matters most"
    assert origins["budget.wall_s"].words == "You have three minutes"
    assert origins["device"].words == "cpu"


@pytest.mark.parametrize(
    "gold", BENCHMARK["utterances"]("tuned"), ids=lambda gold: gold["text"][:40]
)
def test_reads_every_tuned_utterance_in_full(gold):
    found = BENCHMARK["fields_of"](understand(gold["text"]))
    wrong = {
        name: (value, gold.get(name))
        for name, value in found.items()
        if not BENCHMARK["same"](gold.get(name), value)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("half", "least_f1"), [("held_out", 0.97), ("unseen", 0.85), ("fresh", 0.93)]
)
def test_does_not_get_worse_on_utterances_it_was_not_tuned_on(half, least_f1):
    tallies, _ = BENCHMARK["score"](half, understand)
    assert BENCHMARK["total"](tallies).f1 >= least_f1


@pytest.mark.parametrize(
    ("said", "latency_s"),
    [
        ("under 20 ms", 0.02),
        ("under 20ms", 0.02),
        ("< 20 ms", 0.02),
        ("below two hundred and fifty milliseconds", 0.25),
        ("within half a second", 0.5),
        ("at most a quarter of a second", 0.25),
        ("no more than one and a half seconds", 1.5),
        ("at most two point five seconds", 2.5),
        ("50 requests per second", 0.02),
        ("100/s", 0.01),
        ("30 requests a minute", 2.0),
        ("don't want to wait more than 300 ms", 0.3),
        ("anything slower than 2 seconds is useless", 2.0),
        ("faster than 1 second", 1.0),
        ("0.1 s or less", 0.1),
        ("500 µs at most", 0.0005),
    ],
)
def test_reads_latency_in_seconds(said, latency_s):
    assert limits(said).max_latency_s == pytest.approx(latency_s)


@pytest.mark.parametrize(
    ("said", "percentile"),
    [
        ("under 20 ms", 95),
        ("p99 below 100 ms", 99),
        ("99th percentile under 1 s", 99),
        ("median latency under 5 ms", 50),
        ("at most 0.1 s, 99% of the time", 99),
    ],
)
def test_takes_the_95th_percentile_unless_another_is_said(said, percentile):
    assert limits(said).latency_percentile == percentile


@pytest.mark.parametrize(
    ("said", "quality"),
    [
        ("at least 85 % right", 0.85),
        ("85 percent accuracy", 0.85),
        ("nine out of ten right", 0.9),
        ("0.9 accuracy", 0.9),
        ("F1 over .8", 0.8),
        ("accuracy above 90", 0.9),
        ("error below 10 %", 0.9),
        ("wrong at most one time in twenty", 0.95),
        ("1 mistake in 20 is okay", 0.95),
        ("word error rate under 12 %", 0.88),
        ("eighty-five percent correct", 0.85),
    ],
)
def test_reads_quality_as_a_share_of_right_answers(said, quality):
    assert limits(said).min_quality == pytest.approx(quality)


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("fits in 512 MB of RAM", "max_memory_bytes", 512_000_000),
        ("at most 1 GiB of memory", "max_memory_bytes", 1_073_741_824),
        ("memory under half a gig", "max_memory_bytes", 500_000_000),
        ("models below 50 MB each", "max_size_bytes", 50_000_000),
        ("a model under 50 MB", "max_size_bytes", 50_000_000),
        ("download under 20 MiB", "max_size_bytes", 20_971_520),
        ("less than 10 mJ per request", "max_energy_j", 0.01),
        ("at most 1 Wh per 1000 requests", "max_energy_j", 3.6),
        ("below 3 kWh per million requests", "max_energy_j", 10.8),
        ("at most $2 per 1000 requests", "max_price_usd_per_1k", 2.0),
        ("less than 5 cents per thousand", "max_price_usd_per_1k", 0.05),
        ("at most $5 a day at 100k requests a day", "max_price_usd_per_1k", 0.05),
    ],
)
def test_reads_the_other_limits_in_si_units(said, field, value):
    assert getattr(limits(said), field) == pytest.approx(value)


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("You have three and a half minutes.", "wall_s", 210),
        ("Spend at most ten minutes.", "wall_s", 600),
        ("max 100 MB of downloads", "downloads_bytes", 100_000_000),
        ("Use no more than 2 Wh.", "energy_j", 7_200),
        ("at most 8 candidates", "max_candidates", 8),
        ("try up to six models", "max_candidates", 6),
    ],
)
def test_what_the_search_may_spend_is_no_limit_of_the_model(said, field, value):
    request = understand(said)
    assert getattr(request.budget, field) == value
    assert {"max_latency_s", "max_energy_j", "max_size_bytes"}.isdisjoint(
        request.requirements.origins
    )


@pytest.mark.parametrize(
    ("said", "per_day"),
    [
        ("100k a day", 100_000),
        ("20,000 documents per day", 20_000),
        ("500 mails an hour", 12_000),
        ("7 million messages a week", 1_000_000),
        ("3 million requests per month", 100_000),
        ("50,000 daily requests", 50_000),
    ],
)
def test_reads_the_volume_per_day(said, per_day):
    assert understand(said).volume_per_day == pytest.approx(per_day)


@pytest.mark.parametrize(
    "said",
    [
        "We have 3 engineers and BERT-12.",
        "the top 5 of 10 categories",
        "Our model takes 120 ms today.",
        "Our old one took 300 J and 120 ms.",
        "Last year it was 80 % cheaper, 3 months ago.",
        "It runs 24/7 on 4 servers in 2 regions.",
        "version 2.0 of GPT-4",
        "reach us at 555-1234",
    ],
)
def test_a_number_that_is_no_limit_is_ignored(said):
    request = understand(said)
    assert request.budget.model_dump(exclude_none=True) == {}
    assert not [name for name in request.requirements.origins if name.startswith(("max", "min"))]


@pytest.mark.parametrize(
    ("said", "indifferent"),
    [
        ("latency doesn't matter", ("latency",)),
        ("no limit on memory", ("memory",)),
        ("I don't care about size", ("size",)),
        ("cost is no object", ("price",)),
        ("speed and memory are not important", ("latency", "memory")),
    ],
)
def test_what_does_not_matter_is_no_priority_and_no_limit(said, indifferent):
    asked = limits(said)
    assert asked.indifferent == indifferent
    assert asked.priorities == ()


def test_a_wish_is_a_priority_and_never_a_limit():
    asked = limits("It would be nice if it answered in 10 ms, but 50 ms is the limit.")
    assert asked.max_latency_s == 0.05
    assert asked.priorities == ("latency",)
    assert limits("Ideally under 10 ms.").max_latency_s is None


def test_the_stricter_of_two_limits_holds():
    asked = limits("Under 50 ms, in any case below 30 ms; at least 80 %, better at least 90 %.")
    assert (asked.max_latency_s, asked.min_quality) == (0.03, 0.9)


def test_a_must_and_its_opposite_keep_the_limit_and_are_unsure():
    request = understand("No limit on latency, but it must answer within 20 ms.")
    assert request.requirements.max_latency_s == 0.02
    assert request.requirements.indifferent == ()
    assert request.unsure == ("max_latency_s",)


@pytest.mark.parametrize(
    ("said", "priorities"),
    [
        ("speed first, then memory", ("latency", "memory")),
        ("accuracy is more important than latency", ("quality", "latency")),
        ("as green as possible", ("energy",)),
        ("the cheapest one", ("price",)),
        ("a fast and small model", ("latency", "size")),
        ("memory matters, but energy matters most", ("energy", "memory")),
        ("prefer accuracy over speed", ("quality", "latency")),
        ("trade accuracy for speed", ("latency",)),
    ],
)
def test_orders_priorities_by_importance(said, priorities):
    assert limits(said).priorities == priorities


@pytest.mark.parametrize(
    ("said", "licences"),
    [
        ("permissive licence", ("permissive",)),
        ("we sell this", ("permissive",)),
        ("no copyleft", ("permissive",)),
        ("MIT or Apache-2.0", ("MIT", "Apache-2.0")),
        ("GPL is fine", ()),
    ],
)
def test_reads_licences(said, licences):
    assert limits(said).licences == licences


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("on this CPU", "cpu"),
        ("we have no GPU", "cpu"),
        ("on the GPU", "cuda"),
        ("with CUDA", "cuda"),
        ("on my M2", "mps"),
        ("somewhere", None),
        ("on the second GPU, an RTX 4090", "cuda:1"),
        ("on the 3rd GPU", "cuda:2"),
        ("on the first GPU of the server", "cuda"),
        ("with cuda:1, in 20 ms", "cuda:1"),
        ("on cuda:0", "cuda"),
        ("on GPU 1 at 85 % accuracy", "cuda:1"),
        ("on GPU #2.", "cuda:2"),
        ("on gpu1 or not at all", "cuda:1"),
        ("on GPU 0, which is an A100", "cuda"),
        ("on the GPU 20 ms at most", "cuda"),
        ("a GPU 16 GB of memory", "cuda"),
        ("on my GPU 5,000 requests a day", "cuda"),
        ("with CUDA 12", "cuda"),
        ("on this Mac's GPU", "mps"),
        ("on the GPU of my MacBook Pro", "mps"),
        ("on an M2 Max GPU", "mps"),
    ],
)
def test_reads_the_device(said, device):
    assert understand(said).device == device


@pytest.mark.parametrize(
    ("said", "unsure"),
    [
        ("on the second GPU or the CPU", ("device",)),
        ("on GPU 0 or GPU 1", ("device",)),
        ("on the GPU, by which I mean cuda:1", ()),
        ("we have no GPU, only a CPU", ()),
    ],
)
def test_of_several_devices_the_first_is_taken_with_a_doubt(said, unsure):
    assert understand(said).unsure == unsure


def test_a_second_gpu_is_no_time():
    found = understand("use a second GPU, at most 20 ms")
    assert (found.device, found.budget.wall_s) == ("cuda:1", None)


def test_polish_is_a_language_and_polish_is_not():
    assert limits("Polish and German reviews").languages == ("pl", "de")
    assert limits("polish my text").languages == ()


@pytest.mark.parametrize(
    "text", ["no downloads, please", "without downloading anything", "don't download any models"]
)
def test_a_ban_on_downloads_is_a_budget_of_none(text):
    found = understand(f"sort my tweets into happy and sad, {text}")
    assert found.budget.downloads_bytes == 0
    assert "budget.downloads_bytes" in found.requirements.origins


@pytest.mark.parametrize(
    ("text", "baseline"),
    [
        ("We currently use all-MiniLM-L6-v2 for this.", "all-minilm-l6-v2"),
        ("today we run distilbert, and it is slow", "distilbert"),
        ("We have all-mpnet-base-v2 now. Find something greener.", "all-mpnet-base-v2"),
        ("Find a greener model instead of our WordLlama-256", "wordllama-256"),
        ("It should replace bert-base in the app", "bert-base"),
        ("replacing GloVe with something better", "glove"),
        ("We use Python", None),
        ("sort tweets", None),
    ],
)
def test_what_is_used_now_is_kept_as_what_the_choice_is_held_against(text, baseline):
    found = understand(text)
    assert found.baseline == baseline
    assert "baseline" not in found.requirements.origins


@pytest.mark.parametrize(
    ("said", "indifferent"),
    [
        ("nobody cares about latency", ("latency",)),
        ("it can be slow, no problem", ("latency",)),
        ("as slow as it likes", ("latency",)),
        ("take as long as you want", ("latency",)),
        ("memory plays no role whatsoever", ("memory",)),
        ("neither size nor memory matters", ("size", "memory")),
        ("how long it takes doesn't matter, neither does the size", ("latency", "size")),
        ("it need not be fast", ("latency",)),
        ("doesn't have to be fast or cheap", ("latency", "price")),
        ("time is not critical", ("latency",)),
        ("price is no concern", ("price",)),
        ("energy is of no importance", ("energy",)),
        ("no matter how big the model is", ("size",)),
        ("how much electricity it eats doesn't matter", ("energy",)),
        ("there is no limit at all on response time", ("latency",)),
        ("there are no memory constraints", ("memory",)),
        ("size, speed, price: all irrelevant", ("size", "latency", "price")),
        ("it isn't important that it is fast", ("latency",)),
        ("latency - don't care", ("latency",)),
        ("runtime hardly matters", ("latency",)),
        ("no upper bound on memory", ("memory",)),
        ("it is all the same to us how big it is", ("size",)),
        ("speed doesn't matter as much as accuracy", ()),
        ("it may not be slow", ()),
        ("whatever is cheapest", ()),
        ("don't forget the battery", ()),
        ("the model can be big, up to 2 GB", ()),
    ],
)
def test_reads_what_is_said_not_to_matter_in_many_ways(said, indifferent):
    assert limits(said).indifferent == indifferent


@pytest.mark.parametrize(
    ("said", "priorities"),
    [
        ("accuracy matters above everything", ("quality",)),
        ("what matters: accuracy, then latency", ("quality", "latency")),
        ("accuracy > latency > size", ("quality", "latency", "size")),
        ("priorities: 1. accuracy 2. latency 3. cost", ("quality", "latency", "price")),
        ("energy comes second, quality is the most important", ("quality", "energy")),
        ("memory and energy are what we care about, in this order", ("memory", "energy")),
        ("good hits matter most, then low running cost", ("quality", "price")),
        ("speed and accuracy both matter, accuracy more", ("quality", "latency")),
        ("latency is less important than accuracy", ("quality", "latency")),
        ("accuracy at all costs", ("quality",)),
        ("as accurate as possible, even if it is slow", ("quality",)),
        ("saving battery would be nice", ("energy",)),
        ("cheap if possible", ("price",)),
        ("ideally small, but good wording is what counts most", ("quality", "size")),
        ("if you can, light on memory too", ("memory",)),
        ("preferably a small memory footprint", ("memory",)),
        ("it would be great if it did not need much memory", ("memory",)),
        ("the less energy the better", ("energy",)),
        ("money doesn't matter, quality does", ("quality",)),
        ("memory, then speed", ("memory", "latency")),
        ("first comes quality, second energy", ("quality", "energy")),
        ("quality ranks first, speed second and cost last", ("quality", "latency", "price")),
        ("accuracy trumps speed", ("quality", "latency")),
        ("rather accurate than fast", ("quality", "latency")),
        ("no compromises on quality", ("quality",)),
        ("energy consumption should be minimal", ("energy",)),
        ("it must not be heavy on memory", ("memory",)),
        ("kind to the planet, please", ("energy",)),
        ("we care less about speed than about accuracy", ("quality", "latency")),
        ("speed doesn't matter as much as accuracy", ("quality", "latency")),
        ("speed is not so important, accuracy and cost are", ("quality", "price")),
        ("prio 1: accuracy. prio 2: cost", ("quality", "price")),
        ("cost matters to us, then accuracy", ("price", "quality")),
        ("speed is a nice-to-have, accuracy a must-have", ("quality", "latency")),
        ("neither accuracy nor speed are crucial", ()),
        ("maximum accuracy", ("quality",)),
        ("find out whether size matters to our customers", ()),
        ("on a small CPU", ()),
        ("it would be nice to know which products are cheap", ()),
        ("does the review talk about price, quality or speed?", ()),
    ],
)
def test_reads_what_matters_in_many_ways(said, priorities):
    assert limits(said).priorities == priorities


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("it must run on the phone itself", "cpu"),
        ("works offline, on the phone", "cpu"),
        ("in our Android app, without internet", "cpu"),
        ("on an old smartphone without internet", "cpu"),
        ("what customers say on the phone with our agents", None),
        ("reviews of phones and tablets", None),
        ("Cortex-M4, 256 kB", "cpu"),
        ("a rasberry pi zero", "cpu"),
        ("raspberries and strawberries", None),
        ("our servers have no graphics cards", "cpu"),
        ("we don't have any GPU", "cpu"),
        ("no need for a GPU", "cpu"),
        ("GPU: none", "cpu"),
        ("the server with the Tesla T4", "cuda"),
        ("tweets about Tesla", None),
        ("the player's GeForce", "cuda"),
        ("on my 3090", "cuda"),
        ("on an L4", "cuda"),
        ("the graphics card of my PC", "cuda"),
        ("M1 gpu (metal)", "mps"),
        ("apple silicon gpu", "mps"),
        ("music genres: metal, jazz", None),
    ],
)
def test_reads_what_a_machine_is_called(said, device):
    request = understand(said)
    assert (request.device, request.unsure) == (device, ())


@pytest.mark.parametrize(
    ("said", "languages"),
    [
        ("Czech, Slovak or Hungarian", ("cs", "sk", "hu")),
        ("Catalan & Basque", ("ca", "eu")),
        ("Persian, Urdu, Bengali, Tamil and Swahili", ("fa", "ur", "bn", "ta", "sw")),
        ("En -> Es chat translation", ("en", "es")),
        ("translate EN to DE", ("en", "de")),
        ("languages: de, fr and it", ("de", "fr", "it")),
        ("reviews of a French restaurant", ()),
        ("the IT/HR departments", ()),
        ("it is to be done, no to it", ()),
    ],
)
def test_reads_languages_by_name_and_by_code(said, languages):
    assert limits(said).languages == languages


@pytest.mark.parametrize(
    ("said", "licences"),
    [
        ("nothing commercial", ()),
        ("for non-commercial research", ()),
        ("for commercial use", ("permissive",)),
        ("no non-commercial licences", ("permissive",)),
        ("TV commercials", ()),
        ("it must not be under the GPL", ("permissive",)),
        ("Apache 2.0 or MIT, as licences go", ("Apache-2.0", "MIT")),
        ("we are researchers at MIT", ()),
        ("MIT licence", ("MIT",)),
        ("licence BSD-2-Clause or ISC", ("BSD-2-Clause", "ISC")),
        ("Apache Kafka", ()),
    ],
)
def test_a_licence_is_demanded_and_not_only_spoken_of(said, licences):
    assert limits(said).licences == licences


@pytest.mark.parametrize(
    ("said", "quality"),
    [
        ("9 out of 10 have to be correct", 0.9),
        ("200 ms at most, and 9 out of 10 have to be correct", 0.9),
        ("the F1 must not drop under 0.88", 0.88),
        ("the recall mustn't fall below 95 percent", 0.95),
        ("a sensitivity below 96 % is not acceptable", 0.96),
        ("missing more than 1 % is unacceptable", 0.99),
        ("one in ten false is the maximum", 0.9),
        ("every tenth answer may be wrong", 0.9),
        ("it may fail once in a hundred times", 0.99),
        ("at most one mistake per 50 lines", 0.98),
        ("find 95 % of the errors", 0.95),
        ("two thirds correct is enough", 2 / 3),
        ("correlation >= 0.8", 0.8),
        ("exact match of 75 %", 0.75),
        ("ROUGE-L at least 0.35", 0.35),
        ("a BLEU of 30 or more", 0.3),
        ("mAP@0.5 of at least 0.6", 0.6),
        ("accuracy: .9", 0.9),
        ("I'd be happy with 80 %", 0.8),
        ("four out of five is fine", 0.8),
        ("10 % off is fine", None),
        ("30 % missing values", None),
        ("half of our mails are German, 30 % are spam", None),
        ("ten models in 30 minutes", None),
    ],
)
def test_reads_quality_however_it_is_put(said, quality):
    assert limits(said).min_quality == (quality and pytest.approx(quality))


@pytest.mark.parametrize(
    ("said", "latency_s", "percentile"),
    [
        ("the camera gives 30 fps", 1 / 30, 95),
        ("at 50fps", 0.02, 95),
        ("a picture every 2 seconds", 2.0, 95),
        ("answers in a couple of seconds", 2.0, 95),
        ("a couple of seconds is okay", 2.0, 95),
        ("in a tenth of a second", 0.1, 95),
        ("answers, sub-second", 1.0, 95),
        ("sub-second response", 1.0, 95),
        ("a sub-100ms model", 0.1, 95),
        ("takes max. 200 ms", 0.2, 95),
        ("60 ms or less, p99", 0.06, 99),
        ("20 ms (p99)", 0.02, 99),
        ("99 % of requests within 80 ms", 0.08, 99),
        ("two-hundred-millisecond limit", 0.2, 95),
        ("300 ms is too slow", 0.3, 95),
        ("50 ms on average", None, 95),
        ("each clip is 30 seconds long", None, 95),
        ("our videos have 25 frames per second", None, 95),
    ],
)
def test_reads_latency_however_it_is_put(said, latency_s, percentile):
    asked = limits(said)
    assert asked.max_latency_s == (latency_s and pytest.approx(latency_s))
    assert asked.latency_percentile == percentile


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("stop after 2 hours", "wall_s", 7_200),
        ("one hour of search", "wall_s", 3_600),
        ("search time: 5 min", "wall_s", 300),
        ("time for the search: ten minutes", "wall_s", 600),
        ("20 seconds of search", "wall_s", 20),
        ("search: 3 candidates, 200 MB downloads", "max_candidates", 3),
        ("models to try: 3 at most", "max_candidates", 3),
        ("test half a dozen models", "max_candidates", 6),
        ("up to ten models in 30 minutes", "max_candidates", 10),
        ("you may download 2 GB", "downloads_bytes", 2e9),
        ("don't download more than 1 GB", "downloads_bytes", 1e9),
        ("no downloads over 100 MB", "downloads_bytes", 1e8),
        ("we compared 5 models", "max_candidates", None),
    ],
)
def test_reads_what_the_search_may_spend_however_it_is_put(said, field, value):
    request = understand(said)
    assert getattr(request.budget, field) == value
    assert "budget.wall_s" not in request.unsure


def test_each_line_of_a_list_is_read_for_itself():
    asked = limits(
        "* weights: max 1 MB flash\n* RAM: max 512 kB\n* energy: max 5 mJ an image\n* size: 2 MB"
    )
    assert (asked.max_size_bytes, asked.max_memory_bytes) == (1_000_000, 512_000)
    assert asked.max_energy_j == 0.005


def test_a_pronoun_stands_for_what_was_said_not_to_matter():
    request = understand("Memory plays no role, but it must never go over 256 MB.")
    assert request.requirements.max_memory_bytes == 256e6
    assert request.unsure == ("max_memory_bytes",)


def test_money_that_is_no_dollars_is_no_volume():
    assert understand("100 euros a month").volume_per_day is None
