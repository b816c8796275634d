"""Parameters as `jax.custom_vjp` has them: in one row, some of them no arrays."""

from __future__ import annotations

import ast
from collections.abc import Collection

from gradgen.wrap.outline import Outline, in_tuple


def signature(o: Outline) -> str:
    """The parameters in a row: `jax.custom_vjp` knows none that are given by keyword alone.

    Among these, one without a default may stand behind one with a default, which Python does not
    allow in a row: the default is left out.
    """
    function = ast.parse(f"def f({o.signature}): ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    places = len(names) - len(arguments.kwonlyargs) - len(arguments.defaults)
    defaults = [*[None] * places, *arguments.defaults, *arguments.kw_defaults]
    bare = max((n for n, default in enumerate(defaults) if default is None), default=-1)
    return ", ".join(
        name if default is None or n < bare else f"{name}={ast.unparse(default)}"
        for n, (name, default) in enumerate(zip(names, defaults, strict=True))
    )


def decorator(o: Outline, fixed: Collection[str]) -> str:
    """What gives a function a gradient of its own; the `fixed` parameters are no arrays."""
    places = [str(n) for n, name in enumerate(o.parameters) if name in fixed]
    if not places:
        return "jax.custom_vjp"
    return f"partial(jax.custom_vjp, nondiff_argnums={in_tuple(places)})"
