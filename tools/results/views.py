"""What the views hold, column by column: the one place that says so; a test holds it to the schema.

They are what questions in SQL may read (decision 17). Times are in UTC.
"""

from tools.domain.values import Value


class Column(Value):
    """A column of a view or of an answer: its name, DuckDB's type, and what it holds."""

    name: str
    type: str
    holds: str = ""


class View(Value):
    """A view that questions may read."""

    name: str
    holds: str
    columns: tuple[Column, ...]


def _columns(text: str) -> tuple[Column, ...]:
    """Read a column a line: its name, its type, what it holds."""
    lines = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return tuple(Column(name=name, type=kind, holds=holds) for name, kind, holds in lines)


_DATASET = _columns("dataset VARCHAR name of the examples; their content hash where they have none")
_CANDIDATE = _columns("""
    model VARCHAR id of the model
    revision VARCHAR revision of the model
    strategy VARCHAR how it is put to the task: as_is, zero_shot, linear_probe, ...
    tactics VARCHAR[] what was done to it: bf16, onnx, ...; [] for nothing
""")
_PLACE = _columns("""
    device VARCHAR cpu, cuda:0, mps
    machine VARCHAR fingerprint of the machine; costs compare only within one
""")
_KEY = (*_DATASET, *_CANDIDATE, *_PLACE)
_AT = _columns("measured_at TIMESTAMP when it was measured, the newest of them")

_RESULTS = _columns("""
    n HUGEINT how many examples it answered
    accuracy DOUBLE share of right answers, 0 to 1
    latency_p50_s DOUBLE median latency of a request, seconds
    cpu_s_per_request DOUBLE CPU time of a request, seconds
    energy_low_j DOUBLE energy of a request, joules: lower bound
    energy_mid_j DOUBLE energy of a request, joules: best value
    energy_high_j DOUBLE energy of a request, joules: upper bound
    energy_provenance VARCHAR measured or modelled
    memory_bytes BIGINT peak memory
    size_bytes BIGINT size of its files on disk; NULL where it was not stored
    meter VARCHAR what the energy was read from
""")
_PREDICTIONS = _columns("""
    example INTEGER number of the example within its dataset
    predicted INTEGER number of the label that was predicted
    correct BOOLEAN whether that is right
    latency_s DOUBLE latency of this request, seconds
""")
_FAILURES = _columns("""
    kind VARCHAR in which way it could not run
    reason VARCHAR why, in words; of others, so not to be trusted
    measured_at TIMESTAMP when it failed
""")
_ESTIMATES = _columns("""
    quantity VARCHAR what was estimated: latency_s, energy_j_per_request, quality, ...
    method VARCHAR how it was estimated
    family VARCHAR kind of model the method was corrected for
    uncorrected DOUBLE the estimate without what was learned here, SI units
    low DOUBLE lower bound of the estimate, SI units
    mid DOUBLE the estimate, SI units
    high DOUBLE upper bound of the estimate, SI units
    measured DOUBLE what was measured afterwards, SI units
    made_at TIMESTAMP when it was estimated
""")
_RUNS = _columns("""
    block INTEGER block of the experiment; compare within one
    place INTEGER place of the run within its block
    start INTEGER number of its first example
    n INTEGER how many examples it answered
    requests INTEGER how many requests were timed: examples times passes
    accuracy DOUBLE share of right answers, 0 to 1
    energy_j_per_request DOUBLE energy of a request, joules: best value
    energy_low_j_per_request DOUBLE energy of a request, joules: lower bound
    energy_high_j_per_request DOUBLE energy of a request, joules: upper bound
    energy_provenance VARCHAR measured or modelled
    meter VARCHAR what the energy was read from
    standard_error DOUBLE of the energy, relative, over passes; NULL after one pass
    latency_p50_s DOUBLE median latency of a request, seconds
    cpu_s_per_request DOUBLE CPU time of a request, seconds
    wall_s DOUBLE time of the whole run, seconds
    memory_bytes BIGINT peak memory
    size_bytes BIGINT size of its files on disk
    parameters BIGINT how many parameters it has
    nonzero_parameters BIGINT how many of them are not 0
    one_off_s DOUBLE time that its tactics took once, seconds
    one_off_j DOUBLE energy that its tactics took once, joules
    reference_s DOUBLE time of the reference workload beside it, seconds
    reference_cpu_s DOUBLE CPU time of the reference workload, seconds
    foreign_cores DOUBLE cores that other programs used meanwhile
    measured_at TIMESTAMP when it was measured
""")

VIEWS: dict[str, View] = {
    view.name: view
    for view in (
        View(
            name="results",
            holds="one row per candidate, dataset, machine and device: all that it was measured at",
            columns=(
                *_DATASET,
                *_columns("task VARCHAR Hugging Face pipeline tag"),
                *(*_CANDIDATE, *_PLACE, *_RESULTS, *_AT),
            ),
        ),
        View(
            name="predictions",
            holds="one row per answer of a candidate to an example",
            columns=(*_KEY, *_PREDICTIONS),
        ),
        View(
            name="failures",
            holds="one row per time that a candidate could not run",
            columns=(*_KEY, *_FAILURES),
        ),
        View(
            name="estimates",
            holds="one row per quantity that was estimated and measured afterwards",
            columns=(*_KEY, *_ESTIMATES),
        ),
        View(
            name="runs",
            holds="one row per measured run of a controlled experiment (`greenrunner tactics`)",
            columns=(
                *_columns("experiment VARCHAR which experiment"),
                *(*_DATASET, *reversed(_PLACE), *_CANDIDATE, *_RUNS),
            ),
        ),
    )
}
