"""Which value has which tangent: those that the caller gives, those on the way, and the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gradgen.analysis.activity import varied
from gradgen.analysis.facts import Facts
from gradgen.analysis.zero_gradients import why_still
from gradgen.ir.circuit import Circuit, Gate, Output, Statement
from gradgen.ir.expression import Expression, Name
from gradgen.ir.names import Names
from gradgen.rules.forms import fill
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.transforms.local_gradients import LocalGradients
from gradgen.transforms.notes import zero_note


@dataclass
class TangentLedger:
    """The tangents of one circuit and their names, and the lines so far."""

    circuit: Circuit
    facts: Facts
    names: Names
    active: frozenset[str]
    naming: Callable[[str], str]
    moved: dict[str, Expression] = field(default_factory=dict)
    primal: dict[str, str] = field(default_factory=dict)
    results: dict[str, Name] = field(default_factory=dict)
    lines: list[Statement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seeds: tuple[str, ...] = ()
        self.varied: frozenset[str] = frozenset()
        self.local = LocalGradients(self.facts, {})

    def name_tangents(self, seeds: Mapping[str, Expression]) -> None:
        """Names that callers see come first: of the seeds, then of the outputs' tangents."""
        self.seeds, self.varied = tuple(seeds), varied(self.circuit, self.facts, seeds)
        for name, seed in seeds.items():
            self.move(name, seed)
        for output in self.circuit.outputs:
            value = output.value
            if isinstance(value, Name) and value.id in self.active - self.moved.keys():
                self.results[value.id] = Name(self.names.fresh(self.naming(output.name)))
                self.move(value.id, self.results[value.id])

    def shape_seeds(self, seeds: Mapping[str, Expression]) -> None:
        """Bring tangents to the shapes of their parameters."""
        for name, seed in seeds.items():
            if isinstance(seed, Name):
                self._shape_seed(Name(name), seed)

    def move(self, name: str, tangent: Expression) -> None:
        """Note the tangent of a value."""
        self.moved[name] = tangent
        if isinstance(tangent, Name):
            self.primal[tangent.id] = name

    def _shape_seed(self, value: Name, seed: Name) -> None:
        """Bring a tangent to the shape of its parameter, in memory of its own."""
        if value.id not in self.active or self.facts.shapes.of(value).is_scalar:
            return
        is_float = self.facts.dtypes.is_float(value)
        form = "full_like(x, dot)" if is_float else "spread_like(dot, x)"
        spread = localize(fill(form, dot=seed, x=value), numpy_target())
        note = (f"tangent, in the shape of {value.id}", "tangent")
        span = self.circuit.span
        self.lines.append(Gate(seed.id, spread, span, note=note, rule="seed", of=value.id))

    def tangent_of(self, name: str) -> Name:
        """The name of a value's tangent, which is given one if it has none."""
        if name not in self.moved:
            self.move(name, Name(self.names.fresh(self.naming(name))))
        tangent = self.moved[name]
        assert isinstance(tangent, Name)
        return tangent

    def result(self, output: Output) -> Name:
        """The tangent of an output; zero where nothing that varies reaches it."""
        value = output.value
        tangent: Expression = self.local.zero(value)
        note = zero_note(why_still(self.circuit, self.facts, output.name, self.seeds), forward=True)
        if isinstance(value, Name) and value.id in self.active:
            tangent, note = self.moved[value.id], ()
        if isinstance(tangent, Name):
            return tangent
        known = self.results.get(value.id) if isinstance(value, Name) else None
        name = known or Name(self.names.fresh(self.naming(output.name)))
        self.lines.append(Gate(name.id, tangent, self.circuit.span, note=note, rule="still"))
        return name
