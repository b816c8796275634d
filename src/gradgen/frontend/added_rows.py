"""Recognises `add_rows(x, i, y)`, which optimized outputs have in the place of `np.add.at`."""

from __future__ import annotations

import libcst as cst

from gradgen.frontend.context import File, Frame, UserFunction
from gradgen.frontend.own_text import own_definition
from gradgen.frontend.resolution import resolve


def adds_rows(call: cst.Call, frame: Frame | None, file: File) -> bool:
    """Whether a call is of the definition `add_rows` that gradgen once put into an output."""
    if not isinstance(call.func, cst.Name):
        return False
    definition = file.scope.bindings.get(call.func.value)
    if not isinstance(definition, cst.FunctionDef):
        return False
    own = own_definition(definition, file)
    if own is None or own.name != "add_rows":
        return False
    return isinstance(resolve(call.func, frame, file), UserFunction)
