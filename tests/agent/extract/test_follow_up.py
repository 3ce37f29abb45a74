import pytest

from agent.extract import FollowUp, follow_up

L6 = "sentence-transformers/all-MiniLM-L6-v2"
L3 = "sentence-transformers/paraphrase-MiniLM-L3-v2"
MODELS = (L6, L3, "wordllama-64", "wordllama-256", "glove-6b-50d", "tfidf-logreg")


def asked(text):
    return follow_up(text, MODELS)


@pytest.mark.parametrize(
    ("text", "priority", "direction"),
    [
        ("what if latency matters more?", "latency", "more"),
        ("What if accuracy matters less?", "quality", "less"),
        ("what if energy doesn't matter?", "energy", "not"),
        ("Suppose I care more about memory", "memory", "more"),
        ("what if I care less about speed", "latency", "less"),
        ("what if it's battery powered?", "energy", "more"),
        ("use less memory", "memory", "more"),
    ],
)
def test_a_what_if_names_what_matters_and_in_which_direction(text, priority, direction):
    assert asked(text) == FollowUp(kind="what_if", priority=priority, direction=direction)


@pytest.mark.parametrize(
    ("text", "priority", "direction", "factor"),
    [
        ("make energy count twice as much", "energy", "more", 2.0),
        ("what if latency counted three times as much?", "latency", "more", 3.0),
        ("energy should weigh half as much", "energy", "less", 0.5),
        ("double the weight of latency", "latency", "more", 2.0),
        ("quality is everything", "quality", "only", None),
        ("latency is all that matters", "latency", "only", None),
        ("I only care about memory", "memory", "only", None),
        ("accuracy is paramount", "quality", "more", None),
        ("what if memory were free?", "memory", "not", None),
        ("I do not care about memory at all", "memory", "not", None),
        ("battery powered", "energy", "more", None),
    ],
)
def test_a_what_if_says_how_many_times_or_that_nothing_else_counts(
    text, priority, direction, factor
):
    found = asked(text)
    assert (found.kind, found.priority, found.direction) == ("what_if", priority, direction)
    assert found.factor == factor


@pytest.mark.parametrize(
    ("text", "limit_s"),
    [
        ("what if it had to answer in 3 ms?", 0.003),
        ("what if it had to reply within 20 ms", 0.02),
        ("suppose answers must come in 5 ms", 0.005),
        ("it must answer in 3 ms", 0.003),
        ("and if it had to answer in 1 s?", 1.0),
    ],
)
def test_how_soon_it_must_answer_is_a_limit_and_no_question_answering(text, limit_s):
    found = asked(text)
    assert found.kind == "changed_requirement"
    assert found.request.task is None
    assert set(found.request.requirements.origins) == {"max_latency_s"}
    assert found.request.requirements.max_latency_s == limit_s


def test_a_task_that_is_meant_is_a_new_need():
    assert asked("answer questions about our manuals").kind == "new"
    assert asked("what if I sort photos of cats and dogs?").kind == "new"


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        (
            "which encoders under 50 MB have I measured?",
            {"strategy": "linear_probe", "max_size_bytes": 50_000_000},
        ),
        ("which models have I measured under 10 ms?", {"max_latency_p50_s": 0.01}),
        ("what have I measured so far?", {}),
        ("what have we tested that is at least 90 % right?", {"min_quality": 0.9}),
        ("list the image models I have ever measured", {"task": "image-classification"}),
    ],
)
def test_what_was_measured_before_is_asked_of_the_store(text, filters):
    found = asked(text)
    assert found.kind == "recalled"
    assert found.recalled.model_dump(exclude_defaults=True) == filters


