"""Merging: a product that its readers can take in is not stored.

Before, with `grad_s` a number and `x, y: [N, D]`, `w: [D]`::

    grad_t = grad_s * x
    grad_w = np.sum(grad_t * y, axis=0)
    grad_y = grad_t * w

After, since both lines have small factors of their own, or sum up::

    grad_w = np.sum(grad_s * x * y, axis=0)
    grad_y = grad_s * x * w

The passes that follow bring `grad_s * w` together, and `grad_s` out of the sum: the readers do no
more than before. Only lines of gradgen's own are merged, and only where that saves something.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from gradgen.ir.circuit import Circuit, Gate, Statement, Update
from gradgen.ir.expression import Expression, names_in, substitute, walk
from gradgen.ir.loops import inside_of_loops
from gradgen.optimize.costs import cost
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import (
    buffers,
    changed,
    grown,
    read_in,
    reads,
    returned,
    with_more,
)
from gradgen.optimize.product import is_operator
from gradgen.optimize.scaling import tidying
from gradgen.optimize.sums import summing
from gradgen.transforms.namesakes import plain

# An expression that is larger than this is hard to read.
_LARGEST = 24


def merged(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with products in the lines that read them, where that saves something."""
    body: list[Statement | None] = list(circuit.body)
    readers, inside = _readers(circuit), inside_of_loops(circuit.body)
    fixed = returned(circuit) | buffers(circuit.body) | grown(circuit.body)
    cheapest = _cheapest(circuit, known)
    for place, statement in enumerate(circuit.body):
        line = body[place]
        if not isinstance(statement, Gate) or not isinstance(line, Gate):
            continue
        places = readers[line.target]
        if place in inside or not inside.isdisjoint(places) or not places:
            continue
        if not _is_product(line) or not fixed.isdisjoint((line.target, *names_in(line.expression))):
            continue
        there = [body[p] for p in places]
        after = [_with(s, line) for s in there if isinstance(s, Gate | Update) and s.rule]
        if len(after) < len(there) or max(map(_size, after)) > _LARGEST:
            continue
        before = sum(cheapest(s) for s in there if s) + cheapest(line)
        if sum(map(cheapest, after)) < before:
            body[place] = None
            for p, new in zip(places, after, strict=True):
                body[p] = new
            for name in reads(line):
                readers[name] = sorted({*readers[name], *places} - {place})
    return replace(circuit, body=tuple(s for s in body if s is not None))


def _readers(circuit: Circuit) -> dict[str, list[int]]:
    """The places of the lines that read each name."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, statement in enumerate(circuit.body):
        for name in reads(statement):
            found[name].append(place)
    return found


def _is_product(gate: Gate) -> bool:
    """Whether a line of gradgen's own multiplies, divides, or turns a sign, and no more."""
    is_plain = not (gate.idle or gate.others or gate.lone or gate.grows)
    return (
        is_plain
        and gate.rule != ""
        and is_operator(gate.expression, "multiply", "divide", "negative")
    )


def _with(reader: Gate | Update, gate: Gate) -> Gate | Update:
    """A line that has what another one made in itself, and says so."""
    values: dict[str, Expression] = {gate.target: gate.expression}
    line = changed(reader, lambda e: substitute(e, values))
    assert isinstance(line, Gate | Update)
    said = f"takes in {plain(gate.target)}"
    return replace(line, note=with_more(line.note, said)) if line.note else line


def _size(statement: Statement) -> int:
    return sum(1 for e in read_in(statement) for _ in walk(e))


def _cheapest(circuit: Circuit, known: Knowledge) -> Callable[[Statement], float]:
    """What a line costs once the passes that follow have been there."""
    tidied, summed = tidying(circuit, known), summing(known)

    def found(statement: Statement) -> float:
        return sum(cost(summed(tidied(e)), known) for e in read_in(statement))

    return found
