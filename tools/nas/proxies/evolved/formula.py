"""A formula over a network's statistics: a tree that is written, read and computed.

A formula that is read is hostile input. It is parsed as an expression of known names, numbers and
calls, and walked; nothing of it is ever run.
"""

import ast
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tools.errors import RequestError
from tools.nas.proxies.evolved.operators import LARGEST, OPERATORS, Values, applied

LONGEST = 2000
"""Characters of a formula that is read: evolved ones have a tenth of it."""
SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
}
WRITTEN = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}


@dataclass(frozen=True)
class Formula:
    """An operator on formulas, a statistic, or a number (whose name is empty)."""

    name: str
    arguments: "tuple[Formula, ...]" = ()
    value: float = 0.0

    def __str__(self) -> str:
        """Return the formula as it is read again."""
        if not self.name:
            return repr(self.value)
        if not self.arguments:
            return self.name
        written = [str(argument) for argument in self.arguments]
        if self.name in WRITTEN:
            return f"({written[0]} {WRITTEN[self.name]} {written[1]})"
        return f"{self.name}({', '.join(written)})"

    def nodes(self) -> "Iterator[Formula]":
        """Yield the formula and all its parts."""
        yield self
        for argument in self.arguments:
            yield from argument.nodes()

    def statistics(self) -> set[str]:
        """Return the names of the statistics that it needs."""
        return {node.name for node in self.nodes() if node.name and not node.arguments}


def computed(formula: Formula, statistics: Mapping[str, Values]) -> Values:
    """Return a formula's values, of shape (networks, layers or 1).

    Args:
        formula: what to compute.
        statistics: for each name that it needs, the networks' values.

    """
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # A network without layers has no mean, and numpy says so.
        warnings.simplefilter("ignore", RuntimeWarning)
        return _computed(formula, statistics)


def _computed(formula: Formula, statistics: Mapping[str, Values]) -> Values:
    if not formula.name:
        return np.full((1, 1), formula.value)
    if not formula.arguments:
        return statistics[formula.name]
    return applied(formula.name, [_computed(each, statistics) for each in formula.arguments])


def read(text: str, layers: Collection[str], numbers: Collection[str]) -> Formula:
    """Return the formula that a text writes, which gives one number for each network.

    Args:
        text: such as `mean(log(gradient_norm)) + 0.5 * parameters`.
        layers: statistics with a value for each layer.
        numbers: statistics with one value for a network.

    Raises:
        RequestError: it is no formula, names something unknown, or gives a value for each layer.

    """
    if len(text) > LONGEST:
        raise RequestError(f"A formula has at most {LONGEST} characters; this one has {len(text)}.")
    try:
        formula = _formula(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise RequestError(_refusal(str(error))) from error
    if _by_layer(formula, layers, numbers):
        raise RequestError(
            _refusal("it has a value for each layer; take their mean() or total(), say")
        )
    return formula


def _refusal(why: str) -> str:
    return (
        f"This is no formula of a proxy: {why}. A formula has numbers, + - * /, names of "
        f"statistics, and {', '.join(OPERATORS)}."
    )


def _formula(node: ast.expr) -> Formula:
    match node:
        case ast.Constant(value=int() | float() as value) if _is_number(value):
            return Formula("", value=float(value))
        case ast.Name(id=name):
            return Formula(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _formula(operand)
            return Formula("", value=-inner.value) if not inner.name else _call("negative", [inner])
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SIGNS:
            return _call(SIGNS[type(sign)], [_formula(left), _formula(right)])
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, [_formula(argument) for argument in arguments])
        case _:
            raise ValueError(f"it holds a {type(node).__name__.lower()}")


def _is_number(value: float) -> bool:
    return not isinstance(value, bool) and abs(value) <= LARGEST


def _call(name: str, arguments: list[Formula]) -> Formula:
    if name not in OPERATORS or len(arguments) != OPERATORS[name].arguments:
        raise ValueError(f"{name} is no operator of {len(arguments)} arguments")
    return Formula(name, tuple(arguments))


def _by_layer(formula: Formula, layers: Collection[str], numbers: Collection[str]) -> bool:
    if not formula.arguments:
        if formula.name and formula.name not in layers and formula.name not in numbers:
            raise RequestError(_refusal(f"there is no statistic {formula.name}"))
        return formula.name in layers
    kinds = [_by_layer(argument, layers, numbers) for argument in formula.arguments]
    if not OPERATORS[formula.name].aggregates:
        return any(kinds)
    if not all(kinds):
        raise RequestError(_refusal(f"{formula.name}() takes values of layers"))
    return False
