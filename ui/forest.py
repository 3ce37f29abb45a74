"""A forest plot as an SVG file: one row a tactic, its ratio to the parent with the interval.

Drawn by hand because a Markdown report needs a still picture, and the chart library of the page
needs a browser to make one.
"""

from collections.abc import Sequence
from html import escape
from math import log2

from tools.domain import Interval, Value

_GREEN, _RED, _GREY, _INK = "#2e8b57", "#c0562f", "#8a8f98", "#5c6168"
_LABELS_PX, _PLOT_PX, _ROW_PX, _HEAD_PX = 250, 420, 24, 46
# Ratios from a half to twice, unless some are beyond.
_LEAST_OCTAVES = 1.0


class Bar(Value):
    """One row: below 1 is less than the parent; `shown` where a test says that they differ."""

    label: str
    ratio: Interval
    shown: bool


def forest(title: str, bars: Sequence[Bar]) -> str:
    """Return the SVG text of a forest plot on a logarithmic axis."""
    ends = [abs(log2(x)) for bar in bars for x in (bar.ratio.low, bar.ratio.high)]
    octaves = max([_LEAST_OCTAVES, *ends])
    height = _HEAD_PX + _ROW_PX * len(bars) + 34
    rows = [_row(bar, i, octaves) for i, bar in enumerate(bars)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LABELS_PX + _PLOT_PX + 120}" '
            f'height="{height}" font-family="sans-serif" font-size="12" fill="{_INK}">',
            f"<title>{escape(title)}</title>",
            f'<text x="8" y="20" font-size="14">{escape(title)}</text>',
            *_axis(octaves, height),
            *rows,
            "</svg>",
            "",
        ]
    )


def _x(ratio: float, octaves: float) -> float:
    return _LABELS_PX + _PLOT_PX * (log2(ratio) + octaves) / (2 * octaves)


def _axis(octaves: float, height: float) -> list[str]:
    ticks = [2.0**power for power in range(-int(octaves), int(octaves) + 1)]
    lines = []
    for ratio in ticks:
        x = _x(ratio, octaves)
        dash = "" if ratio == 1 else ' stroke-dasharray="2 4"'
        lines.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_HEAD_PX - 10}" y2="{height - 26}" '
            f'stroke="{_GREY}"{dash}/>'
        )
        lines.append(f'<text x="{x:.1f}" y="{height - 10}" text-anchor="middle">{ratio:g} x</text>')
    return lines


def _row(bar: Bar, place: int, octaves: float) -> str:
    y = _HEAD_PX + _ROW_PX * place + _ROW_PX / 2 - 6
    colour = _GREY if not bar.shown else _GREEN if bar.ratio.mid < 1 else _RED
    low, mid, high = (_x(x, octaves) for x in (bar.ratio.low, bar.ratio.mid, bar.ratio.high))
    return (
        f'<text x="8" y="{y + 4:.1f}">{escape(bar.label)}</text>'
        f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" '
        f'stroke-width="2"/><circle cx="{mid:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
        f'<text x="{_LABELS_PX + _PLOT_PX + 16}" y="{y + 4:.1f}">{bar.ratio.mid:.2f} '
        f"({bar.ratio.low:.2f} to {bar.ratio.high:.2f})</text>"
    )
