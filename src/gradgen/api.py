"""The pipeline on one page, and the ways into it from Python.

read -> build circuits -> analyse -> differentiate -> emit
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.diagnostics.diagnostic import in_order
from gradgen.options import Options
from gradgen.recursion import deep_recursion

if TYPE_CHECKING:
    from gradgen.emit.source_map import SourceMapLine
    from gradgen.frontend.source import Source
    from gradgen.ir.circuit import Circuit
    from gradgen.ir.program import Program


@dataclass(frozen=True)
class Result:
    """What a run gives: the generated `source`, warnings, and what went in and came out.

    `functions` are the names of the differentiated functions; `newline` is the line end of the
    input; `program` holds their circuits, and `circuits` those of the generated functions.
    """

    source: str
    warnings: tuple[Diagnostic, ...]
    functions: tuple[str, ...]
    newline: str
    program: Program
    circuits: tuple[Circuit, ...]

    @cached_property
    def source_map(self) -> tuple[SourceMapLine, ...]:
        """For each statement of the generated functions: its lines, its origin, its rule."""
        from gradgen.emit.source_map import source_map

        return source_map(self.source, self.circuits)


def generate(
    source: str | bytes,
    *,
    filename: str = "<string>",
    function: str | Sequence[str] | None = None,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    with_value: bool = False,
    line_length: int = 88,
) -> str:
    """The source of the gradients of the functions in `source`: a complete module.

    `function` names one or several top-level functions (by default every one that no other
    function of the file calls), `wrt` the parameters to differentiate by, as a sequence or as
    `"a,b"` (by default all that can carry a gradient). `shape` gives the shapes of array
    parameters that no annotation tells, `{"x": "N,D"}`: names and numbers for the sizes, `*batch`
    for any number of leading ones, and nothing for a single number. With `with_value` the generated
    function returns the value too: `L, (grad_a, grad_b)`.

    Nothing of `source` is run. Raises GradgenError with everything that was found wrong.
    """
    return build(
        source,
        filename=filename,
        function=function,
        wrt=wrt,
        shape=shape,
        with_value=with_value,
        line_length=line_length,
    ).source


def build(
    source: str | bytes,
    *,
    filename: str = "<string>",
    function: str | Sequence[str] | None = None,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    with_value: bool = False,
    line_length: int = 88,
) -> Result:
    """As `generate`, with warnings, circuits and the source map beside the text."""
    from gradgen.frontend.reading import read, too_deep

    shapes = tuple(sorted((shape or {}).items()))
    options = Options(_names(function) or (), _names(wrt), with_value, line_length, shapes)
    with deep_recursion():
        try:
            return _run(read(source, filename), options)
        except RecursionError:
            raise too_deep(filename) from None


def _names(given: str | Sequence[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    parts = given.split(",") if isinstance(given, str) else given
    return tuple(part.strip() for part in parts if part.strip())


def _run(source: Source, options: Options) -> Result:
    from gradgen.analysis.clashes import taken_names
    from gradgen.analysis.plan import plan
    from gradgen.analysis.shapes import entered
    from gradgen.emit.module import emit
    from gradgen.frontend.program import read_program
    from gradgen.ir.checker import check
    from gradgen.transforms.reverse import differentiate

    program, findings = read_program(source, options.functions, dict(options.shapes))
    whole = not findings.errors
    constants = {constant.name: constant.expression for constant in program.constants}
    plans = [
        plan(
            check(c),
            options.wrt,
            is_whole=whole,
            shapes=entered(c, arrays=program.arrays, constants=constants),
        )
        for c in program.circuits
    ]
    errors = [*findings.errors, *(error for p in plans for error in p.errors)]
    errors += taken_names(program)
    if errors:
        raise GradgenError(errors)
    circuits = tuple(
        check(
            differentiate(
                p.circuit, p.facts, p.wrt, program.bindings, with_value=options.with_value
            )
        )
        for p in plans
    )
    return Result(
        source=emit(program, circuits, options.line_length),
        warnings=in_order(findings.warnings),
        functions=tuple(circuit.name for circuit in program.circuits),
        newline=source.newline,
        program=program,
        circuits=circuits,
    )


def generate_from(
    func: Callable[..., Any],
    *,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    with_value: bool = False,
    line_length: int = 88,
) -> str:
    """The source of the gradient of a function object, read from the file that defines it.

    The function has to stand at the top level of that file, as it is: not nested, not wrapped.
    Raises GradgenError, and OSError or TypeError where Python cannot find the source.
    """
    return _build_from(func, wrt, shape, with_value, line_length).source


def _build_from(
    func: Callable[..., Any],
    wrt: str | Sequence[str] | None,
    shape: Mapping[str, str] | None,
    with_value: bool,
    line_length: int,
) -> Result:
    from gradgen.frontend.function_object import locate

    place = locate(func)
    return build(
        place.source,
        filename=place.filename,
        function=place.name,
        wrt=wrt,
        shape=shape,
        with_value=with_value,
        line_length=line_length,
    )


def compile_gradient(
    func: Callable[..., Any],
    *,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    with_value: bool = False,
) -> Callable[..., Any]:
    """The gradient of a function object, ready to be called.

    Its text is registered with `linecache`, so that debuggers, tracebacks and `inspect.getsource`
    show it. Raises as `generate_from` does.
    """
    import linecache
    import zlib

    result = _build_from(func, wrt, shape, with_value, 88)
    name = result.circuits[0].name
    filename = f"<gradgen {func.__module__}.{name} {zlib.crc32(result.source.encode()):08x}>"
    linecache.cache[filename] = (len(result.source), None, result.source.splitlines(True), filename)
    namespace: dict[str, Any] = {"__name__": f"gradgen:{func.__module__}"}
    exec(compile(result.source, filename, "exec"), namespace)
    gradient: Callable[..., Any] = namespace[name]
    return gradient
