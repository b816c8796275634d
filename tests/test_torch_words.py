"""Code for PyTorch: read by the phrase book, written by it, and held against PyTorch's own."""

from __future__ import annotations

import importlib
import inspect
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dialect_check import cases, has, space_of, told
from dialect_check import torch as pytorch
from gradgen import GradgenError, generate
from gradgen.ir.expression import functions_in
from gradgen.targets import definitions
from gradgen.targets.definitions import definition_named
from gradgen.targets.dialects.phrase_reading import phrasebook_of
from gradgen.targets.dialects.phrases import Phrasebook
from gradgen.targets.dialects.torch import TORCH
from gradgen.targets.libraries import gate_of
from gradgen.targets.types import is_type
from torch_functions import FUNCTIONS, Written, calls_of

NEEDS_TORCH = pytest.mark.skipif(not has("torch"), reason="PyTorch is not installed")
TWICE = [written for written in FUNCTIONS if written.name != "determinant"]  # has no second one
FAMILIES = ("indexing", "reductions", "spreading", "products", "layout")
RUN = [param for param in cases(7, *FAMILIES) if " if " not in param.id]  # numbers, or tensors
EACH = pytest.mark.parametrize("written", FUNCTIONS, ids=lambda written: written.name)


def book() -> Phrasebook:
    """The phrase book of PyTorch."""
    found = phrasebook_of(TORCH)
    assert found is not None
    return found


def text_of(written: Written) -> str:
    """The file that defines a function."""
    names = ", ".join((*written.shapes, *written.whole))
    head = "import torch\nimport torch.nn.functional as F\n\n\n"
    return f"{head}def f({names}):\n    return {written.body}\n"


def test_the_gradient_is_in_the_words_of_pytorch() -> None:
    text = """\
import torch
import torch.nn.functional as F


def loss(x, w):
    p = F.softmax(x @ w, dim=-1)
    return -p.amax(dim=1).log().mean()
"""
    assert generate(text, wrt="w", shape={"x": "N,D", "w": "D,K"}) == """\
import torch


def loss_backward(x, w, grad_out=1.0):
    \"\"\"Gradient of `loss` by reverse mode.

    Returns grad_w.
    \"\"\"
    # forward
    t1 = x @ w  # [N, K]
    p = torch.softmax(t1, dim=-1)  # [N, K]
    t2 = torch.amax(p, dim=1)  # [N]
    # t3 = torch.log(t2) (value not needed)
    # t4 = torch.mean(t3) (value not needed)
    # out = -t4 (value not needed)

    # backward
    grad_t4 = -grad_out  # gradient copier: with the sign turned
    grad_t3 = grad_t4 * torch.ones_like(t2) / t2.numel()  # gradient copier -> [N]
    grad_t2 = grad_t3 / t2  # log: local gradient 1 / t2 -> [N]
    del t1  # not read again
    t5 = (p == t2[:, None]).to(t2.dtype)  # gradient router: 1 where p is t2
    grad_p = (
        grad_t2[:, None] / torch.sum(t5, dim=1, keepdim=True) * t5
    )  # gradient router: to the largest, ties share -> [N, K]
    t6 = grad_p * p  # softmax: upstream less its mean under p
    del t5, grad_p  # not read again
    grad_t1 = t6 - p * torch.sum(t6, dim=-1, keepdim=True)  # softmax -> [N, K]
    del p, t6  # not read again
    grad_w = x.T @ grad_t1  # gradient multiplier: [D, N] @ [N, K] -> [D, K]

    return grad_w
"""


@pytest.mark.parametrize("mode", ["vjp", "jvp", "hvp", "hessian"])
def test_all_modes_speak_of_pytorch(mode: str) -> None:
    text = (
        "import torch\n\n\ndef f(x):\n    return torch.sigmoid(x).sum() + (x[1:] * x[:-1]).mean()\n"
    )
    written = generate(text, mode=mode, shape={"x": "N"})
    assert "np." not in written
    assert "numpy" not in written
    assert "torch.sigmoid" in written


@pytest.mark.parametrize("mode", ["vjp", "hvp"])
def test_constants_keep_their_words(mode: str) -> None:
    head = """\
import torch

WEIGHTS = torch.tensor([0.1, 0.7])
STEPS = torch.linspace(0, 1, steps=2) * 2
"""
    body = "\n\ndef f(x):\n    return (x * WEIGHTS * STEPS).sum() ** 2\n"
    assert generate(head + body, mode=mode).startswith(head.replace("steps=", ""))


