"""autograd: traces NumPy at each call. Its functions replace those of `math` and NumPy."""

from __future__ import annotations

import autograd
from measuring import Run
from workload import Workload, defined

from peers import translated

MODULES = {"math": "autograd.numpy", "numpy": "autograd.numpy", "scipy": "autograd.scipy"}
TITLE = "autograd"
IN_NUMPY = True


def gradient(work: Workload) -> Run:
    """The value and the gradients, traced anew at each call: that is how autograd is used."""
    function = defined(translated(work.text, MODULES), work.name)["forward"]
    derived = autograd.value_and_grad(function, work.places)
    inputs = tuple(work.inputs.values())
    return lambda: derived(*inputs)
