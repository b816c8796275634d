"""Which parameters a gradient is taken for, when the user does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradgen.analysis.facts import Facts, is_copy, operands
from gradgen.ir.circuit import Circuit, Parameter
from gradgen.ir.expression import Literal, Name, names_in

_NO_GRADIENT = frozenset(("int", "str", "bool"))
_CONDITIONS = frozenset(("logical_and", "logical_or", "logical_not"))


def is_marked(parameter: Parameter) -> bool:
    """Whether the annotation says that a parameter is no real number."""
    default = parameter.default.text if isinstance(parameter.default, Literal) else ""
    by_default = default == "None" or default[-1:] in ("'", '"')
    annotation = parameter.annotation.strip("'\" ")
    return annotation in _NO_GRADIENT or _is_whole(annotation) or (
        by_default and not parameter.annotation
    )


# Types of jaxtyping's whose elements are no real numbers, under whatever module's name.
_WHOLE = re.compile(r"(?:\w+\.)*(?:U?Int\d*|Integer|Bool|Key)\[")


def _is_whole(annotation: str) -> bool:
    return bool(_WHOLE.match(annotation))


def differentiable(circuit: Circuit, facts: Facts) -> tuple[str, ...]:
    """The parameters that can carry a gradient.

    Left out are those annotated `int`, `str` or `bool`, and those used only where no gradient
    flows: as a condition, a number of digits, the exponent of `ldexp`.
    """
    carried, used = set(_carried(circuit, facts)), set(_used(circuit))
    return tuple(
        p.name
        for p in circuit.parameters
        if not is_marked(p) and (p.name in carried or p.name not in used)
    )


def _carried(circuit: Circuit, facts: Facts) -> Iterator[str]:
    """The names that are used as numbers somewhere."""
    for output in circuit.outputs:
        yield from names_in(output.value)
    for gate in circuit.gates():
        match = facts.matches[gate.target]
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
