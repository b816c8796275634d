"""What is refused, and what to say of it: one table for expressions, one for statements."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from gradgen.diagnostics import Diagnostic, Label
from gradgen.frontend.context import Findings
from gradgen.frontend.source import KeywordSpan


class Refusal(NamedTuple):
    """The slug, title, label and help of a refusal; `{code}` is the text of the node."""

    slug: str
    message: str
    label: str
    help: str


_COMPREHENSION = Refusal(
    "comprehension",
    "a comprehension is not supported",
    "this is a loop, and gradgen reads straight lines of code",
    "write the elements out: [f(a), f(b)]",
)

_OPERATOR = Refusal(
    "unsupported-operator",
    "an operator for matrices or bits is not supported",
    "between numbers gradgen knows + - * / // % **",
    "write it with those, e.g. x * y for a product of numbers",
)

EXPRESSIONS: dict[type[cst.CSTNode], Refusal] = {
    cst.Subscript: Refusal(
        "unsupported-subscript",
        "a subscript in a file that imports no array library",
        "all values of such a file are plain numbers",
        "import numpy if this is an array, or give each element a parameter: def f(x0, x1): ...",
    ),
    cst.Attribute: Refusal(
        "unsupported-attribute",
        "an attribute of a value in a file that imports no array library",
        "all values of such a file are plain numbers",
        "import numpy if this is an array, or pass what it holds: def f(width, height): ...",
    ),
    cst.Lambda: Refusal(
        "nested-function",
        "a lambda is not supported",
        "a function inside an expression is no gate",
        "define it at the top level of the file: def g(x): return ...",
    ),
    cst.NamedExpr: Refusal(
        "walrus",
        "an assignment inside an expression is not supported",
        "`:=` binds a name here",
        "assign it on a line of its own before this one: y = ...",
    ),
    cst.Await: Refusal(
        "asynchronous",
        "`await` is not supported",
        "the value comes from outside of the function",
        "await the value before the call, and pass it in as a parameter",
    ),
    cst.Yield: Refusal(
        "generator",
        "`yield` is not supported",
        "a generator gives one value after the other",
        "return the value, or several at once: return a, b",
    ),
    cst.ListComp: _COMPREHENSION,
    cst.SetComp: _COMPREHENSION,
    cst.DictComp: _COMPREHENSION,
    cst.GeneratorExp: _COMPREHENSION,
    cst.Set: Refusal(
        "unsupported-literal",
        "a set is not supported",
        "a set has no order, so nothing says which gradient is whose",
        "write a tuple: (a, b)",
    ),
    cst.Dict: Refusal(
        "unsupported-literal",
        "a dictionary is not supported",
        "only numbers, tuples and lists flow through a circuit",
        "give each value a name of its own",
    ),
    cst.Imaginary: Refusal(
        "complex-number",
        "complex numbers are not supported",
        "gradgen differentiates functions of real numbers",
        "write the real and the imaginary part as two numbers",
    ),
    cst.FormattedString: Refusal(
        "string-operation", "a string is not supported", "text carries no gradient", "leave it out"
    ),
    cst.ConcatenatedString: Refusal(
        "string-operation", "a string is not supported", "text carries no gradient", "leave it out"
    ),
    cst.SimpleString: Refusal(
        "string-operation", "a string is not supported", "text carries no gradient", "leave it out"
    ),
    cst.Comparison: Refusal(
        "unsupported-comparison",
        "a comparison with `is` or `in` is not supported",
        "only < <= > >= == != compare numbers",
        "compare with numbers: x == 0",
    ),
    cst.Ellipsis: Refusal(
        "unsupported-literal",
        "`...` is not a number",
        "nothing is computed here",
        "write the computation",
    ),
    cst.BinaryOperation: _OPERATOR,
    cst.AugAssign: _OPERATOR,
    cst.UnaryOperation: Refusal(
        "unsupported-operator",
        "`~` is not supported",
        "it works on the bits of an integer",
        "to turn a condition round, write: not x > 0",
    ),
}

_LOOP = Refusal(
    "control-flow",
    "a loop is not supported",
    "how often it runs cannot be told from the text",
    "write the steps out, or call the function in a loop and sum up its gradients",
)
_LOOP_OVER = _LOOP._replace(
    message="a loop of this kind is not supported",
    label="only `for i in range(n)` and `for i in np.ndindex(shape)` are, run to their ends",
)
_NESTED = Refusal(
    "nested-function",
    "a function inside a function is not supported",
    "gradgen looks for functions at the top level of the file",
    "define it there, and pass it all that it needs as arguments",
)

STATEMENTS: dict[type[cst.CSTNode], Refusal] = {
    cst.If: Refusal(
        "control-flow",
        "`if` is not supported",
        "which lines run depends on the values",
        "choose in an expression: y = a if x > 0 else b",
    ),
    cst.For: _LOOP_OVER,
    cst.While: _LOOP,
    cst.With: Refusal(
        "control-flow",
        "`with` is not supported",
        "what it does around its block cannot be told from the text",
        "take the lines out of the block",
    ),
    cst.Try: Refusal(
        "control-flow",
        "`try` is not supported",
        "which lines run cannot be told from the text",
        "check the inputs before the call",
    ),
    cst.TryStar: Refusal(
        "control-flow",
        "`try` is not supported",
        "which lines run cannot be told from the text",
        "check the inputs before the call",
    ),
    cst.Match: Refusal(
        "control-flow",
        "`match` is not supported",
        "which lines run depends on the values",
        "choose in an expression: y = a if x > 0 else b; or write a function for each case",
    ),
    cst.FunctionDef: _NESTED,
    cst.ClassDef: Refusal(
        "nested-function",
        "a class inside a function is not supported",
        "only numbers flow through a circuit, and no objects",
        "take it out of the function, and compute with plain numbers",
    ),
    cst.Del: Refusal(
        "unsupported-statement",
        "`del` is supported for names alone, outside of loops",
        "there is no such name here, or only a part of a value would go",
        "leave it out",
    ),
    cst.Global: Refusal(
        "unsupported-statement",
        "`global` is not supported",
        "the function would change something outside of itself",
        "return the value instead: return a, b",
    ),
    cst.Nonlocal: Refusal(
        "unsupported-statement",
        "`nonlocal` is not supported",
        "the function would change something outside of itself",
        "return the value instead: return a, b",
    ),
    cst.Raise: Refusal(
        "unsupported-statement",
        "`raise` is not supported",
        "nothing after it would run",
        "write a condition as an assertion: assert x > 0",
    ),
    cst.TypeAlias: Refusal(
        "unsupported-statement",
        "`type` is not supported inside a function",
        "it computes nothing",
        "move it outside",
    ),
}


def refuse_expression(node: cst.CSTNode, findings: Findings) -> None:
    """Say why an expression of this type cannot be differentiated."""
    refusal = EXPRESSIONS.get(type(node)) or Refusal(
        "unsupported-expression",
        "an expression of an unknown kind",
        "gradgen does not know what it computes",
        "write it with arithmetic, names and calls",
    )
    findings.refuse(refusal.slug, node, refusal.message, refusal.label, refusal.help)


def refuse_statement(node: cst.CSTNode, findings: Findings) -> None:
    """Say why a statement of this type cannot be differentiated."""
    refusal = STATEMENTS.get(type(node)) or Refusal(
        "unsupported-statement",
        "a statement of an unknown kind",
        "gradgen does not know what it does",
        "write it with assignments, and return the value",
    )
    place = findings.source.span(_heading(node))
    if isinstance(node, cst.Try | cst.TryStar):
        place = KeywordSpan(findings.source, node, len("try"))
    label = Label(place, refusal.label)
    findings.errors.append(Diagnostic(refusal.slug, refusal.message, (label,), refusal.help))


def _heading(node: cst.CSTNode) -> cst.CSTNode:
    """The part of a compound statement to point at: not the whole block."""
    match node:
        case (
            cst.If(test=part) | cst.While(test=part) | cst.For(iter=part) | cst.Match(subject=part)
        ):
            return part
        case cst.FunctionDef(name=part) | cst.ClassDef(name=part):
            return part
        case cst.With(items=items):
            return items[0]
        case _:
            return node
