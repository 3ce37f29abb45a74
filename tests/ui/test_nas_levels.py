"""`greenrunner nas search`, second part: what its columns and its sentences say of the numbers."""

import io

from rich.console import Console

from agent.nas.search import Comparison, Searches
from ui.nas_levels import levels


def compared(hybrid, costly, size, share, own):
    return Comparison(
        hybrid=hybrid,
        costly=costly,
        size=size,
        costly_found=90.5,
        hybrid_found_at_half=90.0,
        share_of_cost=share,
        own_share=own,
    )


COMPARISONS = (
    compared("hybrid", "costly", 50, 0.5, 0.5),
    compared("hybrid", "costly", 1_000, 0.25, 0.75),
    compared("hybrid", "aging", 50, 0.9, 0.6),
    compared("hybrid", "aging", 1_000, None, 0.2),
    compared("as-published", "costly", 50, None, 0.5),
    compared("as-published", "costly", 1_000, None, 0.75),
)


def said(width, comparisons=COMPARISONS, *, by_macs=False):
    found = Searches(
        table="made.csv",
        metric="made_test",
        seeds=(0,),
        networks=20,
        optimum=91,
        optimum_code="333333",
        price_j=1,
        prediction_price_j=0,
        by_macs=by_macs,
        curves=(),
        comparisons=comparisons,
    )
    console = Console(width=width, file=io.StringIO(), highlight=False)
    for part in levels(found):
        console.print(part, markup=False)
    return console.file.getvalue()


def test_a_row_is_a_budget_and_a_column_a_search_in_evaluations():
    rows = [line.split() for line in said(80).splitlines()]
    header = ["budget", "costly", "finds", "costly", "itself", "hybrid", "as-published"]
    place = rows.index(header)
    assert rows[place + 2 : place + 4] == [
        ["50", "90.50", "25", "25", "never"],
        ["1,000", "90.50", "750", "250", "never"],
    ]


def test_a_sentence_says_what_each_column_shows():
    words = " ".join(said(80).split())
    assert (
        "hybrid is there sooner than costly itself at 1 and as soon at 1 of 2 budgets: after 25 to "
        "50 % of the budget, costly itself after 50 to 75 %."
    ) in words
    assert "as-published is there never at 2 of 2 budgets." in words
    assert (
        "hybrid is there later at 1 and never at 1 of 2 budgets: after 90 % of the budget, aging "
        "itself after 60 %."
    ) in words


def test_fits_where_it_is_shown_and_nothing_is_cut():
    for width in (80, 120):
        text = said(width)
        assert max(map(len, text.splitlines())) <= width
        assert "…" not in text


def test_says_what_an_evaluation_is_where_prices_differ():
    assert "Evaluations at the mean price until" in " ".join(said(80, by_macs=True).split())


def test_without_a_costly_search_there_is_nothing_to_say():
    assert said(80, ()) == ""
