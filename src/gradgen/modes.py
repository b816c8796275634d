"""The modes: which derivative is written, in which passes, and what the function is called.

vjp: gradients, by reverse mode. jvp: the tangent of the value, by forward mode. hvp: the product of
the Hessian with a vector, by forward mode over reverse mode. jacobian: each element of the outputs
by each of the parameters; hessian: that of the gradient. Gradients can be split into two functions,
forward and backward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from gradgen.analysis.demands import element_by_element, one_number
from gradgen.analysis.facts import Facts
from gradgen.analysis.plan import Plan
from gradgen.diagnostics import Diagnostic
from gradgen.ir.circuit import Circuit
from gradgen.ir.program import Program
from gradgen.options import Options

Circuits: TypeAlias = tuple[Circuit, ...]
Derive: TypeAlias = Callable[[Plan, str, Program, Options], Circuits]
Demand: TypeAlias = Callable[[Circuit, Facts, tuple[str, ...]], Iterable[Diagnostic]]


def no_demand(circuit: Circuit, facts: Facts, wrt: tuple[str, ...]) -> Iterable[Diagnostic]:
    """Nothing is asked of a function that its gates do not answer."""
    return ()


def as_they_are(circuits: Circuits, p: Plan) -> Circuits:
    """Nothing is changed in the derived circuits of a function once they are in place."""
    return circuits


class Pass(NamedTuple):
    """One way through the pipeline.

    `derive` makes the derived circuits of a planned one, for the user's function of that name;
    `suffix` is what its name ends with, and `partner` the name of a second one that is made beside
    it; a `forward` pass carries tangents, any other gradients. `demand` says what else is in the
    way, and `settle` is the last word on the circuits of one function.
    """

    derive: Derive
    suffix: str
    forward: bool = False
    partner: str = ""
    demand: Demand = no_demand
    settle: Callable[[Circuits, Plan], Circuits] = as_they_are

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What the names of all generated functions end with."""
        return (self.partner, self.suffix) if self.partner else (self.suffix,)


class Mode(NamedTuple):
    """A kind of derivative: the suffix of the functions that give it, and how they are made."""

    suffix: str
    passes: tuple[Pass, ...]


def _gradients(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.reverse import differentiate

    taken, with_value = program.bindings, options.with_value
    return (differentiate(p.circuit, p.facts, p.wrt, taken, with_value=with_value),)


def _gradients_of_lone_output(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.reverse import differentiate

    taken, with_value = program.bindings, options.with_value
    derived = differentiate(
        p.circuit, p.facts, p.wrt, taken, with_value=with_value, with_seeds=False
    )
    return (derived,)


def _halves(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.splitting import split

    return split(p.circuit, p.facts, p.wrt, program.bindings)


def _released(derived: Circuits, p: Plan) -> Circuits:
    from gradgen.transforms.releases import with_releases

    return tuple(with_releases(circuit, p.circuit, p.facts) for circuit in derived)


def _agreed(halves: Circuits, p: Plan) -> Circuits:
    from gradgen.transforms.splitting import with_same_names

    return with_same_names(halves)


def _tangents(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.forward import push_forward

    taken, with_value = program.bindings, options.with_value
    return (push_forward(p.circuit, p.facts, p.wrt, taken, with_value=with_value),)


def _tangents_of_gradients(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.forward import push_forward

    values = len(p.circuit.outputs) - len(p.wrt)  # the others are the gradients
    derived = push_forward(
        p.circuit, p.facts, p.wrt, program.bindings, seed="v", values=values, with_value=False
    )
    title = f"Hessian-vector product of `{name}`, by forward mode over reverse mode."
    return (replace(derived, name=f"{name}_hvp", docstring=(title, *derived.docstring[1:])),)


def _jacobian(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.jacobian import jacobian

    taken, with_value = program.bindings, options.with_value
    return (jacobian(p.circuit, p.facts, p.wrt, taken, by=options.by, with_value=with_value),)


def _diagonal(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.diagonal import diagonal

    taken, with_value = program.bindings, options.with_value
    return (diagonal(p.circuit, p.facts, p.wrt, taken, with_value=with_value),)


def _jacobian_of_gradients(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.jacobian import jacobian

    values = len(p.circuit.outputs) - len(p.wrt)  # the others are the gradients
    gradients = p.circuit.outputs[values:]
    derived = jacobian(
        p.circuit,
        p.facts,
        p.wrt,
        program.bindings,
        by="columns",
        values=values,
        entry=_second_derivative,
        like={output.name: x for output, x in zip(gradients, p.wrt, strict=True)},
    )
    title = f"Hessian of `{name}`, by forward mode over reverse mode."
    return (replace(derived, name=f"{name}_hessian", docstring=(title, *derived.docstring[1:])),)


def _second_derivative(gradient: str, parameter: str) -> str:
    """The name of a block of a Hessian: `hess_x_y`."""
    return f"hess_{gradient.removeprefix('grad_')}_{parameter}"


MODES = {
    "vjp": Mode("backward", (Pass(_gradients, "backward", settle=_released),)),
    "jvp": Mode("jvp", (Pass(_tangents, "jvp", forward=True),)),
    "hvp": Mode(
        "hvp",
        (
            Pass(_gradients_of_lone_output, "backward", demand=one_number),
            Pass(_tangents_of_gradients, "hvp", forward=True),
        ),
    ),
    "jacobian": Mode("jacobian", (Pass(_jacobian, "jacobian"),)),
    "hessian": Mode(
        "hessian",
        (
            Pass(_gradients_of_lone_output, "backward", demand=one_number),
            Pass(_jacobian_of_gradients, "hessian", forward=True),
        ),
    ),
}

COLUMNS = Mode("jacobian", (Pass(_jacobian, "jacobian", forward=True),))
DIAGONAL = Mode("jacobian", (Pass(_diagonal, "jacobian", forward=True, demand=element_by_element),))

SPLIT = Mode("backward", (Pass(_halves, "backward", partner="forward", settle=_agreed),))


def chosen(options: Options) -> Mode:
    """The mode that the user asks for."""
    if options.split or options.wrap:
        return SPLIT
    forms = {"columns": COLUMNS, "diagonal": DIAGONAL}
    return forms.get(options.by) or MODES[options.mode]
