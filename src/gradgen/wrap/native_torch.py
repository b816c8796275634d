"""Operations of PyTorch for code that is PyTorch's: an `autograd.Function` of the two functions.

PyTorch computes, on the device of the tensors. It looks after all tensors that are stored for going
back, so that it refuses to go back where one of them was changed since; what is no tensor is stored
beside them. Where the gradient is to be differentiated again, PyTorch has to see what was stored
come about, so that it is computed once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gradgen.diagnostics import Diagnostic
from gradgen.ir.expression import Apply, Expression, Name
from gradgen.ir.names import Names
from gradgen.wrap.known import leaves_arrays
from gradgen.wrap.outline import Outline, in_tuple
from gradgen.wrap.torch_names import names, title

__all__ = ("NAMES", "definitions", "imports", "names", "obstacles", "wrapper")

NAMES: tuple[str, ...] = ("torch", "keep", "kept")

_SHARED = '''
def keep(ctx, inputs, residuals):
    """Stores what the gradient needs: tensors where PyTorch looks after them, and the rest."""
    values = (*inputs, *residuals)
    ctx.save_for_backward(*(v if torch.is_tensor(v) else None for v in values))
    ctx.others = tuple(None if torch.is_tensor(v) else v for v in values)


def kept(ctx):
    """What was stored, in its order."""
    pairs = zip(ctx.saved_tensors, ctx.others, strict=True)
    return [other if tensor is None else tensor for tensor, other in pairs]
'''

_FUNCTION = '''
class {title}(torch.autograd.Function):
    """`{name}` as an operation of PyTorch, with the gradient of `{name}_backward`."""

    generate_vmap_rule = True

    @staticmethod
    def forward({parameters}):
        """The value, and what the gradient needs."""
        {forward}

    @staticmethod
    def setup_context(ctx, inputs, output):
        """Stores what the gradient needs."""
        keep(ctx, inputs, output[-1])

    @staticmethod
    def backward({ctx}, {seeds}, _):
        """The gradients; None for what has none."""
        {parameters}, *{residuals} = kept({ctx})
        {once_more}
        {gradients}
        {wanted} = zip({all}, {ctx}.needs_input_grad, strict=True)
        return tuple({grad} if needed else None for grad, needed in {wanted})


def {name}_torch({signature}):
    """`{name}`, with the gradient of `{name}_backward`."""
    {results}, _ = {title}.apply({parameters})
    return {results}
'''


def imports(functions: Sequence[Outline]) -> tuple[str, ...]:
    """The lines that import what the wrappers use."""
    return ("import torch",)


def definitions(*, arrays: bool) -> str:
    """The functions that all wrappers of a module share."""
    return _SHARED


def obstacles(o: Outline) -> tuple[Diagnostic, ...]:
    """Nothing is in the way of a wrapper."""
    return ()


def wrapper(o: Outline) -> str:
    """The class and the function for one function."""
    call, many = o.call(*o.parameters), len(o.outputs) > 1
    fresh = Names((*o.parameters, *o.seeds)).fresh
    ctx, residuals, gradients, wanted = map(fresh, ("ctx", "residuals", "gradients", "wanted"))
    return _FUNCTION.format(
        title=title(o.name),
        name=o.name,
        parameters=", ".join(o.parameters),
        forward="\n        ".join(_forward(o, call)),
        ctx=ctx,
        residuals=residuals,
        seeds=", ".join(o.seeds),
        once_more="\n            ".join(_once_more(o, call, residuals)),
        gradients="\n        ".join(_gradients(o, o.call_back(residuals, *o.seeds), gradients)),
        all=gradients,
        wanted=wanted,
        grad="torch.as_tensor(grad)" if _has_numbers(o) else "grad",
        signature=o.signature,
        results=", ".join(f"out_{n}" for n, _ in enumerate(o.outputs, 1)) if many else "out",
    )


def _once_more(o: Outline, call: str, residuals: str) -> list[str]:
    """What is done if the gradient is to be differentiated again, where that can be."""
    if leaves_arrays(o):
        refused = f'raise RuntimeError("{o.name}_torch has a first derivative only")'
        return ["if torch.is_grad_enabled():", refused]
    condition = "if torch.is_grad_enabled():  # the gradient is to be differentiated again"
    return [condition, f"_, {residuals} = {call}"]


def _has_numbers(o: Outline) -> bool:
    """Whether a gradient may be a plain number: one of a single number, where it is 0."""
    return any(o.facts.shapes.of(Name(name)).is_scalar for name in o.wrt)


def _forward(o: Outline, call: str) -> list[str]:
    """The lines of the forward function: an input may be no output, but a view of it may."""
    views = [_may_be_input(output.value, o) for output in o.circuit.outputs]
    if not any(views):
        if len(views) == 1:
            return [f"return {call}"]
        return [f"outputs, residuals = {call}", "return *outputs, residuals"]
    outs = [f"out_{n}" for n, _ in enumerate(views, 1)] if len(views) > 1 else ["out"]
    returned = [f"{out}.view_as({out})" if v else out for out, v in zip(outs, views, strict=True)]
    row = f"({', '.join(outs)})" if len(outs) > 1 else outs[0]
    return [f"{row}, residuals = {call}", f"return {', '.join(returned)}, residuals"]


# What gives what it is given, where there is nothing to do.
_GIVE_BACK: Final = frozenset(("astype", "asarray", "ascontiguousarray", "positive", "real"))


def _may_be_input(value: Expression, o: Outline) -> bool:
    """Whether a value may be one of the parameters itself."""
    gates = {gate.target: gate.expression for gate in o.circuit.gates()}
    match value:
        case Name(id=name) if name in gates:
            return _may_be_input(gates[name], o)
        case Name(id=name):
            return name in o.parameters
        case Apply(function=function, arguments=(_, *sides)) if function.attribute == "if":
            return any(_may_be_input(side, o) for side in sides)
        case Apply(function=function, arguments=(first, *_)) if function.name in _GIVE_BACK:
            return _may_be_input(first, o)
        case _:
            return False


def _gradients(o: Outline, call: str, name: str) -> list[str]:
    """The lines that bind the gradients of all parameters to a name."""
    if o.wrt == o.parameters:
        return [f"{name} = {call if len(o.wrt) > 1 else in_tuple([call])}"]
    gradient = dict(zip(o.wrt, o.gradients, strict=True))
    places = in_tuple([gradient.get(parameter, "None") for parameter in o.parameters])
    return [f"{', '.join(o.gradients)} = {call}", f"{name} = {places}"]
