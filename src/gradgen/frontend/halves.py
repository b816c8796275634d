"""Halves: the two functions of a split form, which cannot be differentiated one by one.

What `f_forward` stores for `f_backward` goes through a tuple; the function as a whole has gradients
of any order, and so has the gradient in one piece.
"""

from __future__ import annotations

import libcst as cst

from gradgen.frontend.context import File

_SUFFIXES = ("_forward", "_backward")


def refuse_half(function: cst.FunctionDef, file: File) -> bool:
    """Refuse a function that is half of a split form: whether it was."""
    name = function.name.value
    suffix = next((s for s in _SUFFIXES if name.endswith(s)), "")
    stem = name.removesuffix(suffix)
    halves = [file.scope.functions().get(stem + each) for each in _SUFFIXES]
    if not suffix or not _are_halves(*halves):
        return False
    file.findings.refuse(
        "split-form",
        function.name,
        f"`{name}` is half of a split form",
        f"a tuple goes from `{stem}_forward` to `{stem}_backward`",
        f"differentiate `{stem}`, or its gradient in one piece: without --split",
    )
    return True


def _are_halves(forward: cst.FunctionDef | None, backward: cst.FunctionDef | None) -> bool:
    if forward is None or backward is None:
        return False
    return _returns_a_row(forward) and _unpacks_first(backward)


def _lines(function: cst.FunctionDef) -> list[cst.BaseSmallStatement]:
    """The statements of a flat function, without its docstring."""
    lines = [s for s in function.body.body if isinstance(s, cst.SimpleStatementLine)]
    small = [
        part for line in lines for part in line.body if isinstance(part, cst.BaseSmallStatement)
    ]
    return [
        s for s in small if not (isinstance(s, cst.Expr) and isinstance(s.value, cst.SimpleString))
    ]


def _returns_a_row(forward: cst.FunctionDef) -> bool:
    """Whether a function ends as `return L, (x, w)` does."""
    match _lines(forward):
        case [*_, cst.Return(value=cst.Tuple(elements=[_, last]))]:
            return isinstance(last.value, cst.Tuple)
        case _:
            return False


def _unpacks_first(backward: cst.FunctionDef) -> bool:
    """Whether a function begins as `x, w = residuals` does, of its first parameter."""
    match _lines(backward), backward.params.params:
        case [
            [cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple())], value=cst.Name(value)), *_],
            [cst.Param(name=cst.Name(name)), *_],
        ]:
            return bool(value == name)
        case _:
            return False
