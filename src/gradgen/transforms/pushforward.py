"""The lines of a function with the tangents beside them: from the first gate to the last.

Before::

    s = w * x
    L = s + w

After::

    s = w * x
    dot_s = dot_w * x + w * dot_x  # tangent multiplier: product rule
    L = s + w
    dot_L = dot_s + dot_w  # tangent adder
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gradgen.analysis.activity import active
from gradgen.analysis.facts import Facts, is_copy
from gradgen.ir.circuit import Block, Circuit, Enter, Gate, Statement
from gradgen.ir.expression import Apply, Expression, Literal, Name, operator, rebuild
from gradgen.ir.loops import homes, loops
from gradgen.ir.names import Names
from gradgen.ir.printer import show
from gradgen.rules.instance import Site, detail, written
from gradgen.rules.kinds import KINDS
from gradgen.rules.tangents import Application, Term, computed, flow, terms
from gradgen.transforms.held_back import held_up
from gradgen.transforms.local_tangents import LocalTangents, Part
from gradgen.transforms.notes import Words, gate_note, shape_note
from gradgen.transforms.results import with_shapes
from gradgen.transforms.steps import Steps
from gradgen.transforms.tangent_ledger import TangentLedger


class Pushed(NamedTuple):
    """A function's lines with the tangents beside them, and the tangents of its outputs."""

    lines: Block
    tangents: tuple[Name, ...]


def push(
    circuit: Circuit,
    facts: Facts,
    names: Names,
    seeds: Mapping[str, Expression],
    *,
    kept: int = 0,
    shaped: bool = False,
    naming: Callable[[str], str] = "dot_{}".format,
) -> Pushed:
    """The lines of `circuit`, each with its tangent, for the tangents `seeds` of some parameters.

    A seed that is a name is brought to the shape of its parameter unless it is `shaped` already; a
    unit, which is a literal, is the tangent of a single number. The first `kept` outputs need no
    tangent. `naming` gives the name of a value's tangent, where that is free.
    """
    forward = _Forward(circuit, facts, names, active(circuit, facts, seeds), naming)
    forward.name_tangents(seeds)
    if not shaped:
        forward.shape_seeds(seeds)
    for statement in circuit.body:
        forward.pass_statement(statement)
    tangents = tuple(map(forward.result, circuit.outputs[kept:]))
    return Pushed(tuple(forward.lines), tangents)


def is_zero(expression: Expression) -> bool:
    """Whether an expression makes an array of zeros."""
    return isinstance(expression, Apply) and expression.function.name in ("zeros", "zeros_like")


# A sum of products longer than this has a line for each of them.
_LONG = 46


