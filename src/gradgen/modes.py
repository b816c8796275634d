"""The modes: which derivative is written, in which passes, and what the function is called.

vjp: gradients, by reverse mode. jvp: the tangent of the value, by forward mode. hvp: the product of
the Hessian with a vector, by forward mode over reverse mode. Gradients can be split into two
functions, forward and backward.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from gradgen.analysis.plan import Plan
from gradgen.ir.circuit import Circuit
from gradgen.ir.program import Program
from gradgen.options import Options

Circuits: TypeAlias = tuple[Circuit, ...]
Derive: TypeAlias = Callable[[Plan, str, Program, Options], Circuits]


class Pass(NamedTuple):
    """One way through the pipeline.

    `derive` makes the derived circuits of a planned one, for the user's function of that name;
    `suffix` is what its name ends with, and `partner` the name of a second one that is made beside
    it; a `forward` pass carries tangents, any other gradients. `settle` is the last word on the
    circuits of one function.
    """

    derive: Derive
    suffix: str
    forward: bool = False
    partner: str = ""
    settle: Callable[[Circuits], Circuits] = tuple

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


def _agreed(halves: Circuits) -> Circuits:
    from gradgen.transforms.splitting import with_same_names

    return with_same_names(halves)


def _tangents(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.forward import push_forward

    taken, with_value = program.bindings, options.with_value
    return (push_forward(p.circuit, p.facts, p.wrt, taken, with_value=with_value),)


def _tangents_of_gradients(p: Plan, name: str, program: Program, options: Options) -> Circuits:
    from gradgen.transforms.forward import push_forward

    values = 1 if options.with_value else 0
    derived = push_forward(
        p.circuit, p.facts, p.wrt, program.bindings, seed="v", values=values, with_value=False
    )
    title = f"Hessian-vector product of `{name}`, by forward mode over reverse mode."
    return (replace(derived, name=f"{name}_hvp", docstring=(title, *derived.docstring[1:])),)


MODES = {
    "vjp": Mode("backward", (Pass(_gradients, "backward"),)),
    "jvp": Mode("jvp", (Pass(_tangents, "jvp", forward=True),)),
    "hvp": Mode(
        "hvp",
        (
            Pass(_gradients_of_lone_output, "backward"),
            Pass(_tangents_of_gradients, "hvp", forward=True),
        ),
    ),
}

SPLIT = Mode("backward", (Pass(_halves, "backward", partner="forward", settle=_agreed),))


def chosen(options: Options) -> Mode:
    """The mode that the user asks for."""
    return SPLIT if options.split else MODES[options.mode]
