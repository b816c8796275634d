"""Values for the rules' tests: where each rule is tried, and what its functions compute."""

from __future__ import annotations

import math
import operator
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from inspect import getmembers, isfunction
from itertools import product
from typing import Any, Final, TypeAlias

import numpy as np
from scipy import special  # type: ignore[import-untyped]

from gradgen.ir.expression import Apply, Expression, names_in, walk
from gradgen.ir.operators import BINARY, BOOLEAN, COMPARISON, UNARY
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.rules.book import all_rules, spellings
from gradgen.rules.reader import Rule
from gradgen.targets.python import PYTHON

Operands: TypeAlias = dict[str, Any]
Functions: TypeAlias = Mapping[str, Any]

# Where an operand is drawn from if not from ANYWHERE: by rule, then operand; several ranges each.
ANYWHERE: Final = ((-2.5, -0.2), (0.2, 2.5))
POSITIVE: Final = ((0.2, 0.9), (1.2, 5.0))
INSIDE: Final = ((-0.95, -0.1), (0.1, 0.95))
# Clear of the jumps, which differences must not step across.
BETWEEN: Final = ((-1.44, -1.41), (0.11, 0.14), (2.61, 2.64))
QUOTIENT: Final = {"x": ((-7.5, -7.4), (7.4, 7.5)), "y": ((-2.3, -2.2), (2.2, 2.3))}
DOMAIN: Final[Mapping[str, Mapping[str, Sequence[tuple[float, float]]]]] = {
    "acos": {"x": INSIDE},
    "acosh": {"x": ((1.05, 1.5), (1.5, 9.0))},
    "asin": {"x": INSIDE},
    "atanh": {"x": INSIDE},
    "digamma": {"x": ((-2.8, -2.2), (0.2, 0.9), (2.0, 30.0))},
    "gamma": {"x": ((-2.8, -2.2), (0.2, 0.9), (2.0, 8.0))},
    "isclose_absolute": {"abs_tol": POSITIVE},
    "isclose_both": {"rel_tol": POSITIVE, "abs_tol": POSITIVE},
    "isclose_relative": {"rel_tol": POSITIVE},
    "lgamma": {"x": ((-2.8, -2.2), (0.2, 0.9), (2.0, 30.0))},
    "log": {"x": POSITIVE},
    "log10": {"x": POSITIVE},
    "log1p": {"x": ((-0.9, -0.1), (0.1, 4.0))},
    "log2": {"x": POSITIVE},
    "log_base": {"x": POSITIVE, "base": POSITIVE},
    "polygamma": {"x": ((-2.8, -2.2), (0.2, 0.9), (2.0, 30.0))},
    "power": {"x": POSITIVE},
    "sqrt": {"x": POSITIVE},
    **{name: {"x": BETWEEN} for name in ("ceil", "floor", "int", "round", "round_digits", "trunc")},
    **dict.fromkeys(("floor_divide", "fmod", "modulo", "remainder"), QUOTIENT),
}

# Operands that cannot carry a gradient, and what stands there.
GRADIENT_FREE: Final[Mapping[tuple[str, str], Sequence[object]]] = {
    ("ldexp", "i"): (-2, 0, 3),
    ("logical_and", "x"): (True, False),
    ("logical_and", "y"): (True, False),
    ("logical_or", "x"): (True, False),
    ("logical_or", "y"): (True, False),
    ("polygamma", "n"): (1, 2, 5),
    ("round_digits", "digits"): (0, 1),
    ("where", "x"): (True, False),
}


def scalar_rules() -> tuple[Rule, ...]:
    """The rules of gates that plain Python computes on floats.

    All other rules are of arrays; `tests/test_array_rules.py` proves them, case by case.
    """
    return tuple(rule for rule in all_rules() if not rule.shape and _is_plain(rule))


def _is_plain(rule: Rule) -> bool:
    if rule.kind.name == "stop":  # its gradient is not that of its value: tests/test_stops.py
        return False
    return rule.is_single and (rule.callee in REAL or rule.callee in _OPERATORS)


# Those of Python's operators that floats have.
_OPERATORS: Final = {
    *(*BINARY.values(), *BOOLEAN.values(), *COMPARISON.values(), *UNARY.values())
} - {"matmul", "bitwise_and", "bitwise_or", "bitwise_xor", "invert"}


def draws(rule: Rule, chance: random.Random) -> Iterator[Operands]:
    """Operands for `rule`, several times: inside its domain, three of a starred one."""
    free = [name for name in rule.operands if (rule.name, name) in GRADIENT_FREE]
    choices = [GRADIENT_FREE[rule.name, name] for name in free]
    for fixed in product(*choices):
        for _ in range(16):
            drawn = {name: _draw_one(rule, name, chance) for name in rule.operands}
            yield {**drawn, **dict(zip(free, fixed, strict=True))}


def _draw_one(rule: Rule, name: str, chance: random.Random) -> object:
    ranges = DOMAIN.get(rule.name, {}).get(name, ANYWHERE)
    values = [chance.uniform(*chance.choice(ranges)) for _ in range(3)]
    return values if f"*{name}" in names_in(rule.pattern) else values[0]