@dataclass
class _Forward(TangentLedger):
    """The walk from the first gate to the last."""

    zeros: dict[Expression, Expression] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.loops, self.lives = loops(self.circuit.body).values(), homes(self.circuit.body)
        self.fit = LocalTangents(self.facts, self.local, self.primal)
        self.steps = Steps(self.facts, self.local, self.names, self.lines, forward=True)

    def pass_statement(self, statement: Statement) -> None:
        """Keep a statement of the function, and set its tangents beside it."""
        if isinstance(statement, Enter) and not statement.idle:
            self._open_loop(statement)
        if not isinstance(statement, Gate) or statement.idle:
            self.lines.append(statement)
            return
        self.lines.append(with_shapes(statement, self.facts))
        moved = [target for target in statement.targets if target in self.active]
        if moved and statement.grows:
            self._grow(statement)
        elif moved and is_copy(statement):
            self._copy(statement)
        elif moved:
            self._differentiate(statement, moved)
        elif is_zero(statement.expression):
            self.zeros[Name(statement.target)] = statement.expression
        self.lines += held_up(statement, self.facts, self.varied)

    def _open_loop(self, enter: Enter) -> None:
        """Start the tangents of what grows in a loop: as zeros where it did not vary before."""
        loop = next(each for each in self.loops if each.enter == enter)
        growing = [g for g in loop.gates() if g.grows and g.target in self.active]
        later = {gate.target for gate in growing}
        before = {gate.target: gate.total for gate in loop.gates() if gate.grows}
        for gate in growing:
            total, known = gate.total, self.moved.get(gate.total)
            starts_here = self.lives.get(total, ()) == loop.around and total not in later
            if not starts_here or isinstance(known, Name):
                continue
            first = total
            while first in before:
                first = before[first]
            start = known or self.zeros.get(Name(first)) or self.local.zero(Name(first))
            name = Name(self.names.fresh(self.naming(total)))
            self.move(total, name)
            note = (f"{KINDS['adder'].forward}: of what grows in the loop", KINDS["adder"].forward)
            self.lines.append(Gate(name.id, start, gate.span, note=note, rule="loop", of=total))

    def _grow(self, gate: Gate) -> None:
        """What grows in a loop is linear in what it was before and in what is added or put."""
        match, expression = self.facts.matches[gate.target], gate.expression
        assert match is not None
        assert isinstance(expression, Apply)
        _, *index, part = expression.arguments
        still = self.local.zero(part)
        change = self.moved.get(part.id, still) if isinstance(part, Name) else still
        value = replace(expression, arguments=(self.moved[gate.total], *index, change))
        note = gate_note(Words(match.rule.forward_head))
        name, rule = self.tangent_of(gate.target).id, match.rule.name
        line = Gate(name, value, gate.span, note=note, rule=rule, grows=True, of=gate.target)
        self.lines.append(line)

    def _copy(self, gate: Gate) -> None:
        assert isinstance(gate.expression, Name)
        words = Words(KINDS["adder"].forward)
        self._assign(gate.target, self.moved[gate.expression.id], words, gate, "copy")

    def _differentiate(self, gate: Gate, moved: list[str]) -> None:
        match = self.facts.matches[gate.target]
        assert match is not None
        shapes, dtypes = self.facts.shapes, self.facts.dtypes
        site = Site(
            {},
            self.facts.constants,
            self.fit.shape_of,
            lambda e: shapes.is_solid(self.fit.of_value(e)),
            lambda e: dtypes.is_float(self.fit.of_value(e)),
        )
        inner = computed(gate.expression, match)
        at = Application(match, inner, gate.targets, self.moved, site)
        if not match.rule.is_single and flow(match.rule) == "linear":
            self._all_at_once(gate, at)
            return
        found = {target: terms(at, target) for target in moved}
        flows = [term.lines for each in found.values() for term in each]
        uses = Counter(step.operand for lines in flows for step in lines[:-1])
        known: dict[str, Expression] = {}
        for target, parts in found.items():
            self._write(gate, at, target, parts, uses, known)

    def _write(
        self,
        gate: Gate,
        at: Application,
        target: str,
        parts: list[Term],
        uses: Counter[str],
        known: dict[str, Expression],
    ) -> None:
        """Write the tangent of one output; `known` are the steps that all outputs share."""
        rule, summands, details = at.match.rule, [], []
        for term in parts:
            value, site = term.value, term.site
            if term.lines:
                shared = known if rule.tangents else {}
                site = site._replace(values={**site.values, **shared})
                site = self.steps.before(term.lines, uses, term.place, gate, at.match, site)
                known |= {s.operand: site.values[s.operand] for s in term.lines[:-1]}
                value = written(term.lines[-1], term.place, site)
                details.append(detail(term.lines[-1], term.place, site))
            summands.append(Part(value, term.place, term.moved))
        if not summands:
            return
        value = self._with_zeros(self.fit.fitted(summands, target, gate, at.match))
        words = Words(rule.forward_head, self.fit.detail(at, details, value))
        if flow(rule) == "multilinear" and not rule.is_elementwise and len(show(value)) > _LONG:
            self._write_one_by_one(gate, at, target, summands, words)
        else:
            self._assign(target, value, words, gate, rule.name)

    def _write_one_by_one(
        self, gate: Gate, at: Application, target: str, summands: list[Part], words: Words
    ) -> None:
        """Write a long sum of products with a line for each: the later ones are added."""
        first, *others = summands
        value = self.fit.fitted([first], target, gate, at.match)
        self._assign(target, value, words, gate, at.match.rule.name)
        adder = Words(KINDS["copier"].forward, words.detail)
        for part in others:
            value = self.fit.fitted([part], target, gate, at.match)
            whole = operator("add", "+", self.tangent_of(target), value)
            self._assign(target, whole, adder, gate, at.match.rule.name)

    def _with_zeros(self, value: Expression) -> Expression:
        """`value` with the zeros of what is zero itself as that is made."""
        inner = rebuild(value, self._with_zeros)
        if isinstance(inner, Apply) and inner.function.name == "zeros_like":
            return self.zeros.get(inner.arguments[0], inner)
        return inner

    def _assign(self, target: str, value: Expression, words: Words, gate: Gate, rule: str) -> None:
        if isinstance(value, Literal):
            self.move(target, value)
            return
        shapes = () if rule == "copy" else shape_note(self.facts.shapes.of(Name(target)))
        note = gate_note(words._replace(shape=next(iter(shapes), "")))
        name = self.tangent_of(target).id
        self.lines.append(Gate(name, value, gate.span, note=note, rule=rule, of=target))

    def _all_at_once(self, gate: Gate, at: Application) -> None:
        """A linear gate of several outputs gives the tangents of all of them."""
        (term,) = terms(at, gate.target)
        value = self.local.localized(term.value, gate, is_scalar=False)
        first, *others = (self.tangent_of(target).id for target in gate.targets)
        note = gate_note(Words(at.match.rule.forward_head, "linear"))
        self.lines.append(
            Gate(
                first,
                value,
                gate.span,
                note=note,
                rule=at.match.rule.name,
                others=tuple(others),
                lone=gate.lone,
                of=gate.target,
            )
        )
