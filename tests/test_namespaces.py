"""Namespaces that arrays are asked for, and that functions hand on to one another."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dialect_check import has, space_of
from gradgen import GradgenError, build, generate

LOSS = """\
def loss(w, x, b):
    {asked}
    h = xp.tanh(x @ w + b)
    d = h * 2.0 - x
    return spread(h - xp.mean(h, axis=0), xp) + norm(d) * spread(d, ns=xp) + xp.max(h){parts}


def spread(d, ns):
    return ns.sqrt(ns.mean(d**2))


def norm(r):
    {again}
    return nx.sum(nx.abs(r))
"""
PARTS = " * xp.sum(h[1:, :] * h[:-1, :])"
"""What arrays cannot have that never change."""

WAYS = {
    "method": ("", "xp = x.__array_namespace__()", "nx = r.__array_namespace__()"),
    "compat": (
        "from array_api_compat import array_namespace\n\n\n",
        "xp = array_namespace(w, x)",
        "nx = array_namespace(r)",
    ),
    "inside": (
        "import array_api_compat as aac\n\n\n",
        "from array_api_compat import get_namespace as got\n    xp = got(x)",
        "nx = aac.array_namespace(r)",
    ),
    "learn": (
        "from sklearn.utils._array_api import get_namespace\n\n\n",
        "xp, _ = get_namespace(x)",
        "nx, is_api = get_namespace(r)",
    ),
}
SHAPES = {"w": "K,K", "x": "N,K", "b": "K"}
SIZES = {"w": (3, 3), "x": (4, 3), "b": (3,)}
STOOD_FOR = ["sklearn", *([] if has("array_api_compat") else ["array_api_compat"])]
EACH_WAY = pytest.mark.parametrize("way", WAYS)


def text_of(way: str, parts: str = PARTS) -> str:
    imports, asked, again = WAYS[way]
    return imports + LOSS.format(asked=asked, again=again, parts=parts)


def usual(parts: str = PARTS) -> str:
    """The same for NumPy."""
    text = LOSS.format(asked="", again="", parts=parts)
    for handed in (", xp)", ", ns=xp)", ", ns)"):
        text = text.replace(handed, ")")
    for name in ("xp.", "ns.", "nx."):
        text = text.replace(name, "np.")
    return f"import numpy as np\n\n\n{text}"


@pytest.fixture(autouse=True)
def _askers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The functions that ask, where the package that has them is not installed.

    That of scikit-learn has to be switched on, and asks nobody before.
    """

    def ask(*arrays: Any) -> Any:
        return arrays[0].__array_namespace__()

    def ask_and_tell(*arrays: Any) -> Any:
        return ask(*arrays), True

    for name, attributes in (
        ("array_api_compat", {"array_namespace": ask, "get_namespace": ask}),
        ("sklearn", {}),
        ("sklearn.utils", {}),
        ("sklearn.utils._array_api", {"get_namespace": ask_and_tell}),
    ):
        if name.partition(".")[0] in STOOD_FOR:
            module = ModuleType(name)
            vars(module).update(attributes, __path__=[])
            monkeypatch.setitem(sys.modules, name, module)


def called(text: str, mode: str, enter: Any) -> list[Any]:
    """What a generated text gives in the library whose arrays `enter` makes."""
    chance, space = np.random.default_rng(4), space_of(text)
    prefixes = {"jvp": ("", "dot_"), "hvp": ("", "v_")}.get(mode, ("",))
    given = {f"{p}{n}": enter(chance.normal(size=s)) for p in prefixes for n, s in SIZES.items()}
    if mode == "split":
        value, stored = space["loss_forward"](**given)
        found = (value, *space["loss_backward"](stored, enter(np.asarray(1.7))))
    else:
        found = space[f"loss_{'backward' if mode == 'vjp' else mode}"](**given)
    return list(found) if isinstance(found, tuple) else [found]


def derived(text: str, mode: str) -> str:
    split = mode == "split"
    return generate(text, function="loss", shape=SHAPES, split=split, mode="vjp" if split else mode)


