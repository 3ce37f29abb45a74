"""The Pareto chart of a search, and the sentence that says what it shows."""

from collections.abc import Sequence
from math import log10

import plotly.graph_objects as go

from agent import words
from agent.report import Named, Report, Row
from ui.render import heading, metric_of, short

_GREEN, _GREY, _RED = "#2e8b57", "#8a8f98", "#c0562f"
_INK, _LINES = "#7a7f87", "rgba(128, 128, 128, 0.25)"


def pareto(report: Report) -> go.Figure:
    """Draw quality with its 95 % interval against energy per 1,000 requests, the front joined.

    Colours are neutral enough for a light and a dark page, which charts cannot tell apart.
    """
    advice, figure = report.recommendation, go.Figure()
    front = sorted((row for row in report.measurements if _is_among(row, advice.front)), key=_cost)
    rest = [row for row in report.measurements if row not in front]
    figure.add_scatter(
        x=[_cost(row) for row in front],
        y=[100 * row.quality.mid for row in front],
        mode="lines",
        line={"shape": "hv", "color": _GREEN, "width": 1, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
    )
    chosen = [row for row in report.measurements if _is_among(row, [advice.chosen])]
    others = [row for row in front if row not in chosen]
    for name, rows, colour, symbol in (
        ("recommended" if advice.feasible else "the best that may do", chosen, _RED, "star"),
        ("no other is better in everything", others, _GREEN, "circle"),
        ("others", [row for row in rest if row not in chosen], _GREY, "circle-open"),
    ):
        if rows:
            figure.add_scatter(
                **_points(rows, name, colour, symbol),
                textposition=_sides(rows, report),
                customdata=[_how_it_left(row, report) for row in rows],
            )
    return figure.update_layout(**_layout(report))


def caption(report: Report) -> str:
    """Return what the chart shows, for those who cannot see it."""
    advice = report.recommendation
    front = sorted((row for row in report.measurements if _is_among(row, advice.front)), key=_cost)
    names = words.listed(
        [
            f"{short(row)} ({words.percent(row.quality.mid)}, {words.significant(_cost(row))} J)"
            for row in front
        ]
    )
    return (
        f"The chart: {words.METRICS[metric_of(report)]} against energy per 1,000 requests. In "
        f"everything that counts, no measured candidate beats {names}; from the greenest to the "
        "dearest."
    )


def _points(rows: list[Row], name: str, colour: str, symbol: str) -> dict[str, object]:
    return {
        "x": [_cost(row) for row in rows],
        "y": [100 * row.quality.mid for row in rows],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [100 * (row.quality.high - row.quality.mid) for row in rows],
            "arrayminus": [100 * (row.quality.mid - row.quality.low) for row in rows],
            "thickness": 1,
            "width": 3,
        },
        "mode": "markers+text",
        "text": [short(row) for row in rows],
        "textfont": {"size": 11},
        "cliponaxis": False,
        "marker": {"size": 14 if symbol == "star" else 9, "color": colour, "symbol": symbol},
        "name": name,
        "hovertemplate": "%{text}: %{y:.1f} %, %{x:.3g} J per 1,000%{customdata}<extra></extra>",
    }


def _how_it_left(row: Row, report: Report) -> str:
    """Return when a candidate left the race, for whoever points at it; empty if it did not."""
    left = next((one for one in report.recommendation.eliminated if _is_among(row, [one])), None)
    return f"<br>out of the race after {left.answers:,} answers" if left else ""


def _sides(rows: list[Row], report: Report) -> list[str]:
    """Return where each name stands: towards the middle, or it would be cut off at an edge."""
    places = [log10(_cost(row)) for row in report.measurements]
    low, width = min(places), max(places) - min(places)
    at = [(log10(_cost(row)) - low) / width if width else 0.5 for row in rows]
    return [
        f"bottom {'right' if place < 1 / 3 else 'left' if place > 2 / 3 else 'center'}"
        for place in at
    ]


def _layout(report: Report) -> dict[str, object]:
    provenances = {row.energy_j_per_request.provenance for row in report.measurements}
    axis = {"gridcolor": _LINES, "zeroline": False, "automargin": True}
    return {
        "xaxis": {
            **axis,
            "type": "log",
            "dtick": "D2",
            "tickformat": ".2~g",
            "title": f"J per 1,000 requests ({words.listed(sorted(provenances))}), logarithmic",
        },
        "yaxis": {**axis, "title": f"{heading(report)}, % (95 % interval)"},
        "height": 420,
        "margin": {"l": 50, "r": 30, "t": 30, "b": 50},
        "font": {"color": _INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "legend": {"orientation": "h", "y": 1.12},
        "modebar": {"remove": ["zoom", "pan", "select", "lasso", "autoscale", "resetscale"]},
    }


def _cost(row: Row) -> float:
    return row.energy_j_per_request.mid * 1_000


def _is_among(row: Row, names: Sequence[Named | None]) -> bool:
    one = (row.model, row.strategy, row.tactics)
    return any(n is not None and one == (n.model, n.strategy, n.tactics) for n in names)
