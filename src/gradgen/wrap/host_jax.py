"""Functions of JAX for code that is NumPy's: a `jax.custom_vjp` around the two generated functions.

NumPy computes, on the host, wherever JAX asks: at once, in compiled code, in a map over inputs. JAX
has to know the shape of what comes back before anything is computed, so that it has to follow
from the shapes of the parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradgen.diagnostics import Diagnostic, Label
from gradgen.ir.expression import Name
from gradgen.wrap.dimensions import written_shape
from gradgen.wrap.jax_parameters import decorator, signature
from gradgen.wrap.outline import Outline, in_tuple

NAMES: tuple[str, ...] = ("partial", "jax", "jnp", "np", "on_host", "like", "saved", "upstream")

_SHARED = '''
def on_host(function, shapes, *values):
    """What a function of NumPy gives for values of JAX, in these shapes and types."""

    def call(*given):
        results = function(*jax.tree.map(lambda value: np.asarray(value){number}, given))
        return jax.tree.map(lambda value, s: np.asarray(value, s.dtype), results, shapes)

    return jax.pure_callback(call, shapes, *values, vmap_method="sequential")


def like(value):
    """The shape and type of a value."""
    return jax.ShapeDtypeStruct(jnp.shape(value), jnp.result_type(value))
'''

_FUNCTION = '''
@{decorator}
def {name}_jax({signature}):
    """`{name}` for JAX, with a gradient: computed by NumPy on the host."""
    return on_host(
        lambda {given}: {call}[0],
        {shapes},
        {given},
    )


def {name}_jax_forward({parameters}):
    """The value, and what the gradient needs."""
    return {name}_jax({parameters}), {saved}


def {name}_jax_backward({fixed}saved, upstream):
    """The gradients; None for what has none."""

    def gradients({given}, upstream):
        _, residuals = {call}
        return {call_back}

    {given_or_one} = saved
    {unpacked} = on_host(
        gradients, {likes}, {given}, upstream
    )
    return {places}


{name}_jax.defvjp({name}_jax_forward, {name}_jax_backward)
'''


def imports(functions: Sequence[Outline]) -> tuple[str, ...]:
    """The lines that import what the wrappers use."""
    partial = ("from functools import partial",) if any(o.fixed for o in functions) else ()
    return (*partial, "import jax", "import jax.numpy as jnp", "import numpy as np")


def definitions(*, arrays: bool) -> str:
    """The functions that all wrappers of a module share."""
    return _SHARED.format(number="[()]" if arrays else ".item()")


def names(function: str) -> tuple[str, ...]:
    """The names that the wrapper of a function binds."""
    return tuple(f"{function}_jax{ending}" for ending in ("", "_forward", "_backward"))


def wrapper(o: Outline) -> str:
    """The functions for one function."""
    given = [name for name in o.parameters if name not in o.fixed]
    gradient = {name: f"grad_{name}" for name in o.wrt}
    likes = [f"like({name})" for name in o.wrt]
    lone = len(given) == 1
    many = len(o.seeds) > 1
    return _FUNCTION.format(
        name=o.name,
        decorator=decorator(o, o.fixed),
        signature=signature(o),
        given=", ".join(given),
        given_or_one=", ".join(given) + ("," if lone else ""),
        call=o.call(*o.parameters),
        shapes=_shapes(o),
        parameters=", ".join(o.parameters),
        saved=in_tuple(given),
        fixed="".join(f"{name}, " for name in o.parameters if name in o.fixed),
        call_back=o.call_back(
            "residuals", *(f"upstream[{n}]" if many else "upstream" for n, _ in enumerate(o.seeds))
        ),
        unpacked=", ".join(o.gradients),
        likes=likes[0] if len(likes) == 1 else f"({', '.join(likes)})",
        places=", ".join(gradient.get(name, "None") for name in given) + ("," if lone else ""),
    )


def obstacles(o: Outline) -> Iterator[Diagnostic]:
    """A diagnostic for each output whose shape does not follow from those of the parameters."""
    for output, shape in zip(o.outputs, _written_shapes(o), strict=True):
        if shape is None:
            labels = (Label(o.circuit.span, f"it returns `{output}`"),) if o.circuit.span else ()
            yield Diagnostic(
                "unknown-shape",
                f"the shape of `{output}` does not follow from those of the parameters",
                labels,
                'tell the shapes: annotations such as Float[np.ndarray, "N D"], or --shape x=N,D',
            )


def _shapes(o: Outline) -> str:
    """The shapes and types of the outputs: as wide as the widest parameter with a gradient."""
    type_ = f"jnp.result_type({', '.join(o.wrt)}, float)"
    each = [f"jax.ShapeDtypeStruct({shape}, {type_})" for shape in _written_shapes(o)]
    return each[0] if len(each) == 1 else f"({', '.join(each)})"


def _written_shapes(o: Outline) -> list[str | None]:
    """The shape of each output as an expression, where that is known."""
    shapes = o.facts.shapes
    known = {name: shapes.of(Name(name)) for name in o.parameters if name not in o.fixed}
    outputs = (shapes.of(output.value) for output in o.circuit.outputs)
    return [written_shape(shape, known, "jnp.shape") for shape in outputs]