def agree(texts: tuple[str, str], mode: str, enter: Any) -> None:
    ours, theirs = called(texts[0], mode, np.asarray), called(texts[1], mode, enter)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(np.asarray(other), one, rtol=1e-10, atol=1e-13)
        assert np.shape(other) == np.shape(one)


@EACH_WAY
@pytest.mark.parametrize("mode", ["vjp", "jvp", "hvp", "jacobian", "split"])
def test_what_is_asked_for_is_used(way: str, mode: str) -> None:
    """By arrays of the standard, and by NumPy's, in all modes; nothing of NumPy is in the text."""
    texts = derived(usual(), mode), derived(text_of(way), mode)
    assert "numpy" not in texts[1]
    for library in ("array_api_strict", "numpy"):
        agree(texts, mode, importlib.import_module(library).asarray)


@pytest.mark.skipif(not has("jax"), reason="JAX is not installed")
@pytest.mark.parametrize("mode", ["vjp", "jvp", "hvp", "split"])
def test_arrays_of_jax_are_asked(mode: str) -> None:
    importlib.import_module("jax").config.update("jax_enable_x64", True)
    texts = derived(usual(""), mode), derived(text_of("method", ""), mode)
    agree(texts, mode, importlib.import_module("jax.numpy").asarray)


@pytest.mark.skipif(not has("torch") or not has("array_api_compat"), reason="not installed")
@pytest.mark.parametrize("way", ["compat", "inside"])
@pytest.mark.parametrize("mode", ["vjp", "jvp", "hvp", "jacobian", "split"])
def test_tensors_of_torch_are_asked_by_a_function(way: str, mode: str) -> None:
    torch = importlib.import_module("torch")
    texts = derived(usual(), mode), derived(text_of(way), mode)
    agree(texts, mode, lambda array: torch.asarray(np.asarray(array)))


def test_the_line_of_the_user_is_kept() -> None:
    text = """\
from array_api_compat import array_namespace as asked


def f(x, y):
    # all of both
    lib = asked(x, y, api_version="2024.12")  # the library
    return lib.mean(x * y)
"""
    assert generate(text).endswith("""\
    # forward
    # all of both
    lib = asked(x, y, api_version="2024.12")  # the library
    t1 = x * y
    # out = lib.mean(t1) (value not needed)

    # backward
    grad_t1 = grad_out * lib.ones_like(t1) / math.prod(t1.shape)  # gradient copier
    grad_x = unbroadcast(grad_t1 * y, x)  # gradient multiplier
    grad_y = unbroadcast(grad_t1 * x, y)  # gradient multiplier

    return grad_x, grad_y
""")
    assert '    xp = asked(grad, api_version="2024.12")\n' in generate(text)
    assert "(value not needed): of x" in generate(
        "def f(x: float):\n    xp = x.__array_namespace__()  # of x\n    return x * 2\n"
    )


def test_what_was_written_is_read_again() -> None:
    text = generate(text_of("method"), function="loss")
    again = generate(text, function="loss_backward", wrt="x", mode="jvp")
    assert "xp = x.__array_namespace__()\n" in again
    assert again.count("def unbroadcast") == 1


def test_a_picture_shows_what_computes() -> None:
    result = build(text_of("method"), function="loss")
    assert "namespace" not in result.mermaid()
    assert "tanh" in result.mermaid()
    assert "tanh" in result.html()


def test_helpers_alone_may_ask() -> None:
    """Of a value that is computed, which is kept for that."""
    text = """\
def f(w, x):
    return norm(x @ w) + norm(w)


def norm(r):
    xp = r.__array_namespace__()
    return xp.sum(xp.tanh(r))
"""
    written = generate(text, split=True, shape={"w": "K", "x": "N,K"})
    assert written.count("    xp = r.__array_namespace__()\n") == 2
    space = space_of(written)
    chance = np.random.default_rng(1)
    w, x = chance.normal(size=3), chance.normal(size=(4, 3))
    _, stored = space["f_forward"](w, x)
    slope = 1 - np.tanh(x @ w) ** 2
    found = space["f_backward"](stored)
    np.testing.assert_allclose(found[0], x.T @ slope + 1 - np.tanh(w) ** 2)
    np.testing.assert_allclose(found[1], slope[:, None] * w)


