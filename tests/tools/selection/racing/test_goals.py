"""What each goal makes of numbers of right answers: worked out by hand on 200 examples."""

import numpy as np

from tools.selection.racing.goals import Cheapest, Exchange

EVERYBODY = np.ones(3, dtype=bool)


def test_the_best_may_be_led_by_one_point_and_not_more():
    goal = Exchange(penalty=np.zeros(3))
    stakes = goal.stakes(np.array([150.0, 180.0, 170.0]), EVERYBODY, 200)
    assert stakes.choice == 1
    # One point of 200 is 2 examples, so leading by 3 would matter.
    assert stakes.lead.tolist() == [3, 3, 3]
    assert stakes.rival.tolist() == [1, 1, 1]


def test_a_dearer_model_must_lead_by_its_price_as_well():
    goal = Exchange(penalty=np.log2([1.0, 4.0, 0.5]))
    # Scores: 75 - 0, 77 - 2, 70 + 1.
    stakes = goal.stakes(np.array([150.0, 154.0, 140.0]), EVERYBODY, 200)
    assert stakes.choice == 0
    # Over the first: 1 point and 2 for two doublings: 6 examples; 1 point less 1: 0 examples.
    assert stakes.lead.tolist() == [3, 7, 1]


def test_only_those_who_may_be_chosen_are_rivals():
    goal = Exchange(penalty=np.zeros(3))
    among = np.array([True, False, True])
    assert goal.stakes(np.array([150.0, 180.0, 170.0]), among, 200).choice == 2


def test_the_cheapest_within_a_point_is_chosen_and_the_best_is_the_cheaper_ones_rival():
    goal = Cheapest(cost=np.array([1.0, 2.0, 3.0]))
    stakes = goal.stakes(np.array([170.0, 178.0, 180.0]), EVERYBODY, 200)
    assert stakes.choice == 1
    # Who is cheaper must be over half a point (1 example) below the best; who is dearer must not
    # lead the choice by more than a point (2 examples).
    assert stakes.rival.tolist() == [2, 1, 1]
    assert stakes.lead.tolist() == [-1, 3, 3]
    assert stakes.kind.tolist() == [1, 0, 0]


def test_a_smaller_aim_keeps_away_from_the_edge_of_the_tolerance():
    goal = Cheapest(cost=np.array([1.0, 2.0, 3.0]))
    right = np.array([170.0, 178.0, 180.0])
    assert goal.stakes(right, EVERYBODY, 200, aim=0.5).choice == 2


def test_many_suppositions_at_once_have_the_rivals_of_each():
    supposed = np.array([[170.0, 178.0, 180.0], [180.0, 178.0, 180.0], [100.0, 178.0, 180.0]])
    among = np.array([EVERYBODY, EVERYBODY, [True, False, True]])
    cheapest = Cheapest(cost=np.array([1.0, 2.0, 3.0]))
    # The first is good enough in the second supposition, where nobody is cheaper.
    assert cheapest.rivals(supposed, among, 200).tolist() == [[1, 0, 2], [2, -1, 2]]
    best = Exchange(penalty=np.array([0.0, 0.0, 2.0]))
    assert best.rivals(supposed, among, 200).tolist() == [[1, 0, 2]]
