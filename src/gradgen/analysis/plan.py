"""What is to be differentiated by what, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gradgen.analysis.activity import active
from gradgen.analysis.facts import Facts, gather
from gradgen.analysis.obstacles import obstacles
from gradgen.analysis.parameters import differentiable, is_marked
from gradgen.analysis.shapes import Shapes
from gradgen.analysis.shifts import shifts
from gradgen.diagnostics import Diagnostic, Label, Span
from gradgen.diagnostics.suggestion import nearest
from gradgen.ir.circuit import Circuit


class Plan(NamedTuple):
    """A circuit, its facts, the parameters to differentiate by, and what is in the way."""

    circuit: Circuit
    facts: Facts
    wrt: tuple[str, ...]
    errors: tuple[Diagnostic, ...]


def plan(
    circuit: Circuit,
    wanted: tuple[str, ...] | None,
    *,
    is_whole: bool,
    shapes: Shapes | None = None,
    forward: bool = False,
    optimize: bool = False,
) -> Plan:
    """How `circuit` is to be differentiated; `wanted` is the user's choice of parameters.

    With `forward` it is tangents that have to get through, not gradients. Where something was
    refused before, a circuit is not whole: parameters may seem useless then. To `optimize`, shifts
    on which nothing depends are held.
    """
    facts = gather(circuit, shapes)
    if optimize:
        facts = facts._replace(held=shifts(circuit, facts))
    wrt = differentiable(circuit, facts) if wanted is None else _in_order(circuit, wanted)
    errors = [*_wrong_choices(circuit, wanted), *facts.shapes.errors]
    if is_whole and not wrt and not errors:
        errors.append(_no_parameter(circuit, was_chosen=wanted is not None))
    errors += obstacles(circuit, facts, active(circuit, facts, wrt), forward=forward)
    return Plan(circuit, facts, wrt, tuple(errors))


def _in_order(circuit: Circuit, wanted: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(p.name for p in circuit.parameters if p.name in wanted)


def _wrong_choices(circuit: Circuit, wanted: tuple[str, ...] | None) -> Iterator[Diagnostic]:
    known = {parameter.name: parameter for parameter in circuit.parameters}
    for name in wanted or ():
        if name not in known:
            close = nearest(name, known)
            choose = f"choose among its own: --wrt {','.join(known)}"
            yield Diagnostic(
                "unknown-parameter",
                f"`{circuit.name}` has no parameter `{name}`",
                _label(circuit.span, f"it has {', '.join(known) or 'none'}"),
                f"did you mean `{close}`?" if close else choose,
            )
        elif is_marked(known[name]):
            what = known[name].annotation
            marked = (
                "is a namespace"
                if known[name].namespace
                else f"is annotated `{what}`" if what else "has a default that is no number"
            )
            yield Diagnostic(
                "not-differentiable",
                f"`{name}` {marked}, and no gradient goes there",
                _label(known[name].span, "a gradient needs values in between"),
                f"annotate it as a real number, `{name}: float`, or leave it out of --wrt",
            )


def _no_parameter(circuit: Circuit, *, was_chosen: bool) -> Diagnostic:
    if was_chosen:
        return Diagnostic(
            "no-parameter",
            f"no parameter of `{circuit.name}` is chosen to differentiate by",
            _label(circuit.span, f"it has {', '.join(p.name for p in circuit.parameters)}"),
            "name some of them after --wrt, or leave it out for all",
        )
    return Diagnostic(
        "no-parameter",
        f"`{circuit.name}` has no parameter to differentiate by",
        _label(circuit.span, "none of its parameters carries a real number"),
        "a gradient needs a real parameter: def f(x): ...",
    )


def _label(span: Span | None, text: str) -> tuple[Label, ...]:
    return (Label(span, text),) if span else ()
