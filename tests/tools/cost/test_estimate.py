from math import exp, log

import pytest
from calibrated import CALIBRATION
from scipy.stats import t as student

from tools.cost.correction import Past
from tools.cost.estimate import estimate
from tools.cost.guess import Surroundings
from tools.cost.roofline import Machine
from tools.cost.work import Profile, Work
from tools.domain import Candidate, Listing, Model

# 26 tokens a text: 96 characters / 4 + 2. A watt a core and none for memory make joules seconds.
AROUND = Surroundings(w_per_core=1.0, w_per_gib=0.0, mean_length=96.0, fit_examples=1_000)
MACHINE = Machine(CALIBRATION)
RUNTIMES = (
    "transformers",
    "transformers-vision",
    "onnx",
    "static",
    "tfidf",
    "pixels",
    "cnn",
    "efficientnet",
)
# Four imagined measurements before the first: Student's t.
REACH = student.ppf(0.9, 4)


def listing(runtime, *, strategy="linear_probe", parameters=10**7, size_bytes=10**8, fetch=10**7):
    model = Model(
        id=runtime,
        revision="r",
        runtime=runtime,
        tasks=("text-classification",),
        parameters=parameters,
        size_bytes=size_bytes,
        flop=50 * parameters if runtime in ("cnn", "efficientnet") else 0,
        archives={"its own": fetch},
        licence="MIT",
        source="catalogue",
    )
    return Listing(candidate=Candidate(model=runtime, revision="r", strategy=strategy), model=model)


@pytest.mark.parametrize(
    ("runtime", "latency_s"),
    [
        ("transformers", 0.028),  # 2 ms + 2 FLOP x 1e7 x 26 / 2e10 = 26 ms
        ("transformers-vision", 0.20040288),  # 0.4 ms + 400 x 1e7 FLOP / 2e10 + 96 pixels
        ("onnx", 0.0148),  # 0.5 ms + 1.1 FLOP x 1e7 x 26 / 2e10 = 14.3 ms
        ("static", 122.6e-6),  # 120 us + 26 look-ups / 1e7
        ("tfidf", 800e-6),
        ("pixels", 12.96e-6),  # 12 us, and 0.01 us a pixel
        ("cnn", 0.05045),  # 0.45 ms + 2 x 5e8 FLOP / 2e10 = 50 ms
        ("efficientnet", 0.054),  # 4 ms, most of them for decoding, + the same
    ],
)
def test_the_time_of_a_request_follows_from_parameters_tokens_and_speed(runtime, latency_s):
    found = estimate(listing(runtime), AROUND, MACHINE)
    assert found.latency_s.mid == pytest.approx(latency_s)
    # A rule of thumb is off by a factor of two in two cases of three.
    assert found.latency_s.low == pytest.approx(latency_s / 2**REACH)
    assert found.latency_s.high == pytest.approx(latency_s * 2**REACH)
    assert found.cpu_s_per_request == found.latency_s
    assert found.energy_j_per_request == found.latency_s


@pytest.mark.parametrize(
    ("runtime", "setup_s"),
    [
        # load + 2 s of warm-up + 1,000 examples x 0.8 x latency + 3 s of regression
        ("transformers", 8 + 2 + 22.4 + 3),
        ("onnx", 1.5 + 2 + 11.84 + 3),
        ("static", 1 + 2 + 0.09808 + 3),
        ("tfidf", 2 + 2 + 0.64 + 3),
        ("pixels", 1 + 2 + 0.010368 + 3),
    ],
)
def test_set_up_is_load_warm_up_and_fit(runtime, setup_s):
    assert estimate(listing(runtime), AROUND, MACHINE).setup_s.mid == pytest.approx(setup_s)


@pytest.mark.parametrize(("runtime", "setup_s"), [("transformers", 8 + 2), ("cnn", 4 + 2)])
def test_a_model_as_it_is_fits_nothing(runtime, setup_s):
    found = estimate(listing(runtime, strategy="as_is"), AROUND, MACHINE).setup_s
    assert found.mid == pytest.approx(setup_s)


@pytest.mark.parametrize(
    ("runtime", "memory_bytes"),
    [
        ("transformers", 5.5e8),  # 400 MB + 1.5 x 100 MB
        ("transformers-vision", 6.5e8),  # 450 MB + 2 x 100 MB
        ("onnx", 2.7e8),  # 150 MB + 1.2 x 100 MB
        ("static", 2.2e8),  # 70 MB + 1.5 x 100 MB
        ("tfidf", 3.2e8),
        ("pixels", 1.7e8),
        ("cnn", 4.5e8),
        ("efficientnet", 4.5e8),
    ],
)
def test_memory_is_a_runtimes_own_and_copies_of_the_weights(runtime, memory_bytes):
    found = estimate(listing(runtime), AROUND, MACHINE).memory_bytes
    assert found.mid == pytest.approx(memory_bytes)
    assert found.high == pytest.approx(memory_bytes * 1.3**REACH)


