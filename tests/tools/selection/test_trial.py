"""Tactics answer a first batch each; only those that may be worth it answer more."""

from measured_values import answers, candidate, evidence

from tools.domain import Budget, Evidence, Spent, Step
from tools.selection.race import Entry, Race
from tools.selection.trial import Trial


def on(model: str, tactic: str = "") -> Entry:
    tactics = (tactic,) if tactic else ()
    return Entry(
        candidate=candidate(model).model_copy(update={"tactics": tactics}),
        setup=Spent(wall_s=len(tactic)),
        per_example=Spent(wall_s=0.1),
    )


def measured(entry: Entry, right: int, n: int, energy_j: float = 1.0) -> Evidence:
    found = evidence("m", correct=answers(right, n), energy_j=energy_j)
    measurement = found.measurement.model_copy(update={"candidate": entry.candidate})
    return found.model_copy(update={"measurement": measurement})


PARENT, BF16, INT8 = on("m"), on("m", "bf16"), on("m", "int8_long")


def trial(*known: Evidence, budget: Budget | None = None, **race: object) -> Trial:
    return Trial(
        Race(
            entries=[PARENT, INT8, BF16],
            evidence=known,
            budget=budget or Budget(),
            pool=1_000,
            **race,
        )
    )


def test_each_tactic_answers_a_first_batch_the_quickly_ready_first():
    known = measured(PARENT, 800, 1_000)
    assert trial(known).next_step() == Step(candidate=BF16.candidate, start=0, n=64)
    more = measured(BF16, 50, 64)
    assert trial(known, more).next_step() == Step(candidate=INT8.candidate, start=0, n=64)


def test_who_is_clearly_behind_after_the_first_batch_goes_no_further():
    parent = measured(PARENT, 800, 1_000)
    # The first 64 of the parent are all right, so 60 of 64 are 6 points less.
    behind = [measured(BF16, 60, 64), measured(INT8, 60, 64)]
    assert trial(parent, *behind).next_step() is None
    assert trial(parent, *behind).undecided == []


def test_the_promising_answer_as_many_as_the_model_did_and_four_batches_at_most():
    long, short = measured(PARENT, 800, 1_000), measured(PARENT, 80, 100)
    alike = [measured(BF16, 64, 64, 0.5), measured(INT8, 0, 64)]
    assert trial(long, *alike).next_step() == Step(candidate=BF16.candidate, start=64, n=64)
    assert trial(short, *alike).next_step() == Step(candidate=BF16.candidate, start=64, n=36)
    done = [measured(BF16, 256, 256, 0.5), measured(INT8, 0, 64)]
    assert trial(long, *done).next_step() is None


def test_what_the_budget_does_not_pay_is_left_undecided_with_its_price():
    stopped = trial(measured(PARENT, 800, 1_000), budget=Budget(wall_s=1.0))
    assert stopped.next_step() is None
    assert len(stopped.undecided) == 2
    # Two set-ups of 4 and 9 s, and twice 64 examples.
    assert round(stopped.price_to_decide().wall_s, 6) == 13 + 12.8


def test_a_tactic_that_failed_is_passed_over():
    known = measured(PARENT, 800, 1_000)
    left = trial(known, failed={BF16.candidate}).next_step()
    assert left == Step(candidate=INT8.candidate, start=0, n=64)
