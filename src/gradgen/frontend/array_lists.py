"""Lists of values that are given to array functions: each becomes an array by a gate of its own.

Before: `s = np.sum([a, b])`. After::

    t1 = np.array([a, b])
    s = np.sum(t1)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from gradgen.ir.expression import Apply, Expression, Function, Name, Sequence, rebuild, walk
from gradgen.rules.book import rules_for
from gradgen.rules.matcher import is_size
from gradgen.rules.operands import match_operands, nested, rule_of
from gradgen.targets.libraries import is_array_function


def with_arrays(call: Apply) -> Apply:
    """`call`, with an array for each list whose elements may carry gradients."""
    lists = {id(value) for value in _lists(call)} if is_array_function(call.function) else set()
    if not lists:
        return call
    make = Function("array", "numpy", "array", call.function.via)

    def written(value: Expression) -> Expression:
        if id(value) in lists:
            return Apply(make, (value,), origin=call.origin)
        return rebuild(value, written) if isinstance(value, Sequence) else value

    changed = rebuild(call, written)
    assert isinstance(changed, Apply)
    return changed


def _lists(call: Apply) -> Iterator[Sequence]:
    """The lists that stand where a rule sends a gradient back, and hold more than numbers."""
    rule = rule_of(call)
    if rule is None:
        operands = call.arguments if rules_for(call.function.name) else ()
        # Lines that treat every element alike compute with the list: only an array can.
        yield from (value for value in operands if isinstance(value, Sequence))
        return
    given = match_operands(rule, call) or {}
    for name in rule.operands:
        if rule.line(name) is None or nested(name) in given:
            continue
        row = given.get(f"*{name}")
        values = row.items if isinstance(row, Sequence) else (given[name],)
        yield from filter(_holds_values, values)


def _holds_values(value: Expression) -> TypeGuard[Sequence]:
    """Whether an expression is a list in which something is computed, or named."""
    return isinstance(value, Sequence) and any(
        isinstance(node, Name) or (isinstance(node, Apply) and not is_size(node))
        for node in walk(value)
    )