def test_definitions_take_what_their_namesakes_take() -> None:
    """What reads NumPy's text once more writes the same call."""
    found = 0
    for name in definition_names("torch"):
        ours, theirs = definition_named(name, "numpy"), definition_named(name, "torch")
        assert theirs is not None
        if ours is not None:
            found += 1
            assert len(ours.parameters) == len(theirs.parameters), name
            wanted = [TORCH.synonyms.get(n, n) for n, default in ours.parameters if default]
            given = [n for n, default in theirs.parameters if default]
            assert given == wanted or set(wanted) & {"axis1", "axes"}, name
    assert found > 30


def definition_names(library: str) -> list[str]:
    """The names of the definitions in the files of a library."""
    files = sorted(Path(definitions.__file__).parent.glob(f"{library}*.py"))
    return [name for f in files for name in re.findall(r"^def (\w+)", f.read_text(), re.MULTILINE)]


def test_a_file_that_only_calls_numpy_torch_is_for_numpy() -> None:
    written = generate("import numpy as torch\n\n\ndef f(x):\n    return torch.sum(x, axis=0)\n")
    assert "import numpy as torch" in written


def test_what_was_written_is_read_again() -> None:
    text = generate("import torch\n\n\ndef f(x, y):\n    return torch.exp(x * y).sum(dim=0)\n")
    assert "def unbroadcast" in text
    again = generate(text, function="f_backward", wrt="x")
    assert again.count("def unbroadcast(") == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("torch.fft.fft(x)", "does not know the function `torch.fft.fft`"),
        ("torch.smu(x)", "does not know the function `torch.smu`"),
        ("x.logsumexp()", "the arguments do not fit `x.logsumexp`"),
        ("x.sum(dim=0, dtype=torch.float32)", "the arguments do not fit `x.sum`"),
        ("x.nonsense()", "the attribute `nonsense` of a value is not supported"),
        ("x.grad", "the attribute `grad` of a value is not supported"),
        ("torch.special.bessel_j1(x)", "cannot be said in PyTorch"),
        ("x.expand(-1, 3)", "the arguments do not fit `x.expand`"),
    ],
)
def test_what_has_no_words_is_refused(line: str, message: str) -> None:
    with pytest.raises(GradgenError) as raised:
        generate(f"import torch\n\n\ndef f(x):\n    return {line}\n")
    assert any(message in d.message for d in raised.value.diagnostics), raised.value
    assert all(line.startswith("<string>:5:") for line in str(raised.value).splitlines())


def test_every_phrase_names_what_there_is() -> None:
    """What stands on the right is a gate, or a function that gradgen knows by its real name."""
    for phrase in book().phrases:
        for function in functions_in(phrase.ours):
            assert function.module is not None, phrase
            is_known = bool(gate_of(f"{function.module}.{function.attribute}"))
            assert is_known or not (function.module or "").startswith(("numpy", "scipy")), phrase


def test_what_is_read_can_be_written() -> None:
    """Whatever a phrase brings in has words: a user's line is never refused for want of those."""
    for phrase in book().phrases:
        for function in functions_in(phrase.ours):
            module = function.module or ""
            is_called = module.partition(".")[0] in ("numpy", "scipy") and not is_type(function)
            if phrase.is_read and is_called:
                qualified = f"{module}.{function.attribute}"
                assert book().tells(qualified), (phrase.name, qualified)


@NEEDS_TORCH
def test_phrases_say_what_pytorch_does() -> None:
    """Each function of the book, called as PyTorch takes it: the value, and the gradient."""
    calls = {call for phrase in book().phrases if phrase.is_read for call in calls_of(phrase)}
    verdicts = Counter(map(verdict, sorted(calls)))
    assert verdicts["right"] >= 320, verdicts
    assert set(verdicts) == {"right", "refused", "not of PyTorch", "no tensor"}


