"""Releases: `del` lines for arrays that nobody reads again, where memory asks for them.

Before::

    t1 = X - mean  # [N, D]
    t2 = t1**2  # [N, D]
    …

After, if the function would otherwise hold more at a later line than a tape ever does, which keeps
of the forward half what the backward half reads::

    del t1, t2  # not read again

Names that share memory, as `grad_a = grad_b` does, are released together.
"""

from __future__ import annotations

from dataclasses import replace

from gradgen.analysis.bulk import Bulk
from gradgen.analysis.facts import Facts
from gradgen.analysis.holdings import Holdings
from gradgen.frontend.freshness import makes_its_own
from gradgen.ir.circuit import Block, Circuit, Enter, Release, Remark, Statement
from gradgen.ir.expression import Apply, Expression, Name, index_items

_BACKWARD = Remark("backward", heading=True)
# Arrays that are smaller than this part of the largest are not worth a word.
_SMALL = 1 / 4


def released(names: tuple[str, ...]) -> Release:
    """`del names`, and why."""
    return Release(names, ("not read again",))


def with_releases(derived: Circuit, circuit: Circuit, facts: Facts) -> Circuit:
    """`derived`, the gradient of `circuit`, with as few `del` lines as its memory asks for.

    In a function with loops nothing is released.
    """
    if any(isinstance(s, Enter) and not s.idle for s in derived.body):
        return derived
    holdings = Holdings(derived, Bulk(circuit, facts).of, lambda e: _owns(e, facts))
    largest = max((row.size for row in holdings.rows), default=0.0)
    waiting = [row for row in holdings.rows if row.size > _SMALL * largest]
    if not waiting:  # single numbers
        return derived
    most = _most_of_a_tape(derived.body, holdings)
    lines: list[Statement] = []
    for place, statement in enumerate(derived.body):
        unread = [row for row in waiting if row.last < place]
        if unread and holdings.need(place) + sum(row.size for row in unread) > most:
            names = tuple(name for row in unread for name in row.names)
            lines.insert(_before_remarks(lines), released(names))
            waiting = [row for row in waiting if row not in unread]
        lines.append(statement)
    return replace(derived, body=tuple(lines))


def _most_of_a_tape(body: Block, holdings: Holdings) -> float:
    """The most that a tape holds at any line."""
    places = range(len(body))
    turn = next((place for place in places if body[place] == _BACKWARD), len(body))
    return max((holdings.need_of_tape(place, turn) for place in places), default=0.0)


def _before_remarks(lines: list[Statement]) -> int:
    """The place behind the last line that is none of comment."""
    end = len(lines)
    while isinstance(lines[end - 1], Remark):
        end -= 1
    return end


def _owns(expression: Expression, facts: Facts) -> bool:
    """Whether an expression makes an array: what an array chooses of another is a copy."""
    if isinstance(expression, Apply) and expression.function.name == "index":
        items = index_items(expression.arguments[1])
        if any(isinstance(item, Name) and not facts.shapes.of(item).is_scalar for item in items):
            return True
    return makes_its_own(expression)
