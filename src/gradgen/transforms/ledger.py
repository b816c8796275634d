"""The gradients of values while the backward half is being written: their names, and their lines.

The first contribution to a gradient is assigned, each later one added. What was read at an index is
added there, into a buffer that the function made itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gradgen.analysis.facts import Facts
from gradgen.analysis.repeats import may_repeat
from gradgen.ir.circuit import Circuit, Gate, Note, Output, Parameter, Remark, Statement, Update
from gradgen.ir.expression import Expression, Literal, Name, operator
from gradgen.ir.names import Names
from gradgen.rules.forms import fill
from gradgen.rules.kinds import KINDS
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.transforms.broadcasting import unspread
from gradgen.transforms.notes import Words, adder_note, gate_note, shape_note

_ONE = Literal("1.0")


class Origin(NamedTuple):
    """Where a derived line comes from: the gate, and the rule that it was derived by."""

    gate: Gate
    rule: str


@dataclass
class Ledger:
    """The lines of the backward half, and what each value's gradient is called.

    `gradients` are names by value; those in `started` have a line already, and those in `buffers`
    are arrays of the function's own, which may be added to in place; those of the values in `ones`
    are the number one. `naming` gives the name of a value's gradient, where that is free.
    """

    circuit: Circuit
    facts: Facts
    names: Names
    gradients: dict[str, str] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)
    buffers: set[str] = field(default_factory=set)
    ones: set[str] = field(default_factory=set)
    seeds: list[Parameter] = field(default_factory=list)
    lines: list[Statement] = field(default_factory=list)
    naming: Callable[[str], str] = "grad_{}".format

    def name_gradients(self, wrt: Iterable[str]) -> None:
        """Names that callers see come first: of the parameters' gradients, then of the seeds."""
        for name in wrt:
            self.gradients[name] = self.names.fresh(self.naming(name))
        lone = len(self.circuit.outputs) == 1
        keyword_only = not lone or any(p.kind == "*" for p in self.circuit.parameters)
        for output in self.circuit.outputs:
            seed = self._seed_name(output)
            kind, default = "*" if keyword_only else "", _ONE if lone else None
            self.seeds.append(Parameter(seed, kind, default=default))

    def _seed_name(self, output: Output) -> str:
        """The name of an output's upstream gradient, which is where its gradient starts."""
        value = output.value.id if isinstance(output.value, Name) else ""
        seed = self.gradients.get(value) or self._fresh_seed(self.naming(output.name), value)
        if value:
            self.gradients[value] = seed
            self.started.add(value)
        return seed

    def _fresh_seed(self, wanted: str, value: str) -> str:
        """`grad_L` for the variable `L`, or for the value's own name where that is taken."""
        taken = wanted in self.names and value
        return self.names.fresh(self.naming(value) if taken else wanted)

    def upstream(self, name: str) -> Expression:
        """What has come back to a value: its gradient, by name unless it is plainly one."""
        return _ONE if name in self.ones else Name(self.gradients[name])

    def gradient_of(self, name: str) -> str:
        """The name of a value's gradient."""
        if name not in self.gradients:
            self.gradients[name] = self.names.fresh(self._wanted(name))
        return self.gradients[name]

    def _wanted(self, name: str) -> str:
        """`grad_L`, or `grad_L_0` for the first of several `L` whose last is the output."""
        wanted = self.naming(name)
        taken = any(parameter.name == wanted for parameter in self.seeds)
        return f"{wanted}_0" if taken else wanted

    def remark(self, text: str) -> None:
        """A comment on a line of its own."""
        self.lines.append(Remark(text))

    def assign(self, name: str, value: Expression, note: Note, origin: Origin) -> None:
        """A line that binds the gradient of `name`."""
        gate, rule = origin
        target = self.gradient_of(name)
        self.lines.append(Gate(target, value, gate.span, note=note, rule=rule, of=name))

    def contribute(self, name: str, value: Expression, words: Words, origin: Origin) -> None:
        """The first contribution to a gradient is assigned, each later one added."""
        target = self.gradient_of(name)
        self.ones.discard(name)
        shapes = shape_note(self.facts.shapes.of(Name(name)))
        words = words._replace(shape=next(iter(shapes), ""))
        if name in self.started:
            value = operator("add", "+", Name(target), unspread(value))
            note = adder_note(name, words)
        else:
            self.started.add(name)
            note = gate_note(words)
        self.assign(name, value, note, origin)

    def contribute_at(
        self, name: str, index: Expression, value: Expression, words: Words, origin: Origin
    ) -> None:
        """What was read at an index is added there, into a buffer that starts as zeros."""
        note = gate_note(words) if name not in self.started else adder_note(name, words)
        target = self._buffer(name, origin)
        repeats = may_repeat(index, self.facts.shapes)
        value, index = (localize(part, numpy_target()) for part in (value, index))
        gate, rule = origin
        line = Update(target, index, value, gate.span, note, rule, repeats=repeats, of=name)
        self.lines.append(line)

    def open_sum(self, name: str, zero: Expression, origin: Origin, *, whole: bool) -> None:
        """Start a gradient that a loop is going to add to, be it as a `whole` or at an index."""
        is_array = not self.facts.shapes.of(Name(name)).is_scalar
        if name not in self.started:
            self._start(name, zero if not is_array else self._zeros(name), origin, "in a loop")
            self.buffers.update([self.gradients[name]] if is_array else [])
        elif is_array and not whole:
            self._buffer(name, origin)

    def _start(self, name: str, value: Expression, origin: Origin, said: str) -> None:
        self.started.add(name)
        note = gate_note(Words(KINDS["adder"].word, f"{name} is read {said}"))
        self.assign(name, value, note, origin)

    def _zeros(self, name: str) -> Expression:
        """Zeros to add to: of whole numbers they would cut off what is added."""
        is_float = self.facts.dtypes.is_float(Name(name))
        form = "zeros_like(x)" if is_float else "zeros_like(1.0 * x)"
        return localize(fill(form, x=Name(name)), numpy_target())

    def is_buffer_or_new(self, name: str) -> bool:
        """Whether a gradient can be added to at an index without a copy of it."""
        return name not in self.started or self.gradient_of(name) in self.buffers

    def _buffer(self, name: str, origin: Origin) -> str:
        """The gradient of `name` as an array that this function made itself and alone holds."""
        target = self.gradient_of(name)
        self.ones.discard(name)
        origin = origin._replace(rule="index")
        if target in self.buffers:
            return target
        self.buffers.add(target)
        if name in self.started:
            value = localize(fill("array(grad)", grad=Name(target)), numpy_target())
            note = gate_note(Words(KINDS["adder"].word, "a copy to add to"))
            self.assign(name, value, note, origin)
        else:
            self._start(name, self._zeros(name), origin, "in parts")
        return target
