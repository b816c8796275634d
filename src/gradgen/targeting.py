"""What derived circuits become for where they are to run: numba, another library, or faster."""

from __future__ import annotations

from gradgen.analysis.plan import Plan
from gradgen.diagnostics import GradgenError
from gradgen.ir.checker import check
from gradgen.ir.circuit import Circuit
from gradgen.ir.program import Program
from gradgen.ir.shape import SCALAR
from gradgen.modes import Pass


def for_numba(circuits: tuple[Circuit, ...], program: Program) -> tuple[Circuit, ...]:
    """The circuits in words that numba compiles. Raises GradgenError."""
    from gradgen.optimize.fusion.fusing import fused
    from gradgen.transforms.numba.fitting import fitted

    circuits = tuple(fused(circuit, program) for circuit in circuits)
    circuits, errors = fitted(circuits, program)
    if errors:
        raise GradgenError(errors)
    return tuple(map(check, circuits))


def in_own_words(
    circuits: tuple[Circuit, ...], program: Program, original: Program
) -> tuple[tuple[Circuit, ...], Program]:
    """The circuits, and the program around them, in the words of another library than NumPy.

    Raises GradgenError.
    """
    from gradgen.transforms.dialects.speaking import spoken, with_spoken_constants

    circuits, errors = spoken(circuits, program, original)
    if errors:
        raise GradgenError(errors)
    return tuple(map(check, circuits)), with_spoken_constants(program)


def made_faster(circuit: Circuit, p: Plan, program: Program, step: Pass) -> Circuit:
    """A derived circuit, made faster. The upstream gradients of numbers are numbers."""
    from gradgen.optimize.knowledge import Entering
    from gradgen.optimize.passes import optimized

    outputs = [output.value for output in p.circuit.outputs]
    has_seeds = not step.forward and all(p.facts.shapes.of(o).is_scalar for o in outputs)
    own = {parameter.name for parameter in p.circuit.parameters}
    added = [parameter for parameter in circuit.parameters if parameter.name not in own]
    seeds = added[-len(outputs) :] if has_seeds else []
    shapes = dict.fromkeys((seed.name for seed in seeds), SCALAR)
    constants = {constant.name: constant.expression for constant in program.constants}
    entering = Entering(program.arrays, constants, shapes, program.bindings, p.facts.held)
    return optimized(circuit, entering)
