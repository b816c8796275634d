"""The chain rule, written out for a line: which piece is downstream, local, upstream."""

from __future__ import annotations

import pytest

from gradgen.draw.equation import equation

CARRIERS = {"grad_L", "grad_s", "t1"}

PRODUCTS = [
    ("grad_x = grad_L", "[grad_x] = [1] * [grad_L]"),
    ("grad_x = -grad_L", "[grad_x] = [-1] * [grad_L]"),
    ("grad_s = grad_L * (1 - L) * L", "[grad_s] = [(1 - L) * L] * [grad_L]"),
    ("grad_x = grad_L * (a + b).sum()", "[grad_x] = [(a + b).sum()] * [grad_L]"),
    ("grad_x = x * grad_L / (y + 1)", "[grad_x] = [x / (y + 1)] * [grad_L]"),
    ("grad_x = grad_L / x", "[grad_x] = [1 / x] * [grad_L]"),
    ("grad_x = grad_L * -y", "[grad_x] = [-y] * [grad_L]"),
    ("grad_x = -grad_L * -y * z", "[grad_x] = [-(-y) * z] * [grad_L]"),
    ("grad_x = grad_L if x > y else 0.0", "[grad_x] = [1 if x > y else 0] * [grad_L]"),
    ("grad_x = 0.0 if x > y else 2 * grad_L", "[grad_x] = [0 if x > y else 2] * [grad_L]"),
    (
        "grad_x = np.where(x > 0, grad_L, 0.0)",
        "[grad_x] = [np.where(x > 0, 1, 0)] * [grad_L]",
    ),
    ("grad_x = grad_L @ w.T", "[grad_x] = [grad_L] @ [w.T]"),
    ("grad_w = x.T @ grad_L", "[grad_w] = [x.T] @ [grad_L]"),
    ("grad_w = grad_w + grad_s * x / 2", "[grad_w] = [grad_w] + [x / 2] * [grad_s]"),
    ("grad_b = np.sum(grad_L * x, axis=0)", "[grad_b] = np.sum([x] * [grad_L], axis=0)"),
    ("grad_b = (grad_L * x).sum()", "[grad_b] = ([x] * [grad_L]).sum()"),
    ("grad_b = grad_L.sum(axis=0)", "[grad_b] = ([1] * [grad_L]).sum(axis=0)"),
    ("grad_b = unbroadcast(grad_L * x, b)", "[grad_b] = unbroadcast([x] * [grad_L], b)"),
    ("grad_x[1:] += grad_L * 2", "[grad_x[1:]] += [2] * [grad_L]"),
]


@pytest.mark.parametrize(("code", "text"), PRODUCTS, ids=[code for code, _ in PRODUCTS])
def test_a_product(code: str, text: str) -> None:
    found = equation(code, CARRIERS)
    assert found is not None
    assert found.text == text
    assert found.is_product
    assert found.of("upstream") == (("grad_s",) if "grad_s" in code.split("=")[-1] else ("grad_L",))


OTHERS = [
    ("grad_x = grad_L[:, None]", "[grad_x] = [grad_L][:, None]"),
    ("grad_x = t1 - p * np.sum(grad_L * p)", "[grad_x] = [t1] - p * np.sum([grad_L] * p)"),
    ("grad_x = x / grad_L", "[grad_x] = x / [grad_L]"),
    ("grad_x = grad_L * grad_L", "[grad_x] = [grad_L] * [grad_L]"),
    ("grad_a, grad_b = np.split(grad_L, 2)", "[(grad_a, grad_b)] = np.split([grad_L], 2)"),
    ("grad_x = grad_L if x > y else grad_s", "[grad_x] = [grad_L] if x > y else [grad_s]"),
]


@pytest.mark.parametrize(("code", "text"), OTHERS, ids=[code for code, _ in OTHERS])
def test_what_is_no_product_is_shown_as_it_is(code: str, text: str) -> None:
    found = equation(code, CARRIERS)
    assert found is not None
    assert found.text == text
    assert not found.is_product


@pytest.mark.parametrize("code", ["grad_x = 0.0", "s = w * x", "assert x > 0", "t1"])
def test_nothing_flows(code: str) -> None:
    assert equation(code, {"grad_L"}) is None
