"""The backward half of a function by itself: from the last gate to the first.

Before::

    s = w * x
    L = s + w

After, lines that read what they need of these::

    grad_s = grad_L                 # gradient copier
    grad_w = grad_L                 # gradient copier
    grad_w = grad_w + grad_s * x    # gradient adder: w forks; gradient multiplier
    grad_x = grad_s * w             # gradient multiplier
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal as OneOf
from typing import NamedTuple, TypeAlias

from gradgen.analysis.activity import active, varied
from gradgen.analysis.facts import Facts, is_copy, operands
from gradgen.analysis.guards import guards
from gradgen.analysis.zero_gradients import why_zero
from gradgen.ir.circuit import Circuit, Enter, Gate, Leave, Parameter, Statement
from gradgen.ir.expression import Expression, Literal, Name, names_in
from gradgen.ir.loops import Home, Loop, homes, loops
from gradgen.ir.names import Names
from gradgen.rules.absent import ABSENT
from gradgen.rules.forms import fill
from gradgen.rules.forms.indexing import placed, sent_to
from gradgen.rules.instance import Place, Site, detail, lines_needed, outputs_at, written
from gradgen.rules.kinds import KINDS
from gradgen.rules.matcher import Match
from gradgen.rules.reader import Line
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.transforms.held_back import held_back
from gradgen.transforms.ledger import Ledger, Origin
from gradgen.transforms.liveness import without_unread
from gradgen.transforms.local_gradients import LocalGradients
from gradgen.transforms.notes import (
    Words,
    product_of_shapes,
    zero_note,
)
from gradgen.transforms.own_numbers import own_numbers
from gradgen.transforms.results import bare_or_tuple
from gradgen.transforms.steps import Steps

Start: TypeAlias = OneOf["upstream", "one", "unit"]


class Pullback(NamedTuple):
    """The backward half of a function by itself: its upstream gradients, its lines, its results."""

    seeds: tuple[Parameter, ...]
    lines: list[Statement]
    gradients: tuple[Name, ...]


def pull_back(
    circuit: Circuit,
    facts: Facts,
    wrt: tuple[str, ...],
    names: Names,
    *,
    start: Start = "upstream",
    naming: Callable[[str], str] = "grad_{}".format,
) -> Pullback:
    """The backward half of `circuit` for the parameters `wrt`.

    Its lines read whatever they need of the forward half. It starts from the upstream gradients as
    they are given, from the number one, or from a unit that the caller binds before. New names are
    taken from `names`.
    """
    ledger = Ledger(circuit, facts, names, naming=naming)
    ledger.name_gradients(wrt)
    local = LocalGradients(facts, guards(circuit, facts))
    steps = Steps(facts, local, names, ledger.lines)
    counts, varies = active(circuit, facts, wrt), varied(circuit, facts, wrt)
    backward = _Backward(ledger, local, steps, counts, varies)
    if start == "one":
        backward.start_from_one()
    if start != "unit":
        backward.shape_seeds()
    ends = loops(circuit.body)
    for place, statement in reversed(list(enumerate(circuit.body))):
        match statement:
            case Gate(idle=False):
                backward.pass_gate(statement)
            case Leave():
                backward.open_loop(ends[place])
            case Enter(idle=False):
                backward.close_loop(statement)
    for name in wrt:
        backward.settle(name)
    gradients = tuple(Name(ledger.gradients[name]) for name in wrt)
    lines = without_unread(ledger.lines, bare_or_tuple(gradients))
    if start == "upstream":
        by_name = dict(zip(wrt, gradients, strict=True))
        lines = [*own_numbers(circuit, ledger.seeds, lines, by_name), *lines]
    return Pullback(tuple(ledger.seeds), lines, gradients)


@dataclass
class _Backward:
    """The walk from the last gate to the first."""

    ledger: Ledger
    local: LocalGradients
    steps: Steps
    active: frozenset[str]
    varied: frozenset[str]

    def __post_init__(self) -> None:
        self.lives: Mapping[str, Home] = homes(self.ledger.circuit.body)
        self.open_loops: list[Loop] = []

    @property
    def facts(self) -> Facts:
        """The facts of the circuit."""
        return self.ledger.facts

    def start_from_one(self) -> None:
        """Bind each upstream gradient to one: the derivative of an output by itself."""
        circuit = self.ledger.circuit
        for output, seed in zip(circuit.outputs, self.ledger.seeds, strict=True):
            note = (f"upstream gradient: of {output.name} by itself", "upstream gradient")
            one = Gate(seed.name, Literal("1.0"), circuit.span, note=note, rule="seed")
            self.ledger.lines.append(one)
            if isinstance(output.value, Name) and self.facts.shapes.of(output.value).is_scalar:
                self.ledger.ones.add(output.value.id)

    def shape_seeds(self) -> None:
        """Bring each upstream gradient to the shape of its output, in memory of its own."""
        circuit = self.ledger.circuit
        for output, seed in zip(circuit.outputs, self.ledger.seeds, strict=True):
            value = output.value
            if self.facts.shapes.of(value).is_scalar or not isinstance(value, Name):
                continue
            if value.id not in self.active:
                continue
            is_float = self.facts.dtypes.is_float(value)
            form = "full_like(out, grad)" if is_float else "grad * ones_like(out)"
            spread = localize(fill(form, grad=Name(seed.name), out=value), numpy_target())
            shown = _shown(value.id, circuit)
            note = (f"upstream gradient, in the shape of {shown}", "upstream gradient")
            line = Gate(seed.name, spread, circuit.span, note=note, of=value.id)
            self.ledger.lines.append(line)

    def open_loop(self, loop: Loop) -> None:
        """Begin a loop of gradients, if any comes back to what a loop of the function made.

        What grows in it sends its gradient to where it started, once. The gradients of the other
        values that all turns read start as zeros, and each turn adds to them.
        """
        inside = (*loop.around, loop.enter.index)
        leaving = [g for g in loop.gates() if g.grows and self.lives[g.target] != inside]
        arrived = [g for g in leaving if g.target in self.active & self.ledger.started]
        if not arrived:
            return
        for gate in reversed(leaving):
            if self.lives[gate.target] == loop.around:
                self._pass(gate, partial(_is_total, gate))
        for gate in reversed(list(loop.gates())):
            if not self.active.isdisjoint(gate.targets):
                self._open_sums(gate, inside)
        span = loop.enter.span
        self.ledger.lines.append(Enter(loop.enter.index, loop.enter.over, span))
        self.open_loops.append(loop)

    def _open_sums(self, gate: Gate, inside: Home) -> None:
        """Start the gradients of what a gate in a loop reads of the lines around."""
        match = self.facts.matches[gate.target]
        places = (p for p in self._open_places(gate) if not _is_total(gate, p))
        reads = names_in(gate.expression) if is_copy(gate) else _names_at(places)
        for name in reads:
            made_inside = self.lives.get(name, ())[: len(inside)] == inside
            if name in self.active and not made_inside:
                is_whole = match is None or match.rule.is_elementwise
                zero, origin = self.local.zero(Name(name)), Origin(gate, "loop")
                self.ledger.open_sum(name, zero, origin, whole=is_whole)

    def close_loop(self, enter: Enter) -> None:
        """End a loop of gradients."""
        if self.open_loops and self.open_loops[-1].enter == enter:
            self.open_loops.pop()
            self.ledger.lines.append(Leave(enter.span))

    def pass_gate(self, gate: Gate) -> None:
        """Send the gradient of a gate's output back to its operands."""
        self._pass(gate, lambda place: not _is_total(gate, place))

    def _pass(self, gate: Gate, takes: Callable[[Place], bool]) -> None:
        """Send the gradient of a gate's output back to those operands that `takes` says."""
        arrived = [t for t in gate.targets if t in self.active and t in self.ledger.started]
        if not arrived:
            self.ledger.lines += held_back(gate, self.facts, self.active, self.varied)
            return
        gradients = {name: self.ledger.upstream(name) for name in arrived}
        if is_copy(gate):
            self._copy(gate, gradients[gate.target])
            return
        match = self.facts.matches[gate.target]
        assert match is not None
        values = outputs_at(match.rule, gate.targets, gradients)
        shapes, is_float = self.facts.shapes, self.facts.dtypes.is_float
        site = Site(values, self.facts.constants, shapes.of, shapes.is_solid, is_float)
        places = list(filter(takes, self._open_places(gate)))
        flows = [lines_needed(match.rule, p.line, site) for p in places if p.line]
        uses = Counter(step.operand for lines in flows for step in lines[:-1])
        for place, lines in zip(places, flows, strict=True):
            if lines:
                site = self.steps.before(lines, uses, place, gate, match, site)
                self._send(lines[-1], place, gate, match, site)

    def _send(self, line: Line, place: Place, gate: Gate, match: Match, site: Site) -> None:
        """Write what flows back to one operand."""
        value, operand = written(line, place, site), place.operand
        assert isinstance(operand, Name)
        if value == ABSENT:
            return
        origin = Origin(gate, match.rule.name)
        sent = sent_to(value)
        if sent and match.guard is None and self._may_add_at(operand.id):
            value, index = sent
            words = Words(match.rule.head, detail(line, place, site))
            self.ledger.contribute_at(operand.id, index, value, words, origin)
            return
        value = placed(*sent, operand) if sent else value
        arrived = next(target for target in gate.targets if target in self.ledger.started)
        upstream = Name(self.ledger.gradients[arrived])
        value, said = self.local.fitted(value, place, gate, match, upstream)
        doing = detail(line, place, site) or self._product(value, gate)
        self.ledger.contribute(operand.id, value, Words(match.rule.head, doing, said), origin)

    def _may_add_at(self, name: str) -> bool:
        """Whether parts of a gradient can be added in place: each turn of a loop would copy it.

        That of a value which the turn has made itself may be copied.
        """
        around = self.open_loops[-1] if self.open_loops else None
        is_own = around is None or len(self.lives.get(name, ())) > len(around.around)
        return is_own or self.ledger.is_buffer_or_new(name)

    def _product(self, value: Expression, gate: Gate) -> str:
        """Which shapes meet, where a gate sends back a product of matrices."""
        gradients = self.ledger.gradients
        upstream: dict[Expression, Expression] = {
            Name(gradients[t]): Name(t) for t in gate.targets if t in gradients
        }
        return product_of_shapes(value, lambda e: self.facts.shapes.of(upstream.get(e, e)))

    def _open_places(self, gate: Gate) -> list[Place]:
        """The operands of a gate that a gradient flows back to."""
        return [
            place
            for place in operands(gate, self.facts)
            if isinstance(place.operand, Name) and place.operand.id in self.active
            if not place.is_flat and place.line is not None
        ]

    def _copy(self, gate: Gate, upstream: Expression) -> None:
        for name in names_in(gate.expression):
            if name in self.active:
                words = Words(KINDS["copier"].word)
                self.ledger.contribute(name, upstream, words, Origin(gate, "copy"))

    def settle(self, name: str) -> None:
        """A parameter that nothing has flowed back to has a gradient of zero."""
        ledger = self.ledger
        if name in ledger.started:
            return
        ledger.started.add(name)
        note = zero_note(why_zero(ledger.circuit, self.facts, name))
        zero, span = self.local.zero(Name(name)), ledger.circuit.span
        ledger.lines.append(Gate(ledger.gradients[name], zero, span, note=note, of=name))


def _names_at(places: Iterable[Place]) -> tuple[str, ...]:
    """The names of operands."""
    return tuple(place.operand.id for place in places if isinstance(place.operand, Name))


def _shown(name: str, circuit: Circuit) -> str:
    """The name that the lines show for a value: what grows in a loop keeps that of its start."""
    totals = {gate.target: gate.total for gate in circuit.gates() if gate.grows}
    while name in totals:
        name = totals[name]
    return name


def _is_total(gate: Gate, place: Place) -> bool:
    """Whether an operand is what a gate that grows in a loop starts from."""
    return gate.grows and place.operand == Name(gate.total)
