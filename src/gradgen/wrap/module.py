"""A generated module with wrappers: imports at its top, and at its end what calls its functions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from gradgen.diagnostics import Diagnostic, GradgenError, Label
from gradgen.frontend.other_libraries import of_numpy_only
from gradgen.frontend.top_level import binding_counts
from gradgen.pipeline import Result
from gradgen.wrap import jax, torch
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


FRAMEWORKS: dict[str, Framework] = {"torch": torch, "jax": jax}


def wrapped(result: Result) -> Result:
    """The result with wrappers for the framework that was chosen. Raises GradgenError."""
    found = of_numpy_only(result.program, "there is no wrapper of code for {}", "leave out --wrap")
    if found:
        raise GradgenError(found)
    framework, functions = FRAMEWORKS[result.options.wrap], outlines(result)
    imports = framework.imports(functions)
    found = [*_clashes(result, framework, imports)]
    found += [obstacle for each in functions for obstacle in framework.obstacles(each)]
    if found:
        raise GradgenError(found)
    shared = framework.definitions(arrays=result.program.arrays)
    parts = [shared, *map(framework.wrapper, functions)]
    below = "\n\n".join(part.strip("\n") + "\n" for part in parts)
    return replace(result, source=_joined(result, imports, below))


def _joined(result: Result, imports: Sequence[str], below: str) -> str:
    """The text with further imports behind its own, and with more functions; as black has it."""
    import black

    lines = result.source.split("\n")
    last = _last_import(result.source)
    more = [line for line in imports if line not in lines[:last]]
    gap = [] if last else ["", ""]
    whole = "\n".join([*lines[:last], *more, *gap, *lines[last:]])
    mode = black.Mode(line_length=result.options.line_length)
    return black.format_str(f"{whole}\n\n{below}", mode=mode)


def _last_import(text: str) -> int:
    """The last line of the imports at the top of a module; 0 if there are none."""
    last = 0
    for statement in ast.parse(text).body:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        last = statement.end_lineno or last
    return last


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
