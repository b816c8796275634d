"""What a name means: by scope, never by spelling."""

from __future__ import annotations

import libcst as cst
import pytest

from gradgen.frontend.context import Entity, File, Findings, Frame, Library, Row, UserFunction
from gradgen.frontend.module_scope import read_scope
from gradgen.frontend.reading import read
from gradgen.frontend.resolution import is_constant, resolve
from gradgen.ir.expression import Function, Name, Symbol
from gradgen.ir.program import Import


def file_of(text: str) -> File:
    source = read(text + "\nLAST = 0\n", "f.py")
    return File(source, read_scope(source.module, source.tree), Findings(source))


def shown(entity: Entity | None) -> str:
    """An entity in a few words."""
    match entity:
        case None:
            return "nothing"
        case Function(name=name, module=module, attribute=attribute):
            return f"gate {name}: {attribute or 'whichever'} of {module or 'the target'}"
        case Symbol(function=function):
            return f"constant {function.name}"
        case Library(module=module, via=via):
            return f"module {module} via {via}"
        case UserFunction(node=node):
            return f"function {node.name.value}"
        case Row():
            return "row"
        case _:
            return f"value {entity}"


def meaning(text: str, name: str) -> str:
    """What `name` means at the top level of a file; the finding's slug and help if nothing."""
    file = file_of(text)
    entity = resolve(cst.Name(name), None, file)
    if entity is None:
        (error,) = file.findings.errors
        return f"{error.slug}: {error.help}"
    assert file.findings.errors == []
    return shown(entity)


@pytest.mark.parametrize(
    ("text", "name", "what"),
    [
        # Built-in functions, and gates that are known without being defined.
        ("", "abs", "gate abs: abs of builtins"),
        ("", "pow", "gate power: pow of builtins"),
        ("", "print", "gate builtins.print: print of builtins"),
        ("", "sigmoid", "gate sigmoid: sigmoid of gradgen"),
        ("", "expit", "gate sigmoid: expit of gradgen"),
        ("", "swish", "gate silu: swish of gradgen"),
        ("", "tanh", "gate tanh: whichever of the target"),
        # The file's own come first.
        ("def abs(x): return x", "abs", "function abs"),
        ("def sigmoid(x): return x", "sigmoid", "function sigmoid"),
        ("sigmoid = 2", "sigmoid", "constant constant sigmoid"),
        # Imports.
        ("import math", "math", "module math via math"),
        ("import math as m", "m", "module math via m"),
        ("import numpy.linalg", "numpy", "module numpy via numpy"),
        ("import numpy.linalg as la", "la", "module numpy.linalg via la"),
        ("from math import exp", "exp", "gate exp: exp of math"),
        ("from math import exp as e", "e", "gate exp: exp of math"),
        ("from math import fabs", "fabs", "gate abs: fabs of math"),
        ("from math import pi as p", "p", "constant pi"),
        ("from math import gcd", "gcd", "gate math.gcd: gcd of math"),
        ("from numpy import exp", "exp", "gate exp: exp of numpy"),
        ("from . import math", "math", "gate ..math: math of ."),
        # Constants, and other names for functions.
        ("K = 2 * 3", "K", "constant constant K"),
        ("e = 2", "e", "constant constant e"),
        ("K = (1, 2)", "K", "row"),
        ("K = [1, 2]", "K", "row"),
        ("import math\ng = math.exp", "g", "gate exp: exp of math"),
        ("import math\np = math.pi", "p", "constant constant p"),
        ("def f(x): return x\ng = f", "g", "function f"),
        ("def f(x): return x\ng = f\nh = g", "h", "function f"),
        ("g = abs", "g", "gate abs: abs of builtins"),
        ("import math\nm = math", "m", "module math via math"),
        ("g = g", "g", "constant constant g"),
        # Star imports.
        ("from math import *", "exp", "gate exp: exp of math"),
        ("from math import *", "pi", "constant pi"),
        ("from math import *", "abs", "gate abs: abs of builtins"),
        ("from math import *\ndef exp(x): return x", "exp", "function exp"),
        # Nothing.
        ("", "exp", "unknown-name: import it: from math import exp"),
        ("", "math", "unknown-name: import it: import math"),
        ("rate = 1", "rates", "unknown-name: did you mean `rate`?"),
        ("", "qqq", "unknown-name: make it a parameter, or bind it before: qqq = ..."),
        ("from other import *", "exp", "unknown-name: import it by name: from other import exp"),
        ("from other import *", "abs", "unknown-name: import it by name: from other import abs"),
        (
            "from math import *\nfrom other import *",
            "exp",
            "unknown-name: import it by name: from other import exp",
        ),
        (
            "A = 1\nA = 2",
            "A",
            "ambiguous-name: bind `A` once, by a plain assignment or import at the top level",
        ),
    ],
)
def test_at_the_top_level(text: str, name: str, what: str) -> None:
    assert meaning(text, name) == what


def frame(**values: Entity) -> Frame:
    function = cst.parse_module("def f(x): return x\n").body[0]
    assert isinstance(function, cst.FunctionDef)
    return Frame(function, frozenset(("x", "later")), dict(values))


def test_local_values_come_first() -> None:
    file = file_of("x = 2\n")
    assert resolve(cst.Name("x"), frame(x=Name("x_1")), file) == Name("x_1")
    assert file.constants_used == {}


def test_a_local_name_that_is_not_bound_yet() -> None:
    file = file_of("later = 2\n")
    node = file.source.module.body[0]
    assert isinstance(node, cst.SimpleStatementLine)
    assert resolve(cst.Name("later"), frame(), file) is None
    assert [error.slug for error in file.findings.errors] == ["unbound-name"]


def test_a_misspelled_local_name() -> None:
    file = file_of("")
    assert resolve(cst.Name("valeu"), frame(value=Name("value")), file) is None
    assert file.findings.errors[0].help == "did you mean `value`?"


def test_what_is_used_is_noted() -> None:
    file = file_of("from math import exp, sin\nimport math as m\nK = 2\nU = 3\n")
    for name in ("exp", "m", "K"):
        resolve(cst.Name(name), None, file)
    assert list(file.imports) == [Import("math", "exp", "exp"), Import("math", "", "m")]
    assert list(file.constants_used) == ["K"]


@pytest.mark.parametrize(
    ("qualified", "answer"),
    [
        *(("math.pi", True), ("numpy.pi", True), ("numpy.newaxis", True), ("numpy.float32", True)),
        *(("math.exp", False), ("numpy.exp", False), ("torch.pi", False), ("pi", False)),
    ],
)
def test_constants_of_libraries(qualified: str, answer: bool) -> None:
    assert is_constant(qualified) == answer
