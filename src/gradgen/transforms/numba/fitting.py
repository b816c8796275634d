"""Fits derived functions to numba: each line in words that it compiles, or a finding.

Before, with `x` of the shape [N, D]::

    top = np.max(x, axis=1, keepdims=True)
    grad_out = np.full_like(top, grad_out)

After::

    top = max_over_last_axis(x)[:, None]
    grad_out = filled_like(top, grad_out)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from gradgen.analysis.shapes import Shapes, entered
from gradgen.diagnostics import Diagnostic
from gradgen.ir.circuit import (
    Assertion,
    Circuit,
    Enter,
    Gate,
    Parameter,
    Release,
    Statement,
    Update,
)
from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Name,
    index_items,
    names_in,
    rebuild,
    subscript,
    substitute,
)
from gradgen.ir.program import Program
from gradgen.ir.shape import Shape
from gradgen.rules.matcher import is_leaf, match_gate
from gradgen.transforms.numba.call import (
    Call,
    UnknownToNumbaError,
    UnsaidError,
    own,
    written,
)
from gradgen.transforms.numba.deep_shapes import DeepShapes, localized_for
from gradgen.transforms.numba.findings import keyword_only, unknown_call, unknown_ranks
from gradgen.transforms.numba.subset import expect_known
from gradgen.transforms.numba.wording import worded


def fitted(
    circuits: tuple[Circuit, ...], program: Program
) -> tuple[tuple[Circuit, ...], list[Diagnostic]]:
    """The circuits in numba's words, and what it has no words for."""
    constants = {constant.name: constant.expression for constant in program.constants}
    known: dict[str, Shapes] = {}
    found: list[Diagnostic] = []
    done: list[Circuit] = []
    for circuit in circuits:
        shapes = entered(circuit, arrays=program.arrays, constants=constants)
        partner = known.get(circuit.name.rpartition("_")[0])
        shapes.known.update(_tangents(circuit, shapes))
        fitting = _Fitting(DeepShapes(shapes), partner, program)
        done.append(fitting.circuit(_without_releases(circuit)))
        found += fitting.findings
        known[circuit.name.rpartition("_")[0]] = shapes
    return tuple(done), found


def _without_releases(circuit: Circuit) -> Circuit:
    """numba gives up by itself what is not read again, and has no word for it."""
    return replace(circuit, body=tuple(s for s in circuit.body if not isinstance(s, Release)))


def _tangents(circuit: Circuit, shapes: Shapes) -> Iterator[tuple[str, Shape]]:
    """The tangent of a parameter has its shape."""
    names = {parameter.name for parameter in circuit.parameters}
    for parameter in circuit.parameters:
        start, _, rest = parameter.name.partition("_")
        if start in ("dot", "v") and rest in names and parameter.shape is None:
            yield parameter.name, shapes.of(Name(rest))


@dataclass
class _Fitting:
    """One derived function on its way; a `partner` has made what it is handed."""

    shapes: DeepShapes
    partner: Shapes | None
    program: Program
    findings: list[Diagnostic] = field(default_factory=list)
    vague: list[Statement] = field(default_factory=list)

    def circuit(self, circuit: Circuit) -> Circuit:
        """The function in numba's words."""
        unsized = [p.name for p in circuit.parameters if self.shapes.of(Name(p.name)).rank is None]
        parameters = tuple(self._parameters(circuit))
        body = tuple(self._statement(s) for s in circuit.body if not isinstance(s, Release))
        if self.vague:
            self.findings.append(unknown_ranks(self.vague, unsized))
        return replace(circuit, parameters=parameters, body=body)

    def _parameters(self, circuit: Circuit) -> Iterator[Parameter]:
        """numba knows no parameters that are given by keyword only."""
        has_default = False
        for parameter in circuit.parameters:
            if parameter.kind == "*" and parameter.default is None and has_default:
                self.findings.append(keyword_only(parameter.name, circuit.span))
            has_default |= parameter.default is not None
            yield replace(parameter, kind="") if parameter.kind == "*" else parameter

    def _statement(self, statement: Statement) -> Statement:
        match statement:
            case Gate(idle=False, expression=expression):
                fit = replace(statement, expression=self._fit(expression, statement))
                self._enter(statement)
                return fit
            case Update(idle=False):
                return self._update(statement)
            case Enter(idle=False):
                self.shapes.enter(statement)
                return replace(statement, over=self._fit(statement.over, statement))
            case Assertion(message=message):
                kept = message if isinstance(message, Literal) else None
                return replace(statement, test=self._fit(statement.test, statement), message=kept)
            case _:
                return statement

    def _enter(self, gate: Gate) -> None:
        self.shapes.enter(replace(gate, expression=localized_for(self.program, gate.expression)))
        if self.partner and (gate.others or gate.lone):
            handed = {name: self.partner.of(Name(name)) for name in gate.targets}
            self.shapes.shapes.known.update(handed)

    def _update(self, update: Update) -> Statement:
        index, value = (self._fit(e, update) for e in (update.index, update.value))
        if not update.repeats:
            return replace(update, index=index, value=value)
        items = index_items(index)
        ranks = {self.shapes.of(item).rank for item in items}
        if None in ranks:
            self.vague.append(update)
        elif len(items) > 2 or ranks != {1}:
            place = subscript(Name(update.target), update.index)
            self.findings.append(unknown_call(place, update))
        name = "add_at" if len(items) == 1 else "add_at_pairs"
        if self.shapes.of(update.value).rank == 0:
            value = written("full(len(places), value)", places=items[0], value=value)
        buffer = Name(update.target)
        return Gate(
            update.target,
            own(name, buffer, *items, value),
            update.span,
            update.comments,
            update.note,
            update.rule,
        )

    def _fit(self, expression: Expression, statement: Statement) -> Expression:
        """An expression in numba's words."""
        return self._worded(localized_for(self.program, expression), statement)

    def _worded(self, expression: Expression, statement: Statement) -> Expression:
        if is_leaf(expression):
            return expression
        if not isinstance(expression, Apply):
            return rebuild(expression, lambda e: self._worded(e, statement))
        flat = self.shapes.flattened(expression)
        assert isinstance(flat, Apply)
        found = self._call(flat, expression, statement)
        parts: dict[str, Expression] = {
            name: self._worded(self.shapes.inner[name], statement)
            for name in names_in(flat)
            if name in self.shapes.inner
        }
        return substitute(found, parts)

    def _call(self, flat: Apply, whole: Expression, statement: Statement) -> Expression:
        """A call of leaves in numba's words."""
        shape_of = self.shapes.shapes.of
        match = match_gate(flat)
        operands: Mapping[str, Expression] = match.bindings if match and not match.guard else {}
        try:
            found = worded(Call(flat, operands, shape_of), flat.function.name)
            if found is None:
                expect_known(flat, shape_of, self.program)
            return flat if found is None else found
        except UnsaidError:
            self.vague.append(statement)
        except UnknownToNumbaError:
            self.findings.append(unknown_call(whole, statement))
        return flat
