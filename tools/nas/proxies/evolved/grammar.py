"""The grammar in DEAP's terms: strongly typed trees, and formulas of them.

Elementwise operators come in two types, over layers and over numbers; a formula has one name for
both. DEAP would compile a tree as a text that Python runs; trees are walked here instead.
"""

import random
from types import ModuleType
from typing import TYPE_CHECKING

from tools.errors import RequestError
from tools.nas.proxies.evolved.formula import Formula
from tools.nas.proxies.evolved.operators import OPERATORS
from tools.nas.proxies.evolved.statistics import LAYERS, NUMBERS

if TYPE_CHECKING:
    from deap.gp import PrimitiveSetTyped, PrimitiveTree

ALONG = ("share", "step")
"""Operators that look along the layers: a number has nothing for them."""
MIXED = ("add", "multiply", "divide")
"""Operators that may also join layers with a number."""


class Layers:
    """The type of a value for each layer."""


class Number:
    """The type of a value for each network."""


def genetic_programming() -> ModuleType:
    """Return DEAP's module of trees.

    Raises:
        RequestError: DEAP isn't installed.

    """
    try:
        from deap import gp
    except ImportError as error:
        raise RequestError(
            "Formulas are evolved by DEAP, which is not installed. Run `pip install "
            "'greenrunner[nas]'`. A formula that is kept already can be applied without it."
        ) from error
    module: ModuleType = gp
    return module


def grammar() -> "PrimitiveSetTyped":
    """Return the typed primitives and terminals, whose trees give a number.

    Raises:
        RequestError: DEAP isn't installed.

    """
    primitives = genetic_programming().PrimitiveSetTyped("proxy", [], Number)
    for name, operator in OPERATORS.items():
        layers = [Layers] * operator.arguments
        if operator.aggregates:
            primitives.addPrimitive(operator.apply, layers, Number, name=f"{name}:")
            continue
        primitives.addPrimitive(operator.apply, layers, Layers, name=f"{name}:layers")
        if name not in ALONG:
            numbers = [Number] * operator.arguments
            primitives.addPrimitive(operator.apply, numbers, Number, name=f"{name}:number")
        if name in MIXED:
            primitives.addPrimitive(operator.apply, [Layers, Number], Layers, name=f"{name}:mixed")
    for name in LAYERS:
        primitives.addTerminal(name, Layers, name=name)
    for name in NUMBERS:
        primitives.addTerminal(name, Number, name=name)
    primitives.addEphemeralConstant("constant", drawn_constant, Number)
    return primitives


def drawn_constant() -> float:
    """Return a constant of two digits, drawn from Python's global generator as DEAP draws."""
    return round(random.uniform(-2, 2), 1)


def formula_of(tree: "PrimitiveTree") -> Formula:
    """Return the formula that a tree stands for."""
    nodes = iter(tree)

    def next_part() -> Formula:
        node = next(nodes)
        if node.arity:
            name = node.name.partition(":")[0]
            return Formula(name, tuple(next_part() for _ in range(node.arity)))
        if isinstance(node.value, float):
            return Formula("", value=node.value)
        return Formula(node.value)

    return next_part()
