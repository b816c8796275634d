"""Absent gradients: terms that nothing flows into are left out, and nothing else is."""

from __future__ import annotations

import pytest

from gradgen.ir.expression import Expression, substitute
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.rules.absent import ABSENT, without_absent


def left(text: str) -> str | None:
    """What is left of an expression where nothing has come to `grad_v`."""
    values: dict[str, Expression] = {"grad_v": ABSENT}
    found = without_absent(substitute(parse(text), values))
    return None if found is None else show(found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Nothing is absent.
        ("grad_w * x", "grad_w * x"),
        ("x", "x"),
        # A factor is.
        ("grad_v", None),
        ("-grad_v", None),
        ("grad_v * x", None),
        ("x / 2 * grad_v", None),
        ("v @ grad_v.T", None),
        ("sum(grad_v, axis=0)", None),
        ("grad_v[:, None]", None),
        ("where(c, 0, grad_v)", None),
        # Of a sum the rest stays.
        ("grad_w + grad_v", "grad_w"),
        ("grad_v + grad_w", "grad_w"),
        ("grad_w - grad_v", "grad_w"),
        ("grad_v - grad_w", "-grad_w"),
        ("grad_v * x + grad_w * y", "grad_w * y"),
        ("grad_v + grad_v", None),
        ("grad_v - 2 * grad_v", None),
        ("grad_w + grad_v + grad_u", "grad_w + grad_u"),
        # Deep inside of something linear.
        ("x * (grad_w + grad_v) * y", "x * grad_w * y"),
        ("a @ (grad_v / b + diag(grad_w)) @ a.T", "a @ diag(grad_w) @ a.T"),
        ("-(grad_v - grad_w)", "--grad_w"),
        # A sign stands in front of a product.
        ("(grad_v - out * grad_w) / y", "-out * grad_w / y"),
        # What a gate needs all the same.
        ("ends(or_zeros(grad_v, v), or_zeros(u, w))", "ends(or_zeros(absent, v), or_zeros(u, w))"),
        ("ends(or_zeros(grad_v, v), or_zeros(grad_v, w)) * x", None),
        ("pick(row, else_zeros(grad_v, v))", "pick(row, else_zeros(absent, v))"),
    ],
)
def test_terms_of_absent_gradients(before: str, after: str | None) -> None:
    assert left(before) == after
