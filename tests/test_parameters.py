"""Which parameters get a gradient when nobody says which."""

from __future__ import annotations

import pytest

from gradgen.analysis.facts import gather
from gradgen.analysis.parameters import differentiable, is_marked
from gradgen.api import build
from gradgen.ir.circuit import Parameter
from gradgen.ir.expression import Literal


def chosen(parameters: str, expression: str) -> str:
    """The parameters that get a gradient."""
    source = f"import math\ndef f(_x, {parameters}):\n    return _x * ({expression})\n"
    (circuit,) = build(source).program.circuits
    first, *names = differentiable(circuit, gather(circuit))
    assert first == "_x"
    return " ".join(names)


@pytest.mark.parametrize(
    ("parameters", "expression", "names"),
    [
        ("a, b", "a * b", "a b"),
        ("b, a", "a * b", "b a"),
        ("a, /, *, b", "a * b", "a b"),
        # Annotations: real numbers, and what says nothing.
        ("a: float, b", "a * b", "a b"),
        ("a: 'float | None', b: list", "a * b", "a b"),
        # Annotations that say: no real number.
        ("a: int, b", "a * b", "b"),
        ("a: bool, b", "b if a else 2.0", "b"),
        ("a: 'int', b: \"int\"", "a * b", ""),
        ("a: str, b", "b", "b"),
        # Defaults that say so, where no annotation says otherwise.
        ("b, a='text'", "b", "b"),
        ("b, a=2", "a * b", "b a"),
        ("b, a: float = None", "a * b", "b a"),
        # Used only where no gradient flows.
        ("a, b", "b if a else 2.0", "b"),
        ("a, b", "b if not a else 2.0", "b"),
        ("a, b", "round(b, a)", "b"),
        ("a, b", "math.ldexp(b, a)", "b"),
        # Used there, and elsewhere.
        ("a, b", "b if a else a", "a b"),
        # A gradient of zero is a gradient, too.
        ("a, b", "b if a > 0 else 2.0", "a b"),
        ("a, b", "math.floor(a) * b", "a b"),
        ("a, b", "b", "a b"),
    ],
)
def test_parameters_with_a_gradient(parameters: str, expression: str, names: str) -> None:
    assert chosen(parameters, expression) == names


def test_none_is_no_real_number() -> None:
    assert chosen("b, a=None", "b") == "b"


def test_conditions_that_have_names() -> None:
    source = (
        "def f(x, a, b):\n    c = not a\n    d = not b\n    return x if c else 2.0 if d else b\n"
    )
    (circuit,) = build(source).program.circuits
    assert differentiable(circuit, gather(circuit)) == ("x", "b")


def test_a_parameter_that_is_returned() -> None:
    (circuit,) = build("def f(x, y):\n    return x, y\n").program.circuits
    assert differentiable(circuit, gather(circuit)) == ("x", "y")


@pytest.mark.parametrize(
    ("annotation", "default", "marked"),
    [
        ("", None, False),
        ("int", None, True),
        ("'bool'", None, True),
        ("np.int64", None, False),
        ("float", "None", False),
        ("", "None", True),
        ("", "'a'", True),
        ("", 'f"a"', True),
        ("", "2", False),
        ("", "True", False),
    ],
)
def test_marks(annotation: str, default: str | None, marked: bool) -> None:
    literal = Literal(default) if default else None
    assert is_marked(Parameter("p", annotation=annotation, default=literal)) == marked
