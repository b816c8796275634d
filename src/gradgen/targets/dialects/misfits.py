"""Whether a call that is right in NumPy says the same in another library: by both signatures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gradgen.ir.expression import Apply, Expression, Function, Literal, Sequence
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.signatures import Parameter, qualified_name, signature

TAKES_ARRAYS: Final = "takes arrays only, and no tuples or lists"
OF_ROWS: Final = frozenset(
    (
        *(
            "array",
            "asarray",
            "concatenate",
            "concat",
            "stack",
            "hstack",
            "vstack",
            "dstack",
            "block",
        ),
        *("column_stack", "zeros", "ones", "empty", "full", "result_type", "ndindex", "indices"),
        *("multi_dot", "einsum", "select", "piecewise", "meshgrid", "broadcast_arrays", "ix_"),
        *("unravel_index", "choose", "shape", "ndim"),
        *("r_", "c_", "cross", "broadcast_shapes", "eye", "identity", "block_diag"),
    )
)
"""Functions whose first argument may be a tuple or a list wherever there are arrays."""

ABSENT: Final = "is not there"
_UNSAID: Final = Literal("...")
_NOTHING: Final = frozenset(
    Literal(text) for text in ("None", "False", "()", "True", "0", "0.0", "-1")
)
"""Defaults that say no more than that an argument is not there, as NumPy's `<no value>` does.

Without a word of it NumPy takes the last axis too, which is -1.
"""

_ASIDE: Final = frozenset(
    (
        *("dtype", "out", "order", "subok", "like", "copy", "optimize", "precision", "chunks"),
        *("name", "meta", "device", "mode", "kind", "casting", "newshape", "merge_chunks"),
        *("indexing", "check_finite", "overwrite_a", "overwrite_b", "method"),
        # None is what is usual, and that is the same
        *("stable", "step", "edge_order", "UPLO", "keepdims", "minlength", "deg"),
    )
)
"""Parameters whose default may be written in another way: it means the same."""


def misfit(function: Function, call: Apply | None, dialect: Dialect) -> str:
    """Why a function of NumPy's, or a call of it, is none of a library's; empty if it is one."""
    qualified = qualified_name(function)
    if qualified in dialect.unlike:
        return dialect.unlike[qualified]
    if not dialect.has(qualified):
        return ABSENT
    if call is None or function.module == "attribute":
        return ""
    if dialect.arrays_only and function.attribute not in OF_ROWS and _is_row(call.arguments[:1]):
        return TAKES_ARRAYS
    return next(_differences(call, signature(qualified) or (), dialect.signature(qualified)), "")


def _differences(
    call: Apply, ours: tuple[Parameter, ...], theirs: tuple[Parameter, ...]
) -> Iterator[str]:
    """What a call says in other words, or what it leaves out that means something else."""
    known = {parameter.name: parameter for parameter in theirs}
    starred = any(p.kind == "*args" for p in theirs)
    there = [p for p in theirs if p.kind in ("/", "")]
    here = [p for p in ours if p.kind in ("/", "")]
    for place in range(0 if starred else len(call.arguments)):
        if place >= len(there):
            yield f"takes {len(there)} by position"
        elif place < len(here) and not _is_same(here[place], there[place]):
            yield f"has `{there[place].name}` where `{here[place].name}` stands in NumPy"
    given = {name for name, _ in call.keywords}
    yield from (f"has no parameter `{name}`" for name in sorted(given - known.keys()))
    given |= {p.name for p in here[: len(call.arguments)]}
    for parameter in ours:
        other = known.get(parameter.name)
        if other and parameter.name not in given and not _means_same(parameter, other.default):
            yield f"has another default for `{parameter.name}`"


def _is_same(here: Parameter, there: Parameter) -> bool:
    """Whether two parameters at one place are one: what is demanded may have any name."""
    is_named = here.name in (there.name, f"a_{there.name}")  # `a_min` of `np.clip` is `min`
    return is_named or here.default is None or there.default is None


def _means_same(parameter: Parameter, other: Expression | None) -> bool:
    if parameter.name in _ASIDE or parameter.default == other:
        return True
    return parameter.default == _UNSAID and other in _NOTHING


def _is_row(first: tuple[Expression, ...]) -> bool:
    """Whether an argument is a tuple, a list or a shape."""
    return any(
        isinstance(e, Sequence) or (isinstance(e, Apply) and e.function.name == "shape")
        for e in first
    )
