"""From gates by name to functions of a target, before and after."""

from __future__ import annotations

import pytest

from gradgen.ir.expression import Apply, Expression, Function, Symbol, functions_in, rebuild
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.targets.localize import localize
from gradgen.targets.python import PYTHON
from gradgen.targets.table import Target


def spelled(function: Function) -> str:
    """A function with its module."""
    if function.module in ("operator", "builtins"):
        return function.attribute
    return f"{function.module}.{function.attribute or function.name}"


def constants(expression: Expression) -> Expression:
    """`pi` as a constant, as it is in the lines of rules."""
    if expression == parse("pi"):
        return Symbol(Function("pi"))
    return rebuild(expression, constants)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("exp(x)", "math.exp(x)"),
        ("abs(x)", "abs(x)"),
        ("x + y", "x + y"),
        ("2 * pi", "2 * math.pi"),
        # Functions inside of others, and in keywords.
        ("exp(sin(x) + pi)", "math.exp(math.sin(x) + math.pi)"),
        ("isclose(x, y, rel_tol=exp(x))", "math.isclose(x, y, rel_tol=math.exp(x))"),
        ("[exp(x)]", "[math.exp(x)]"),
        # Gates that are worked out from a template.
        ("where(c, x, y)", "x if c else y"),
        ("sign(x)", "(x > 0) - (x < 0)"),
        ("sign(x) * y", "((x > 0) - (x < 0)) * y"),
        ("where(y, z, x)", "z if y else x"),
        ("where(exp(z), sign(y), x)", "(y > 0) - (y < 0) if math.exp(z) else x"),
        # Gates that gradgen supplies a definition of.
        ("sigmoid(x)", "gradgen.sigmoid(x)"),
        ("polygamma(n + 1, x)", "gradgen.polygamma(n + 1, x)"),
    ],
)
def test_plain_python(before: str, after: str) -> None:
    assert show(localize(constants(parse(before)), PYTHON), spelled) == after


def test_the_users_own_spelling_is_left_alone() -> None:
    exp = Apply(Function("exp", "math", "exp", "m"), (parse("sin(x)"),))
    pi = Symbol(Function("pi", "math", "pi", "m"))
    localized = localize(exp, PYTHON)
    assert isinstance(localized, Apply)
    assert localized.function == exp.function
    assert show(localized, spelled) == "math.exp(math.sin(x))"
    assert localize(pi, PYTHON) == pi


def test_another_target() -> None:
    target = Target(
        "np", {"exp": "numpy.exp", "norm": "numpy.linalg.norm"}, templates={"f": "y - x"}
    )
    assert show(localize(parse("exp(norm(f(a, b)))"), target), spelled) == (
        "numpy.exp(numpy.linalg.norm(b - a))"
    )


def test_everything_has_a_module_in_the_end() -> None:
    expression = constants(parse("where(exp(x) > pi, sigmoid(x), sign(x))"))
    assert all(f.module is not None for f in functions_in(localize(expression, PYTHON)))


def test_a_target_reads_back_what_it_writes() -> None:
    for gate, qualified in PYTHON.functions.items():
        assert PYTHON.gate(qualified) == gate
    for qualified, gate in PYTHON.aliases.items():
        assert PYTHON.gate(qualified) == gate
    assert PYTHON.gate("numpy.exp") is None
