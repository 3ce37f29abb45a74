"""How models are put to the task and measured, proposed with the reason."""

import pytest

from agent.proposal import by_strategy, proposal
from tools.domain import Candidate, Dataset, Listing, Model, Request

DATA = Dataset(
    name="mails",
    sha256="0",
    task="text-classification",
    labels=("ham", "spam"),
    n_train=800,
    n_test=200,
    mean_length=80,
    largest_share=0.6,
    path="",
    description="",
    licence="",
)


def listing(strategy, dropped=""):
    candidate = Candidate(model=f"m-{strategy}", revision="1", strategy=strategy)
    model = Model(
        id=candidate.model,
        revision="1",
        runtime="transformers",
        tasks=("text-classification",),
        parameters=1,
        size_bytes=1,
        licence="",
        source="hub",
    )
    return Listing(candidate=candidate, model=model, dropped=dropped)


PROBE, OWN = listing("linear_probe"), listing("as_is")


def said(request=None, data=DATA, listings=(PROBE,)):
    return list(proposal(request or Request(), data, listings))


@pytest.mark.parametrize(
    ("listings", "data", "holds"),
    [
        (
            (PROBE,),
            DATA,
            "(a linear probe): none that may run knows your labels, and there are 800",
        ),
        ((OWN, PROBE), DATA, "as they are and with a new last layer"),
        ((OWN, PROBE), DATA, "some know your labels, and there are 800 labelled examples"),
        ((OWN,), DATA.model_copy(update={"n_train": 0}), "nothing can be learned from them"),
        ((PROBE,), DATA.model_copy(update={"n_train": 12}), "about 6 of each label, which is few"),
    ],
)
def test_the_strategy_follows_from_labels_and_models(listings, data, holds):
    (sentence,) = said(data=data, listings=listings)
    assert holds in sentence


def test_nobody_left_is_nothing_to_propose():
    assert said(listings=(listing("as_is", dropped="no"),)) == []


def test_what_was_asked_for_holds_and_others_are_dropped_with_the_reason():
    (sentence,) = said(Request(strategy="as_is"), listings=(OWN,))
    assert sentence == "Models are tried as they are: you asked for that."
    kept, gone = by_strategy([OWN, PROBE], "as_is")
    assert kept.dropped == ""
    assert gone.dropped.startswith("You asked for models as they are; it would be tried with a new")


def test_what_cannot_be_done_here_is_said_and_drops_nobody():
    (sentence,) = said(Request(strategy="fine_tune"))
    assert "fine-tuned is not measured here yet, and this comes nearest" in sentence
    assert by_strategy([OWN, PROBE], "fine_tune") == (OWN, PROBE)


def test_a_lopsided_dataset_asks_for_another_metric_unless_one_was_named():
    lopsided = DATA.model_copy(update={"largest_share": 0.9})
    assert "90.0 % of the examples have one label" in said(data=lopsided)[1]
    assert len(said(Request(metric="macro_f1"), data=lopsided)) == 1
