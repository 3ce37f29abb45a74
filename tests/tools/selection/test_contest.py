import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_values import answers, between, candidate, evidence

from tools.domain import (
    Budget,
    Candidate,
    Certificate,
    Evidence,
    Preferences,
    Requirements,
    Spent,
    Step,
)
from tools.selection.contest import Contest
from tools.selection.metrics import by_macro_f1
from tools.selection.payback import brute_force
from tools.selection.race import BATCH, Entry, Race, together
from tools.selection.rounds import Round, next_round

ONLY_QUALITY = Preferences(energy=0, latency=0, price=0, memory=0, size=0)


def entry(
    name: str, *, setup_s: float = 1.0, example_s: float = 0.01, ready: bool = False
) -> Entry:
    return Entry(
        candidate=candidate(name),
        setup=Spent(wall_s=setup_s, energy_j=10 * setup_s),
        fetches={name: Spent(downloads_bytes=100)},
        per_example=Spent(wall_s=example_s, energy_j=10 * example_s),
        ready=ready,
    )


class Replay:
    """Plays a race on known answers, charging what the entries cost."""

    def __init__(
        self,
        entries: list[Entry],
        answers: list[tuple[bool, ...]],
        budget: Budget,
        expected: tuple[int, ...] = (),
    ) -> None:
        self.expected = expected
        self.entries = {e.candidate: e for e in entries}
        self.answers = dict(zip(self.entries, answers, strict=True))
        self.done: dict[Candidate, int] = {}
        self.budget = budget
        self.spent = Spent()
        self.steps: list[Step] = []
        self.opened: frozenset[str] | None = None
        self.round: Round | None = None

    def race(self, requirements: Requirements) -> Race:
        return Race(
            entries=tuple(self.entries.values()),
            evidence=tuple(self.measured(c, n) for c, n in self.done.items()),
            budget=self.budget,
            pool=len(next(iter(self.answers.values()))),
            requirements=requirements,
            preferences=ONLY_QUALITY,
            expected=self.expected,
        )

    def measured(self, who: Candidate, n: int) -> Evidence:
        correct = self.answers[who][:n]
        share, reach = sum(correct) / n, 1 / n**0.5
        quality = between(max(0, share - reach), share, min(1, share + reach))
        found = evidence(who.model, correct=correct, quality=quality)
        if not self.expected:
            return found
        both = zip(self.expected, correct, strict=False)
        return by_macro_f1(found, [one if hit else 1 - one for one, hit in both], self.expected)

    def contest(self, requirements: Requirements) -> Contest:
        race = self.race(requirements)
        answered = frozenset(one.key for one in self.done)
        opened = answered if self.opened is None else self.opened
        contest = Contest(race, opened, round=self.round).going_on()
        self.round = contest.round
        if self.opened is None and not contest.is_opening:
            self.opened = answered
        return contest

    def in_rounds(self, requirements: Requirements | None = None) -> "Replay":
        self.round = next_round(self.race(requirements or Requirements()))
        return self.play(requirements)

    def play(self, requirements: Requirements | None = None) -> "Replay":
        while step := self.contest(requirements or Requirements()).next_step():
            assert step.start == self.done.get(step.candidate, 0)
            assert 1 <= step.n <= BATCH
            price = self.entries[step.candidate].price(step.n)
            assert self.budget.affords(price)
            self.budget, self.spent = self.budget.spend(price), self.spent + price
            self.done[step.candidate] = step.start + step.n
            self.entries[step.candidate] = self.entries[step.candidate].model_copy(
                update={"ready": True}
            )
            self.steps.append(step)
            assert len(self.steps) < 10_000
        return self


def coin(seed: int, share: float, n: int = 1_000) -> tuple[bool, ...]:
    source = random.Random(seed)
    return tuple(source.random() < share for _ in range(n))


def test_a_step_includes_the_set_up_until_the_worker_is_up():
    assert entry("a").price(10) == Spent(wall_s=1.1, energy_j=11, downloads_bytes=100)
    assert entry("a", ready=True).price(10) == Spent(wall_s=0.1, energy_j=1)


