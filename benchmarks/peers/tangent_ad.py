"""tangent-ad: writes source from source, as gradgen does, and needs itself when that runs."""

from __future__ import annotations

import tempfile
import warnings

import tangent
from measuring import Run
from workload import Workload, defined_in_a_file

from peers import translated

MODULES = {"math": "numpy"}
TITLE = "tangent-ad"
IN_NUMPY = True
# A quotient by rows that are broadcast: the gradient of the divisor is not summed as it should be.
WRONG = ("attention",)


def gradient(work: Workload) -> Run:
    """The value and the gradients, by the function that tangent writes."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = translated(work.text, MODULES)
        function = defined_in_a_file(text, work.name, folder)["forward"]
        derived = tangent.grad(function, wrt=work.places, preserve_result=True)
    inputs = tuple(work.inputs.values())

    def run() -> tuple[object, tuple[object, ...]]:
        *gradients, value = derived(*inputs)
        return value, tuple(gradients)

    return run