def verdict(call: str) -> str:
    """What comes of a call: that PyTorch takes no such one, that gradgen does not, or is right."""
    module = importlib.import_module("torch")
    text = f"import torch\n\n\ndef f(x, y):\n    return {call}\n"
    chance = np.random.default_rng(2)
    given = {n: module.as_tensor(0.2 + 0.6 * chance.random((4, 4))) for n in ("x", "y")}
    leaves = {n: value.clone().requires_grad_() for n, value in given.items()}
    try:
        outputs = as_row(space_of(text)["f"](**leaves))
    except (TypeError, RuntimeError, IndexError, NameError):
        return "not of PyTorch"
    try:
        derived = generate(text, with_value=True)
    except GradgenError:
        return "refused"
    if not all(isinstance(output, module.Tensor) for output in outputs) or "empty" in call:
        return "no tensor"
    upstream = [module.as_tensor(chance.normal(size=tuple(o.shape))) for o in outputs]
    function = next(v for n, v in space_of(derived).items() if n.startswith("f_"))
    names = list(inspect.signature(function).parameters)
    found = flat(function(**given, **dict(zip(names[2:], upstream, strict=True))))
    for mine, own in zip(found, outputs, strict=False):
        np.testing.assert_allclose(mine, own.detach(), 1e-9, 1e-12, err_msg=call)
    for name, mine in zip(returned(derived), found[len(outputs) :], strict=True):
        expected = gradient(outputs, upstream, leaves[name])
        if expected is not None:
            np.testing.assert_allclose(mine, expected, 1e-7, 1e-10, err_msg=call)
            assert mine.dtype == given[name].dtype, call
    return "right"


def returned(derived: str) -> list[str]:
    """The parameters whose gradients a generated function returns."""
    return re.findall(r"\bgrad_(\w+)", derived.rsplit("return ", 1)[1])


def gradient(outputs: tuple[Any, ...], upstream: list[Any], leaf: Any) -> Any:
    """PyTorch's own gradient; `None` where it knows none."""
    module = importlib.import_module("torch")
    pairs = [(o, u) for o, u in zip(outputs, upstream, strict=True) if o.requires_grad]
    if not pairs:
        return None
    try:
        (found,) = module.autograd.grad(
            [o for o, _ in pairs], [leaf], [u for _, u in pairs], True, allow_unused=True
        )
    except (NotImplementedError, RuntimeError):
        return None
    return None if found is None else found + module.zeros_like(found)


def flat(value: Any) -> list[Any]:
    """All results in one row, be there rows in rows."""
    if not isinstance(value, tuple | list):
        return [value]
    return [inner for each in value for inner in flat(each)]


@NEEDS_TORCH
@EACH
def test_gradients_are_those_of_pytorch(written: Written) -> None:
    module = importlib.import_module("torch")
    text = text_of(written)
    backward = space_of(generate(text, wrt=list(written.shapes)))["f_backward"]
    inputs, whole = drawn(written)
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    out = space_of(text)["f"](**leaves, **whole)
    upstream = module.as_tensor(np.random.default_rng(5).normal(size=tuple(out.shape)))
    expected = module.autograd.grad(out, list(leaves.values()), upstream, allow_unused=True)
    before = {name: value.clone() for name, value in inputs.items()}
    found = backward(**inputs, **whole, grad_out=upstream)
    for mine, own, value in zip(as_row(found), expected, inputs.values(), strict=True):
        own = module.zeros_like(value) if own is None else own
        assert mine.shape == value.shape
        assert mine.dtype == value.dtype
        np.testing.assert_allclose(mine, own, rtol=1e-8, atol=1e-10)
    assert all(module.equal(before[name], inputs[name]) for name in inputs)


@NEEDS_TORCH
@EACH
def test_types_stay_and_pytorch_goes_through(written: Written) -> None:
    """float32 gives float32; autograd takes the gradient for code like any other; it compiles."""
    module = importlib.import_module("torch")
    text = text_of(written)
    f, backward = (space_of(t)[n] for t, n in ((text, "f"), (derived_of(written), "f_backward")))
    inputs, whole = drawn(written)
    single = {name: value.float() for name, value in inputs.items()}
    upstream = module.ones_like(f(**single, **whole))
    assert all(
        g.dtype == module.float32 for g in as_row(backward(**single, **whole, grad_out=upstream))
    )
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    out = f(**leaves, **whole)
    first = module.autograd.grad(out, [*leaves.values()], module.ones_like(out), None, True, True)
    mine = as_row(backward(**leaves, **whole, grad_out=module.ones_like(out)))
    for one, other in zip(second(mine, leaves), second(first, leaves), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-8)


def derived_of(written: Written) -> str:
    """The gradient of a function."""
    return generate(text_of(written), wrt=list(written.shapes))


