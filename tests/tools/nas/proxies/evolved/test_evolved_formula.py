import numpy as np
import pytest

from tools.errors import RequestError
from tools.nas.proxies.evolved.formula import LONGEST, computed, read

LAYERS = {"a", "b"}
NUMBERS = {"n"}
NAN = np.nan
# Two networks, of two layers and of three.
STATISTICS = {
    "a": np.array([[1.0, 3.0, NAN], [2.0, 4.0, 6.0]]),
    "b": np.array([[0.0, 2.0, NAN], [1.0, 0.0, -1.0]]),
    "n": np.array([[10.0], [100.0]]),
}


def value(text):
    return computed(read(text, LAYERS, NUMBERS), STATISTICS)[:, 0].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("total(a)", [4, 12]),
        ("mean(a * b) + n", [3 + 10, (2 + 0 - 6) / 3 + 100]),
        ("last(a)", [3, 6]),
        ("least(b) - most(b)", [-2, -2]),
        ("spread(a)", [1, np.sqrt(8 / 3)]),
        ("total(step(a))", [2, 4]),
        ("most(share(a))", [0.75, 0.5]),
        ("alike(a, b)", [6 / (np.sqrt(10) * 2), (2 - 6) / (np.sqrt(56) * np.sqrt(2))]),
        ("root(square(n)) / -2", [-5, -50]),
        ("total(positive(b))", [2, 1]),
        ("total(sign(b))", [1, 0]),
        ("total(minimum(a, 2.5))", [3.5, 7]),
        ("log(n)", [np.log(10), np.log(100)]),
    ],
)
def test_computes_what_a_hand_computes(text, expected):
    assert value(text) == pytest.approx(expected, rel=1e-6)


def test_gives_a_value_where_arithmetic_has_none():
    assert value("1 / (n - n)") == pytest.approx([1e9, 1e9])
    assert value("log(n - n)") == pytest.approx([np.log(1e-9)] * 2)
    assert value("square(square(square(square(n))))") == [1e12, 1e12]


def test_reads_again_what_it_writes():
    text = "total((a * -1.5)) / (root(n) - mean(step(b)))"
    formula = read(text, LAYERS, NUMBERS)
    assert read(str(formula), LAYERS, NUMBERS) == formula


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "total.__class__",
        "(lambda: n)()",
        "[n for n in n]",
        "total(a, b)",
        "total(a=1)",
        "total(*a)",
        "eval(n)",
        "n ** n",
        "n if n else n",
        "True",
        "1e999",
        "1j",
        "'n'",
        "f'{n}'",
        "n := 1",
        "n; n",
        "import os",
        "",
        "\x00",
        "unknown",
        "total",
        "total(n)",
        "a + n",
        "(" * 1_500,
        "-" * 1_900 + "n",
        "log(" * 400 + "n" + ")" * 400,
        "n" + "+n" * LONGEST,
        "9" * 1_990,
    ],
)
def test_refuses_what_is_no_formula(text):
    with pytest.raises(RequestError, match="formula"):
        read(text, LAYERS, NUMBERS)


def test_says_what_a_formula_may_hold_and_what_was_wrong():
    with pytest.raises(RequestError, match=r"no statistic colour.*names of statistics"):
        read("colour", LAYERS, NUMBERS)
    with pytest.raises(RequestError, match=r"value for each layer; take their mean"):
        read("a", LAYERS, NUMBERS)
