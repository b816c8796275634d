"""What is changed in an expression: one thing at a time, each as somebody could have got it wrong.

grad_out * y        gives       -(grad_out * y), grad_out, y        by sign and factor
solve(a, b)         gives       solve(b, a), a                      by swap and call
turned(x) @ y       gives       x @ y, y @ turned(x), …             by transpose and swap
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import copy
from typing import Final, TypeAlias

Change: TypeAlias = tuple[str, ast.expr]
Source: TypeAlias = Callable[[ast.expr], Iterator[Change]]

_OPPOSITE: Final[dict[type[ast.AST], ast.AST]] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.And: ast.Or(),
    ast.Or: ast.And(),
}

_NEIGHBOURS: Final = (
    *("sin cos", "sinh cosh", "sind cosd", "exp expm1", "log log1p", "tan tanh", "erf erfc"),
    *("maximum minimum", "max min", "argmax argmin", "floor ceil", "zeros_like ones_like"),
    *("tril triu", "columns_times rows_times", "columns_over rows_over", "first_block last_block"),
    *("to_left_factor to_right_factor", "upper_rows_back lower_rows_back", "j0 j1", "y0 y1"),
    *("to_first_column to_first_row", "i0 i1", "k0 k1", "cumsum cumprod", "fft ifft", "rfft irfft"),
)
_NEIGHBOUR: Final = {
    one: other for pair in map(str.split, _NEIGHBOURS) for one, other in (pair, reversed(pair))
}
_TRANSPOSES: Final = frozenset(("turned", "swapaxes", "transpose", "matrix_transpose"))
# What tells its operands apart by their types: exchanged, nothing would run at all.
_FIXED: Final = frozenset(("isinstance", "fill", "UnsupportedUseError"))
# The same whichever operand comes first.
_SYMMETRIC: Final = frozenset(
    (
        *("hypot", "beta", "betaln", "max", "min", "maximum", "minimum", "logaddexp"),
        *("elliprf", "elliprg", "convolve", "shorter", "logical_and", "logical_or"),
    )
)
_SYMMETRIC_AT_FIRST: Final = frozenset(("elliprd", "elliprj", "hyp2f1", "in_order_of"))
# The same of a number and of its opposite.
_EVEN: Final = frozenset(("abs", "cos", "cosh"))
_SWAPPED: Final = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)
_SIDES: Final[dict[type[ast.operator], tuple[str, str]]] = {
    ast.Mult: ("factor", "left right"),
    ast.MatMult: ("factor", "left right"),
    ast.Div: ("factor", "left"),
    ast.Pow: ("factor", "left"),
    ast.Add: ("term", "left right"),
    ast.Sub: ("term", "left right"),
}


def negated(expression: ast.expr) -> Change:
    """The whole expression with the other sign."""
    if isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        return "sign", expression.operand
    return "sign", ast.UnaryOp(ast.USub(), expression)


def changes(node: ast.expr, more: Source) -> Iterator[Change]:
    """Every change of one thing in an expression; `more` gives further ones of a lone node."""
    yield from _here(node)
    yield from more(node)
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.expr):
            for operator, new in changes(value, more):
                yield operator, _with(node, field, new)
        elif isinstance(value, list):
            yield from _in_row(node, field, value[: _reach(node)], more)


def _in_row(node: ast.expr, field: str, row: list[ast.AST], more: Source) -> Iterator[Change]:
    for index, item in enumerate(row):
        inner = item.value if isinstance(item, ast.keyword) else item
        if isinstance(inner, ast.expr):
            for operator, new in changes(inner, more):
                if _is_even(node) and operator == "swap" and _is_opposite(inner, new):
                    continue
                put = _with(item, "value", new) if isinstance(item, ast.keyword) else new
                whole = getattr(node, field)
                yield operator, _with(node, field, [*whole[:index], put, *whole[index + 1 :]])


def _reach(node: ast.AST) -> int | None:
    """How many items of a row are changed: which axes are exchanged is one thing, not several."""
    return 1 if isinstance(node, ast.Call) and _name(node) in _TRANSPOSES else None


def _is_even(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _name(node) in _EVEN


def _is_opposite(one: ast.expr, other: ast.expr) -> bool:
    """Whether one is `a - b` and the other `b - a`."""
    if not (isinstance(one, ast.BinOp) and isinstance(other, ast.BinOp)):
        return False
    return isinstance(one.op, ast.Sub) and (one.left, one.right) == (other.right, other.left)


def _here(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.BinOp():
            yield from _of_operation(node)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield "sign", operand
        case ast.Compare(ops=[operator], left=left, comparators=[right]):
            if type(operator) in _OPPOSITE:
                yield "neighbour", _with(node, "ops", [_OPPOSITE[type(operator)]])
            if not isinstance(operator, ast.Eq | ast.NotEq):
                swapped = _with(node, "left", right)
                yield "swap", _with(swapped, "comparators", [left])
        case ast.BoolOp():
            yield "neighbour", _with(node, "op", _OPPOSITE[type(node.op)])
        case ast.IfExp():
            yield "swap", _with(_with(node, "body", node.orelse), "orelse", node.body)
        case ast.Call():
            yield from _of_call(node)
        case ast.Attribute(attr="T", value=value):
            yield "transpose", value
        case ast.Subscript(value=value):
            yield "subscript", value
        case ast.Constant(value=value) if isinstance(value, bool):
            yield "constant", ast.Constant(not value)
        case ast.Constant(value=value) if isinstance(value, int | float):
            yield "constant", ast.Constant(value + 1)


def _of_operation(node: ast.BinOp) -> Iterator[Change]:
    if type(node.op) in _OPPOSITE:
        yield "sign", _with(node, "op", _OPPOSITE[type(node.op)])
    if isinstance(node.op, _SWAPPED):
        yield "swap", _with(_with(node, "left", node.right), "right", node.left)
    operator, sides = _SIDES.get(type(node.op), ("", ""))
    for side in sides.split():
        yield operator, getattr(node, side)
    if isinstance(node.op, ast.MatMult):
        for side in ("left", "right"):
            if not _is_transposed(getattr(node, side)):
                yield "transpose", _with(node, side, _transposed(getattr(node, side)))


def _of_call(node: ast.Call) -> Iterator[Change]:
    name = _name(node)
    if name in _NEIGHBOUR:
        yield "neighbour", _with(node, "func", _renamed(node.func, _NEIGHBOUR[name]))
    arguments = node.args
    if arguments and not isinstance(arguments[0], ast.Starred | ast.List):
        is_sum = any(word in name for word in ("sum", "mean", "unbroadcast", "reduc"))
        operator = "transpose" if name in _TRANSPOSES else "sum" if is_sum else "call"
        yield operator, arguments[0]
    for index in range(len(arguments) - 1):
        pair = arguments[index : index + 2]
        if isinstance(pair[0], ast.Name) and pair[0].id == "around":
            continue
        if index == 0 and name in _SYMMETRIC_AT_FIRST:
            continue
        if ast.dump(pair[0]) != ast.dump(pair[1]) and name not in _TRANSPOSES | _FIXED | _SYMMETRIC:
            row = [*arguments[:index], *reversed(pair), *arguments[index + 2 :]]
            yield "swap", _with(node, "args", row)
    for keyword in node.keywords:
        if keyword.arg in ("axis", "keepdims"):
            rest = [other for other in node.keywords if other is not keyword]
            yield "sum", _with(node, "keywords", rest)


def _is_transposed(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _name(node) in _TRANSPOSES
    return isinstance(node, ast.Attribute) and node.attr == "T"


def _transposed(node: ast.expr) -> ast.expr:
    last = [ast.UnaryOp(ast.USub(), ast.Constant(place)) for place in (1, 2)]
    return ast.Call(ast.Name("swapaxes"), [node, *last], [])


def _name(call: ast.Call) -> str:
    """The last word of what is called: `sum` of `np.sum`."""
    return ast.unparse(call.func).rpartition(".")[2]


def _renamed(function: ast.expr, name: str) -> ast.expr:
    field = "attr" if isinstance(function, ast.Attribute) else "id"
    return _with(function, field, name)


def _with(node: ast.AST, field: str, value: object) -> ast.expr:
    """A copy of a node in which a field has another value."""
    new = copy(node)
    setattr(new, field, value)
    return new  # type: ignore[return-value]  # keywords are put back where they were
