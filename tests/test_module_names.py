"""What functions are called in the output: the user's names first, never one that is hidden."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from gradgen.api import generate
from gradgen.emit.module_names import ModuleNames
from gradgen.ir.expression import Function
from gradgen.ir.parser import parse
from gradgen.ir.program import Constant, Definition, Import, Program

MATH, AS_M = Import("math", "", "math"), Import("math", "", "m")
EXP, AS_E = Import("math", "exp", "exp"), Import("math", "exp", "e")


def names(
    *imports: Import, constants: str = "", definitions: str = "", local: str = "x y"
) -> ModuleNames:
    program = Program(
        (),
        imports,
        tuple(Constant(name, parse("2")) for name in constants.split()),
        tuple(Definition(name, f"def {name}(x): ...") for name in definitions.split()),
    )
    return ModuleNames(program, frozenset(local.split()))


def exp(via: str = "") -> Function:
    return Function("exp", "math", "exp", via)


@pytest.mark.parametrize(
    ("imports", "via", "hidden", "text", "imported"),
    [
        # The user's own choice, if he has one.
        ([MATH], "math", "", "math.exp", [MATH]),
        ([AS_M], "m", "", "m.exp", [AS_M]),
        ([EXP], "exp", "", "exp", [EXP]),
        ([AS_E], "e", "", "e", [AS_E]),
        ([MATH, EXP], "exp", "", "exp", [EXP]),
        ([MATH, EXP], "math", "", "math.exp", [MATH]),
        # Any other way that he has, where he made none: a gate of a rule.
        ([AS_M], "", "", "m.exp", [AS_M]),
        ([EXP], "", "", "exp", [EXP]),
        # Else the module is imported.
        ([], "", "", "math.exp", [MATH]),
        ([Import("math", "sin", "sin")], "", "", "math.exp", [MATH]),
        # A local variable of that name is in the way: another way, or another name.
        ([AS_E], "e", "e", "math.exp", [MATH]),
        ([EXP, AS_M], "exp", "exp", "m.exp", [AS_M]),
        ([MATH], "math", "math", "math_1.exp", [Import("math", "", "math_1")]),
        ([], "", "math math_1", "math_2.exp", [Import("math", "", "math_2")]),
    ],
)
def test_functions_of_a_library(
    imports: list[Import], via: str, hidden: str, text: str, imported: list[Import]
) -> None:
    made = names(*imports, local=f"x {hidden}")
    assert made.spell(exp(via), hidden.split()) == text
    assert list(made.imports) == imported


@pytest.mark.parametrize(
    ("made", "hidden", "text"),
    [
        (names(), "", "abs"),
        (names(local="abs"), "abs", "builtins.abs"),
        (names(constants="abs"), "", "builtins.abs"),
        (names(definitions="abs"), "", "builtins.abs"),
        (names(Import("math", "fabs", "abs")), "", "builtins.abs"),
    ],
    ids=["free", "local", "constant", "definition", "import"],
)
def test_built_in_functions(made: ModuleNames, hidden: str, text: str) -> None:
    assert made.spell(Function("abs", "builtins", "abs"), hidden.split()) == text
    assert (Import("builtins", "", "builtins") in made.imports) == text.startswith("builtins")


def test_operators_need_nothing() -> None:
    made = names()
    assert made.spell(Function("add", "operator", "+"), ()) == "+"
    assert made.imports == {}


def test_a_constant_travels_with_what_it_needs() -> None:
    made = names(constants="K")
    assert made.spell(Function("constant K", "", "K"), ()) == "K"
    assert list(made.constants) == ["K"]


@pytest.mark.parametrize("kind", ["constants", "definitions"])
def test_what_is_hidden_by_a_local_variable_gets_another_name_beside_it(kind: str) -> None:
    made = names(**{kind: "K"}, local="x K K_1")
    assert made.spell(Function("constant K", "", "K"), ["K"]) == "K_2"
    assert made.aliases == {"K": "K_2"}
    assert made.spell(Function("constant K", "", "K"), ["x"]) == "K"


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (names(), "sigmoid"),
        (names(local="sigmoid"), "sigmoid_1"),
        (names(constants="sigmoid"), "sigmoid_1"),
        (names(definitions="sigmoid sigmoid_1"), "sigmoid_2"),
    ],
    ids=["free", "local", "constant", "definition"],
)
def test_definitions_that_gradgen_supplies(made: ModuleNames, text: str) -> None:
    sigmoid = Function("sigmoid", "gradgen", "sigmoid")
    assert made.spell(sigmoid, ()) == text
    assert made.spell(sigmoid, ()) == text
    assert list(made.supplied) == [text]
    assert MATH in made.imports
    assert made.library_names()["sigmoid"] == text


def test_definitions_bring_those_that_they_call() -> None:
    made = names()
    made.spell(Function("silu", "gradgen", "silu"), ())
    assert sorted(made.supplied) == ["sigmoid", "silu"]


@pytest.mark.parametrize(
    ("imports", "function", "text"),
    [
        ([AS_M], exp("m"), "m.exp"),
        ([AS_M, EXP], exp("m"), "m.exp"),
        ([], exp(), "math.exp"),
        ([], Function("abs", "builtins", "abs"), "abs"),
        ([], Function("where"), "where"),
        ([], Function("constant K", "", "K"), "K"),
    ],
)
def test_quoting_needs_nothing(imports: list[Import], function: Function, text: str) -> None:
    """In a comment anything may be mentioned."""
    made = names(*imports)
    assert made.quote(function) == text
    assert made.imports == {}


# Whole outputs: what is above the functions is what they use, and nothing in them is hidden.


@pytest.mark.parametrize(
    ("source", "above"),
    [
        ("def f(x):\n    return x * x\n", ""),
        ("import math\ndef f(x):\n    return x * x\n", ""),
        ("import math\ndef f(x):\n    return math.exp(x)\n", "import math"),
        ("from math import sin, cos\ndef f(x):\n    return sin(x)\n", "from math import cos"),
        ("from math import sin\ndef f(x):\n    return sin(x)\n", "import math"),
        ("from math import *\ndef f(x):\n    return sin(x)\n", "import math"),
        ("import math as np\ndef f(x):\n    return np.sin(x)\n", "import math as np"),
        ("import math\ndef f(math_, x):\n    return math.exp(x) * math_\n", "import math"),
        (
            "from math import exp\ndef f(math, x):\n    return exp(x) + x ** math\n",
            "import math as math_1\nfrom math import exp",
        ),
        ("K = 2\nU = 3\ndef f(x):\n    return x * K\n", "K = 2"),
        ("import math\nK = math.pi\ndef f(x):\n    return x * K\n", "import math\n\nK = math.pi"),
        ("A = 2\nK = A * 3\ndef f(x):\n    return x * K\n", "A = 2\nK = A * 3"),
    ],
)
def test_what_stands_above(source: str, above: str) -> None:
    assert generate(source).partition("def f_backward")[0].strip() == above


def test_every_name_of_an_output_is_bound_and_used() -> None:
    source = dedent("""\
        import math as sigmoid
        from math import pi as max, exp as relu

        abs = 2.0
        math = 3.0


        def f(softplus, tanh, builtins):
            e = relu(softplus) * sigmoid.tanh(tanh) * max
            return silu(e) + abs * math * gelu(builtins)
        """)
    tree = ast.parse(generate(source))
    top = {
        a.asname or a.name
        for n in tree.body
        if isinstance(n, ast.Import | ast.ImportFrom)
        for a in n.names
    }
    top |= {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    top |= {
        t.id
        for n in tree.body
        if isinstance(n, ast.Assign)
        for t in n.targets
        if isinstance(t, ast.Name)
    }
    (function,) = (
        n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "f_backward"
    )
    local = {a.arg for a in function.args.args}
    local |= {
        n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    read = {
        n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    assert read <= local | top
    called = {
        n.func.id
        for n in ast.walk(function)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert not called & local
