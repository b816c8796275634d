"""Turns: a loop of derived lines computes again what its lines read of the function's own loop.

Before, where `t` is what each turn of the function's loop over `i` makes of `x[i]`::

    for i in range(n):
        grad_t = grad_y[i]
        grad_x[i] += grad_t * t

After::

    for i in range(n):
        t = np.exp(x[i])
        grad_t = grad_y[i]
        grad_x[i] += grad_t * t
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gradgen.ir.circuit import NO_COMMENTS, Block, Circuit, Enter, Gate, Leave, Statement
from gradgen.ir.loops import Loop, homes, loops
from gradgen.transforms.liveness import retire


def with_turns(circuit: Circuit, lines: list[Statement]) -> list[Statement]:
    """`lines` with what they read of the turns of the loops of `circuit`, in each of their own."""
    lives = homes(circuit.body)
    bodies = {loop.enter.index: _of_each_turn(loop, lives) for loop in loops(circuit.body).values()}
    if not bodies:
        return lines
    rows: list[list[Statement]] = [[]]
    heads: list[Enter] = []
    for line in lines:
        if isinstance(line, Leave):
            inner, head = rows.pop(), heads.pop()
            own = retire(bodies.get(head.index, ()), inner)
            rows[-1] += [head, *_computed(own), *inner, line]
        elif isinstance(line, Enter) and not line.idle:
            heads.append(line)
            rows.append([])
        else:
            rows[-1].append(line)
    return rows[0]


def _of_each_turn(loop: Loop, lives: dict[str, tuple[str, ...]]) -> Block:
    """What is made anew in each turn of a loop: not what grows in it."""
    depth = len(loop.around)
    return tuple(
        s
        for s in loop.body
        if isinstance(s, Enter | Leave) or (isinstance(s, Gate) and len(lives[s.target]) > depth)
    )


def _computed(body: list[Statement]) -> Iterator[Statement]:
    """The statements that compute something, without the user's comments, which stand above."""
    for statement in body:
        if isinstance(statement, Gate) and not statement.idle:
            yield replace(statement, comments=NO_COMMENTS)
        elif isinstance(statement, Leave) or (isinstance(statement, Enter) and not statement.idle):
            yield statement
