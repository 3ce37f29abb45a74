import pytest

from tools.cost.estimate import Surroundings, estimate
from tools.domain import Candidate, Listing, Model

# 26 tokens a text: 96 characters / 4 + 2. A watt a core and none for memory make joules seconds.
AROUND = Surroundings(
    flop_per_s=1e10,
    lookups_per_s=1e6,
    w_per_core=(0.5, 1.0, 2.0),
    w_per_gib=(0.0, 0.0, 0.0),
    mean_length=96.0,
    fit_examples=1_000,
)
RUNTIMES = ("transformers", "onnx", "static", "tfidf", "pixels", "cnn", "efficientnet")


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
        ("transformers", 0.054),  # 2 ms + 2 FLOP x 1e7 x 26 / 1e10 = 52 ms
        ("onnx", 0.0291),  # 0.5 ms + 1.1 FLOP x 1e7 x 26 / 1e10 = 28.6 ms
        ("static", 146e-6),  # 120 us + 26 look-ups / 1e6
        ("tfidf", 800e-6),
        ("pixels", 12e-6),
        ("cnn", 0.10045),  # 0.45 ms + 2 x 5e8 FLOP / 1e10 = 100 ms
        ("efficientnet", 0.104),  # 4 ms, most of them for decoding, + the same
    ],
)
def test_the_time_of_a_request_follows_from_parameters_tokens_and_speed(runtime, latency_s):
    found = estimate(listing(runtime), AROUND)
    assert found.latency_s.mid == pytest.approx(latency_s)
    assert found.latency_s.low == pytest.approx(latency_s / 4)
    assert found.latency_s.high == pytest.approx(latency_s * 4)
    assert found.cpu_s_per_request == found.latency_s
    # At 0.5, 1 and 2 W.
    assert found.energy_j_per_request.low == pytest.approx(latency_s / 8)
    assert found.energy_j_per_request.mid == pytest.approx(latency_s)
    assert found.energy_j_per_request.high == pytest.approx(latency_s * 8)


@pytest.mark.parametrize(
    ("runtime", "setup_s"),
    [
        # load + 2 s of warm-up + 1,000 examples x 0.8 x latency + 3 s of regression
        ("transformers", 8 + 2 + 43.2 + 3),
        ("onnx", 1.5 + 2 + 23.28 + 3),
        ("static", 1 + 2 + 0.1168 + 3),
        ("tfidf", 2 + 2 + 0.64 + 3),
        ("pixels", 1 + 2 + 0.0096 + 3),
    ],
)
def test_set_up_is_load_warm_up_and_fit(runtime, setup_s):
    assert estimate(listing(runtime), AROUND).setup_s.mid == pytest.approx(setup_s)


@pytest.mark.parametrize(
    ("runtime", "setup_s"), [("transformers", (6, 10, 32)), ("cnn", (3.5, 6, 17))]
)
def test_a_model_as_it_is_fits_nothing(runtime, setup_s):
    found = estimate(listing(runtime, strategy="as_is"), AROUND).setup_s
    assert (found.low, found.mid, found.high) == setup_s


@pytest.mark.parametrize(
    ("runtime", "memory_bytes"),
    [
        ("transformers", 5.5e8),  # 400 MB + 1.5 x 100 MB
        ("onnx", 2.7e8),  # 150 MB + 1.2 x 100 MB
        ("static", 2.2e8),  # 70 MB + 1.5 x 100 MB
        ("tfidf", 3.2e8),
        ("pixels", 1.7e8),
        ("cnn", 4.5e8),
        ("efficientnet", 4.5e8),
    ],
)
def test_memory_is_a_runtimes_own_and_copies_of_the_weights(runtime, memory_bytes):
    found = estimate(listing(runtime), AROUND).memory_bytes
    assert found.mid == pytest.approx(memory_bytes)
    assert (found.low, found.high) == (
        pytest.approx(memory_bytes / 2),
        pytest.approx(memory_bytes * 2),
    )


def test_memory_draws_power_too():
    around = AROUND.model_copy(update={"w_per_gib": (0.0, 2.0, 2.0)})
    size = round((2**30 - 4e8) / 1.5)  # so that 1 GiB is held
    found = estimate(listing("transformers", parameters=0, size_bytes=size), around)
    # 2 ms at 1 W for the core and 2 W for the GiB
    assert found.energy_j_per_request.mid == pytest.approx(6e-3)


def test_a_download_takes_its_bytes_at_1_to_100_mb_a_second():
    found = estimate(listing("onnx", fetch=5 * 10**7), AROUND)
    assert (found.download_s.low, found.download_s.mid, found.download_s.high) == (0.5, 5, 50)
    assert found.download_bytes == 5 * 10**7
    assert estimate(listing("onnx", fetch=0), AROUND).download_s.high == 0


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_every_number_says_that_it_is_assumed_and_how_it_came_about(runtime):
    found = estimate(listing(runtime), AROUND)
    numbers = [
        found.download_s,
        found.setup_s,
        found.latency_s,
        found.cpu_s_per_request,
        found.energy_j_per_request,
        found.memory_bytes,
    ]
    # An interval that is not ordered cannot be made.
    assert {number.provenance for number in numbers} == {"assumed"}
    assert found.method
    assert found.size_bytes == 10**8


@pytest.mark.parametrize("runtime", ["transformers", "onnx", "cnn", "efficientnet"])
def test_a_bigger_network_costs_more(runtime):
    small, big = (
        estimate(listing(runtime, parameters=n, size_bytes=4 * n), AROUND) for n in (10**6, 10**8)
    )
    assert small.latency_s.mid < big.latency_s.mid
    assert small.setup_s.mid < big.setup_s.mid
    assert small.energy_j_per_request.mid < big.energy_j_per_request.mid
    assert small.memory_bytes.mid < big.memory_bytes.mid


def test_a_bigger_table_of_words_takes_memory_and_not_time():
    small, big = (
        estimate(listing("static", parameters=n, size_bytes=4 * n), AROUND) for n in (10**6, 10**8)
    )
    assert small.latency_s == big.latency_s
    assert small.memory_bytes.mid < big.memory_bytes.mid


def test_a_faster_machine_and_a_shorter_text_take_less_time():
    here = estimate(listing("onnx"), AROUND).latency_s.mid
    faster = AROUND.model_copy(update={"flop_per_s": 2e10})
    shorter = AROUND.model_copy(update={"mean_length": 40.0})
    assert estimate(listing("onnx"), faster).latency_s.mid < here
    assert estimate(listing("onnx"), shorter).latency_s.mid < here