def second(gradients: Any, leaves: dict[str, Any]) -> list[Any]:
    """PyTorch's gradient of the sum of the squares of gradients."""
    module = importlib.import_module("torch")
    total = sum((g**2).sum() for g in gradients if g is not None)
    if not total.requires_grad:
        return [module.zeros_like(leaf) for leaf in leaves.values()]
    found = module.autograd.grad(total, list(leaves.values()), allow_unused=True)
    pairs = zip(found, leaves.values(), strict=True)
    return [module.zeros_like(leaf) if g is None else g for g, leaf in pairs]


@NEEDS_TORCH
@EACH
def test_compiled_and_elsewhere(written: Written) -> None:
    """`torch.compile` takes the gradient whole; no tensor is made on another device."""
    module = importlib.import_module("torch")
    backward = space_of(derived_of(written))["f_backward"]
    inputs, whole = drawn(written)
    upstream = module.ones_like(space_of(text_of(written))["f"](**inputs, **whole))
    given = (*inputs.values(), *whole.values(), upstream)
    module.compiler.reset()
    compiled = module.compile(backward, backend="eager", fullgraph=True)
    for one, other in zip(as_row(compiled(*given)), as_row(backward(*given)), strict=True):
        np.testing.assert_allclose(one, other)
    if "torch.eye" in written.body or "torch.arange" in written.body:
        return  # made where numbers are, by the function itself
    found = as_row(backward(*(value.to("meta") for value in given)))
    assert all(gradient.device.type == "meta" for gradient in found)


@NEEDS_TORCH
@pytest.mark.parametrize("mode", ["jvp", "hvp"])
@pytest.mark.parametrize("written", TWICE[::4], ids=lambda written: written.name)
def test_other_modes_are_those_of_pytorch(written: Written, mode: str) -> None:
    module = importlib.import_module("torch")
    text = text_of(written).replace("return ", "return ((").rstrip() + ") ** 2).sum()\n"
    inputs, whole = drawn(written)
    names = list(inputs)
    derived = space_of(generate(text, wrt=names, mode=mode))[f"f_{mode}"]
    f = space_of(text)["f"]
    directions = tuple(value.flip(0).clone() for value in inputs.values())

    def value(*values: Any) -> Any:
        return f(**dict(zip(names, values, strict=True)), **whole)

    function = getattr(module.autograd.functional, mode)
    _, expected = function(value, tuple(inputs.values()), directions)
    found = derived(*inputs.values(), *whole.values(), *directions)
    for mine, own in zip(as_row(found), as_row(expected), strict=True):
        np.testing.assert_allclose(mine, own, rtol=1e-7, atol=1e-9)


@NEEDS_TORCH
def test_jacobians_are_those_of_pytorch() -> None:
    module = importlib.import_module("torch")
    text = """\
import torch


def f(x, w):
    return torch.tanh(x @ w).sum(dim=0)


def g(x):
    return (torch.sigmoid(x) * x[:, :1]).pow(2).sum()
"""
    space = space_of(text)
    chance = np.random.default_rng(4)
    x, w = (module.as_tensor(chance.normal(size=shape)) for shape in ((3, 2), (2, 4)))
    known = module.autograd.functional
    for by in ("rows", "columns"):
        derived = space_of(generate(text, function="f", mode="jacobian", by=by))["f_jacobian"]
        for one, other in zip(derived(x, w), known.jacobian(space["f"], (x, w)), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)
    derived = space_of(generate(text, function="g", mode="hessian"))["g_hessian"]
    np.testing.assert_allclose(derived(x), known.hessian(space["g"], x), rtol=1e-9, atol=1e-12)


@NEEDS_TORCH
@pytest.mark.parametrize("case", RUN)
def test_pytorch_computes_what_numpy_computes(case: Any) -> None:
    for annotated in (True, False):
        told(case, pytorch(), annotated=annotated)


def drawn(written: Written) -> tuple[dict[str, Any], dict[str, Any]]:
    """Tensors of random numbers, and of places."""
    module = importlib.import_module("torch")
    chance = np.random.default_rng(3)
    inputs = {n: module.as_tensor(chance.normal(size=s)) for n, s in written.shapes.items()}
    return inputs, {name: module.as_tensor([1, 0, 3, 1]) for name in written.whole}


def as_row(value: Any) -> tuple[Any, ...]:
    """Several results, or the only one."""
    return value if isinstance(value, tuple) else (value,)