def test_brute_force_is_every_set_up_and_every_example():
    entries = [entry("a", ready=True), entry("b", example_s=0.02)]
    # 2 s of set-ups and 1,000 examples at 0.01 and 0.02 s.
    assert brute_force(entries, 1_000) == Spent(wall_s=32, energy_j=320, downloads_bytes=200)


def test_what_two_need_is_fetched_once():
    shared = {"both": Spent(wall_s=2, downloads_bytes=300)}
    small = entry("small").model_copy(update={"fetches": shared})
    large = entry("large").model_copy(
        update={"fetches": shared | {"more": Spent(wall_s=1, downloads_bytes=50)}}
    )
    # 3 s of fetching, 2 s of set-ups, and 100 answers each at 0.01 s.
    both = together([(small, 100), (large, 100)])
    assert both == Spent(wall_s=7, energy_j=40, downloads_bytes=350)
    assert together([(small, 0), (large, 10)]) == large.price(10)
    up = large.model_copy(update={"ready": True})
    assert together([(up, 10)]) == up.price(10) == Spent(wall_s=0.1, energy_j=1)


def test_the_cheapest_goes_first_and_all_answer_the_first_batch():
    entries = [entry("dear", example_s=0.1), entry("cheap"), entry("middle", example_s=0.05)]
    played = Replay(entries, [coin(i, 0.8) for i in range(3)], Budget()).play()
    assert [(s.candidate.model, s.start, s.n) for s in played.steps[:3]] == [
        ("cheap", 0, 64),
        ("middle", 0, 64),
        ("dear", 0, 64),
    ]


def test_who_is_clearly_behind_leaves_early_and_those_who_are_close_go_on():
    entries = [entry(f"m{i}") for i in range(4)]
    pool = [coin(1, 0.3), coin(2, 0.5), coin(3, 0.9), coin(4, 0.895)]
    played = Replay(entries, pool, Budget()).play()
    assert played.done[candidate("m0")] <= 128
    assert played.done[candidate("m1")] <= 192
    assert played.done[candidate("m3")] > 300


def test_batches_are_clipped_to_a_small_pool():
    played = Replay([entry("a"), entry("b")], [coin(1, 0.8, 100), coin(1, 0.8, 100)], Budget())
    played.play()
    assert {(s.start, s.n) for s in played.steps} <= {(0, 64), (64, 36)}


def test_who_surely_misses_a_limit_is_not_measured_further():
    entries = [entry("good"), entry("bad")]
    pool = [coin(1, 0.95), coin(2, 0.3)]
    played = Replay(entries, pool, Budget()).play(Requirements(min_quality=0.7))
    assert played.done[candidate("bad")] == 64


def test_a_lone_candidate_is_measured_until_it_surely_meets_the_limits():
    played = Replay([entry("only")], [coin(1, 0.95)], Budget()).play(Requirements(min_quality=0.7))
    assert played.done == {candidate("only"): 64}
    played = Replay([entry("only")], [coin(1, 0.95)], Budget()).play(Requirements(min_quality=0.9))
    assert played.done[candidate("only")] > 64


def test_an_unsure_one_that_may_be_chosen_goes_before_whoever_is_behind_it():
    sure = evidence("sure", correct=answers(50, 64), quality=between(0.7, 0.78, 0.9))
    unsure = evidence("unsure", correct=answers(60, 64), quality=between(0.6, 0.93, 0.99))
    race = Race(
        entries=[entry("sure"), entry("unsure", example_s=0.5)],
        evidence=[sure, unsure],
        budget=Budget(),
        pool=500,
        requirements=Requirements(min_quality=0.7),
        preferences=ONLY_QUALITY,
    )
    first = Step(candidate=candidate("unsure"), start=64, n=64)
    assert Contest(race, frozenset({"sure", "unsure"})).next_step() == first


