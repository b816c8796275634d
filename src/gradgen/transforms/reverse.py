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

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gradgen.analysis.activity import active
from gradgen.analysis.facts import Facts, is_copy, operands
from gradgen.analysis.guards import guards, may_overflow
from gradgen.analysis.repeats import may_repeat
from gradgen.analysis.zero_gradients import why_zero
from gradgen.ir.circuit import Circuit, Gate, Output, Parameter, Remark, Statement, Update
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    names_in,
    operator,
)
from gradgen.ir.names import Names
from gradgen.ir.numerals import is_number
from gradgen.rules.absent import ABSENT
from gradgen.rules.forms import fill
from gradgen.rules.forms.indexing import placed, sent_to
from gradgen.rules.instance import Place, Site, detail, lines_needed, outputs_at, written
from gradgen.rules.kinds import KINDS
from gradgen.rules.matcher import Guard, Match
from gradgen.rules.reader import Line
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.targets.python import PYTHON
from gradgen.targets.table import Target
from gradgen.transforms.broadcasting import unbroadcast, unspread
from gradgen.transforms.liveness import retire, without_unread
from gradgen.transforms.precision import narrowed
from gradgen.transforms.stand_ins import with_stand_ins
from gradgen.transforms.notes import (
    Words,
    adder_note,
    flat_remark,
    gate_note,
    product_of_shapes,
    shape_note,
    zero_note,
)

_ONE, _ZERO = Literal("1.0"), Literal("0.0")


def differentiate(
    circuit: Circuit, facts: Facts, wrt: tuple[str, ...], taken: Iterable[str], *, with_value: bool
) -> Circuit:
    """The backward function of `circuit` for the parameters `wrt`.

    Each output gets a parameter for its upstream gradient; the function returns the gradients of
    `wrt` in order, with `with_value` after the value. New names keep clear of those `taken`.
    """
    bound = (target for gate in circuit.gates() for target in gate.targets)
    names = Names((*taken, *bound, *(parameter.name for parameter in circuit.parameters)))
    backward = _Backward(
        circuit, facts, active(circuit, facts, wrt), names, guards(circuit, facts)
    )
    backward.name_gradients(wrt)
    backward.shape_seeds()
    for gate in reversed(list(circuit.gates())):
        backward.pass_gate(gate)
    for name in wrt:
        backward.settle(name)
    gradients = tuple(Name(backward.gradients[name]) for name in wrt)
    results = _bare_or_tuple(gradients)
    lines = with_stand_ins(circuit, facts, without_unread(backward.body, results), results)
    if with_value:
        values = _bare_or_tuple(tuple(output.value for output in circuit.outputs))
        results = Sequence((values, results))
    forward = _with_shapes(retire(circuit.body, [*lines, results]), facts)
    return Circuit(
        name=f"{circuit.name}_backward",
        parameters=(*circuit.parameters, *backward.seeds),
        body=(*_headed("forward", forward), *_headed("backward", lines)),
        outputs=circuit.outputs,
        span=circuit.span,
        docstring=_docstring(circuit, gradients, with_value),
        returns=results,
    )


def _with_shapes(forward: list[Statement], facts: Facts) -> list[Statement]:
    """Forward lines that say the shapes of their values, where those are known."""
    return [
        replace(s, note=shape_note(facts.shapes.of(Name(s.target))))
        if isinstance(s, Gate) and not s.others
        else s
        for s in forward
    ]


def _headed(text: str, half: list[Statement]) -> list[Statement]:
    """A half of the function under its heading, if there is anything in it."""
    return [Remark(text, heading=True), *half] if half else []


def _bare_or_tuple(values: tuple[Expression, ...]) -> Expression:
    return values[0] if len(values) == 1 else Sequence(values)


def _docstring(circuit: Circuit, gradients: tuple[Name, ...], with_value: bool) -> tuple[str, ...]:
    returned = ", ".join(gradient.id for gradient in gradients)
    if with_value:
        value = ", ".join(output.name for output in circuit.outputs)
        value = f"({value})" if len(circuit.outputs) > 1 else value
        returned = f"{value}, ({returned})" if len(gradients) > 1 else f"{value}, {returned}"
    return (f"Gradient of `{circuit.name}` by reverse mode.", "", f"Returns {returned}.")


