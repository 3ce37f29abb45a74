"""What the store knows of others on the same examples is used, and of a candidate itself is not."""

from types import SimpleNamespace

from agent.qualities import priors
from tools.domain import Candidate, Dataset, Listing, Model

DATA = Dataset(
    name="hard",
    sha256="h",
    task="text-classification",
    labels=("yes", "no"),
    n_train=100,
    n_test=500,
    mean_length=80,
    path="",
    description="",
    licence="",
)


def listing(name: str) -> Listing:
    model = Model(
        id=name,
        revision="1",
        runtime="transformers",
        tasks=("text-classification",),
        parameters=30_000_000,
        size_bytes=1,
        licence="",
        source="hub",
    )
    candidate = Candidate(model=name, revision="1", strategy="linear_probe")
    return Listing(candidate=candidate, model=model)


NEW, KNOWN = listing("new"), listing("known")


def stored(name: str, accuracy: float, *, dataset="hard", tactics=(), n=500) -> SimpleNamespace:
    """A row of the store, of which only what is read is there."""
    return SimpleNamespace(
        model=name,
        strategy="linear_probe",
        tactics=tactics,
        dataset=dataset,
        accuracy=accuracy,
        n=n,
    )


def expected(*rows: SimpleNamespace) -> dict[str, float]:
    services = SimpleNamespace(store=SimpleNamespace(listing=lambda: list(rows)))
    families = {NEW.candidate: "bert", KNOWN.candidate: "glove"}
    found = priors([NEW, KNOWN], families, DATA, services)
    return {one.model: prior.expected.mid for one, prior in found.items()}


def test_where_others_did_badly_a_candidate_is_expected_to_do_badly():
    nothing, told = expected(), expected(stored("known", 0.4))
    assert told["new"] < nothing["new"] - 0.15


def test_the_same_examples_say_more_than_others():
    same, others = expected(stored("known", 0.4)), expected(stored("known", 0.4, dataset="b"))
    assert same["new"] < others["new"] - 0.05


def test_what_a_candidate_did_itself_is_no_expectation():
    assert expected(stored("known", 0.4))["known"] == expected()["known"]


def test_what_says_little_is_left_out():
    nothing = expected()
    assert expected(stored("known", 0.4, n=20)) == nothing
    assert expected(stored("known", 0.4, tactics=("bf16",))) == nothing
    assert expected(stored("unlisted", 0.4)) == nothing
