"""The local gradient of a line: what its upstream gradient is multiplied by.

-grad_s * (1 - p) * p / n    ->    -(1 - p) * p / n
grad_L if x > 0 else 0.0     ->    1 if x > 0 else 0
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field


@dataclass
class _Chain:
    """Factors and divisors in the order in which they are written, and the sign."""

    factors: list[ast.expr] = field(default_factory=list)
    divisors: list[ast.expr] = field(default_factory=list)
    sign: str = ""


def local_factor(value: ast.expr, upstream: ast.Name) -> str | None:
    """What `upstream` is multiplied by in `value`, where that is all that happens to it.

    The caller knows that it stands there once.
    """
    match value:
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _chosen(test, body, orelse, upstream, "{yes} if {test} else {no}")
        case ast.Call(
            func=ast.Name(id="where") | ast.Attribute(attr="where"), args=[test, body, orelse]
        ):
            form = f"{ast.unparse(value.func)}({{test}}, {{yes}}, {{no}})"
            return _chosen(test, body, orelse, upstream, form)
    chain = _Chain()
    return _told(chain) if _follow(value, upstream, chain) else None


def _chosen(
    test: ast.expr, body: ast.expr, orelse: ast.expr, upstream: ast.Name, form: str
) -> str | None:
    """A choice between the upstream gradient and zero, as one between its factor and zero."""
    holds = _is_zero(orelse)
    taken, other = (body, orelse) if holds else (orelse, body)
    inner = local_factor(taken, upstream) if _is_zero(other) else None
    if inner is None:
        return None
    yes, no = (inner, "0") if holds else ("0", inner)
    return form.format(test=ast.unparse(test), yes=yes, no=no)


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in (0, 0.0)


def _follow(value: ast.expr, upstream: ast.Name, chain: _Chain) -> bool:
    """Whether `value` is a product with `upstream` in it; what else there is goes into `chain`."""
    match value:
        case ast.Name():
            return value is upstream
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            chain.sign = "" if chain.sign else "-"
            return _follow(operand, upstream, chain)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            if _holds(right, upstream):
                chain.factors.append(left)
                return _follow(right, upstream, chain)
            is_chain = _follow(left, upstream, chain)
            chain.factors.append(right)
            return is_chain
        case ast.BinOp(left=left, op=ast.Div(), right=right) if not _holds(right, upstream):
            is_chain = _follow(left, upstream, chain)
            chain.divisors.append(right)
            return is_chain
        case _:
            return False


def _holds(value: ast.expr, upstream: ast.Name) -> bool:
    return any(node is upstream for node in ast.walk(value))


_TIGHT = ast.Name | ast.Constant | ast.Call | ast.Attribute | ast.Subscript


def _factor(node: ast.expr) -> str:
    """The text of a factor, in parentheses where it needs them among others."""
    is_power = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
    text = ast.unparse(node)
    return text if isinstance(node, _TIGHT) or is_power else f"({text})"


def _told(chain: _Chain) -> str:
    if len(chain.factors) == 1 and not chain.divisors and not chain.sign:
        return ast.unparse(chain.factors[0])
    product = " * ".join(map(_factor, chain.factors)) or "1"
    return f"{chain.sign}{' / '.join([product, *map(_factor, chain.divisors)])}"
