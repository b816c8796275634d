"""Guards: values of which only those count that a `np.where` lets through.

Before, with `t` read by nobody else, or under the same condition only::

    t = np.log(x)
    y = np.where(x > 0, t, 0.0)

What flows back to `t` is zero where `x > 0` does not hold, and the local gradient `1 / x` may be
infinite there. Their product would be no number: it has to be zero as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit, Gate
from gradgen.ir.expression import Apply, Expression, Literal, Name, names_in
from gradgen.ir.loops import Home, homes
from gradgen.ir.numerals import number
from gradgen.ir.shape import Dim, MisfitError, UnsureError, broadcast
from gradgen.rules.matcher import Guard

# Functions whose local gradients are finite wherever their operand is.
_TAME: Final = frozenset(
    (
        *("abs", "sin", "cos", "tanh", "atan", "asinh", "erf", "erfc", "sigmoid", "softplus"),
        *("relu", "leaky_relu", "elu", "silu", "gelu", "gelu_tanh", "sign", "copysign"),
        *("logaddexp", "logaddexp2", "square", "clip", "sinc", "log_sigmoid"),
    )
)


def guards(circuit: Circuit, facts: Facts) -> Mapping[str, Guard]:
    """By name of a value, the condition under which alone it counts, where there is one."""
    if not facts.shapes.arrays:
        return {}
    gates, lives = list(circuit.gates()), homes(circuit.body)
    readers: dict[str, list[Gate]] = {}
    for gate in gates:
        for name in names_in(gate.expression):
            readers.setdefault(name, []).append(gate)
    returned = {name for output in circuit.outputs for name in names_in(output.value)}
    found: dict[str, Guard] = {}
    for gate in reversed(gates):
        if gate.target in returned or gate.others:
            continue
        read_by = readers.get(gate.target, [])
        each = [_chosen_by(r, gate.target, facts) or found.get(r.target) for r in read_by]
        guard = each[0] if each else None
        if guard is None or any(other != guard for other in each):
            continue
        if not _is_in_reach(guard.condition, gate, lives):
            continue
        if all(_covers(guard, gate.target, reader, facts) for reader in read_by):
            found[gate.target] = guard
    makers = {target: gate for gate in gates for target in gate.targets}
    return {
        name: guard
        for name, guard in found.items()
        if not _divides_by_a_size(makers[name], makers, facts)
    }


def _is_in_reach(condition: Expression, gate: Gate, lives: Mapping[str, Home]) -> bool:
    """Whether a condition can be read wherever the gate is: it is made in no other loop."""
    around = lives[gate.target]
    homes_of = (lives.get(name, ()) for name in names_in(condition))
    return all(home == around[: len(home)] for home in homes_of)


def _chosen_by(reader: Gate, name: str, facts: Facts) -> Guard | None:
    """The guard that `np.where(c, a, b)` is for one of its sides."""
    match = facts.matches[reader.target]
    function = reader.expression.function if isinstance(reader.expression, Apply) else None
    if match is None or function is None or match.rule.name != "where":
        return None
    condition, yes, no = (match.bindings[operand] for operand in match.rule.operands)
    if function.module == "operator" or not isinstance(condition, Name) or yes == no:
        return None
    return Guard(condition, Name(name) == yes) if condition != Name(name) else None


def _covers(guard: Guard, name: str, reader: Gate, facts: Facts) -> bool:
    """Whether the condition speaks of each element of a value: nothing was spread or summed."""
    match, shapes = facts.matches[reader.target], facts.shapes
    if match is None or not match.rule.is_elementwise:
        return False
    own = shapes.of(Name(name))
    try:
        return broadcast((own, shapes.of(guard.condition))) == own
    except (MisfitError, UnsureError):
        return False


def _divides_by_a_size(gate: Gate, makers: Mapping[str, Gate], facts: Facts) -> bool:
    """Whether a gate divides by a size that is not 0 unless what it divides was made of nothing.

    `Q @ K.T / np.sqrt(K.shape[1])` divides by 0 where `Q` and `K` have no elements at all: whatever
    flows back, none of it comes to any of them.
    """
    match = facts.matches[gate.target]
    if match is None or match.rule.kind.name != "divider":
        return False
    *divided, divisor = (match.bindings[name] for name in match.rule.operands)
    size = _size(divisor, makers, facts)
    if isinstance(size, int) or size is None:
        return bool(size)
    maker = next((makers.get(n.id) for n in divided if isinstance(n, Name)), None)
    sources = names_in(maker.expression) if maker else ()
    is_array = bool(facts.shapes.of(Name(gate.target)).dims)  # Python's own numbers would raise
    as_long = (_is_as_long(Name(source), size, facts) for source in sources)
    return is_array and bool(sources) and all(as_long)


def _is_as_long(value: Name, size: Dim, facts: Facts) -> bool:
    """Whether one of the axes of a value has that size: it has no element where that is 0."""
    shape = facts.shapes.of(value)
    return shape.is_exact and size in shape.dims


def _size(value: Expression, makers: Mapping[str, Gate], facts: Facts) -> Dim | None:
    """The size that a value is, or that it is the root of."""
    if isinstance(value, Name) and value.id in makers:
        made = makers[value.id].expression
        if isinstance(made, Apply) and made.function.name == "sqrt":
            return _size(made.arguments[0], makers, facts)
    return facts.shapes.size(value)


def may_overflow(gate: Gate, facts: Facts) -> bool:
    """Whether a local gradient of a gate may be infinite though its operands are not."""
    match = facts.matches[gate.target]
    if match is None or not match.rule.is_elementwise:
        return False
    if match.rule.kind.name == "power":
        exponent = number(match.bindings.get("y", Literal("0")))
        return exponent is None or exponent < 1
    if match.rule.kind.name == "divider":
        return not _is_nonzero(match.bindings[match.rule.operands[-1]])
    return match.rule.kind.name == "function" and match.rule.callee not in _TAME


def _is_nonzero(divisor: Expression) -> bool:
    return bool(number(divisor))