@pytest.mark.parametrize(
    ("text", "strategy"),
    [
        ("take them as they are, without training", "as_is"),
        ("use a linear probe instead", "linear_probe"),
        ("zero-shot only", "zero_shot"),
        ("no training please", "as_is"),
        ("only ones trained from scratch", "from_scratch"),
    ],
)
def test_how_models_are_put_to_the_task_is_a_change_and_no_new_need(text, strategy):
    found = asked(text)
    assert found.kind == "changed_requirement"
    assert (found.request.task, found.request.strategy) == (None, strategy)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("drop the latency limit", ("max_latency_s",)),
        ("no limit on memory", ("max_memory_bytes",)),
        ("forget the quality limit", ("min_quality",)),
    ],
)
def test_a_limit_is_taken_back(text, fields):
    assert asked(text) == FollowUp(kind="lifted", lifted=fields)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("which is the fastest?", "ranked"),
        ("who came second?", "ranked"),
        ("why this one?", "recommendation"),
        ("how big is it?", "recommendation"),
        ("what would change your mind?", "flips"),
        ("what did the search cost?", "bill"),
        ("what does it cost per million?", "price"),
    ],
)
def test_questions_about_the_answer_set_no_limit(text, kind):
    assert asked(text).kind == kind


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("why not MiniLM-L6?", L6),
        ("Why not minilm l6", L6),
        (f"why not {L3}?", L3),
        ("why didn't you choose wordllama-256?", "wordllama-256"),
        ("why not tf-idf?", "tfidf-logreg"),
        ("why did glove lose?", "glove-6b-50d"),
        ("what about wordlama-256", "wordllama-256"),
    ],
)
def test_a_why_not_finds_the_model_that_is_meant(text, model):
    assert asked(text) == FollowUp(kind="why_not", model=model, matches=(model,))


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("when does it pay back?", ()),
        ("When has it paid the search back against MiniLM-L6?", (L6,)),
        ("what is the break-even against wordllama-256?", ("wordllama-256",)),
        ("how soon does this pay off compared with glove?", ("glove-6b-50d",)),
        ("payback?", ()),
    ],
)
def test_when_it_pays_back_is_asked_with_or_without_a_baseline(text, matches):
    found = asked(text)
    assert (found.kind, found.matches) == ("payback", matches)


def test_a_why_not_that_fits_several_models_or_none_names_no_model():
    assert asked("why not wordllama?").matches == ("wordllama-64", "wordllama-256")
    assert asked("why not wordllama?").model is None
    assert asked("why not gpt-5?") == FollowUp(kind="why_not")


def test_a_whole_name_wins_over_a_longer_one_that_contains_it():
    models = (L6, f"{L6}-int8")
    assert follow_up("why not all-MiniLM-L6-v2?", models).model == L6
    assert follow_up("why not all-MiniLM-L6-v2-int8?", models).model == f"{L6}-int8"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("what does it cost per million?", 1_000_000),
        ("what does it cost?", 1_000_000),
        ("How much CO2 per thousand?", 1_000),
        ("what does it cost per 10,000 requests?", 10_000),
        ("and for 5M a day?", 5_000_000),
        ("What would I pay for 2 million requests a month?", 2_000_000),
    ],
)
def test_a_price_is_asked_for_a_number_of_requests(text, count):
    assert asked(text) == FollowUp(kind="price", count=count)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("make it 90 %", "min_quality", 0.9),
        ("what if 80 % were enough?", "min_quality", 0.8),
        ("what if I allow 50 ms?", "max_latency_s", 0.05),
        ("at most 10 ms then", "max_latency_s", 0.01),
        ("under 100 MB of RAM", "max_memory_bytes", 100_000_000),
        ("20 ms", "max_latency_s", 0.02),
        ("MIT only", "licences", ("MIT",)),
        ("what if the price is at most $1 per 1k?", "max_price_usd_per_1k", 1.0),
    ],
)
def test_a_changed_requirement_holds_the_changed_field_only(text, field, value):
    found = asked(text)
    assert found.kind == "changed_requirement"
    assert getattr(found.request.requirements, field) == value
    assert set(found.request.requirements.origins) == {field}


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("take five more minutes", {"wall_s": 300}),
        ("another minute please", {"wall_s": 60}),
        ("keep measuring for 2 Wh more", {"energy_j": 7_200}),
        ("download another 50 MB and take 30 more seconds", None),
    ],
)
def test_more_budget_says_what_may_be_spent_in_addition(text, budget):
    found = asked(text)
    assert found.kind == "more_budget"
    budget = budget or {"downloads_bytes": 50_000_000, "wall_s": 30}
    assert found.request.budget.model_dump(exclude_none=True) == budget


