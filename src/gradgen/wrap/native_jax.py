"""Functions of JAX for code that is JAX's: a `jax.custom_vjp` of the two generated functions.

Nothing leaves JAX, so that it compiles the whole, on whatever device, and maps it over inputs. What
is no array goes back as it is, and not as something that JAX traces: sizes, names and types.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gradgen.diagnostics import Diagnostic
from gradgen.ir.names import Names
from gradgen.wrap.jax_parameters import decorator, signature
from gradgen.wrap.known import asked_for, known_of
from gradgen.wrap.outline import Outline, in_tuple

NAMES: tuple[str, ...] = ("partial", "NamedTuple", "jax", "Known", "with_types", "in_types")

_SHARED = '''
@jax.tree_util.register_static
class Known(NamedTuple):
    """What is no array, and known when JAX compiles: a size, a name, a type."""

    value: object


def with_types(results, *inputs):
    """The value, and what its gradient needs: the types of the inputs too."""
    value, residuals = results
    return value, (residuals, Known(tuple(map(jax.numpy.result_type, inputs))))


def in_types(gradients, types):
    """The gradients, each in the type of its input."""
    return tuple(map(jax.numpy.asarray, gradients, types.value))
'''

_FUNCTION = '''
@{decorator}
def {name}_jax({signature}):
    """`{name}` for JAX, with the gradient of `{name}_backward`."""
    return {call}[0]


def {name}_jax_forward({parameters}):
    """The value, and what the gradient needs."""
    {forward}


def {name}_jax_backward({taken}):
    """The gradients{or_none}."""
    {backward}


{name}_jax.defvjp({name}_jax_forward, {name}_jax_backward)
'''


class _Parts(NamedTuple):
    """A function, its parameters that are no arrays, and what is stored that is no array either.

    `names` are those that its wrapper may use.
    """

    o: Outline
    fixed: frozenset[str]
    known: frozenset[str]
    names: Names


def imports(functions: Sequence[Outline]) -> tuple[str, ...]:
    """The lines that import what the wrappers use."""
    partial = ("from functools import partial",) if any(map(_fixed, functions)) else ()
    return (*partial, "from typing import NamedTuple", "import jax")


def definitions(*, arrays: bool) -> str:
    """The functions that all wrappers of a module share."""
    return _SHARED


def names(function: str) -> tuple[str, ...]:
    """The names that the wrapper of a function binds."""
    return tuple(f"{function}_jax{ending}" for ending in ("", "_forward", "_backward"))


def obstacles(o: Outline) -> tuple[Diagnostic, ...]:
    """Nothing is in the way of a wrapper: shapes need not be told."""
    return ()


def wrapper(o: Outline) -> str:
    """The functions for one function."""
    fixed = _fixed(o)
    known = known_of(o.forward.body, fixed, o.constants)
    taken = Names((*o.parameters, *o.stored))
    parts = _Parts(o, fixed, known.intersection(o.stored), taken)
    saved, upstream = taken.fresh("saved"), taken.fresh("upstream")
    return _FUNCTION.format(
        name=o.name,
        decorator=decorator(o, fixed),
        signature=signature(o),
        call=o.call(*o.parameters),
        parameters=", ".join(o.parameters),
        forward="\n    ".join(_forward(parts)),
        taken=", ".join([*(p for p in o.parameters if p in fixed), saved, upstream]),
        or_none="; None for what has none" if len(_arrays(parts)) > len(o.wrt) else "",
        backward="\n    ".join(_backward(parts, saved, upstream)),
    )


def _fixed(o: Outline) -> frozenset[str]:
    """The parameters that are no arrays: by their annotation, or by what is asked of them."""
    return o.fixed | asked_for(o.circuit, o.facts).difference(o.wrt)


def _arrays(parts: _Parts) -> list[str]:
    return [name for name in parts.o.parameters if name not in parts.fixed]


def _forward(parts: _Parts) -> list[str]:
    """The lines of the forward function."""
    o, fresh = parts.o, parts.names.branch().fresh
    call, inputs = o.call(*o.parameters), ", ".join(o.wrt)
    if not parts.known:
        return [f"return with_types({call}, {inputs})"]
    value, residuals = fresh("value"), fresh("residuals")
    first, rest = _told_apart(parts, fresh("others"))
    taken = ["_" if name in parts.fixed else name for name in first]
    kept = [_kept(name, parts.known) for name in first if name not in parts.fixed]
    return [
        f"{value}, {in_tuple([*taken, *rest])} = {call}",
        f"{residuals} = {_row([*kept, *rest])}",
        f"return with_types(({value}, {residuals}), {inputs})",
    ]


def _row(parts: Sequence[str]) -> str:
    """The parts as a tuple without parentheses, where that can be."""
    return f"{parts[0]}," if len(parts) == 1 else ", ".join(parts) or "()"


def _kept(name: str, known: frozenset[str]) -> str:
    return f"Known({name})" if name in known else name


def _told_apart(parts: _Parts, others: str) -> tuple[list[str], list[str]]:
    """What is stored, up to the last that is known, and the name of all that follows, if any."""
    stored = parts.o.stored
    end = 1 + max(n for n, name in enumerate(stored) if name in parts.known)
    return list(stored[:end]), [f"*{others}"] if stored[end:] else []


def _backward(parts: _Parts, saved: str, upstream: str) -> list[str]:
    """The lines of the backward function."""
    o, fresh = parts.o, parts.names.branch().fresh
    residuals, types = fresh("residuals"), fresh("types")
    lines = [f"{residuals}, {types} = {saved}"]
    if parts.known:
        first, rest = _told_apart(parts, fresh("others"))
        kept = [name for name in first if name not in parts.fixed]
        given = [f"{n}.value" if n in parts.known - parts.fixed else n for n in first]
        lines = [
            f"{in_tuple([*kept, *rest])}, {types} = {saved}",
            f"{residuals} = {_row([*given, *rest])}",
        ]
    many = len(o.seeds) > 1
    seeds = [f"{upstream}[{n}]" if many else upstream for n, _ in enumerate(o.seeds)]
    call = o.call_back(residuals, *seeds)
    told = f"in_types({call if len(o.wrt) > 1 else f'[{call}]'}, {types})"
    if o.wrt == tuple(_arrays(parts)):
        return [*lines, f"return {told}"]
    gradient = {name: fresh(f"grad_{name}") for name in o.wrt}
    places = [gradient.get(name, "None") for name in _arrays(parts)]
    return [*lines, f"{_row(list(gradient.values()))} = {told}", f"return {_row(places)}"]
