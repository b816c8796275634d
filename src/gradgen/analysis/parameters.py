"""Which parameters a gradient is taken for, when the user does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradgen.analysis.facts import Facts, is_copy, operands
from gradgen.analysis.index_kinds import WHOLE_ARITHMETIC
from gradgen.ir.circuit import Circuit, Enter, Parameter
from gradgen.ir.expression import Apply, Expression, Literal, Name, children, names_in
from gradgen.ir.namespaces import is_asking
from gradgen.rules.instance import places

_NO_GRADIENT = frozenset(("int", "str", "bool"))
_CONDITIONS = frozenset(("logical_and", "logical_or", "logical_not"))


def is_marked(parameter: Parameter) -> bool:
    """Whether a parameter is no real number: its annotation says so, or it is a namespace."""
    default = parameter.default.text if isinstance(parameter.default, Literal) else ""
    by_default = default == "None" or default[-1:] in ("'", '"')
    annotation = parameter.annotation.strip("'\" ")
    return (
        parameter.namespace
        or annotation in _NO_GRADIENT
        or _is_whole(annotation)
        or (by_default and not parameter.annotation)
    )


# Types of jaxtyping's whose elements are no real numbers, under whatever module's name.
_WHOLE = re.compile(r"(?:\w+\.)*(?:U?Int\d*|Integer|Bool|Key)\[")


def _is_whole(annotation: str) -> bool:
    return bool(_WHOLE.match(annotation))


def differentiable(circuit: Circuit, facts: Facts) -> tuple[str, ...]:
    """The parameters that can carry a gradient.

    Left out are those annotated `int`, `str` or `bool`, those used only where no gradient flows
    (as a condition, a number of digits, the exponent of `ldexp`), and those that have to be whole,
    since something is indexed or counted by them.
    """
    carried, used = set(_carried(circuit, facts)), set(_used(circuit))
    whole = _whole(circuit, facts)
    return tuple(
        p.name
        for p in circuit.parameters
        if not is_marked(p) and p.name not in whole and (p.name in carried or p.name not in used)
    )


# Operands that have to be whole numbers.
_PLACES = frozenset(
    ("index", "indices", "shape", "repeats", "reps", "axis", "axes", "shift", "num")
)


def _whole(circuit: Circuit, facts: Facts) -> set[str]:
    """The names that something is indexed or counted by, directly or after some arithmetic."""
    found = {name for over in _counts(circuit) for name in _numbers_in(over)}
    for gate in reversed(list(circuit.gates())):
        match = facts.matches[gate.target]
        if match is None:
            if is_copy(gate) and gate.target in found:
                found.update(names_in(gate.expression))
            continue
        is_given_on = match.rule.kind.name in ("copier", "stop")
        is_kept = is_given_on or match.rule.callee in WHOLE_ARITHMETIC
        for place in places(match):
            is_number = place.line is not None and is_kept and gate.target in found
            if is_number and isinstance(place.operand, Name):
                found.add(place.operand.id)
        for name in _PLACES.intersection(match.bindings) if match.rule.shape else ():
            found.update(_numbers_in(match.bindings[name]))
    return found


def _numbers_in(index: Expression) -> Iterator[str]:
    """The names in an index, but not those of which it only asks for a size."""
    if isinstance(index, Name):
        yield index.id
    elif not isinstance(index, Apply):
        for part in children(index):
            yield from _numbers_in(part)


def _carried(circuit: Circuit, facts: Facts) -> Iterator[str]:
    """The names that are used as numbers somewhere."""
    for output in circuit.outputs:
        yield from names_in(output.value)
    for gate in circuit.gates():
        match = facts.matches[gate.target]
        if is_asking(gate):
            continue
        if is_copy(gate) or match is None:
            yield from names_in(gate.expression)
        elif match.rule.callee not in _CONDITIONS:
            for place in operands(gate, facts):
                if place.line is not None and isinstance(place.operand, Name):
                    yield place.operand.id


def _used(circuit: Circuit) -> Iterator[str]:
    """The names that are used at all."""
    for gate in circuit.gates():
        yield from names_in(gate.expression)
    for over in _counts(circuit):
        yield from names_in(over)


def _counts(circuit: Circuit) -> Iterator[Expression]:
    """What loops run over: numbers of turns, or shapes."""
    for statement in circuit.body:
        if isinstance(statement, Enter) and isinstance(statement.over, Apply):
            yield from statement.over.arguments
