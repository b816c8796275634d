"""Expressions from Python text: the printer's inverse, for rules and tables of gradgen's own.

Functions are read by their bare names, without a module: which library they come from is chosen
later, by the target. A starred operand `*x` is read as the name `*x`.
"""

from __future__ import annotations

import ast
from functools import reduce

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Slice,
    operator,
    subscript,
)
from gradgen.ir.numerals import negated, number
from gradgen.ir.operators import BINARY, BOOLEAN, COMPARISON, UNARY

_SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.And: "and",
    ast.Or: "or",
    ast.USub: "-",
    ast.UAdd: "+",
    ast.Not: "not",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.Invert: "~",
}


def parse(text: str) -> Expression:
    """The expression that `text` spells."""
    return from_ast(ast.parse(text.strip(), mode="eval").body)


def from_ast(node: ast.expr) -> Expression:
    """The expression of a node of Python's own syntax tree; ValueError for any other syntax."""
    match node:
        case ast.Name(id=name):
            return Name(name)
        case ast.Starred(value=ast.Name(id=name)):
            return Name(f"*{name}")
        case ast.Constant(value=value):
            return Literal(_literal_text(value))
        case ast.UnaryOp(op=op) if type(op) in _SYMBOLS:
            return _unary(node)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SYMBOLS:
            symbol = _SYMBOLS[type(op)]
            return operator(BINARY[symbol], symbol, from_ast(left), from_ast(right))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _SYMBOLS:
            symbol = _SYMBOLS[type(op)]
            return operator(COMPARISON[symbol], symbol, from_ast(left), from_ast(right))
        case ast.BoolOp(op=op, values=values):
            symbol = _SYMBOLS[type(op)]
            return reduce(
                lambda a, b: operator(BOOLEAN[symbol], symbol, a, b), map(from_ast, values)
            )
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return operator("where", "if", *map(from_ast, (test, body, orelse)))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            named = tuple((str(k.arg), from_ast(k.value)) for k in keywords)
            return Apply(Function(name), tuple(map(from_ast, args)), named)
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args, keywords=keywords):
            function = Function(name, "method", name)
            named = tuple((str(k.arg), from_ast(k.value)) for k in keywords)
            return Apply(function, (from_ast(value), *map(from_ast, args)), named)
        case ast.Attribute(value=value, attr=name):
            return Apply(Function(name, "attribute", name), (from_ast(value),))
        case ast.Subscript(value=value, slice=index):
            return subscript(from_ast(value), from_ast(index))
        case ast.Slice(lower=lower, upper=upper, step=step):
            return Slice(*(None if p is None else from_ast(p) for p in (lower, upper, step)))
        case ast.Tuple(elts=items):
            return Sequence(tuple(map(from_ast, items)))
        case ast.List(elts=items):
            return Sequence(tuple(map(from_ast, items)), "[]")
        case _:
            raise ValueError(f"not an expression of the rule notation: {ast.unparse(node)}")


def _literal_text(value: object) -> str:
    """A literal as black would write it."""
    if value is ...:
        return "..."
    text = repr(value)
    return f'"{text[1:-1]}"' if text.startswith("'") and '"' not in text else text


def outermost(node: ast.expr) -> str:
    """The gate outermost in an expression, without reading the rest; empty for a leaf."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name
        case ast.BinOp(op=op):
            return BINARY[_SYMBOLS[type(op)]]
        case ast.UnaryOp(op=op):
            return UNARY[_SYMBOLS[type(op)]]
        case ast.IfExp():
            return "where"
        case ast.Subscript():
            return "index"
        case _:
            return ""


def _unary(node: ast.UnaryOp) -> Expression:
    operand, symbol = from_ast(node.operand), _SYMBOLS[type(node.op)]
    if symbol == "-" and isinstance(operand, Literal) and number(operand) is not None:
        return negated(operand)
    return operator(UNARY[symbol], symbol, operand)