def test_going_on_without_an_amount_leaves_the_budget_open():
    assert asked("go on") == FollowUp(kind="more_budget")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("export it as CSV", "export"),
        ("which models did you measure?", "results"),
        ("is this measured or estimated?", "provenance"),
        ("did you really measure that?", "provenance"),
        ("try int8 on the winner", "tactics"),
        ("forget my preferences", "forget"),
        ("forget everything I told you", "forget"),
        ("start over", "start_over"),
        ("use yesterday's results", "reuse"),
        ("Classify pictures of digits, at least 95 %", "new"),
        ("under 5 ms, at least 95 % right, below 10 MB of RAM", "new"),
        ("make it under 5 ms, at least 95 % right, below 10 MB of RAM", "changed_requirement"),
        ("make it smaller", "what_if"),
        ("faster please", "what_if"),
        ("lighter on memory, please", "what_if"),
        ("is there anything greener?", "ranked"),
        ("which one is cheaper?", "ranked"),
        ("a smaller model that reads German", "changed_requirement"),
        ("smaller than 5 MB", "changed_requirement"),
        ("what licence has it?", "about"),
        ("who made it?", "about"),
        ("what is glove?", "about"),
        ("tell me more about it", "about"),
        ("can we use it commercially?", "about"),
        ("how many parameters does glove have?", "about"),
        ("it must have a permissive licence", "changed_requirement"),
        ("what is this?", "about"),
        ("what is love?", "unknown"),
        ("who made you?", "unknown"),
        ("tell me about the weather", "unknown"),
        ("which ones failed?", "results"),
        ("really?", "certainty"),
        ("how much energy did you burn to find this out?", "bill"),
        ("how much did designing it cost?", "bill"),
        ("which is the runner-up and by how much?", "ranked"),
        ("save the results in out.csv", "export"),
        ("please do not go on for ten more minutes", "unknown"),
        ("what about translating reviews?", "new"),
        ("which machine was this measured on?", "provenance"),
        ("was it chosen on the test images?", "unknown"),
        ("which digits does it mix up?", "confusions"),
        ("what does it confuse?", "confusions"),
        ("where does it get things wrong?", "confusions"),
        ("show me its mistakes", "confusions"),
        ("how long would a 10 Wh battery last at 5 tweets per second?", "unknown"),
        ("can you sort tweets?", "new"),
        ("which model for sorting pictures of digits?", "new"),
        ("can you write the report to a file?", "export"),
        ("is the winner worth its extra energy?", "flips"),
        ("would glove be worth the memory?", "compare"),
        ("what would a million requests emit?", "price"),
        ("never mind", "never_mind"),
        ("hmm, forget it, thanks", "never_mind"),
        ("ok, cancel that", "never_mind"),
        ("cancel the limit on memory", "lifted"),
        ("forget it, use at most 50 MB", "changed_requirement"),
        ("thanks", "thanks"),
        ("great, thank you very much", "thanks"),
        ("thanks, and what if energy matters more?", "what_if"),
        ("tell me a joke", "unknown"),
        ("", "unknown"),
    ],
)
def test_tells_the_other_intents_apart(text, kind):
    assert asked(text).kind == kind


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("compare MiniLM-L6 and glove", (L6, "glove-6b-50d")),
        ("glove versus wordllama-64", ("glove-6b-50d", "wordllama-64")),
        ("wordllama-64 or tf-idf?", ("wordllama-64", "tfidf-logreg")),
        ("what is the difference between glove and MiniLM-L6", ("glove-6b-50d", L6)),
        ("compare it with glove", ("glove-6b-50d",)),
    ],
)
def test_a_comparison_names_two_models_or_one_to_hold_against_the_choice(text, pair):
    assert (asked(text).kind, asked(text).matches) == ("compare", pair)


@pytest.mark.parametrize(
    ("text", "priority", "share"),
    [
        ("half the memory", "memory", 0.5),
        ("what if it used a third of the energy?", "energy", 1 / 3),
        ("twice as fast", "latency", 0.5),
        ("20 % less energy, please", "energy", 0.8),
        ("with a quarter of the size", "size", 0.25),
    ],
)
def test_a_share_of_a_present_cost_is_a_limit(text, priority, share):
    found = asked(text)
    assert (found.kind, found.priority) == ("relative", priority)
    assert found.share == pytest.approx(share)