def evaluate(expression: Expression, values: Operands, functions: Functions) -> Any:
    """The value of an expression of the rule notation."""
    text = show(expression)
    return eval(text, {"__builtins__": {}, **functions}, dict(values))


def _of_target(qualified: str) -> Any:
    module, _, name = qualified.rpartition(".")
    return getattr(import_module(module), name, None)


def _fma(x: Any, y: Any, z: Any) -> Any:
    return x * y + z


def _sumprod(x: Sequence[Any], y: Sequence[Any]) -> Any:
    return sum(a * b for a, b in zip(x, y, strict=True))


def _template(text: str) -> Callable[..., Any]:
    def function(*operands: Any) -> Any:
        return evaluate(parse(text), dict(zip("xyz", operands, strict=False)), {})

    return function


def _gelu_tanh(x: Any) -> Any:
    first = next(s for s in spellings() if s.of == "gelu_tanh")
    return evaluate(first.pattern, {"x": x}, {"tanh": np.tanh, "sqrt": np.sqrt, "pi": math.pi})


DEFINITIONS: Final = import_module(f"gradgen.targets.definitions.{PYTHON.definitions}")

REAL: Final[Functions] = {
    **dict(getmembers(DEFINITIONS, isfunction)),
    **{gate: _template(text) for gate, text in PYTHON.templates.items()},
    "power": operator.pow,
    "gelu_tanh": _gelu_tanh,
    **{gate: _of_target(qualified) for gate, qualified in PYTHON.functions.items()},
    "fma": _fma,
    "sumprod": _sumprod,
}


def _length(*x: Any) -> Any:
    return np.sqrt(sum(a * a for a in x))


def _log(x: Any, *base: Any) -> Any:
    return np.log(x) / np.log(base[0]) if base else np.log(x)


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


# What is analytic, for complex arguments too: from NumPy and SciPy, not from gradgen.
COMPLEX: Final[Functions] = {
    **{name: getattr(np, name) for name in ("sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: getattr(np, name) for name in ("exp", "exp2", "expm1", "log1p", "log2", "log10")},
    **{f"a{name}": getattr(np, f"arc{name}") for name in ("sin", "cos", "tan")},
    **{f"a{name}": getattr(np, f"arc{name}") for name in ("sinh", "cosh", "tanh")},
    **{name: getattr(special, name) for name in ("erf", "erfc")},
    "log": _log,
    "sum": sum,
    "fsum": sum,
    "sumprod": _sumprod,
    "fma": _fma,
    "hypot": _length,
    "dist": lambda x, y: _length(*(a - b for a, b in zip(x, y, strict=True))),
    "power": operator.pow,
    "sigmoid": _sigmoid,
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "silu": lambda x: x * _sigmoid(x),
    "gelu": lambda x: x / 2 * (1 + special.erf(x / np.sqrt(2))),
    "gelu_tanh": _gelu_tanh,
    "degrees": lambda x: x * 180 / np.pi,
    "radians": lambda x: x * np.pi / 180,
}


def slope(function: Callable[[Any], Any], at: float) -> float:
    """The derivative by central differences, extrapolated once (Richardson)."""

    def difference(step: float) -> float:
        return float((function(at + step) - function(at - step)) / (2 * step))

    step = 1e-3
    return (4 * difference(step / 2) - difference(step)) / 3


def complex_slope(function: Callable[[Any], Any], at: float) -> float:
    """The derivative by complex step: exact to rounding, for analytic functions only."""
    return float(function(complex(at, 1e-30)).imag / 1e-30)


def directions(
    rule: Rule, name: str, operands: Operands
) -> Iterator[tuple[Operands, Callable[[Any], Operands]]]:
    """The operands as a line sees them, and as they are when the one in question is moved."""
    if not isinstance(operands[name], list):
        yield operands, partial(_moved, operands, name, None)
        return
    for index in range(len(operands[name])):
        here = {key: row[index] for key, row in operands.items() if isinstance(row, list)}
        yield here, partial(_moved, operands, name, index)


def _moved(operands: Operands, name: str, index: int | None, value: Any) -> Operands:
    if index is None:
        return {**operands, name: value}
    row = operands[name]
    return {**operands, name: [*row[:index], value, *row[index + 1 :]]}


def derivative(rule: Rule, along: Callable[[Any], Operands], at: float) -> float:
    if is_analytic(rule):
        return complex_slope(lambda value: evaluate(rule.pattern, along(value), COMPLEX), at)
    return slope(lambda value: evaluate(rule.pattern, along(value), REAL), at)


_SMOOTH_OPERATORS = {"add", "subtract", "multiply", "divide", "power", "positive", "negative"}


def is_analytic(rule: Rule) -> bool:
    """Whether the pattern can be computed with complex numbers."""
    applied = [node.function for node in walk(rule.pattern) if isinstance(node, Apply)]
    return all(f.name in COMPLEX or f.name in _SMOOTH_OPERATORS for f in applied)
