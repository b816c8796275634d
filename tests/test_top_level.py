"""What happens to names at the top level, in whatever form."""

from __future__ import annotations

import ast

import pytest

from gradgen.frontend.top_level import binding_counts, changed_objects, handed_out

BINDINGS = [
    ("x = 1", "x"),
    ("x = x = 1", "x x"),
    ("x: float", ""),
    ("x: float = 1", "x"),
    ("x += 1", "x"),
    ("x, (y, *z) = t", "x y z"),
    ("del x", "x"),
    ("import a.b, c as d", "a d"),
    ("from a import b, c as d", "b d"),
    ("from a import *", ""),
    ("def f(p=(x := 1)):\n    y = 2", "f x"),
    ("class A:\n    y = 2", "A"),
    ("for x in t:\n    y = x", "x y"),
    ("with t as x:\n    pass", "x"),
    ("try:\n    x = 1\nexcept E as e:\n    pass", "e x"),
    ("match t:\n    case [a, *b]:\n        pass\n    case {**c}:\n        pass", "a b c"),
    ("[x for x in t]", ""),
    ("[(y := x) for x in t]", "y"),
    ("lambda x: x", ""),
    ("if (x := 1):\n    pass", "x"),
    ("a.b = 1; c[0] = 2", ""),
]


@pytest.mark.parametrize(("text", "names"), BINDINGS)
def test_how_often_each_name_is_bound(text: str, names: str) -> None:
    assert sorted(binding_counts(ast.parse(text)).elements()) == names.split()


CHANGES = [
    ("math.cos = f", "math"),
    ("a[0] = 1", "a"),
    ("a.b[0].c = 1", "a"),
    ("math.cos, K = f, 2", "math"),
    ("for math.cos in t:\n    pass", "math"),
    ("del a[0]", "a"),
    ("a.b += 1", "a"),
    ("def f():\n    a[0] = 1", "a"),
    ("x = a.b + c[0]", ""),
]


@pytest.mark.parametrize(("text", "names"), CHANGES)
def test_what_is_changed(text: str, names: str) -> None:
    assert sorted(changed_objects(ast.parse(text))) == names.split()


HANDED = [
    ("print(a)", "a print"),
    ("b = a", "a"),
    ("def f(x):\n    return sum(a) * x", ""),
    ("def f(x):\n    a.append(x)", "a"),
    ("def f(x, y=a):\n    return x", "a"),
]


@pytest.mark.parametrize(("text", "names"), HANDED)
def test_what_others_get_hold_of(text: str, names: str) -> None:
    assert sorted(handed_out(ast.parse(text))) == names.split()
