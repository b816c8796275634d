"""Sets the scene: from the texts, the circuits and the map between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gradgen.analysis.facts import Facts, gather
from gradgen.analysis.shapes import entered
from gradgen.draw.lines import Derived, lines_of
from gradgen.draw.scene import FunctionView, GateView, LoopView, Place, Scene, Size, ValueView
from gradgen.draw.symbols import symbol
from gradgen.emit.source_map import placed_statements
from gradgen.ir.circuit import Circuit, Gate
from gradgen.ir.expression import Name, names_in
from gradgen.ir.loops import loops
from gradgen.ir.namespaces import is_asking
from gradgen.ir.printer import show
from gradgen.ir.program import Program
from gradgen.ir.shape import Shape, is_unnamed, told


class Material(NamedTuple):
    """The user's text and program, the generated text, and the circuits in that.

    In a `forward` one the derivatives are tangents alone.
    """

    filename: str
    source: str
    program: Program
    generated: str
    circuits: tuple[Circuit, ...]
    forward: bool = False


def set_scene(material: Material) -> Scene:
    """What there is to show of a file and of what was generated from it."""
    primals, circuits = material.program.circuits, material.circuits
    each = len(circuits) // len(primals)
    placed = placed_statements(material.generated, circuits)
    rows = material.generated.split("\n")
    functions = []
    for n, primal in enumerate(primals):
        derived = circuits[n * each : (n + 1) * each]
        names = {circuit.name for circuit in derived}
        own = [p for p in placed if p.line.function in names]
        functions.append(_Stage(primal, Derived(derived, own, rows), n, material.program).view())
    texts = material.filename, material.source, material.generated
    return Scene(*texts, tuple(functions), material.forward)


@dataclass
class _Stage:
    """A function, and what was generated from it."""

    primal: Circuit
    derived: Derived
    number: int
    program: Program

    @cached_property
    def facts(self) -> Facts:
        """What is known of the function's gates."""
        constants = {c.name: c.expression for c in self.program.constants}
        shapes = entered(self.primal, arrays=self.program.arrays, constants=constants)
        return gather(self.primal, shapes)

    def view(self) -> FunctionView:
        """All there is to show of the function."""
        gates = tuple(self._gates())
        ids = {target: gate.id for gate in gates for target in gate.targets}
        carried = self.derived.carried(self.primal)
        return FunctionView(
            name=self.primal.name,
            derivatives=tuple(circuit.name for circuit in self.derived.circuits),
            place=Place.of(self.primal.span),
            parameters=tuple(self._parameters(carried)),
            outputs=tuple(self._outputs(carried)),
            gates=gates,
            lines=lines_of(self.primal, ids, self.derived, carried),
            carried=carried,
            loops=tuple(self._loops(ids)),
        )

    @cached_property
    def _computing(self) -> tuple[Gate, ...]:
        """The gates that compute something; what asks for a namespace does not."""
        return tuple(gate for gate in self.primal.gates() if not is_asking(gate))

    def _gates(self) -> Iterator[GateView]:
        for place, gate in enumerate(self._computing, 1):
            match = self.facts.matches.get(gate.target)
            yield GateView(
                id=f"g{self.number}-{place}",
                targets=gate.targets,
                expression=show(gate.expression),
                symbol=symbol(gate.expression, match),
                operands=self._operands(gate),
                shapes=tuple(map(self._shape, gate.targets)),
                place=Place.of(gate.span),
                kind=match.rule.kind if match else None,
                rule=match.rule.name if match else "",
            )

    def _loops(self, ids: dict[str, str]) -> Iterator[LoopView]:
        found = sorted(loops(self.primal.body).values(), key=lambda loop: len(loop.around))
        for number, loop in enumerate(found, 1):
            head = f"for {loop.enter.index} in {show(loop.enter.over)}"
            inside = tuple(ids[gate.target] for gate in loop.gates())
            yield LoopView(number, head, Place.of(loop.enter.span), inside)

    def _operands(self, gate: Gate) -> tuple[str, ...]:
        """The values that a gate reads; constants of the module are none."""
        return tuple(name for name in names_in(gate.expression) if name in self._values)

    @cached_property
    def _values(self) -> frozenset[str]:
        targets = (target for gate in self._computing for target in gate.targets)
        return frozenset((*targets, *(p.name for p in self.primal.parameters)))

    def _shape(self, name: str) -> tuple[Size, ...] | None:
        return sizes(self.facts.shapes.of(Name(name)))

    def _parameters(self, carried: dict[str, str]) -> Iterator[ValueView]:
        for p in self.primal.parameters:
            derivative, place = carried.get(p.name, ""), Place.of(p.span)
            yield ValueView(p.name, p.name, self._shape(p.name), place, derivative)

    def _outputs(self, carried: dict[str, str]) -> Iterator[ValueView]:
        seeds = self.derived.seeds(self.primal)
        for name, value in ((output.name, show(output.value)) for output in self.primal.outputs):
            shape = self._shape(value) if value in self._values else None
            yield ValueView(name, value, shape, None, seeds.get(value) or carried.get(value, ""))


def sizes(shape: Shape) -> tuple[Size, ...] | None:
    """The sizes of a shape: numbers, names, `*batch` for several, `?` for one without a name."""
    dims = tuple(told(dim) or "?" if is_unnamed(dim) else dim for dim in shape.dims)
    if shape.is_exact:
        return dims
    if len(shape.opens) == 1 and not dims:
        (lone,) = shape.opens
        if lone.name.startswith("*") and lone.reduced is None:
            return (lone.name, *lone.dims)
    return None
