"""The notes at the ends of backward lines: which gate it is, and what it does there."""

from __future__ import annotations

from collections.abc import Sequence

from gradgen.ir.circuit import Gate, Note
from gradgen.ir.printer import show
from gradgen.ir.shape import Shape
from gradgen.rules.kinds import KINDS


def gate_note(head: str, detail: str) -> Note:
    """`sigmoid: local gradient (1 - L) * L`, or the gate alone."""
    return (f"{head}: {detail}", head) if detail else (head,)


def adder_note(name: str, head: str, detail: str) -> Note:
    """The note of a contribution that is added, since `name` is used more than once."""
    forks = f"{KINDS['adder'].word}: {name} forks"
    shorter = (f"{forks}; {head}", forks, KINDS["adder"].word)
    return (f"{forks}; {head}, {detail}", *shorter) if detail else shorter


def with_shape(note: Note, shape: Shape) -> Note:
    """A note that ends with the shape of the gradient, where that is known and there is room."""
    if shape.is_scalar or not shape.is_exact:
        return note
    first, *rest = note
    return (f"{first} -> {shape}", first, *rest)


def zero_note(reasons: Sequence[str]) -> Note:
    """The note of a gradient that is zero, and why; the longest wording first."""
    return tuple(f"{KINDS['flat'].word}: {reason}" for reason in reasons)


def flat_remark(gate: Gate, held_back: Sequence[str]) -> str:
    """The comment that stands where a gate lets nothing flow back to the names `held_back`."""
    line = f"{', '.join(gate.targets)} = {show(gate.expression)}"
    where = " and ".join(held_back)
    return f"# {KINDS['flat'].word}: {line} is flat, nothing flows back to {where}"
