"""What JAX has to know when it compiles: axes, sizes and conditions, and what is computed of them.

An array's elements are not known then, and neither is a number that JAX was given as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Assertion, Block, Circuit, Enter, Gate, Statement
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Slice,
    Symbol,
    children,
    walk,
)
from gradgen.ir.rewriting import expressions_in
from gradgen.rules.matcher import Match
from gradgen.wrap.outline import Outline

# Operands, of gates that change shapes, which say where, how many or in which way.
_PLACES: Final = frozenset(
    (
        *("axis", "axes", "axis1", "axis2", "axisa", "axisb", "axisc", "source", "destination"),
        *("shape", "new_shape", "window_shape", "dimensions", "ndim", "pad_width", "reps"),
        *("repeats", "num", "N", "M", "k", "n", "kth", "offset", "decimals", "minlength"),
        *("indices_or_sections", "obj", "ord", "keepdims", "endpoint", "mode", "indexing", "dtype"),
        *("sparse", "side", "right", "invert", "lower", "upper", "trans", "full_matrices"),
        *("rowvar", "bias", "equal_nan", "ind", "UPLO", "unit_diagonal", "assume_a"),
    )
)
# What tells of an array how large it is, or of which type.
_LOOKS: Final = frozenset(
    ("shape", "size", "ndim", "len", "dtype", "result_type", "broadcast_shapes")
)
_PYTHON: Final = frozenset(("operator", "builtins", "math"))


def asked_for(circuit: Circuit, facts: Facts) -> frozenset[str]:
    """The parameters that have to be known: something is counted or decided by them."""
    found: set[str] = set()
    for statement in reversed(circuit.body):
        for expression in _asked_in(statement, facts):
            found.update(_read(expression))
        if isinstance(statement, Gate) and found.intersection(statement.targets):
            found.update(_read(statement.expression))
    return frozenset(p.name for p in circuit.parameters if p.name in found)


def _asked_in(statement: Statement, facts: Facts) -> Iterator[Expression]:
    """The parts of a statement that have to be known."""
    match statement:
        case Enter(over=over):
            yield over
        case Assertion(test=test):
            yield test
        case Gate(expression=expression, idle=False):
            for node in walk(expression):
                if isinstance(node, Apply) and node.function.attribute == "if":
                    yield node.arguments[0]
            match_ = facts.matches.get(statement.target)
            if match_ is not None and match_.rule.shape:
                yield from _asked_by(match_)


def _asked_by(match: Match) -> Iterator[Expression]:
    """The operands of a gate that have to be known."""
    for name, operand in match.bindings.items():
        if name in _PLACES or match.rule.callee.startswith("arange"):
            yield operand
        elif name == "index":
            yield from (part for part in walk(operand) if isinstance(part, Slice))


def _read(expression: Expression) -> Iterator[str]:
    """The names in an expression, but not those of arrays that are only looked at."""
    if isinstance(expression, Name):
        yield expression.id
    elif not (isinstance(expression, Apply) and expression.function.name in _LOOKS):
        for part in children(expression):
            yield from _read(part)


def known_of(
    body: Block, given: frozenset[str], constants: Mapping[str, Expression]
) -> frozenset[str]:
    """The values in `body` that are known where the parameters `given` are, and the shapes are."""
    known = set(given)
    for name, expression in constants.items():
        if _is_known(expression, known):
            known.add(name)
    for statement in body:
        match statement:
            case Enter(index=index, idle=False):
                known.add(index)
            case Gate(expression=expression, idle=False) if _is_known(expression, known):
                known.update(statement.targets)
    return frozenset(known)


def leaves_arrays(o: Outline) -> bool:
    """Whether the two functions take a number out of an array, and go on with that."""
    known = set(known_of(o.forward.body, o.fixed, o.constants))
    calls = (
        node
        for half in (o.forward, o.backward)
        for statement in half.body
        if not getattr(statement, "idle", False)
        for expression in expressions_in(statement)
        for node in walk(expression)
        if isinstance(node, Apply)
    )
    return any(_is_of_numbers(call.function) and not _is_known(call, known) for call in calls)


def _is_of_numbers(function: Function) -> bool:
    return function.module == "math" or (
        function.module == "builtins" and function.name in ("float", "int", "bool")
    )


def _is_known(expression: Expression, known: set[str]) -> bool:
    match expression:
        case Literal() | Symbol():
            return True
        case Name(id=name):
            return name in known
        case Apply(function=function) if function.name in _LOOKS:
            return True
        case Apply(function=function) if function.module not in _PYTHON:
            return False
        case _:
            return all(_is_known(part, known) for part in children(expression))
