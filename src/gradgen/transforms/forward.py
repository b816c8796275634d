"""Forward mode: sets beside each gate of a circuit the gate that carries tangents on.

Before::

    s = w * x
    L = s + w

After::

    # s = w * x (value not needed)
    dot_s = dot_w * x + w * dot_x  # tangent multiplier: product rule
    # L = s + w (value not needed)
    dot_L = dot_s + dot_w  # tangent adder
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from gradgen.analysis.activity import active
from gradgen.analysis.facts import Facts, is_copy
from gradgen.analysis.zero_gradients import why_still
from gradgen.ir.circuit import Circuit, Gate, Output, Parameter, Statement
from gradgen.ir.expression import Apply, Expression, Name, Sequence, rebuild
from gradgen.ir.names import Names
from gradgen.rules.forms import fill
from gradgen.rules.instance import Site, detail, written
from gradgen.rules.kinds import KINDS
from gradgen.rules.tangents import Application, Term, computed, flow, terms
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.transforms.liveness import retire
from gradgen.transforms.local_gradients import LocalGradients
from gradgen.transforms.local_tangents import LocalTangents, Part
from gradgen.transforms.notes import Words, gate_note, product_of_shapes, shape_note, zero_note
from gradgen.transforms.results import bare_or_tuple, with_shapes
from gradgen.transforms.steps import Steps


def push_forward(
    circuit: Circuit,
    facts: Facts,
    wrt: tuple[str, ...],
    taken: Iterable[str],
    *,
    with_value: bool,
    seed: str = "dot",
    values: int = 0,
) -> Circuit:
    """The function that gives the tangents of the outputs of `circuit` (a JVP).

    Each of the parameters `wrt` gets a parameter for its tangent, `dot_x` for `x` unless `seed`
    says otherwise; with `with_value` the value is returned before the tangents. The first `values`
    of the outputs are returned as they are, without a tangent. New names keep clear of those
    `taken`.
    """
    bound = (target for gate in circuit.gates() for target in gate.targets)
    names = Names((*taken, *bound, *(parameter.name for parameter in circuit.parameters)))
    forward = _Forward(circuit, facts, names, active(circuit, facts, wrt))
    parameters = forward.name_tangents(wrt, seed)
    forward.shape_seeds(wrt)
    for statement in circuit.body:
        forward.pass_statement(statement)
    tangents = tuple(map(forward.result, circuit.outputs[values:]))
    results = bare_or_tuple(tangents)
    kept = circuit.outputs if with_value else circuit.outputs[:values]
    if kept:
        results = Sequence((bare_or_tuple(tuple(output.value for output in kept)), results))
    return Circuit(
        name=f"{circuit.name}_jvp",
        parameters=(*circuit.parameters, *parameters),
        body=tuple(retire(tuple(forward.lines), [results])),
        outputs=circuit.outputs,
        span=circuit.span,
        docstring=_docstring(circuit, tangents, kept),
        returns=results,
    )


def _docstring(
    circuit: Circuit, tangents: tuple[Name, ...], kept: tuple[Output, ...]
) -> tuple[str, ...]:
    returned = ", ".join(tangent.id for tangent in tangents)
    if kept:
        value = ", ".join(output.name for output in kept)
        value = f"({value})" if len(kept) > 1 else value
        returned = f"{value}, ({returned})" if len(tangents) > 1 else f"{value}, {returned}"
    title = f"Jacobian-vector product of `{circuit.name}` by forward mode."
    return (title, "", f"Returns {returned}.")


def is_zero(expression: Expression) -> bool:
    """Whether an expression makes an array of zeros."""
    return isinstance(expression, Apply) and expression.function.name in ("zeros", "zeros_like")


@dataclass
class _Forward:
    """The walk from the first gate to the last."""

    circuit: Circuit
    facts: Facts
    names: Names
    active: frozenset[str]
    tangents: dict[str, str] = field(default_factory=dict)
    moved: dict[str, Expression] = field(default_factory=dict)
    primal: dict[str, str] = field(default_factory=dict)
    zeros: dict[Expression, Expression] = field(default_factory=dict)
    lines: list[Statement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.local = LocalGradients(self.facts, {})
        self.fit = LocalTangents(self.facts, self.local, self.primal)
        self.steps = Steps(self.facts, self.local, self.names, self.lines, forward=True)

    def name_tangents(self, wrt: tuple[str, ...], seed: str) -> tuple[Parameter, ...]:
        """The parameters for the tangents of `wrt`: names that callers see come first."""
        optional = any(p.kind == "*" or p.default is not None for p in self.circuit.parameters)
        for name in wrt:
            self._name(name, self.names.fresh(f"{seed}_{name}"))
        kind = "*" if optional else ""
        for output in self.circuit.outputs:
            value = output.value
            if isinstance(value, Name) and value.id in self.active - self.tangents.keys():
                self._name(value.id, self.names.fresh(f"dot_{output.name}"))
        return tuple(Parameter(self.tangents[name], kind) for name in wrt)

    def _name(self, name: str, tangent: str) -> str:
        self.tangents[name] = tangent
        self.moved[name] = Name(tangent)
        self.primal[tangent] = name
        return tangent

    def shape_seeds(self, wrt: tuple[str, ...]) -> None:
        """Bring each tangent to the shape of its parameter, in memory of its own."""
        shapes, dtypes = self.facts.shapes, self.facts.dtypes
        for name in wrt:
            value, seed = Name(name), Name(self.tangents[name])
            if name not in self.active or shapes.of(value).is_scalar:
                continue
            form = "full_like(x, dot)" if dtypes.is_float(value) else "spread_like(dot, x)"
            spread = localize(fill(form, dot=seed, x=value), numpy_target())
            note = (f"tangent, in the shape of {name}", "tangent")
            self.lines.append(Gate(seed.id, spread, self.circuit.span, note=note, rule="seed"))

    def pass_statement(self, statement: Statement) -> None:
        """Keep a statement of the function, and set its tangents beside it."""
        if not isinstance(statement, Gate) or statement.idle:
            self.lines.append(statement)
            return
        self.lines.append(with_shapes(statement, self.facts))
        moved = [target for target in statement.targets if target in self.active]
        if moved and is_copy(statement):
            self._copy(statement)
        elif moved:
            self._differentiate(statement, moved)
        elif is_zero(statement.expression):
            self.zeros[Name(statement.target)] = statement.expression

    def _copy(self, gate: Gate) -> None:
        tangent = self._tangent_of(gate.target)
        assert isinstance(gate.expression, Name)
        value = Name(self.tangents[gate.expression.id])
        note = gate_note(Words(KINDS["adder"].forward))
        self.lines.append(Gate(tangent, value, gate.span, note=note, rule="copy"))

    def _tangent_of(self, name: str) -> str:
        known = self.tangents.get(name)
        return known or self._name(name, self.names.fresh(f"dot_{name}"))

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
        words = Words(rule.forward_head, self._detail(at, details, value))
        self._assign(target, value, words, gate, rule.name)

    def _with_zeros(self, value: Expression) -> Expression:
        """`value` with the zeros of what is zero itself as that is made."""
        inner = rebuild(value, self._with_zeros)
        if isinstance(inner, Apply) and inner.function.name == "zeros_like":
            return self.zeros.get(inner.arguments[0], inner)
        return inner

    def _detail(self, at: Application, details: list[str], value: Expression) -> str:
        """What the note says of a tangent beside the gate's name."""
        match flow(at.match.rule):
            case "linear":
                return "linear"
            case "multilinear":
                return (
                    "product rule"
                    if len(at.ways) > 1
                    else product_of_shapes(value, self.fit.shape_of)
                )
            case _:
                return details[0] if len(details) == 1 else ""

    def _assign(self, target: str, value: Expression, words: Words, gate: Gate, rule: str) -> None:
        shapes = shape_note(self.facts.shapes.of(Name(target)))
        note = gate_note(words._replace(shape=next(iter(shapes), "")))
        self.lines.append(Gate(self._tangent_of(target), value, gate.span, note=note, rule=rule))

    def _all_at_once(self, gate: Gate, at: Application) -> None:
        """A linear gate of several outputs gives the tangents of all of them."""
        (term,) = terms(at, gate.target)
        value = self.local.localized(term.value, gate, is_scalar=False)
        first, *others = map(self._tangent_of, gate.targets)
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
            )
        )

    def result(self, output: Output) -> Name:
        """The tangent of an output; zero where nothing that varies reaches it."""
        value = output.value
        if isinstance(value, Name) and value.id in self.active:
            return Name(self._tangent_of(value.id))
        name = self.names.fresh(f"dot_{output.name}")
        note = zero_note(why_still(output.name), forward=True)
        zero = self.local.zero(value)
        self.lines.append(Gate(name, zero, self.circuit.span, note=note, rule="still"))
        return Name(name)