def test_a_failed_candidate_and_a_dear_one_are_passed_over():
    race = Race(
        entries=[entry("failed"), entry("dear", setup_s=50), entry("fits", example_s=0.02)],
        evidence=[],
        budget=Budget(wall_s=10),
        pool=500,
        failed={candidate("failed")},
    )
    assert Contest(race).next_step() == Step(candidate=candidate("fits"), start=0, n=64)


def test_a_race_that_the_budget_ended_says_who_is_left_and_what_deciding_would_take():
    played = Replay([entry("a"), entry("b")], [coin(1, 0.8), coin(2, 0.8)], Budget(wall_s=5))
    played.play()
    ended = played.contest(Requirements())
    assert ended.undecided
    assert ended.certificate(candidate("a")) is None
    assert ended.price_to_decide().wall_s > 0
    played.budget = Budget()
    played.play()
    ended = played.contest(Requirements())
    assert not ended.undecided
    assert ended.price_to_decide() == Spent()
    best = max(("a", "b"), key=lambda name: sum(played.answers[candidate(name)]))
    assert ended.certificate(candidate(best)) == Certificate(
        candidate=candidate(best), epsilon=1.0, delta=0.05, among=2, pool=1_000
    )


def test_stored_answers_are_taken_up_where_they_end():
    stored = evidence("a", correct=answers(40, 60))
    other = evidence("b", correct=answers(41, 60))
    race = Race(
        entries=[entry("a"), entry("b")],
        evidence=[stored, other],
        budget=Budget(),
        pool=500,
        preferences=ONLY_QUALITY,
    )
    step = Contest(race, frozenset({candidate("a").key, candidate("b").key})).next_step()
    assert step is not None
    assert (step.start, step.n) == (60, 64)


def test_the_race_finds_the_best_for_less_than_brute_force_where_differences_are_clear():
    entries = [entry(f"m{i}") for i in range(12)]
    pool = [coin(i, 0.4 + 0.045 * i) for i in range(12)]
    race = Replay(entries, pool, Budget()).play()
    assert race.spent.energy_j < 0.5 * brute_force(entries, 1_000).energy_j
    assert race.contest(Requirements()).certificate(candidate("m11")) is not None


def test_who_could_not_win_even_if_always_right_is_never_loaded():
    cheap = entry("cheap").model_copy(update={"least_penalty": 0.0})
    dear = entry("dear").model_copy(update={"least_penalty": 30.0})
    played = Replay([cheap, dear], [coin(1, 0.9), coin(2, 1.0)], Budget()).play()
    assert candidate("dear") not in played.done
    ended = played.contest(Requirements())
    assert ended.certificate(candidate("cheap")) is not None
    assert ended.exclusions[candidate("dear")].answers == 0


def test_an_exhaustive_search_has_everybody_answer_everything_the_cheap_first():
    entries = [entry("dear", example_s=0.1), entry("failed"), entry("cheap")]
    race = Race(
        entries=entries,
        evidence=[evidence("cheap", correct=answers(20, 100))],
        budget=Budget(),
        pool=120,
        failed={candidate("failed")},
    )
    step = Contest(race, exhaustive=True).next_step()
    assert step == Step(candidate=candidate("cheap"), start=100, n=20)


def test_limits_that_more_examples_cannot_decide_do_not_keep_a_race_going():
    modelled = between(0.5, 1.0, 2.0, "modelled")
    unsure = evidence("unsure", correct=answers(60, 64), energy_j=modelled)
    race = Race(
        entries=[entry("unsure")],
        evidence=[unsure],
        budget=Budget(),
        pool=500,
        requirements=Requirements(max_energy_j=1.5),
    )
    contest = Contest(race, frozenset({candidate("unsure").key}))
    assert contest.next_step() is None
    assert contest.certificate(candidate("unsure")) is None


