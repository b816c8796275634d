"""A generated module with wrappers: imports at its top, and at its end what calls its functions."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Protocol

from gradgen.diagnostics import Diagnostic, GradgenError, Label
from gradgen.frontend.top_level import binding_counts
from gradgen.pipeline import Result
from gradgen.targets.dialects import dialect_named
from gradgen.wrap import host_jax, host_torch, native_jax, native_torch
from gradgen.wrap.outline import Outline, outlines


class Framework(Protocol):
    """What a module of wrappers for one framework holds."""

    NAMES: tuple[str, ...]

    def imports(self, functions: Sequence[Outline]) -> Sequence[str]:
        """The lines that import what the wrappers use."""

    def definitions(self, *, arrays: bool) -> str:
        """The functions that all wrappers of a module share."""

    def names(self, function: str) -> tuple[str, ...]:
        """The names that the wrapper of a function binds."""

    def obstacles(self, o: Outline) -> Iterable[Diagnostic]:
        """What is in the way of a wrapper."""

    def wrapper(self, o: Outline) -> str:
        """What wraps one function."""


# By the framework that wraps, and the library that the code is written for: NumPy has no name.
FRAMEWORKS: dict[tuple[str, str], Framework] = {
    ("torch", ""): host_torch,
    ("jax", ""): host_jax,
    ("jax", "jax"): native_jax,
    ("torch", "torch"): native_torch,
}

_FUTURE: Final = "from __future__ import annotations"


def wrapped(result: Result) -> Result:
    """The result with wrappers for the framework that was chosen. Raises GradgenError."""
    framework = FRAMEWORKS.get((result.options.wrap, result.program.dialect))
    if framework is None:
        raise GradgenError([_without_wrapper(result)])
    functions = outlines(result)
    imports = framework.imports(functions)
    found = [*_clashes(result, framework, imports)]
    found += [obstacle for each in functions for obstacle in framework.obstacles(each)]
    if found:
        raise GradgenError(found)
    shared = framework.definitions(arrays=result.program.arrays)
    parts = [shared, *map(framework.wrapper, functions)]
    below = "\n\n".join(part.strip("\n") + "\n" for part in parts)
    return replace(result, source=_joined(result, imports, below))


def _without_wrapper(result: Result) -> Diagnostic:
    """The diagnostic for code of a library that the framework does not wrap."""
    library, wrap = result.program.dialect, result.options.wrap
    own = [name for name, other in FRAMEWORKS if other == library]
    title = _title(library)
    whose = " and ".join(_title(other) for name, other in FRAMEWORKS if name == wrap)
    spans = (circuit.span for circuit in result.program.circuits if circuit.span)
    labels = tuple(Label(span, f"works on arrays of {title}") for span in [*spans][:1])
    return Diagnostic(
        "other-library",
        f"--wrap {wrap} is for code of {whose}, and not of {title}",
        labels,
        f"--wrap {own[0]} wraps code of {title}" if own else "leave out --wrap",
    )


def _title(library: str) -> str:
    """What a library is called."""
    dialect = dialect_named(library)
    return dialect.title if dialect else "NumPy"


def _joined(result: Result, imports: Sequence[str], below: str) -> str:
    """The text with further imports behind its own, and with more functions; as black has it."""
    import black

    lines = result.source.split("\n")
    end = _end_of_imports(result.source)
    own = [ast.unparse(statement) for statement in ast.parse("\n".join(lines[:end])).body]
    future, *_ = own if own[:1] == [_FUTURE] else [""]
    head = "\n".join([future, "", *sorted({*own, *imports} - {_FUTURE}, key=_place)])
    gap = "" if end else "\n\n"
    mode = black.Mode(line_length=result.options.line_length)
    rest = "\n".join(lines[end:])
    return black.format_str(f"{head.strip()}{gap}\n{rest}\n\n{below}", mode=mode)


def _end_of_imports(text: str) -> int:
    """The last line of the imports at the top of a module; 0 if there are none."""
    last = 0
    for statement in ast.parse(text).body:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        last = statement.end_lineno or last
    return last


def _place(line: str) -> tuple[bool, bool, str]:
    """Where an import stands: what is Python's own before other libraries."""
    module = line.split()[1]
    is_own = module.partition(".")[0] in sys.stdlib_module_names
    return not is_own, line.startswith("from "), line


def _clashes(result: Result, framework: Framework, imports: Sequence[str]) -> Iterator[Diagnostic]:
    """A diagnostic for each name that the wrappers need, and that is taken."""
    own = {*framework.NAMES, *(n for f in result.functions for n in framework.names(f))}
    for circuit in result.program.circuits:
        for parameter in circuit.parameters:
            if parameter.name in own and parameter.span:
                yield _taken(parameter.name, (Label(parameter.span, "it is a parameter here"),))
    others = (s for s in ast.parse(result.source).body if ast.unparse(s) not in imports)
    bound = binding_counts(ast.Module(list(others), []))
    yield from (_taken(name, ()) for name in sorted(own & bound.keys()))


def _taken(name: str, labels: tuple[Label, ...]) -> Diagnostic:
    help = f"give what is called `{name}` in this file another name"
    return Diagnostic("taken-name", f"the name `{name}` is taken", labels, help)
