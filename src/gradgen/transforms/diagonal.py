"""Diagonals: of a function that works element by element, the Jacobian without its zeros.

Before::

    s = x * x
    y = np.sin(s)

After, in one pass of forward mode from tangents of one::

    s = x * x
    ds_dx = 2 * x
    dy_dx = ds_dx * np.cos(s)
"""

from __future__ import annotations

from collections.abc import Iterable

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit, Gate, Statement
from gradgen.ir.expression import Expression, Literal, Name, Sequence
from gradgen.rules.forms import fill
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.transforms.jacobian_blocks import partial_derivative, tangents_of
from gradgen.transforms.liveness import retire, without_unread
from gradgen.transforms.pushforward import push
from gradgen.transforms.results import bare_or_tuple, headed, taken_by, with_shapes
from gradgen.transforms.turns import with_turns

_ONE = Literal("1.0")


def diagonal(
    circuit: Circuit, facts: Facts, wrt: tuple[str, ...], taken: Iterable[str], *, with_value: bool
) -> Circuit:
    """The function that gives how each element of the output changes with its own of each of `wrt`.

    Each is an array in the shape of the output: the diagonal of a Jacobian that is zero elsewhere,
    which the caller has made sure of. New names keep clear of those `taken`.
    """
    names = taken_by(circuit, taken)
    lines: list[Statement] = []
    results: dict[str, list[Name]] = {output.name: [] for output in circuit.outputs}
    for parameter in wrt:

        def name(value: str, parameter: str = parameter) -> str:
            return partial_derivative(value, parameter)

        seed, start = _ones(parameter, circuit, facts, name(parameter))
        pushed = push(circuit, facts, names, {parameter: seed}, shaped=True, naming=name)
        half = without_unread([*start, *tangents_of(pushed.lines)], Sequence(pushed.tangents))
        half = with_turns(circuit, half)
        lines += headed(f"forward along {parameter}", half)
        for output, tangent in zip(circuit.outputs, pushed.tangents, strict=True):
            results[output.name].append(tangent)
    returned: Expression = bare_or_tuple(
        tuple(bare_or_tuple(tuple(row)) for row in results.values())
    )
    told = ", ".join(tangent.id for row in results.values() for tangent in row)
    if with_value:
        values = bare_or_tuple(tuple(output.value for output in circuit.outputs))
        returned = Sequence((values, returned))
    forward = [with_shapes(s, facts) for s in retire(circuit.body, [*lines, returned])]
    return Circuit(
        name=f"{circuit.name}_jacobian",
        parameters=circuit.parameters,
        body=(*headed("forward", forward), *lines),
        outputs=circuit.outputs,
        span=circuit.span,
        docstring=(f"Diagonal of the Jacobian of `{circuit.name}`.", "", f"Returns {told}."),
        returns=returned,
    )


def _ones(
    parameter: str, circuit: Circuit, facts: Facts, name: str
) -> tuple[Expression, list[Gate]]:
    """Tangents of one for a parameter, and the line that makes them."""
    value = Name(parameter)
    if facts.shapes.of(value).is_scalar:
        return _ONE, []
    form = "ones_like(x)" if facts.dtypes.is_float(value) else "ones_like(1.0 * x)"
    ones = localize(fill(form, x=value), numpy_target())
    note = ("tangent: each element moves alone", "tangent")
    return Name(name), [Gate(name, ones, circuit.span, note=note, rule="unit")]