def test_a_parameter_that_is_one_goes_into_what_is_stored() -> None:
    written = generate("def f(x, xp):\n    return xp.sum(xp.exp(x))\n", split=True)
    assert "return out, (xp, t1)" in written
    space = space_of(written)
    _, stored = space["f_forward"](np.zeros(2), np)
    np.testing.assert_allclose(space["f_backward"](stored), 1.0)


def test_a_parameter_may_only_be_handed_on() -> None:
    text = "def f(x, xp):\n    return g(x, lib=xp)\n\n\ndef g(x, lib):\n    return lib.sum(x * x)\n"
    assert "grad_t1 = grad_out * xp.ones_like(t1)" in generate(text)
    modules = text.replace("xp", "np").replace("x, np)", "x)")
    assert "np.ones_like" in generate(f"import numpy as np\n\n\n{modules}")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return x.__array_namespace__().sum(x)", "inside an expression"),
        ("return g(x.__array_namespace__(), x)", "inside an expression"),
        ("xp = asked(x) if True else asked(x)\n    return xp.sum(x)", "inside an expression"),
        ("xp = asked(x)\n    xp = asked(x)\n    return xp.sum(x)", "`xp` is a second namespace"),
        ("xp = lib = asked(x)\n    return xp.sum(x)", "`lib` is a second namespace"),
        ("xp, _ = asked(x)\n    return xp.sum(x)", "without a name"),
        ("xp = asked(x)\n    return xp.sum(x), xp", "used as a value"),
        ("for i in range(3):\n        xp = asked(x)\n    return x", "asked for here only"),
        ("return g(0, x) if x > 0 else x", "asked for here only"),
        ("if x > 0:\n        xp = asked(x)\n    return xp.sum(x)", "`if` is not supported"),
    ],
)
def test_what_cannot_be_told_is_refused(body: str, message: str) -> None:
    text = f"""\
from array_api_compat import array_namespace as asked


def f(x):
    {body}


def g(_, x):
    xp = asked(x)
    return xp.sum(x)
"""
    with pytest.raises(GradgenError) as raised:
        generate(text, function="f")
    assert any(message in d.message for d in raised.value.diagnostics), raised.value
    assert all(d.labels for d in raised.value.diagnostics)


def test_a_function_beside_others_needs_a_namespace_of_its_own() -> None:
    text = "def f(x, xp):\n    return xp.sum(x)\n\n\ndef k(x):\n    return x[0] * x[1]\n"
    with pytest.raises(GradgenError, match="`k` has no namespace"):
        generate(text)
    assert "xp.ones_like" in generate(text, function="f")


def test_another_library_beside_a_namespace_is_refused() -> None:
    text = "import numpy as np\n\n\ndef f(x):\n    xp = x.__array_namespace__()\n    return {}\n"
    with pytest.raises(GradgenError, match="`np` is of another library"):
        generate(text.format("xp.sum(np.exp(x))"))
    assert "numpy" not in generate(text.format("xp.sum(xp.exp(x))"))


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("flag", [False, True])
def test_what_a_choice_leaves_out_is_a_plain_number(flag: bool, split: bool) -> None:
    """The standard makes no array of zeros in the shape of one, and none is needed."""
    text = """\
def f(x, flag: bool):
    xp = x.__array_namespace__()
    return xp.sum(g(x) * x) if flag else xp.sum(x * 3)


def g(r):
    xp = r.__array_namespace__()
    return xp.tanh(r)
"""
    space = space_of(generate(text, split=split))
    at = np.linspace(-1, 1, 5)
    x = importlib.import_module("array_api_strict").asarray(at)
    given = (space["f_forward"](x, flag)[1],) if split else (x, flag)
    own = np.tanh(at) + at * (1 - np.tanh(at) ** 2) if flag else np.full(5, 3.0)
    np.testing.assert_allclose(np.asarray(space["f_backward"](*given)), own)