def test_a_dear_leader_comes_in_after_the_choice_of_the_cheap_is_sure():
    # Right on 85 %, at least 80 % asked, reach 1 / sqrt(n): sure from the 7th batch on (n = 448).
    right = tuple(i % 20 not in (0, 7, 13) for i in range(1_024))
    entries = [entry("cheap", setup_s=1.0), entry("dear", setup_s=500.0)]
    played = Replay(entries, [right, right], Budget(wall_s=1_000)).play(
        Requirements(min_quality=0.80)
    )
    order = [step.candidate.model for step in played.steps]
    assert order[:8] == ["cheap"] * 7 + ["dear"]


@st.composite
def replays(draw: st.DrawFn) -> Replay:
    n = draw(st.integers(1, 6))
    pool = draw(st.integers(1, 400))
    seed = draw(st.integers(0, 10_000))
    entries = [
        entry(
            f"m{i}",
            setup_s=draw(st.floats(0, 20)),
            example_s=draw(st.floats(0.001, 0.5)),
        ).model_copy(update={"least_penalty": draw(st.sampled_from([-1e6, 0.0, 50.0]))})
        for i in range(n)
    ]
    budget = Budget(
        wall_s=draw(st.none() | st.floats(0, 200)),
        energy_j=draw(st.none() | st.floats(0, 2_000)),
        downloads_bytes=draw(st.none() | st.integers(0, 600)),
    )
    source = random.Random(seed)
    return Replay(entries, [coin(seed + i, source.random(), pool) for i in range(n)], budget)


@settings(deadline=None, max_examples=40)
@given(replays(), st.none() | st.floats(0, 1))
def test_every_race_ends_within_its_budget(replay: Replay, min_quality: float | None):
    budget = replay.budget
    replay.play(Requirements(min_quality=min_quality))
    left = budget.spend(replay.spent)
    assert all(have is None or have >= -1e-6 for have in left.model_dump().values())


@settings(deadline=None, max_examples=40)
@given(replays(), st.none() | st.floats(0, 1))
def test_a_race_without_a_budget_ends_decided_and_spends_no_more_than_brute_force(
    replay: Replay, min_quality: float | None
):
    entries, pool = list(replay.entries.values()), list(replay.answers.values())
    unlimited = Replay(entries, pool, Budget()).play(Requirements(min_quality=min_quality))
    assert unlimited.spent.wall_s <= brute_force(entries, len(pool[0])).wall_s * (1 + 1e-9)
    assert not unlimited.contest(Requirements(min_quality=min_quality)).undecided


def test_macro_f1_is_raced_for_by_a_bootstrap_that_promises_nothing():
    expected = tuple(int(i % 7 == 0) for i in range(1_500))
    # The second is right more often, and never on the rare class.
    fair, blind = coin(1, 0.85, 1_500), tuple(one == 0 for one in expected)
    pool = [fair, blind, coin(3, 0.6, 1_500)]
    assert sum(blind) > sum(fair)
    played = Replay([entry(f"m{i}") for i in range(3)], pool, Budget(), expected).play()
    ended = played.contest(Requirements())
    certificate = ended.certificate(candidate("m0"))
    assert certificate is not None
    assert not certificate.guaranteed
    assert {how.ground for how in ended.exclusions.values()} == {"behind by a bootstrap"}
    assert played.done[candidate("m1")] < 1_500
    assert ended.price_to_decide() == Spent()


@settings(deadline=None, max_examples=20)
@given(replays(), st.none() | st.floats(0, 1), st.integers(2, 20))
def test_a_race_for_macro_f1_ends_too(replay: Replay, min_quality: float | None, every: int):
    entries, pool = list(replay.entries.values()), list(replay.answers.values())
    expected = tuple(int(i % every == 0) for i in range(len(pool[0])))
    needs = Requirements(min_quality=min_quality)
    played = Replay(entries, pool, Budget(), expected).play(needs)
    assert not played.contest(needs).undecided
    assert played.spent.wall_s <= brute_force(entries, len(pool[0])).wall_s * (1 + 1e-9)


