"""The pipeline on one page: what becomes of a file.

read -> build circuits -> analyse -> differentiate -> emit

A mode that differentiates twice goes through it twice: what the first pass has written is read by
the second, as any file would be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gradgen.analysis.clashes import taken_names
from gradgen.analysis.demands import loop_in_the_way
from gradgen.analysis.plan import Plan, plan
from gradgen.analysis.shapes import entered
from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.diagnostics.diagnostic import in_order
from gradgen.draw.readings import NO_READINGS, Readings
from gradgen.emit.module import emit
from gradgen.emit.source_map import SourceMapLine, source_map
from gradgen.frontend.program import read_program
from gradgen.frontend.reading import read
from gradgen.frontend.source import Source
from gradgen.ir.checker import BrokenCircuitError, check
from gradgen.ir.circuit import Circuit
from gradgen.ir.program import Program
from gradgen.ir.shape import SCALAR
from gradgen.modes import Pass, chosen
from gradgen.options import Options
from gradgen.recursion import deep_recursion
from gradgen.tracing import Trace
from gradgen.transforms.in_place import in_place

if TYPE_CHECKING:
    from gradgen.draw.scene import Scene


@dataclass(frozen=True)
class Result:
    """What a run gives: the generated `source`, warnings, and what went in and came out.

    `functions` are the names of the differentiated functions; `newline` is the line end of the
    input; `program` holds their circuits, and `circuits` those of the generated functions;
    `original` is the program of the user's file, also where the last pass has read another text;
    `text` is that of the user's file, and `options` are what was chosen.
    """

    source: str
    warnings: tuple[Diagnostic, ...]
    functions: tuple[str, ...]
    newline: str
    program: Program
    circuits: tuple[Circuit, ...]
    original: Program
    text: str
    options: Options
    wrt: tuple[tuple[str, ...], ...] = ()

    @property
    def derived(self) -> dict[str, tuple[str, ...]]:
        """The names of what was generated from each of the functions."""
        names = [circuit.name for circuit in self.circuits]
        each = len(names) // len(self.functions)
        wrap = self.options.wrap
        return {
            f: (*names[each * n :][:each], *([f"{f}_{wrap}"] if wrap else []))
            for n, f in enumerate(self.functions)
        }

    @cached_property
    def source_map(self) -> tuple[SourceMapLine, ...]:
        """For each statement of the generated functions: its lines, its origin, its rule."""
        return source_map(self.source, self.circuits)

    @cached_property
    def trace(self) -> Trace:
        """The way from the generated text back to the user's."""
        return Trace(self.source_map, self.circuits)

    @cached_property
    def scene(self) -> Scene:
        """The user's file and the generated text side by side: what all pictures are made from."""
        from gradgen.draw.staging import Material, set_scene

        span, *_ = (circuit.span for circuit in self.original.circuits)
        name = span.filename if span else ""
        with deep_recursion():
            forward = self.options.mode == "jvp"
            texts = name, self.text, self.original, self.source
            return set_scene(Material(*texts, self.circuits, forward))

    def json(self) -> str:
        """The source map and the circuit, in the form that `draw/schema.json` describes."""
        from gradgen.draw.json_form import as_json

        return as_json(self.scene)

    def dot(self, readings: Readings = NO_READINGS) -> str:
        """The circuit in the language of Graphviz, with `readings` of a run at its wires."""
        from gradgen.draw.dot import as_dot

        return as_dot(self.scene, readings)

    def mermaid(self, readings: Readings = NO_READINGS) -> str:
        """The circuit as a Mermaid flowchart."""
        from gradgen.draw.mermaid import as_mermaid

        return as_mermaid(self.scene, readings)

    def svg(self, readings: Readings = NO_READINGS) -> str:
        """The circuit as a picture. Raises GradgenError where Graphviz is not there."""
        from gradgen.draw.svg import as_svg

        return as_svg(self.scene, readings)

    def html(self, readings: Readings = NO_READINGS) -> str:
        """A page of its own: source and derivative side by side, with the circuit if it can be."""
        from gradgen.draw.html import as_html
        from gradgen.draw.svg import drawn_for_page

        with deep_recursion():
            return as_html(self.scene, drawn_for_page(self.scene, readings), readings)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """The generated text, as terminals show it."""
        printer.text("..." if cycle else self.source)

    def _repr_html_(self) -> str:
        """The page in a frame, as notebooks show it."""
        from gradgen.draw.html import in_frame

        return in_frame(self.html())


def run(source: Source, options: Options) -> Result:
    """Take a file through all passes of its mode. Raises GradgenError."""
    *others, last = chosen(options).passes
    result, plain = None, replace(options, target="auto")
    for step in others:
        result = _next(source, plain, step, result)
    return _next(source, options, last, result)


