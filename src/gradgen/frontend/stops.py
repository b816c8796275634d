"""Stops: values that derivatives take for constants, since the user says so.

Before::

    scale = np.max(x)  # gradgen: stop

After::

    t1 = np.max(x)
    scale = stop_gradient(t1)
"""

from __future__ import annotations

from dataclasses import replace

from gradgen.diagnostics import Span
from gradgen.frontend.builder import Builder
from gradgen.frontend.context import POISON
from gradgen.frontend.eagerness import is_boolean
from gradgen.ir.expression import Apply, Expression, Function, Name, Sequence
from gradgen.rules.matcher import is_leaf
from gradgen.rules.operands import gives_places, output_count

NAME = "stop_gradient"
"""The gate, and the name under which it may be used without a definition."""

_STOP = Function(NAME, "gradgen", NAME)


def stopped(value: Expression, builder: Builder, origin: Span) -> Expression:
    """`value` behind a stop; what carries no gradient anyway is left as it is."""
    if value == POISON:
        return value
    if isinstance(value, Apply) and builder.arrays and output_count(value) is not None:
        value = builder.atom(value)
    if isinstance(value, Sequence):
        return replace(value, items=tuple(stopped(item, builder, origin) for item in value.items))
    if isinstance(value, Name) or (isinstance(value, Apply) and not _is_constant(value)):
        return Apply(_STOP, (value,), origin=origin)
    return value


def _is_constant(value: Apply) -> bool:
    """Whether a call gives sizes, places or conditions, which carry no gradient."""
    return is_leaf(value) or is_boolean(value, ()) or gives_places(value)


def is_identity(result: Expression | None, name: str, parameters: list[str]) -> bool:
    """Whether a definition of that name is the user's own `stop_gradient`: it gives its operand."""
    return name == NAME and len(parameters) == 1 and result == Name(parameters[0])
