"""Forward mode: sets beside each gate of a circuit the gate that carries tangents on.

Before::

    s = w * x
    L = s + w

After::

    # s = w * x (value not needed)
    dot_s = dot_w * x + w * dot_x  # tangent multiplier: product rule
    # L = s + w (value not needed)
    dot_L = dot_s + dot_w  # tangent adder
"""

from __future__ import annotations

from collections.abc import Iterable

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit, Parameter
from gradgen.ir.expression import Name, Sequence
from gradgen.transforms.liveness import retire
from gradgen.transforms.pushforward import push
from gradgen.transforms.results import bare_or_tuple, returned, taken_by


def push_forward(
    circuit: Circuit,
    facts: Facts,
    wrt: tuple[str, ...],
    taken: Iterable[str],
    *,
    with_value: bool,
    seed: str = "dot",
    values: int = 0,
) -> Circuit:
    """The function that gives the tangents of the outputs of `circuit` (a JVP).

    Each of the parameters `wrt` gets a parameter for its tangent, `dot_x` for `x` unless `seed`
    says otherwise; with `with_value` the value is returned before the tangents. The first `values`
    of the outputs are returned as they are, without a tangent. New names keep clear of those
    `taken`.
    """
    names = taken_by(circuit, taken)
    seeds = {name: Name(names.fresh(f"{seed}_{name}")) for name in wrt}
    pushed = push(circuit, facts, names, seeds, kept=values)
    results = bare_or_tuple(pushed.tangents)
    kept = circuit.outputs if with_value else circuit.outputs[:values]
    if kept:
        results = Sequence((bare_or_tuple(tuple(output.value for output in kept)), results))
    optional = any(p.kind == "*" or p.default is not None for p in circuit.parameters)
    tangents = (Parameter(name.id, "*" if optional else "") for name in seeds.values())
    return Circuit(
        name=f"{circuit.name}_jvp",
        parameters=(*circuit.parameters, *tangents),
        body=tuple(retire(pushed.lines, [results])),
        outputs=circuit.outputs,
        span=circuit.span,
        docstring=(
            f"Jacobian-vector product of `{circuit.name}` by forward mode.",
            "",
            returned([output.name for output in kept], pushed.tangents),
        ),
        returns=results,
    )
