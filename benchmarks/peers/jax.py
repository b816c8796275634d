"""JAX: value and gradients compiled together by XLA, in double precision, on the processor."""

from __future__ import annotations

import jax
from measuring import Run
from workload import Workload, defined

from peers import translated

jax.config.update("jax_enable_x64", True)

MODULES = {"math": "jax.numpy", "numpy": "jax.numpy", "scipy": "jax.scipy"}
TITLE = "jax.jit"
IN_NUMPY = False


def gradient(work: Workload) -> Run:
    """The compiled function, on arrays that lie ready; a run waits for its results."""
    function = defined(translated(work.text, MODULES), work.name)["forward"]
    derived = jax.jit(jax.value_and_grad(function, work.places))
    inputs = [jax.device_put(value) for value in work.inputs.values()]
    return lambda: jax.block_until_ready(derived(*inputs))
