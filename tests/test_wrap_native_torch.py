"""`--wrap torch` of code for PyTorch: PyTorch computes all of it, on the device of the tensors."""

from __future__ import annotations

import importlib
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import gradgen
import wrapped

torch: Any = pytest.importorskip("torch")


def random(*shape: int, dtype: str = "float64", needed: bool = True) -> Any:
    generator = torch.Generator().manual_seed(sum(shape))
    drawn = torch.randn(shape, dtype=torch.float64, generator=generator)
    return drawn.to(getattr(torch, dtype)).requires_grad_(needed)


LAYER = """\
import torch


def layer(x, w, b):
    return torch.tanh(x @ w + b)
"""
LOSS = """\
import torch


def loss(scores, labels, *, power: int = 2, scale=0.5):
    shifted = torch.exp(scores)
    chosen = scores[torch.arange(len(labels)), labels]
    return torch.mean(torch.log(torch.sum(shifted, dim=1)) - chosen) + scale * torch.sum(
        scores**power
    )
"""
TWO = """\
import torch


def two(x, y):
    total = torch.sum(x * y)
    ratio = x / (1 + y * y)
    return total, ratio
"""


def both(source: str, name: str, **choices: Any) -> tuple[Any, Any]:
    """A function with gradgen's gradient, and the same with PyTorch's own."""
    own: dict[str, Any] = {}
    exec(source, own)
    return getattr(wrapped.module(source, wrap="torch", **choices), f"{name}_torch"), own[name]


def check(ours: Callable[..., Any], theirs: Callable[..., Any], *values: Any) -> None:
    """Values and gradients are PyTorch's own, and its checks have nothing to say."""
    out, expected = ours(*values), theirs(*values)
    assert torch.allclose(out, expected)
    seed = torch.randn(expected.shape, dtype=expected.dtype)
    found = torch.autograd.grad(out, values, seed)
    for one, other in zip(found, torch.autograd.grad(expected, values, seed), strict=True):
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        assert torch.allclose(one, other, rtol=1e-5 if one.dtype == torch.float32 else 1e-10)
    if all(value.dtype == torch.float64 for value in values):
        assert torch.autograd.gradcheck(ours, values)
        assert torch.autograd.gradgradcheck(ours, values)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_layer(dtype: str) -> None:
    layer, own = both(LAYER, "layer")
    check(layer, own, *(random(*shape, dtype=dtype) for shape in ((3, 4), (4, 2), (2,))))
    check(layer, own, *(random(*shape, dtype=dtype) for shape in ((4,), (4, 2), (3, 2))))


def test_nothing_leaves_pytorch() -> None:
    layer, _ = both(LAYER, "layer")
    inputs = [torch.empty(*s, device="meta", requires_grad=True) for s in ((3, 4), (4, 2), (2,))]
    out = layer(*inputs)
    out.sum().backward()
    assert {each.device.type for each in (out, *(i.grad for i in inputs))} == {"meta"}


def test_what_has_no_gradient() -> None:
    loss, own = both(LOSS, "loss", wrt="scores, scale")
    scores, labels = random(4, 3), torch.tensor([0, 2, 1, 1])
    for case in ({}, {"power": 3}, {"scale": 0.25}):
        check(
            lambda s, case=case: loss(s, labels, **case),
            lambda s, case=case: own(s, labels, **case),
            scores,
        )
    check(
        lambda s, c: loss(s, labels, scale=c),
        lambda s, c: own(s, labels, scale=c),
        scores,
        random(),
    )


def test_only_what_was_asked_for() -> None:
    layer, own = both(LAYER, "layer", wrt="w")
    x, b = random(3, 4, needed=False), random(2, needed=False)
    check(lambda w: layer(x, w, b), lambda w: own(x, w, b), random(4, 2))


