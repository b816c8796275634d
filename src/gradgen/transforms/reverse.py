"""Reverse mode: appends to a circuit the gates that carry gradients from its output back.

Before::

    s = w * x
    L = s + w

After::

    s = w * x
    L = s + w                       (idle: its value is not needed)
    grad_s = grad_L                 # gradient copier
    grad_w = grad_L                 # gradient copier
    grad_w = grad_w + grad_s * x    # gradient adder: w forks; gradient multiplier
    grad_x = grad_s * w             # gradient multiplier
"""

from __future__ import annotations

from collections.abc import Iterable

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Sequence
from gradgen.transforms.liveness import retire
from gradgen.transforms.pullback import pull_back
from gradgen.transforms.results import bare_or_tuple, headed, returned, taken_by, with_shapes
from gradgen.transforms.stand_ins import with_stand_ins
from gradgen.transforms.turns import with_turns


def differentiate(
    circuit: Circuit,
    facts: Facts,
    wrt: tuple[str, ...],
    taken: Iterable[str],
    *,
    with_value: bool,
    with_seeds: bool = True,
) -> Circuit:
    """The backward function of `circuit` for the parameters `wrt`.

    Each output gets a parameter for its upstream gradient; the function returns the gradients of
    `wrt` in order, with `with_value` after the value. Without `with_seeds` the upstream gradients
    are one, and all that is returned is one flat row. New names keep clear of those `taken`.
    """
    names = taken_by(circuit, taken)
    half = pull_back(circuit, facts, wrt, names, start="upstream" if with_seeds else "one")
    gradients, results = half.gradients, bare_or_tuple(half.gradients)
    lines = with_turns(circuit, with_stand_ins(circuit, facts, half.lines, results))
    if with_value:
        values = tuple(output.value for output in circuit.outputs)
        rows = (bare_or_tuple(values), results) if with_seeds else (*values, *gradients)
        results = Sequence(rows)
    forward = [with_shapes(s, facts) for s in retire(circuit.body, [*lines, results])]
    return Circuit(
        name=f"{circuit.name}_backward",
        parameters=(*circuit.parameters, *(half.seeds if with_seeds else ())),
        body=(*headed("forward", forward), *headed("backward", lines)),
        outputs=circuit.outputs,
        span=circuit.span,
        docstring=(
            f"Gradient of `{circuit.name}` by reverse mode.",
            "",
            returned([o.name for o in circuit.outputs if with_value], gradients),
        ),
        returns=results,
    )
