"""What was understood is read back, with its doubts, in words that a person can check."""

import pytest

from agent.extract import understand
from agent.readback import doubts, left_out, measured_here, understood

MAIN_JOB = (
    "I need to tell positive tweets from negative ones on this CPU, under 20 ms each, at least "
    "85 % right. Energy matters most. You have three minutes."
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            MAIN_JOB,
            "text classification; on the built-in tweets; on cpu; quality at least 85.0 %; latency "
            "(p95) at most 20.0 ms; energy first; the time for the search at most 3.0 min",
        ),
        (
            "classify German support tickets, MIT licence, 5,000 requests a day, at most two "
            "models, quality doesn't matter",
            "text classification; 5,000 requests a day; licence MIT; language de; quality "
            "indifferent; the number of candidates at most 2",
        ),
        ("asdf", "no task yet"),
    ],
)
def test_everything_that_was_read_is_said_back(text, said):
    assert understood(understand(text)) == f"Understood: {said}."


def test_what_may_be_wrong_is_quoted():
    request = understand("sort photos on a gpu or a cpu")
    assert list(doubts(request)) == [
        "I may have read the device wrongly in “gpu”: say it anew if so."
    ]


def test_a_long_time_that_stands_alone_is_taken_for_the_searchs_and_said_to_be_a_guess():
    request = understand("sort support tickets, at least 70 % right, two minutes")
    assert request.budget.wall_s == 120
    assert list(doubts(request)) == [
        "I may have read the time for the search wrongly in “two minutes”: say it anew if so."
    ]
    assert understand("sort tickets; it takes five minutes now").budget.wall_s is None


def test_a_text_that_is_too_long_is_said_to_be_cut():
    request = understand("tell spam from mail " + "x" * 5_000)
    assert list(doubts(request)) == ["Only the first 4,000 characters of your text are read."]


def test_a_clear_request_leaves_no_doubt():
    assert list(doubts(understand(MAIN_JOB))) == []


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("sentiment of tweets, micro F1 of at least 0.8", "micro F1"),
        ("classify tweets, accuracy or F1 over .8", "F1"),
        ("classify tweets with recall above 0.9", "recall"),
    ],
)
def test_another_metric_than_accuracy_is_not_passed_off_as_it(text, metric):
    (said,) = doubts(understand(text))
    assert said == (
        f"You speak of {metric}: quality is measured as accuracy here, the share of right answers, "
        "and the limit is held against that."
    )


def test_macro_f1_is_read_back_as_what_it_is():
    request = understand("sentiment of tweets, F1 of at least 0.8")
    assert "quality measured as macro-F1, the mean of the classes' F1" in understood(request)
    assert not list(doubts(request))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("answer in less than -5 ms", "“-5 ms”"),
        ("at least 130 % right, in 0 seconds", "“130 %” and “0 seconds”"),
        ("-3.5 MB and -60 %", "“-3.5 MB” and “-60 %”"),
    ],
)
def test_amounts_that_nothing_can_have_are_named_as_left_out(text, quoted):
    assert list(left_out(text)) == [
        f"I left out {quoted}: nothing can meet that. Say another amount if you meant one."
    ]


@pytest.mark.parametrize(
    "text", ["5-10 ms", "5 -10 ms", "100 % right", "10 s", "0 MB of downloads", "in 20 seconds"]
)
def test_amounts_that_can_be_are_not_left_out(text):
    assert list(left_out(text)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sort tweets on a Raspberry Pi 4", "raspberry pi"),
        ("sort tweets, runs on an android phone", "runs on an android phone"),
    ],
)
def test_that_costs_are_of_this_machine_is_said_where_another_kind_is_named(text, words):
    (said,) = measured_here(understand(text))
    assert f"not what you mean by “{words}”, they will differ" in said


@pytest.mark.parametrize("text", ["sort tweets on this CPU", "without a GPU", "sort tweets"])
def test_where_no_other_machine_is_named_nothing_is_said_of_it(text):
    assert list(measured_here(understand(text))) == []