@pytest.mark.parametrize(
    "line",
    [
        "return x",
        "return torch.sin(x) * k if bounded else torch.exp(torch.sin(x))",
        "return torch.sin(x) if not bounded else x",
        "return torch.exp(x[1:]) * k",
        "y = torch.zeros_like(x)\n    y[1:] = torch.sin(x[:-1])\n    return y * x",
        "s = torch.sum(x)\n    return torch.clamp(s, -1.0, 1.0) * torch.abs(s) ** s",
        "return torch.cat([x, x * x])[torch.tensor([0, 0, 3])] * x.shape[0]",
    ],
)
def test_what_pytorch_asks_of_an_operation(line: str) -> None:
    f, own = both(f"import torch\n\n\ndef f(x, k: float, bounded: bool):\n    {line}\n", "f")
    for bounded in (True, False):
        case = {"k": 0.1, "bounded": bounded}
        check(partial(f, **case), partial(own, **case), random(3))


def test_plain_numbers_are_not_differentiated_twice() -> None:
    source = "import torch\n\n\ndef f(x, k: float):\n    return torch.sum(x) * k * torch.erf(k)\n"
    f, _ = both(source, "f")
    x, k = random(3), torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(f, (x, k))
    with pytest.raises(RuntimeError, match="f_torch has a first derivative only"):
        torch.autograd.grad(f(x, k), k, create_graph=True)


def test_several_outputs() -> None:
    two, own = both(TWO, "two")
    for place in (0, 1):
        check(
            lambda x, y, place=place: two(x, y)[place],
            lambda x, y, place=place: own(x, y)[place],
            *(random(5), random(1, 5)[0].detach().requires_grad_()),
        )


def test_views_and_other_layouts() -> None:
    layer, own = both(LAYER, "layer")
    views = random(4, 3).T, random(4, 2), random(4)[::2]
    check(layer, own, *(view.detach().requires_grad_() for view in views))
    x, w = random(3, 4), random(4, 2)
    check(lambda b: layer(x, w, b.expand(2)), lambda b: own(x, w, b.expand(2)), random(1))


def test_a_change_before_going_back_is_refused() -> None:
    layer, _ = both(LAYER, "layer")
    x, w, b = random(3, 4), random(4, 2), random(2)
    out = layer(x, w, b)
    with torch.no_grad():
        w.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        out.sum().backward()


def test_a_penalty_on_the_gradient() -> None:
    """What is stored does not come from what it was computed of, for PyTorch."""

    def penalized(function: Callable[..., Any], x: Any, w: Any, b: Any) -> Any:
        out = function(x, w, b).sum()
        (slope,) = torch.autograd.grad(out, x, create_graph=True)
        return torch.autograd.grad(out + (slope**2).sum(), w)[0]

    layer, own = both(LAYER, "layer")
    inputs = random(3, 4), random(4, 2), random(2)
    assert torch.allclose(penalized(layer, *inputs), penalized(own, *inputs))


def test_nothing_stays_behind() -> None:
    layer, _ = both(LAYER, "layer")
    out = layer(random(3, 4), random(4, 2), random(2))
    node = weakref.ref(out.grad_fn)
    del out
    assert node() is None


def test_maps_and_gradients_of_functions() -> None:
    layer, own = both(LAYER, "layer")
    x, w, b = random(5, 3, 4).detach(), random(4, 2).detach(), random(2).detach()

    def each(function: Callable[..., Any]) -> Any:
        def value(w: Any, x: Any) -> Any:
            return torch.sum(function(x, w, b) ** 2)

        return torch.func.vmap(torch.func.grad(value), (None, 0))(w, x)

    assert torch.allclose(each(layer), each(own))
    assert torch.allclose(
        torch.func.jacrev(partial(layer, x[0]))(w, b), torch.func.jacrev(partial(own, x[0]))(w, b)
    )


def test_it_is_compiled_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "compiled_layer.py").write_text(gradgen.generate(LAYER, wrap="torch"))
    monkeypatch.syspath_prepend(str(tmp_path))
    layer = importlib.import_module("compiled_layer").layer_torch
    _, own = both(LAYER, "layer")
    inputs = random(3, 4), random(4, 2), random(2)
    compiled = torch.compile(lambda *v: layer(*v).sum(), backend="aot_eager", fullgraph=True)
    found = torch.autograd.grad(compiled(*inputs), inputs)
    for one, other in zip(found, torch.autograd.grad(own(*inputs).sum(), inputs), strict=True):
        assert torch.allclose(one, other)
