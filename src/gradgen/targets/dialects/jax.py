"""JAX: arrays that never change, on whatever device; `jax.numpy` is NumPy in nearly all."""

from __future__ import annotations

from typing import Final

from gradgen.targets.dialects.dialect import Dialect

_ANEW: Final = "leaves the array as it is, and gives another one"
_BETWEEN: Final = "gives a value between elements where NumPy gives one of them"

JAX: Final = Dialect(
    name="jax",
    title="JAX",
    modules=(("jax.numpy", "numpy"), ("jax.scipy", "scipy"), ("jax.nn", "jax.nn")),
    usual={
        "numpy": ("numpy", "", "jnp"),
        "scipy.special": ("scipy", "special", "special"),
        "scipy.linalg": ("scipy", "linalg", "linalg"),
        "jax.nn": ("jax", "nn", "nn"),
    },
    definitions=("jax", "arrays_only"),
    books={"jax.nn": "jax_nn"},
    functional=True,
    arrays_only=True,
    unsaid=frozenset(("numpy.argsort.kind",)),  # stable
    unlike={
        **{f"numpy.{each}.at": _ANEW for each in ("add", "multiply", "maximum", "minimum")},
        "scipy.special.hyp2f1": "goes astray below -1",
        **dict.fromkeys(("numpy.quantile", "numpy.nanquantile"), _BETWEEN),
    },
)
