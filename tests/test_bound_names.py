"""Which names a piece of source binds, and which it only reads."""

from __future__ import annotations

from textwrap import dedent

import libcst as cst
import pytest

from gradgen.frontend.bound_names import bound_in, globals_declared, locals_of


def function(body: str) -> cst.FunctionDef:
    lines = "".join(f"    {line}\n" for line in dedent(body).splitlines())
    (found,) = cst.parse_module(f"def f(p, q=1):\n{lines}").body
    assert isinstance(found, cst.FunctionDef)
    return found


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("return p", ""),
        ("x = p", "x"),
        ("x = y = p", "x y"),
        ("x, (y, *z) = p", "x y z"),
        ("[x, y] = p", "x y"),
        ("x: float = p", "x"),
        ("x: float", "x"),
        ("x += p", "x"),
        ("p = 2", "p"),
        ("del x", "x"),
        # What is changed inside a value binds no name.
        ("x[0] = p; x.a = p; x[0] += p", ""),
        ("import a, b.c, d.e as g", "a b g"),
        ("from a.b import c, d as e", "c e"),
        # Compound statements, at any depth.
        ("for x, y in p:\n    z = x\nelse:\n    w = 1", "x y z w"),
        ("while p:\n    x = 1", "x"),
        ("if p:\n    x = 1\nelif q:\n    y = 1\nelse:\n    z = 1", "x y z"),
        ("with p as x, q as (y, z), p:\n    w = 1", "x y z w"),
        (
            "try:\n    x = 1\nexcept E as y:\n    z = 1\nelse:\n    w = 1\nfinally:\n    v = 1",
            "x y z w v",
        ),
        (
            "match p:\n    case [x, *y]:\n        z = 1\n    case A(d=e) as g:\n        pass",
            "x y z e g",
        ),
        ("try:\n    x = 1\nexcept* E as y:\n    pass", "x y"),
        ("match p:\n    case {'a': x, **y}:\n        pass", "x y"),
        # Functions and classes bind their names; what is in them is their own affair.
        ("def g(x):\n    y = 1", "g"),
        ("class A:\n    y = 1", "A"),
        ("async def g():\n    pass", "g"),
        # Names of other scopes.
        ("global x\nx = 1\ny = 2", "y"),
        ("if p:\n    nonlocal x\nx = 1", ""),
        # Comprehensions have a scope of their own.
        ("x = [y for y in p]", "x"),
    ],
)
def test_locals(body: str, names: str) -> None:
    assert sorted(locals_of(function(body))) == sorted(names.split())


def test_the_place_of_a_name_is_its_first() -> None:
    found = function("x = 1\nx = 2")
    first = found.body.body[0]
    assert isinstance(first, cst.SimpleStatementLine)
    assign = first.body[0]
    assert isinstance(assign, cst.Assign)
    assert locals_of(found)["x"] is assign.targets[0].target


def test_a_name_that_is_bound_twice_is_found_twice() -> None:
    module = cst.parse_module("x = 1\nif x:\n    x = 2\n")
    assert [name for name, _ in bound_in(module)] == ["x", "x"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f():\n    global a, b\n", "a b"),
        ("def f():\n    if a:\n        global b\n", "b"),
        ("def f():\n    def g():\n        global a\n", "a"),
        ("class A:\n    def f(self):\n        global a\n", "a"),
        ("def f():\n    nonlocal_a = 1\n", ""),
    ],
)
def test_globals_declared(text: str, names: str) -> None:
    assert [name for name, _ in globals_declared(cst.parse_module(text))] == names.split()