@pytest.mark.parametrize("text", ["half a second", "90 % right is enough", "50 % accuracy will do"])
def test_other_shares_are_limits_of_their_own(text):
    assert asked(text).kind == "changed_requirement"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("use reviews.csv instead", "reviews.csv"),
        ("now try it on /data/my/mails.jsonl", "/data/my/mails.jsonl"),
        ("~/tickets.tsv", "~/tickets.tsv"),
    ],
)
def test_a_file_that_is_named_is_new_data(text, path):
    assert (asked(text).kind, asked(text).data) == ("data", path)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "program",
            [
                *("how do I use it in my own program?", "show me the code", "how do I load it?"),
                *("give me the python code please", "how can I use this model in Python?"),
                *("how do we deploy it?", "how would I call the model from our app?"),
            ],
        ),
        (
            "remembered",
            [
                *("what do you remember of me?", "what do you know about me?"),
                *("what are my preferences?", "show my saved preferences", "what do you remember?"),
            ],
        ),
        (
            "undo",
            [
                *("undo", "take that back", "go back to how it was before", "undo that, please"),
                *("revert the last change", "no, go back", "take back the last limit", "as before"),
            ],
        ),
        (
            "front",
            [
                *("show me the pareto front", "what are the trade-offs?", "list the alternatives"),
                *("which ones are not dominated?", "what other options are there?"),
            ],
        ),
        (
            "certainty",
            [
                *("is it significantly better?", "how sure are you?", "could it be pure chance?"),
                *("is the difference statistically significant?", "are you really certain?"),
            ],
        ),
    ],
)
def test_what_is_asked_about_the_answer_is_told_apart(kind, texts):
    assert {text: asked(text) for text in texts} == dict.fromkeys(texts, FollowUp(kind=kind))


@pytest.mark.parametrize(
    ("text", "percentile"),
    [
        *(("at p99 instead", 99), ("make that p95", 95), ("p90, please", 90)),
        *(("use the 99th percentile", 99), ("the median then", 50), ("I meant p99", 99)),
        *(("p99 instead of p95", 99), ("what if it were p90?", 90), ("no, p 99", 99)),
    ],
)
def test_a_percentile_alone_is_where_the_stated_limit_is_to_hold(text, percentile):
    assert asked(text) == FollowUp(kind="percentile", percentile=percentile)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("p99 within 20 ms", "changed_requirement"),
        ("what is the p95 latency?", "recommendation"),
        ("what if latency matters more at p99?", "what_if"),
        ("undo the latency limit", "lifted"),
        ("forget everything you know about me", "forget"),
        ("go back to measuring", "unknown"),
        ("what if it were significantly faster?", "what_if"),
        ("is it significantly better than glove?", "compare"),
        ("try int8 too", "tactics"),
        ("also try it on reviews.csv", "data"),
        ("answer within 2 s", "changed_requirement"),
        ("tell spam from ham; show me the code", "new"),
        ("I need a model for spam; how do I use it in my own program?", "new"),
        ("answer questions about our code", "new"),
    ],
)
def test_what_only_looks_like_such_a_question_is_none(text, kind):
    assert asked(text).kind == kind


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("measure glove too", "glove-6b-50d"),
        ("also try wordllama-256", "wordllama-256"),
        ("and also try MiniLM-L6", L6),
        ("could you benchmark glove as well?", "glove-6b-50d"),
        ("please include wordllama-64 in the race", "wordllama-64"),
    ],
)
def test_a_model_that_was_left_out_is_to_be_measured_too(text, model):
    assert asked(text) == FollowUp(kind="join", model=model, matches=(model,))


def test_who_is_to_be_measured_too_may_be_nobody_or_several():
    assert asked("also try gpt-5") == FollowUp(kind="join")
    assert asked("measure wordllama too").matches == ("wordllama-64", "wordllama-256")


@pytest.mark.parametrize(
    ("text", "priority", "falling"),
    [
        ("which one uses the least memory?", "memory", False),
        ("which one takes up the least memory", "memory", False),
        ("which one is the fastest?", "latency", False),
        ("which of them is the smallest?", "size", False),
        ("which one is the lightest on memory?", "memory", False),
        ("which one is the lightest?", "size", False),
        ("which one is the most accurate?", "quality", True),
    ],
)
def test_which_one_is_first_in_something_is_a_question_and_no_wish(text, priority, falling):
    found = asked(text)
    assert (found.kind, found.priority, found.falling) == ("ranked", priority, falling)
    assert found.request is None
