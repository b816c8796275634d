"""What stands in the way of code for numba, told at the user's own line."""

from __future__ import annotations

from collections.abc import Sequence

from gradgen.diagnostics import Diagnostic, Label, Span
from gradgen.ir.circuit import Gate, Statement, Update
from gradgen.ir.expression import Expression, Function
from gradgen.ir.printer import show
from gradgen.targets.signatures import spelled


def unknown_call(call: Expression, statement: Statement) -> Diagnostic:
    """A call that numba does not compile."""
    text = show(call, _spelled)
    why = "numba compiles no such call"
    if _is_derived(statement):
        why = f"its derivative needs `{text}`, which numba does not compile"
    return Diagnostic(
        "not-in-numba",
        f"`{text}` cannot be written for numba",
        _labels(statement, why),
        "write it with what numba knows (docs/numba.md), or leave out --target numba",
    )


def unknown_ranks(statements: Sequence[Statement], parameters: Sequence[str]) -> Diagnostic:
    """Lines for which the numbers of dimensions of some `parameters` would have to be known."""
    names = ", ".join(f"`{name}`" for name in parameters if not name.startswith("grad_"))
    if not names:
        return _unknown_sizes(statements[0])
    shapes = "the shape" if names.count("`") == 2 else "the shapes"
    return Diagnostic(
        "not-in-numba",
        f"code for numba needs {shapes} of {names}",
        _labels(statements[0], "how many dimensions there are here, nothing tells"),
        'annotate the parameters with shapes, Float[np.ndarray, "N D"], or say --shape x=N,D',
    )


def _unknown_sizes(statement: Statement) -> Diagnostic:
    """A line where a size meets others that no annotation has a name for."""
    return Diagnostic(
        "not-in-numba",
        "code for numba needs to know which sizes are equal",
        _labels(statement, "a size meets another one here that was computed, and has no name"),
        "give each part an axis whose size has a name, [N, 4, H] for four parts of [N, H], in the "
        "place of parts that are cut out at computed places",
    )


def keyword_only(name: str, span: Span | None) -> Diagnostic:
    """A parameter without a default behind others that have one, but for a star between."""
    return Diagnostic(
        "not-in-numba",
        f"numba has no parameters that are given by keyword only, as `{name}` is",
        (Label(span, "and those before it have defaults"),) if span else (),
        "leave out the defaults of the parameters, or --target numba",
    )


def _is_derived(statement: Statement) -> bool:
    return isinstance(statement, Gate | Update) and bool(statement.rule)


def _labels(statement: Statement, why: str) -> tuple[Label, ...]:
    span = getattr(statement, "span", None)
    return (Label(span, why),) if span else ()


def _spelled(function: Function) -> str:
    """A function as people write it."""
    if function.module in (None, "", "gradgen", "operator", "method", "attribute"):
        return function.attribute or function.name
    return spelled(function)