@dataclass
class _Backward:
    """The backward half while it is being written."""

    circuit: Circuit
    facts: Facts
    active: frozenset[str]
    names: Names
    guards: Mapping[str, Guard]
    gradients: dict[str, str] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)
    buffers: set[str] = field(default_factory=set)
    body: list[Statement] = field(default_factory=list)
    seeds: list[Parameter] = field(default_factory=list)

    def name_gradients(self, wrt: Iterable[str]) -> None:
        """Names that callers see come first: of the parameters' gradients, then of the seeds."""
        for name in wrt:
            self.gradients[name] = self.names.fresh(f"grad_{name}")
        lone = len(self.circuit.outputs) == 1
        keyword_only = not lone or any(p.kind == "*" for p in self.circuit.parameters)
        for output in self.circuit.outputs:
            seed = self._seed_name(output)
            kind, default = "*" if keyword_only else "", _ONE if lone else None
            self.seeds.append(Parameter(seed, kind, default=default))

    def _seed_name(self, output: Output) -> str:
        """The name of an output's upstream gradient, which is where its gradient starts."""
        value = output.value.id if isinstance(output.value, Name) else ""
        seed = self.gradients.get(value) or self._fresh_seed(f"grad_{output.name}", value)
        if value:
            self.gradients[value] = seed
            self.started.add(value)
        return seed

    def shape_seeds(self) -> None:
        """Bring each upstream gradient to the shape of its output, in memory of its own."""
        for output, seed in zip(self.circuit.outputs, self.seeds, strict=True):
            value = output.value
            if self.facts.shapes.of(value).is_scalar or not isinstance(value, Name):
                continue
            if value.id not in self.active:
                continue
            is_float = self.facts.dtypes.is_float(value)
            form = "full_like(out, grad)" if is_float else "grad * ones_like(out)"
            spread = fill(form, grad=Name(seed.name), out=value)
            note = (f"upstream gradient, in the shape of {value.id}", "upstream gradient")
            span = self.circuit.span
            self.body.append(Gate(seed.name, localize(spread, numpy_target()), span, note=note))

    def _fresh_seed(self, wanted: str, value: str) -> str:
        """`grad_L` for the variable `L`, or for the value's own name where that is taken."""
        taken = wanted in self.names and value
        return self.names.fresh(f"grad_{value}" if taken else wanted)

    def pass_gate(self, gate: Gate) -> None:
        """Send the gradient of a gate's output back to its operands."""
        arrived = [t for t in gate.targets if t in self.active and t in self.started]
        if not arrived:
            self._say_if_flat(gate)
            return
        gradients = {name: Name(self.gradients[name]) for name in arrived}
        if is_copy(gate):
            self._copy(gate, gradients[gate.target])
            return
        match = self.facts.matches[gate.target]
        assert match is not None
        values = outputs_at(match.rule, gate.targets, gradients)
        shapes = self.facts.shapes
        is_float = self.facts.dtypes.is_float
        site = Site(values, self.facts.constants, shapes.of, shapes.is_solid, is_float)
        places = self._open_places(gate)
        flows = [lines_needed(match.rule, p.line, site) for p in places if p.line]
        uses = Counter(step.operand for lines in flows for step in lines[:-1])
        for place, lines in zip(places, flows, strict=True):
            if lines:
                *steps, line = lines
                bare = written(line, place, site)
                lone = bare.id if isinstance(bare, Name) else ""
                inline = lone if uses[lone] == 1 else ""
                site = self._with_steps(steps, inline, place, gate, match, site)
                value = written(line, place, site)
                if value == ABSENT:
                    continue
                sent = sent_to(value)
                if sent and match.guard is None:
                    words = Words(match.rule.head, detail(line, place, site))
                    self._send_into_buffer(place, sent, words, gate, match.rule.name)
                    continue
                value = placed(*sent, place.operand) if sent else value
                value, said = self._value(value, place, gate, match)
                doing = detail(line, place, site) or self._product(value, gate)
                words = Words(match.rule.head, doing, said)
                self._contribute(place, value, words, gate, match.rule.name)

    def _product(self, value: Expression, gate: Gate) -> str:
        """What is multiplied with what, in shapes, where a gate sends back a product of matrices."""
        upstream = {Name(self.gradients[t]): Name(t) for t in gate.targets if t in self.gradients}
        return product_of_shapes(value, lambda e: self.facts.shapes.of(upstream.get(e, e)))

    def _open_places(self, gate: Gate) -> list[Place]:
        """The operands of a gate that a gradient flows back to."""
        return [
            place
            for place in operands(gate, self.facts)
            if isinstance(place.operand, Name) and place.operand.id in self.active
            if not place.is_flat and place.line is not None
        ]

    def _with_steps(
        self, steps: list[Line], inline: str, place: Place, gate: Gate, match: Match, site: Site
    ) -> Site:
        """The site with the steps that a line reads, each written once; one may stay `inline`."""
        for step in steps:
            if step.operand in site.values:
                continue
            value = written(step, place, site)
            if step.operand != inline and not isinstance(value, Literal):
                value = self._step(value, step, place, gate, match, site)
            site = site._replace(values={**site.values, step.operand: value})
        return site

    def _step(
        self, value: Expression, step: Line, place: Place, gate: Gate, match: Match, site: Site
    ) -> Name:
        """A step on the way to several gradients, under a name of its own."""
        name = self.names.temporary()
        shapes = self.facts.shapes
        is_scalar = all(shapes.of(each).is_scalar for each in (place.operand, Name(gate.target)))
        local = localize(value, self._target(gate, is_scalar), shapes.array_constants)
        note = gate_note(Words(match.rule.head, detail(step, place, site)))
        self.body.append(Gate(name, local, gate.span, note=note, rule=match.rule.name))
        return Name(name)

    def _value(
        self, value: Expression, place: Place, gate: Gate, match: Match
    ) -> tuple[Expression, str]:
        """What a gate sends back to an operand, in the operand's shape; and what to say of that."""
        out, shapes = Name(gate.target), self.facts.shapes
        own, whole = shapes.of(place.operand), shapes.of(out)
        if shapes.arrays and match.rule.is_elementwise and own.is_scalar <= whole.is_scalar:
            upstream = Name(self.gradients[gate.target])
            read = names_in(value) if whole.is_scalar else names_in(place.operand)
            typed = frozenset((upstream.id, gate.target, *read))
            value = narrowed(value, upstream, typed, lambda name: shapes.of(name).is_scalar)
        value, said = self._guarded(value, gate), ""
        chosen = _is_choice(gate.expression) and match.guard is None and not own.is_scalar
        if match.rule.is_elementwise and not chosen:
            value, said = unbroadcast(value, place.operand, own, whole)
        target = self._target(gate, own.is_scalar and whole.is_scalar)
        value = localize(value, target, shapes.array_constants)
        if chosen:
            value = self._chosen(value, place.operand)
        if match.guard:
            value = match.guard.around(value, self._zero(place.operand))
        return value, said

    def _guarded(self, value: Expression, gate: Gate) -> Expression:
        """Zero where the output of a gate does not count, though its local gradient is infinite."""
        guard = self.guards.get(gate.target)
        if guard is None or not may_overflow(gate, self.facts):
            return value
        sides = (value, _ZERO) if guard.holds else (_ZERO, value)
        return Apply(Function("where"), (guard.condition, *sides))

    def _chosen(self, value: Expression, operand: Expression) -> Expression:
        """`grad if c else 0.0` for an array: the zeros have its shape."""
        assert isinstance(value, Apply)
        zero = self._zero(operand)
        sides = tuple(zero if is_number(side, 0) else side for side in value.arguments)
        return replace(value, function=Function("where", "operator", "if"), arguments=sides)

    def _zero(self, operand: Expression) -> Expression:
        """A zero in the shape of `operand`."""
        if self.facts.shapes.of(operand).is_scalar:
            return _ZERO
        return localize(fill("zeros_like(x)", x=operand), numpy_target())

    def _target(self, gate: Gate, is_scalar: bool) -> Target:
        """Whose functions a derived line uses: those of the gate that it is derived from."""
        function = gate.expression.function if isinstance(gate.expression, Apply) else None
        if not self.facts.shapes.arrays or (function and function.module == "math"):
            return PYTHON
        return numpy_target(scalar=is_scalar)

    def _send_into_buffer(
        self,
        place: Place,
        sent: tuple[Expression, Expression],
        words: Words,
        gate: Gate,
        rule: str,
    ) -> None:
        """What was read at an index is added there, into a buffer that starts as zeros."""
        assert isinstance(place.operand, Name)
        name, (value, index) = place.operand.id, sent
        note = gate_note(words) if name not in self.started else adder_note(name, words)
        target = self._buffer(name, gate)
        repeats = may_repeat(index, self.facts.shapes)
        value, index = (localize(part, numpy_target()) for part in (value, index))
        self.body.append(Update(target, index, value, gate.span, note, rule, repeats=repeats))

    def _buffer(self, name: str, gate: Gate) -> str:
        """The gradient of `name` as an array that this function made itself and alone holds."""
        if name not in self.gradients:
            self.gradients[name] = self.names.fresh(self._wanted(name))
        target = self.gradients[name]
        if target in self.buffers:
            return target
        if name in self.started:
            value, said = fill("array(grad)", grad=Name(target)), "a copy to add to"
        else:
            value, said = fill("zeros_like(x)", x=Name(name)), f"{name} is read in parts"
        self.buffers.add(target)
        self.started.add(name)
        note = gate_note(Words(KINDS["adder"].word, said))
        local = localize(value, numpy_target())
        self.body.append(Gate(target, local, gate.span, note=note, rule="index"))
        return target

    def _copy(self, gate: Gate, upstream: Name) -> None:
        for name in names_in(gate.expression):
            if name in self.active:
                place = Place(Name(name), None, {})
                self._contribute(place, upstream, Words(KINDS["copier"].word), gate, "copy")

    def _contribute(
        self, place: Place, value: Expression, words: Words, gate: Gate, rule: str
    ) -> None:
        """The first contribution to a gradient is assigned, each later one added."""
        assert isinstance(place.operand, Name)
        name = place.operand.id
        if name not in self.gradients:
            self.gradients[name] = self.names.fresh(self._wanted(name))
        target = self.gradients[name]
        words = words._replace(shape=next(iter(shape_note(self.facts.shapes.of(place.operand))), ""))
        if name in self.started:
            value = operator("add", "+", Name(target), unspread(value))
            note = adder_note(name, words)
        else:
            self.started.add(name)
            note = gate_note(words)
        self.body.append(Gate(target, value, gate.span, note=note, rule=rule))

    def _wanted(self, name: str) -> str:
        """`grad_L`, or `grad_L_0` for the first of several `L` whose last is the output."""
        wanted = f"grad_{name}"
        taken = any(parameter.name == wanted for parameter in self.seeds)
        return f"{wanted}_0" if taken else wanted

    def _say_if_flat(self, gate: Gate) -> None:
        """A gate through which nothing flows back to a value that counts says so in its place."""
        flat = [p.operand for p in operands(gate, self.facts) if p.is_flat and p.line]
        names = dict.fromkeys(operand.id for operand in flat if isinstance(operand, Name))
        held_back = [name for name in names if name in self.active]
        if held_back:
            self.body.append(Remark(flat_remark(gate, held_back)))

    def settle(self, name: str) -> None:
        """A parameter that nothing has flowed back to has a gradient of zero."""
        if name in self.started:
            return
        self.started.add(name)
        note = zero_note(why_zero(self.circuit, self.facts, name))
        zero = self._zero(Name(name))
        self.body.append(Gate(self.gradients[name], zero, self.circuit.span, note=note))


def _is_choice(expression: Expression) -> bool:
    """Whether a gate is Python's `a if c else b`, which takes one of them whole."""
    return (
        isinstance(expression, Apply)
        and expression.function.module == "operator"
        and expression.function.name == "where"
    )