def _next(source: Source, options: Options, step: Pass, last: Result | None) -> Result:
    return _pass(source, options, step) if last is None else _once_more(last, options, step)


def _pass(source: Source, options: Options, step: Pass, last: Result | None = None) -> Result:
    """One pass: a file in, the derivatives of its functions out; `last` is the pass before."""
    program, findings = read_program(source, options.functions, dict(options.shapes))
    plans = _plans(program, options, step, last, is_whole=not findings.errors)
    errors = [*findings.errors, *(error for p in plans for error in p.errors)]
    for p in plans if not errors else ():
        errors += step.demand(p.circuit, p.facts, p.wrt)
    errors += taken_names(program, *step.suffixes)
    if errors:
        raise GradgenError(errors)
    names = last.functions if last else tuple(circuit.name for circuit in program.circuits)
    rows = [_derived(p, name, program, options, step) for p, name in zip(plans, names, strict=True)]
    circuits = tuple(circuit for row in rows for circuit in row)
    if last:
        circuits = tuple(check(last.trace.circuit(circuit)) for circuit in circuits)
    if options.target == "numba":
        circuits = _for_numba(circuits, program)
    elif options.optimize and step == chosen(options).passes[-1]:
        whose = [p for p, row in zip(plans, rows, strict=True) for _ in row]
        pairs = zip(circuits, whose, strict=True)
        circuits = tuple(_optimized(circuit, p, program, step) for circuit, p in pairs)
    return Result(
        source=emit(program, circuits, options.line_length, options.target),
        warnings=last.warnings if last else in_order(findings.warnings),
        functions=names,
        newline=last.newline if last else source.newline,
        program=program,
        circuits=circuits,
        original=last.original if last else program,
        text=last.text if last else source.text,
        options=options,
        wrt=tuple(p.wrt for p in plans),
    )


def _derived(
    p: Plan, name: str, program: Program, options: Options, step: Pass
) -> tuple[Circuit, ...]:
    """The derived circuits of one function. Raises GradgenError where its loops are in the way."""
    try:
        row = step.derive(p, name, program, options)
        return tuple(map(check, step.settle(tuple(map(in_place, row)), p)))
    except BrokenCircuitError:
        obstacle = loop_in_the_way(p.circuit)
        if obstacle is None:
            raise
        raise GradgenError([obstacle]) from None


def _for_numba(circuits: tuple[Circuit, ...], program: Program) -> tuple[Circuit, ...]:
    """The circuits in words that numba compiles. Raises GradgenError."""
    from gradgen.optimize.fusion.fusing import fused
    from gradgen.transforms.numba.fitting import fitted

    circuits = tuple(fused(circuit, program) for circuit in circuits)
    circuits, errors = fitted(circuits, program)
    if errors:
        raise GradgenError(errors)
    return tuple(map(check, circuits))


def _optimized(circuit: Circuit, p: Plan, program: Program, step: Pass) -> Circuit:
    """A derived circuit, made faster. The upstream gradients of numbers are numbers."""
    from gradgen.optimize.knowledge import Entering
    from gradgen.optimize.passes import optimized

    outputs = [output.value for output in p.circuit.outputs]
    has_seeds = not step.forward and all(p.facts.shapes.of(o).is_scalar for o in outputs)
    seeds = circuit.parameters[-len(outputs) :] if has_seeds else ()
    shapes = dict.fromkeys((seed.name for seed in seeds), SCALAR)
    constants = {constant.name: constant.expression for constant in program.constants}
    entering = Entering(program.arrays, constants, shapes, program.bindings, p.facts.held)
    return optimized(circuit, entering)


def _plans(
    program: Program, options: Options, step: Pass, last: Result | None, *, is_whole: bool
) -> list[Plan]:
    constants = {constant.name: constant.expression for constant in program.constants}
    wanted = last.wrt if last else [options.wrt] * len(program.circuits)
    return [
        plan(
            check(circuit),
            wrt,
            is_whole=is_whole,
            shapes=entered(circuit, arrays=program.arrays, constants=constants),
            forward=step.forward,
            optimize=options.optimize and step == chosen(options).passes[-1],
        )
        for circuit, wrt in zip(program.circuits, wanted, strict=True)
    ]


def _once_more(last: Result, options: Options, step: Pass) -> Result:
    """Differentiate what the pass before has written; places are told in the user's own file."""
    names = tuple(circuit.name for circuit in last.circuits)
    try:
        source = read(last.source, "<derivative>")
        return _pass(source, replace(options, functions=names), step, last)
    except GradgenError as error:
        raise last.trace.error(error) from None
