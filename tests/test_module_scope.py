"""What a file binds at its top level, kind by kind."""

from __future__ import annotations

import libcst as cst
import pytest

from gradgen.frontend.module_scope import (
    Assigned,
    Binding,
    ModuleScope,
    Unclear,
    dotted,
    read_scope,
)
from gradgen.frontend.reading import read
from gradgen.ir.program import Import


def scope(text: str) -> ModuleScope:
    source = read(text, "f.py")
    return read_scope(source.module, source.tree)


def shown(binding: Binding) -> str:
    """A binding in a few words."""
    match binding:
        case Import(module=module, attribute=attribute):
            return f"{attribute or 'all'} of {module}"
        case Assigned(value=value):
            return f"= {cst.Module([]).code_for_node(value)}"
        case Unclear(why=why):
            return why
        case cst.FunctionDef():
            return "a function"


MORE_THAN_ONCE = "bound more than once at the top level of the file"
CHANGED = "changed at the top level of the file"
CHANGED_SOMEWHERE = "changed somewhere in the file"
IN_SEVERAL_WAYS = "bound in several ways at the top level of the file"
HANDED_OUT = "a list that other code of the file could change"
IN_A_BLOCK = "bound inside a block"


@pytest.mark.parametrize(
    ("text", "bindings"),
    [
        ("def f(x): return x", {"f": "a function"}),
        ("class A: x = 1", {"A": "a class"}),
        # Imports.
        ("import math", {"math": "all of math"}),
        ("import math as m", {"m": "all of math"}),
        ("import a.b.c", {"a": "all of a.b.c"}),
        ("import a.b as c", {"c": "all of a.b"}),
        ("from math import sin, cos as c", {"sin": "sin of math", "c": "cos of math"}),
        ("from . import a", {"a": "a of ."}),
        ("from ..a.b import c", {"c": "c of ..a.b"}),
        ("from __future__ import annotations", {}),
        # Assignments, and the parts of several at once.
        ("K = 2", {"K": "= 2"}),
        ("K: float = 2", {"K": "= 2"}),
        ("K: float", {}),
        ("A = B = 2", {"A": "= 2", "B": "= 2"}),
        ("A, (B, [C]) = 1, (2, [3])", {"A": "= 1", "B": "= 2", "C": "= 3"}),
        ("A = 1; B = A", {"A": "= 1", "B": "= A"}),
        *(
            (text, dict.fromkeys("AB", "unpacked from something that is no literal tuple"))
            for text in ("A, B = f()", "A, *B = 1, 2", "A, B = *C, 1", "A, B = 1, 2, 3")
        ),
        # Changes.
        ("A = 1\nA += 1", {"A": MORE_THAN_ONCE}),
        ("A += 1", {"A": CHANGED}),
        ("import math\nmath.cos = math.sin", {"math": CHANGED_SOMEWHERE}),
        ("A = [1]\nA[0] = 2", {"A": CHANGED_SOMEWHERE}),
        ("A = [1]\nA[0] += 2", {"A": CHANGED_SOMEWHERE}),
        ("A = [1]\nA[0]: int = 2", {"A": CHANGED_SOMEWHERE}),
        ("import math\nmath.cos, K = math.sin, 2", {"math": CHANGED_SOMEWHERE, "K": "= 2"}),
        ("import math\nfor math.cos in [math.sin]: pass", {"math": CHANGED_SOMEWHERE}),
        ("import math\ndel math.cos", {"math": CHANGED_SOMEWHERE}),
        ("import math\ndef f():\n    math.e = 2", {"math": CHANGED_SOMEWHERE, "f": "a function"}),
        # A list that anybody else gets hold of may be changed; a tuple may not.
        ("A = [1]\nB = A", {"A": HANDED_OUT, "B": "= A"}),
        ("A = [1]\nA.append(2)", {"A": HANDED_OUT}),
        ("A = (1, 2)\nB = A", {"A": "= (1, 2)", "B": "= A"}),
        ("A = [1]\ndef f(): return A[0]", {"A": "= [1]", "f": "a function"}),
        ("A = 1\ndel A", {"A": MORE_THAN_ONCE}),
        # Twice.
        ("A = 1\nA = 1", {"A": MORE_THAN_ONCE}),
        ("def f(): pass\ndef f(): pass", {"f": MORE_THAN_ONCE}),
        ("import math\nmath = 1", {"math": MORE_THAN_ONCE}),
        ("import math\nimport math", {"math": "all of math"}),
        ("from math import e\nfrom math import pi as e", {"e": MORE_THAN_ONCE}),
        # Blocks: whether they are run is not known.
        ("if A:\n    B = 1\nelse:\n    C = 1", {"B": IN_A_BLOCK, "C": IN_A_BLOCK}),
        ("try:\n    import math\nexcept ImportError:\n    math = 0", {"math": MORE_THAN_ONCE}),
        ("for A in B: C = A", {"A": IN_A_BLOCK, "C": IN_A_BLOCK}),
        ("if A:\n    def f(x): return x", {"f": IN_A_BLOCK}),
        # From inside of expressions and functions.
        ("A = 1\nprint(A := 2)", {"A": IN_SEVERAL_WAYS}),
        ("A = 1\nmatch B:\n    case {**A}: pass", {"A": MORE_THAN_ONCE}),
        (
            "def f():\n    global A\n    A = 1",
            {"f": "a function", "A": "declared `global` in a function"},
        ),
        # What binds nothing.
        ("print(2)\n'text'\npass", {}),
    ],
)
def test_bindings(text: str, bindings: dict[str, str]) -> None:
    assert {name: shown(b) for name, b in scope(text).bindings.items()} == bindings


def test_functions_in_source_order() -> None:
    assert list(scope("def b(): pass\nA = 1\ndef a(): pass\n").functions()) == ["b", "a"]
    assert list(scope("def b(): pass\nb = 1\ndef a(): pass\n").functions()) == ["a"]


@pytest.mark.parametrize(
    ("text", "stars", "why"),
    [
        ("from math import *", ["math"], None),
        ("from math import *\nexp = 1", ["math"], None),
        ("exp = 1\nfrom math import *", ["math"], "`from math import *`"),
        ("x = 1\nfrom math import *", ["math"], None),
        ("x = 1\nfrom other import *", ["other"], "`from other import *`"),
        ("from a import *\nfrom b import *", ["a", "b"], None),
    ],
)
def test_star_imports(text: str, stars: list[str], why: str | None) -> None:
    """What was bound before may be replaced, if the module has a thing of that name."""
    found = scope(text)
    assert found.star_imports == stars
    unclear = [b.why for b in found.bindings.values() if isinstance(b, Unclear)]
    assert bool(unclear) == (why is not None)
    assert why is None or why in unclear[0]


def test_postponed_annotations() -> None:
    assert scope("from __future__ import annotations\n").postponed_annotations
    assert not scope("from __future__ import division\n").postponed_annotations


@pytest.mark.parametrize(
    "text", ["print(A := 2)", "[(A := i) for i in (1, 2)]", "if (A := 2): pass"]
)
def test_names_that_only_a_walrus_binds(text: str) -> None:
    assert isinstance(scope(text).bindings["A"], Unclear)


@pytest.mark.parametrize("text", ["a", "a.b", "a.b.c"])
def test_dotted(text: str) -> None:
    assert dotted(cst.parse_expression(text)) == text