def test_in_rounds_the_cheap_join_first_and_the_best_go_furthest():
    entries = [entry(f"m{i}", example_s=0.01 * (1 + i)) for i in range(5)]
    entries.append(entry("dear", setup_s=400.0))
    pool = [coin(i, share, 2_000) for i, share in enumerate((0.5, 0.8, 0.7, 0.6, 0.9, 0.99))]
    played = Replay(entries, pool, Budget(wall_s=60.0)).in_rounds()
    assert candidate("dear") not in played.done
    first, second = sorted(played.done, key=lambda one: -played.done[one])[:2]
    assert {first, second} == {candidate("m1"), candidate("m4")}
    assert 64 <= played.done[candidate("m0")] < 100 < played.done[second]
    # Who was shown to be behind got no more, and "dear" may be better: nothing is certain.
    assert played.spent.wall_s < 60
    assert played.contest(Requirements()).certificate(candidate("m4")) is None


def test_who_is_expected_to_be_worse_joins_after_the_others_and_may_still_win():
    """Three of equal price, and a budget in which two can join; elsewhere `a` was the worst."""
    expected = {"a": (0.5, 0.6), "b": (0.7, 0.8), "c": (0.65, 0.75)}
    entries = [
        entry(name, example_s=0.01).model_copy(
            update={"expected": between(low, (low + high) / 2, high), "least_penalty": 0.0}
        )
        for name, (low, high) in expected.items()
    ]
    pool = [coin(i, share, 2_000) for i, share in enumerate((0.9, 0.8, 0.7))]
    poor, rich = (
        next_round(Replay(entries, pool, Budget(wall_s=wall_s)).race(Requirements()))
        for wall_s in (9.0, 90.0)
    )
    assert {key[0] for key in poor.goals} == {"b", "c"}
    assert {key[0] for key in rich.goals} == {"a", "b", "c"}


def test_rounds_end_early_where_the_race_is_decided():
    entries = [entry("good"), entry("bad")]
    played = Replay(entries, [coin(1, 0.95), coin(2, 0.2)], Budget(wall_s=15.0)).in_rounds()
    assert played.contest(Requirements()).certificate(candidate("good")) is not None
    assert played.spent.wall_s < 10


def test_without_money_for_a_single_answer_there_is_no_round():
    race = Replay([entry("a")], [coin(1, 0.9)], Budget(wall_s=0.5)).race(Requirements())
    assert next_round(race) is None


@settings(deadline=None, max_examples=40)
@given(replays(), st.none() | st.floats(0, 1))
def test_rounds_end_within_their_budget_and_leave_nothing_that_could_be_paid(
    replay: Replay, min_quality: float | None
):
    budget, needs = replay.budget, Requirements(min_quality=min_quality)
    replay.in_rounds(needs)
    left = budget.spend(replay.spent)
    assert all(have is None or have >= -1e-6 for have in left.model_dump().values())
    for entry in replay.contest(needs).undecided:
        more = min(16, len(replay.answers[entry.candidate]) - replay.done.get(entry.candidate, 0))
        assert more == 0 or not replay.budget.affords(entry.price(more))


@pytest.mark.parametrize("limit", [None, 0.82])
def test_certificates_of_races_are_seldom_wrong(limit: float | None):
    wrong = certified = 0
    for seed in range(60):
        source = random.Random(seed)
        shares = [0.8 + 0.06 * source.random() for _ in range(5)]
        pool = [coin(1_000 * seed + i, share, 600) for i, share in enumerate(shares)]
        played = Replay([entry(f"m{i}") for i in range(5)], pool, Budget())
        needs = Requirements(min_quality=limit)
        ended = played.play(needs).contest(needs)
        truth = {candidate(f"m{i}"): sum(pool[i]) / 6 for i in range(5)}
        may = {c: t for c, t in truth.items() if limit is None or t >= 100 * limit}
        found = [c for c in truth if ended.certificate(c)]
        certified += bool(found)
        wrong += any(max(may.values(), default=0) > truth[c] + 1 + 1e-9 for c in found)
        wrong += any(c not in may for c in found)
    assert certified >= 20
    # 5 % of 60 is 3; 8 is three standard errors above.
    assert wrong <= 8
