"""Namespaces of the array API: what a function takes its functions from, and how it gets that.

It is a parameter, `def f(x, xp): ...`, or an array is asked for it, `xp = x.__array_namespace__()`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from gradgen.ir.circuit import Circuit, Gate, Statement
from gradgen.ir.expression import Apply, Expression, Name

ASKING: Final = "namespace"
"""The name of the gate that asks arrays for their namespace."""


class Namespace(NamedTuple):
    """A namespace by its name in a function, and the gate that asks for it, if there is one."""

    name: str
    asking: Gate | None = None

    @property
    def is_of_standard(self) -> bool:
        """Whether it is got as the standard has it, and not by a function of some library."""
        call = self.asking.expression if self.asking else None
        return not isinstance(call, Apply) or call.function.module == "method"

    def asked_of(self, array: str) -> Gate | None:
        """The gate that asks another array in the same way."""
        if self.asking is None:
            return None
        assert isinstance(self.asking.expression, Apply)
        call = replace(self.asking.expression, arguments=(Name(array),))
        return Gate(self.asking.target, call, others=self.asking.others)


def asks(expression: Expression) -> bool:
    """Whether an expression is the question for a namespace."""
    return isinstance(expression, Apply) and expression.function.name == ASKING


def is_asking(statement: Statement) -> bool:
    """Whether a statement binds a namespace."""
    return isinstance(statement, Gate) and asks(statement.expression)


def namespace_of(circuit: Circuit) -> Namespace | None:
    """The namespace of a function; `None` if it has none."""
    given = (Namespace(p.name) for p in circuit.parameters if p.namespace)
    asked = (Namespace(gate.target, gate) for gate in circuit.gates() if is_asking(gate))
    return next(given, None) or next(asked, None)
