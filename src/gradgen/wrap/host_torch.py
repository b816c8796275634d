"""Operations of PyTorch for code that is NumPy's: a `torch.autograd.Function` that calls it.

NumPy computes, on the CPU. What goes in and comes out is copied where PyTorch could change it, so
that no tensor shares memory with what the backward function will read; and PyTorch is told of all
tensors that were read, so that it refuses to go back where one of them was changed since. To go
back through the gradient is refused at once: PyTorch would take it for a constant.
"""

from __future__ import annotations

from collections.abc import Sequence

from gradgen.diagnostics import Diagnostic
from gradgen.wrap.outline import Outline, in_tuple
from gradgen.wrap.torch_names import names, title

__all__ = ("NAMES", "definitions", "imports", "names", "obstacles", "wrapper")

NAMES: tuple[str, ...] = (
    "np",
    "torch",
    "as_array",
    "as_number",
    "as_tensor",
)

_ARRAYS = '''
def as_array(value):
    """The array that a tensor holds; what is no tensor stays as it is."""
    return value.detach().cpu().numpy()[()] if torch.is_tensor(value) else value


def as_tensor(value, *inputs):
    """A tensor with memory of its own, on the device of the inputs."""
    devices = [each.device for each in inputs if torch.is_tensor(each)]
    return torch.tensor(np.asarray(value), device=devices[0] if devices else None)
'''

_NUMBERS = '''
def as_number(value):
    """The number that a tensor holds; what is no tensor stays as it is."""
    return value.item() if torch.is_tensor(value) else value


def as_tensor(value, *inputs):
    """A tensor on the device of the inputs, with their type."""
    like = [each for each in inputs if torch.is_tensor(each) and each.is_floating_point()]
    types = {"dtype": like[0].dtype, "device": like[0].device} if like else {}
    return torch.tensor(value, **types)
'''

_FUNCTION = '''
class {title}(torch.autograd.Function):
    """`{name}` as an operation of PyTorch, with the gradient of `{name}_backward`."""

    @staticmethod
    def forward(*inputs):
        """The value, and what the gradient needs."""
        values = tuple(map({convert}, inputs))
        {out}, residuals = {call}
        return {returned}, residuals

    @staticmethod
    def setup_context(ctx, inputs, output):
        """Keeps what the gradient needs, and the tensors that it may share memory with."""
        *_, ctx.residuals = output
        ctx.save_for_backward(*filter(torch.is_tensor, inputs))

    @staticmethod
    def backward(ctx, {seeds}, _):
        """The gradients; None for what has none."""
        if torch.is_grad_enabled():
            raise RuntimeError("{name}_torch has a first derivative only")
        ctx.saved_tensors  # raises if one of them was changed since
        {unpacked} = {call_back}
        gradients = {places}
        wanted = zip(gradients, ctx.needs_input_grad, strict=True)
        return tuple(as_tensor(grad, {first}) if needed else None for grad, needed in wanted)


def {name}_torch({signature}):
    """`{name}` of tensors, with a gradient: computed {by}on the CPU."""
    {results}, _ = {title}.apply({arguments})
    return {results}
'''


def imports(functions: Sequence[Outline]) -> tuple[str, ...]:
    """The lines that import what the wrappers use."""
    return ("import numpy as np", "import torch") if functions[0].arrays else ("import torch",)


def definitions(*, arrays: bool) -> str:
    """The functions that all wrappers of a module share."""
    return _ARRAYS if arrays else _NUMBERS


def obstacles(o: Outline) -> tuple[Diagnostic, ...]:
    """Nothing is in the way of a wrapper."""
    return ()


def wrapper(o: Outline) -> str:
    """The class and the function for one function."""
    convert = "as_array" if o.arrays else "as_number"
    outs = [f"out_{n}" for n, _ in enumerate(o.outputs, 1)] if len(o.outputs) > 1 else ["out"]
    gradient = {name: f"grad_{name}" for name in o.wrt}
    upstream = [f"{convert}({seed})" for seed in o.seeds]
    return _FUNCTION.format(
        title=title(o.name),
        name=o.name,
        by="by NumPy " if o.arrays else "",
        convert=convert,
        out=f"({', '.join(outs)})" if len(outs) > 1 else outs[0],
        call=o.call(*(f"values[{n}]" for n, _ in enumerate(o.parameters))),
        returned=", ".join(f"as_tensor({out}, *inputs)" for out in outs),
        seeds=", ".join(o.seeds),
        unpacked=", ".join(o.gradients),
        call_back=o.call_back("ctx.residuals", *upstream),
        places=in_tuple([gradient.get(name, "None") for name in o.parameters]),
        first=o.seeds[0],
        signature=o.signature,
        results=", ".join(outs),
        arguments=", ".join(o.parameters),
    )
