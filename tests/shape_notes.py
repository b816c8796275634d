"""Holds the shapes that comments tell against those that the values have when the lines run.

h = X @ W  # [N, H]
grad_X = grad_h @ W.T  # gradient multiplier -> [N, D]
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

import numpy as np

from array_points import array_type
from outputs import comments, definitions, target_names
from running import call, namespace

_TOLD = re.compile(r"(?:\A|-> )\[([^\[\]]*)\]\Z")


def check_notes(text: str, name: str, arguments: Mapping[str, Any]) -> list[str]:
    """Run the function `name` line by line at `arguments`; the arrays without any comment."""
    function = definitions(text)[name]
    names = namespace(compile(text, name, "exec"))
    exec(_binding(function), names)
    names |= call(names[function.name], arguments)
    sizes = dict(sizes_of(function, arguments))
    said = comments(text)
    bare = []
    for statement in function.body[1:-1]:
        exec(compile(ast.Module([statement], []), name, "exec"), names)
        if isinstance(statement, ast.Assign):
            target, comment = ast.unparse(statement.targets[0]), said.get(statement.end_lineno or 0)
            found = _TOLD.search(comment or "")
            *_, last = target_names(target)
            value = names.get(last)
            if found:
                assert isinstance(value, np.ndarray), f"{target} is no array, but {value!r}"
                _check(target, found[1], value.shape, sizes)
            elif comment is None and isinstance(value, np.ndarray) and value.ndim:
                bare.append(target)
    return bare


def _binding(function: ast.FunctionDef) -> Any:
    """The function with a body that returns its arguments."""
    body = ast.parse("return locals()").body
    bare = copy(function)
    bare.body, bare.decorator_list, bare.returns = body, [], None
    return compile(ast.fix_missing_locations(ast.Module([bare], [])), "binding", "exec")


def sizes_of(function: ast.FunctionDef, arguments: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The sizes of the named dimensions, by the arrays that are passed."""
    signature = function.args
    for a in (*signature.posonlyargs, *signature.args, *signature.kwonlyargs):
        known = array_type(ast.unparse(a.annotation)) if a.annotation else None
        if known and a.arg in arguments:
            yield from zip(known.dims, np.shape(arguments[a.arg]), strict=True)


def _check(target: str, told: str, shape: tuple[int, ...], sizes: Mapping[str, int]) -> None:
    dims = [dim.strip() for dim in told.split(",")] if told.strip() else []
    said = [_size(dim, sizes) for dim in dims]
    assert len(said) == len(shape), f"{target}: [{told}] is not {shape}"
    for dim, size in zip(said, shape, strict=True):
        assert dim in (size, None), f"{target}: [{told}] is not {shape}"


def _size(dim: str, sizes: Mapping[str, int]) -> int | None:
    """The size that is said; None where it has a name that no annotation has.

    No array is shorter than 0: of one element, `x[2:]` leaves none.
    """
    try:
        return max(0, int(eval(dim, {}, dict(sizes))))
    except NameError:
        return None
