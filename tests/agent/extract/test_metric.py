import pytest

from agent.extract import understand


@pytest.mark.parametrize(
    "text",
    [
        "sort tweets, macro-F1 over 0.8",
        "sort tweets with a macro F1 of at least 80 %",
        "sort tweets; F1 above .8",
        "sort tweets, macro-averaged f1-score at least 0.8",
        "sort tweets. The F-measure must be over 80 %",
        "accuracy is misleading here, so macro F1 of 0.8",
    ],
)
def test_f1_is_read_as_macro_f1(text):
    assert understand(text).metric == "macro_f1"


@pytest.mark.parametrize(
    "text",
    [
        "sort tweets, 80 % right",
        "sort tweets with an accuracy of 0.8, F1 is nice to know",
        "sort tweets, micro-F1 over 0.8",
        "sort tweets, weighted F1 over 0.8",
        "recall of 80 %",
        "a model for Formula 1 tweets",
        "the F16 is a plane",
    ],
)
def test_other_metrics_are_not(text):
    assert understand(text).metric is None


def test_the_limit_goes_with_it():
    assert understand("sort tweets, macro-F1 over 0.8").requirements.min_quality == 0.8