def test_memory_draws_power_too():
    around = AROUND.model_copy(update={"w_per_gib": 2.0})
    size = round((2**30 - 4e8) / 1.5)  # so that 1 GiB is held
    found = estimate(listing("transformers", parameters=0, size_bytes=size), around, MACHINE)
    # 2 ms at 1 W for the core and 2 W for the GiB
    assert found.energy_j_per_request.mid == pytest.approx(6e-3)


def test_a_download_takes_its_bytes_at_1_to_100_mb_a_second():
    found = estimate(listing("onnx", fetch=5 * 10**7), AROUND, MACHINE)
    assert (found.download_s.low, found.download_s.mid, found.download_s.high) == (0.5, 5, 50)
    assert found.download_bytes == 5 * 10**7
    assert estimate(listing("onnx", fetch=0), AROUND, MACHINE).download_s.high == 0


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_every_number_says_that_it_is_assumed_and_how_it_came_about(runtime):
    found = estimate(listing(runtime), AROUND, MACHINE)
    numbers = [
        found.download_s,
        found.setup_s,
        found.latency_s,
        found.cpu_s_per_request,
        found.energy_j_per_request,
        found.memory_bytes,
    ]
    # An interval that is not ordered cannot be made.
    assert {number.provenance for number in numbers} == {"assumed", "modelled"}
    assert found.method
    assert found.size_bytes == 10**8


@pytest.mark.parametrize("runtime", ["transformers", "onnx", "cnn", "efficientnet"])
def test_a_bigger_network_costs_more(runtime):
    small, big = (
        estimate(listing(runtime, parameters=n, size_bytes=4 * n), AROUND, MACHINE)
        for n in (10**6, 10**8)
    )
    assert small.latency_s.mid < big.latency_s.mid
    assert small.setup_s.mid < big.setup_s.mid
    assert small.energy_j_per_request.mid < big.energy_j_per_request.mid
    assert small.memory_bytes.mid < big.memory_bytes.mid


def test_a_bigger_table_of_words_takes_memory_and_not_time():
    small, big = (
        estimate(listing("static", parameters=n, size_bytes=4 * n), AROUND, MACHINE)
        for n in (10**6, 10**8)
    )
    assert small.latency_s == big.latency_s
    assert small.memory_bytes.mid < big.memory_bytes.mid


def test_what_an_architecture_computes_is_the_guess_where_it_is_known():
    works = (Work(kind="product", shape=(1, 26, 1_000, 1_000)), Work(kind="view", calls=4))
    profile = Profile(parameters=10**6, weight_bytes=4 * 10**6, activation_bytes=10**5, works=works)
    found = estimate(listing("transformers"), AROUND, MACHINE, profile=profile, family="bert")
    # 5.2e7 FLOP at 2e10 a second, 4 calls of 10 us, 9 us more for each of 5; tokens and the head.
    computed_s = 2.6e-3 + 4e-5 + 4.5e-5
    assert found.latency_s.mid == pytest.approx(computed_s + 1.5e-4 + 26 * 2e-6)
    assert found.latency_s.high == pytest.approx(found.latency_s.mid * 1.25**REACH)
    assert found.memory_bytes.mid == pytest.approx(4e8 + 4e6 + 2e5)
    assert found.family == "bert"
    assert found.uncorrected["latency_s"] == pytest.approx(found.latency_s.mid)


def test_what_was_measured_here_corrects_the_same_quantity_of_the_same_method():
    plain = estimate(listing("static"), AROUND, MACHINE)
    past = Past(model="static", family="static", estimated=1.0, measured=2.0)
    history = {(plain.method, "latency_s"): [past]}
    found = estimate(listing("static"), AROUND, MACHINE, history=history)
    assert found.latency_s.mid == pytest.approx(plain.latency_s.mid * exp(0.7 * log(2)))
    assert found.memory_bytes == plain.memory_bytes
    assert found.uncorrected == plain.uncorrected


def test_a_gpu_is_not_what_was_calibrated():
    elsewhere = AROUND.model_copy(update={"device": "cuda"})
    found = estimate(listing("transformers"), elsewhere, MACHINE)
    assert found.latency_s.high > 10 * found.latency_s.mid
    assert "cuda may be far from it" in found.method
