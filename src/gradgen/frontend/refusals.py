"""What is refused, and what to say of it: one table for expressions, one for statements."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from gradgen.frontend.context import Findings


class Refusal(NamedTuple):
    """The slug, title, label and help of a refusal; `{code}` is the text of the node."""

    slug: str
    message: str
    label: str
    help: str


_COMPREHENSION = Refusal(
    "comprehension",
    "a comprehension is not supported",
    "a loop inside an expression",
    "write the elements out: [f(a), f(b)]",
)

EXPRESSIONS: dict[type[cst.CSTNode], Refusal] = {
    cst.Subscript: Refusal(
        "unsupported-subscript",
        "a subscript is not supported yet",
        "only plain numbers flow through a circuit",
        "unpack the value before, or make it a parameter of its own",
    ),
    cst.Attribute: Refusal(
        "unsupported-attribute",
        "an attribute of a value is not supported yet",
        "only the attributes of imported modules are known",
        "make it a parameter of its own: def f(x, ...)",
    ),
    cst.Lambda: Refusal(
        "nested-function",
        "a lambda is not supported",
        "a function inside an expression",
        "define it at the top level of the file: def g(x): return ...",
    ),
    cst.NamedExpr: Refusal(
        "walrus",
        "an assignment inside an expression is not supported",
        "`:=` binds a name here",
        "assign on a line of its own, before this one",
    ),
    cst.Await: Refusal(
        "asynchronous", "`await` is not supported", "", "compute the value before, and pass it in"
    ),
    cst.Yield: Refusal("generator", "`yield` is not supported", "", "return the value: return ..."),
    cst.ListComp: _COMPREHENSION,
    cst.SetComp: _COMPREHENSION,
    cst.DictComp: _COMPREHENSION,
    cst.GeneratorExp: _COMPREHENSION,
    cst.Set: Refusal(
        "unsupported-literal",
        "a set is not supported",
        "a set has no order, so that no gradient could be told apart",
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
        "write the real and the imaginary part as two values",
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
        "compare numbers, or decide it before the call",
    ),
    cst.Ellipsis: Refusal(
        "unsupported-literal", "`...` is not a number", "", "write the computation"
    ),
    cst.BinaryOperation: Refusal(
        "unsupported-operator",
        "this operator is not supported",
        "gradgen knows + - * / // % ** for numbers",
        "write it with arithmetic",
    ),
    cst.UnaryOperation: Refusal(
        "unsupported-operator",
        "`~` is not supported",
        "it works on the bits of an integer",
        "for a condition write `not`",
    ),
}

_LOOP = Refusal(
    "control-flow",
    "a loop is not supported",
    "gradgen reads straight lines of code",
    "write the steps out, or move the loop around the call",
)
_NESTED = Refusal(
    "nested-function",
    "a function inside a function is not supported",
    "defined here",
    "define it at the top level of the file",
)

STATEMENTS: dict[type[cst.CSTNode], Refusal] = {
    cst.If: Refusal(
        "control-flow",
        "`if` is not supported",
        "gradgen reads straight lines of code",
        "write it as an expression, `a if condition else b`, or as two functions",
    ),
    cst.For: _LOOP,
    cst.While: _LOOP,
    cst.With: Refusal(
        "control-flow",
        "`with` is not supported",
        "what it does around its block cannot be told from the text",
        "leave it out",
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
        "gradgen reads straight lines of code",
        "write one function for each case",
    ),
    cst.FunctionDef: _NESTED,
    cst.ClassDef: Refusal(
        "nested-function",
        "a class inside a function is not supported",
        "defined here",
        "leave it out: only numbers flow through a circuit",
    ),
    cst.Del: Refusal(
        "unsupported-statement",
        "`del` is not supported",
        "",
        "leave it out: every name is bound once",
    ),
    cst.Global: Refusal(
        "unsupported-statement",
        "`global` is not supported",
        "the function would change something outside itself",
        "return the value instead",
    ),
    cst.Nonlocal: Refusal(
        "unsupported-statement",
        "`nonlocal` is not supported",
        "the function would change something outside itself",
        "return the value instead",
    ),
    cst.Raise: Refusal(
        "unsupported-statement",
        "`raise` is not supported",
        "nothing after it would run",
        "write a condition as an assertion: assert x > 0",
    ),
    cst.Break: _LOOP,
    cst.Continue: _LOOP,
    cst.TypeAlias: Refusal(
        "unsupported-statement", "`type` is not supported inside a function", "", "move it outside"
    ),
}


def refuse_expression(node: cst.CSTNode, findings: Findings) -> None:
    """Say why an expression of this type cannot be differentiated."""
    refusal = EXPRESSIONS.get(type(node)) or Refusal(
        "unsupported-expression", "this expression is not supported", "", "write it another way"
    )
    findings.refuse(refusal.slug, node, refusal.message, refusal.label, refusal.help)


def refuse_statement(node: cst.CSTNode, findings: Findings) -> None:
    """Say why a statement of this type cannot be differentiated."""
    refusal = STATEMENTS.get(type(node)) or Refusal(
        "unsupported-statement", "this statement is not supported", "", "leave it out"
    )
    place = _heading(node)
    findings.refuse(refusal.slug, place, refusal.message, refusal.label, refusal.help)


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
        case cst.Try() | cst.TryStar():
            return node.body.body[0] if node.body.body else node
        case _:
            return node
