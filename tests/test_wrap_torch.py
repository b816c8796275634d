"""`--wrap torch`: PyTorch's own check of gradients, and what PyTorch may do with a tensor."""

from __future__ import annotations

from typing import Any

import pytest

import wrapped

torch: Any = pytest.importorskip("torch")


def random(*shape: int, dtype: Any = None, needed: bool = True) -> Any:
    made = torch.randn(shape, dtype=dtype or torch.float64)
    return made.requires_grad_(needed)


@pytest.fixture(autouse=True)
def _same_numbers() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize("optimize", [False, True])
def test_a_layer(optimize: bool) -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="torch", optimize=optimize).layer_torch
    assert torch.autograd.gradcheck(layer, (random(3, 4), random(4, 2), random(2)))


def test_what_has_no_gradient_gets_none() -> None:
    loss = wrapped.module(wrapped.LOSS, wrap="torch").loss_torch
    scores, labels = random(4, 3), torch.tensor([0, 2, 1, 1])
    assert torch.autograd.gradcheck(lambda s: loss(s, labels), (scores,))
    assert torch.autograd.gradcheck(lambda s: loss(s, labels, power=3), (scores,))
    scale = random()
    fixed = scale.detach()
    assert torch.autograd.gradcheck(lambda s: loss(s, labels, scale=fixed), (scores,))
    assert torch.autograd.gradcheck(lambda s, c: loss(s, labels, scale=c), (scores, scale))


def test_only_what_was_asked_for() -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="torch", wrt="w").layer_torch
    x, w, b = random(3, 4, needed=False), random(4, 2), random(2, needed=False)
    assert torch.autograd.gradcheck(lambda v: layer(x, v, b), (w,))


def test_numbers() -> None:
    neuron = wrapped.module(wrapped.NEURON, wrap="torch").neuron_torch
    assert torch.autograd.gradcheck(neuron, (random(), random(), random()))
    assert torch.autograd.gradcheck(lambda w: neuron(w, 2.0), (random(),))
    narrow = random(dtype=torch.float32)
    assert neuron(narrow, 2.0).dtype == torch.float32
    assert isinstance(neuron(1.0, 2.0), torch.Tensor)


def test_several_outputs() -> None:
    two = wrapped.module(wrapped.TWO, wrap="torch").two_torch
    assert torch.autograd.gradcheck(two, (random(5), random(5)))
    x, y = random(5), random(5)
    total, _ = two(x, y)  # the other output is used by nobody
    total.backward()
    assert torch.equal(x.grad, y)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_types_stay(dtype: str) -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="torch").layer_torch
    inputs = [random(*shape, dtype=getattr(torch, dtype)) for shape in ((3, 4), (4, 2), (2,))]
    out = layer(*inputs)
    out.sum().backward()
    assert {each.dtype for each in (out, *(i.grad for i in inputs))} == {getattr(torch, dtype)}


def test_views_and_other_layouts() -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="torch").layer_torch
    x, w, b = random(4, 3).T, random(2, 8)[:, ::2].T, random(4)[::2]
    assert torch.autograd.gradcheck(layer, (x, w, b))
    assert torch.autograd.gradcheck(lambda one: layer(x, w, one.expand(2)), (random(1),))


def test_what_comes_out_shares_no_memory() -> None:
    same = wrapped.module(wrapped.SAME, wrap="torch").same_torch
    x = random(3)
    out = same(x)
    with torch.no_grad():
        out.add_(1)
    assert not torch.equal(out, x)


def test_a_change_before_going_back_is_refused() -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="torch").layer_torch
    x, w, b = random(3, 4), random(4, 2), random(2)
    out = layer(x, w, b)
    with torch.no_grad():
        w.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        out.sum().backward()


def test_a_second_derivative_is_refused() -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="torch").layer_torch
    x = random(3, 4)
    out = layer(x, random(4, 2), random(2)).sum()
    with pytest.raises(RuntimeError, match="layer_torch has a first derivative only"):
        torch.autograd.grad(out, x, create_graph=True)


def test_in_a_network_beside_torch_itself() -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="torch").layer_torch
    x, w, b = random(3, 4), random(4, 2), random(2)
    ours = (layer(x * 2, w, b) ** 2).sum()
    theirs = (torch.tanh(x * 2 @ w + b) ** 2).sum()
    for one, other in zip(
        torch.autograd.grad(ours, (x, w, b)), torch.autograd.grad(theirs, (x, w, b)), strict=True
    ):
        assert torch.allclose(one, other, rtol=1e-12)


@pytest.mark.parametrize("optimize", [False, True])
def test_going_back_twice(optimize: bool) -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="torch", optimize=optimize).layer_torch
    x = random(3, 4)
    out = layer(x, random(4, 2), random(2)).sum()
    first = torch.autograd.grad(out, x, retain_graph=True)[0]
    assert torch.equal(first, torch.autograd.grad(out, x)[0])
