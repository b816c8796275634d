"""The chain rule, written out for a generated line: [downstream] = [local] * [upstream].

    grad_w = grad_w + grad_s * x / 2

is, in the words of the chain rule,

    [downstream: grad_w] = [so far: grad_w] + [local: x / 2] * [upstream: grad_s]
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import Literal, NamedTuple, TypeAlias

from gradgen.draw.factors import local_factor

Role: TypeAlias = Literal["downstream", "so far", "local", "upstream", ""]
# Stands for a piece while the text around it is written; no name of Python's.
_HOLE = "\0"


class Part(NamedTuple):
    """A piece of an equation and the part that it plays; operators play none."""

    role: Role
    text: str


class Equation(NamedTuple):
    """The pieces of an equation in order.

    `is_product` says whether the upstream gradient is multiplied by a local gradient that can be
    written down; else the pieces are those of the line itself, with its upstream gradients marked.
    """

    parts: tuple[Part, ...]
    is_product: bool

    @property
    def text(self) -> str:
        """`[grad_w] = [x] * [grad_s]`."""
        return "".join(f"[{part.text}]" if part.role else part.text for part in self.parts)

    def of(self, role: Role) -> tuple[str, ...]:
        """The pieces that play a part, each once."""
        return tuple(dict.fromkeys(part.text for part in self.parts if part.role == role))


def equation(code: str, carriers: Collection[str]) -> Equation | None:
    """The equation of a line; `carriers` are the names of gradients, and of steps towards them.

    None for a line that assigns nothing, or that nothing flows through.
    """
    match ast.parse(code).body:
        case [ast.Assign(targets=[ast.Name(id=name)], value=value)]:
            head = [Part("downstream", name), Part("", " = ")]
            if _adds_to(value, name):
                assert isinstance(value, ast.BinOp)
                head += [Part("so far", name), Part("", " + ")]
                value = value.right
        case [ast.Assign(targets=[target], value=value)]:
            head = [Part("downstream", ast.unparse(target)), Part("", " = ")]
        case [ast.AugAssign(target=target, value=value)]:
            head = [Part("downstream", ast.unparse(target)), Part("", " += ")]
        case _:
            return None
    return _flow(head, value, carriers)


def _adds_to(value: ast.expr, name: str) -> bool:
    """Whether a value is `name + …`."""
    match value:
        case ast.BinOp(left=ast.Name(id=left), op=ast.Add()):
            return left == name
        case _:
            return False


def _flow(head: list[Part], value: ast.expr, carriers: Collection[str]) -> Equation | None:
    found = [n for n in ast.walk(value) if isinstance(n, ast.Name) and n.id in carriers]
    if not found:
        return None
    product = _product(value, found[0]) if len(found) == 1 else None
    if product:
        return Equation((*head, *product), is_product=True)
    return Equation((*head, *_marked(value, found)), is_product=False)


def _product(value: ast.expr, upstream: ast.Name) -> list[Part] | None:
    """A value as its local gradient times the upstream one; None where it is no product."""
    local = local_factor(value, upstream)
    if local is not None:
        return [Part("local", local), Part("", " * "), Part("upstream", upstream.id)]
    match value:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right) if upstream in (left, right):
            before: Role = "upstream" if left is upstream else "local"
            behind: Role = "local" if left is upstream else "upstream"
            sides = Part(before, ast.unparse(left)), Part(behind, ast.unparse(right))
            return [sides[0], Part("", " @ "), sides[1]]
        case ast.Call(func=ast.Attribute(attr="sum", value=ast.Name()), args=[inner, *_]):
            return _inside(value, inner, upstream)
        case ast.Call(func=ast.Attribute(attr="sum" | "reshape", value=inner)):
            return _inside(value, inner, upstream)
        case ast.Call(func=ast.Name(id="unbroadcast"), args=[inner, *_]):
            return _inside(value, inner, upstream)
    return None


def _inside(whole: ast.expr, inner: ast.expr, upstream: ast.Name) -> list[Part] | None:
    """A product that is summed over what was broadcast: `np.sum(grad * x, axis=0)`."""
    product = _product(inner, upstream)
    if product is None:
        return None
    before, _, behind = ast.unparse(_WithHoles([inner]).visit(whole)).partition(_HOLE)
    bare = before.endswith("(")
    opening, closing = ("", "") if bare else ("(", ")")
    return [Part("", before + opening), *product, Part("", closing + behind)]


def _marked(value: ast.expr, found: list[ast.Name]) -> list[Part]:
    """The text of a value with its upstream gradients marked."""
    written = sorted(found, key=lambda node: (node.lineno, node.col_offset))
    names = [node.id for node in written]
    pieces = ast.unparse(_WithHoles(found).visit(value)).split(_HOLE)
    parts = [Part("", pieces[0])]
    for name, piece in zip(names, pieces[1:], strict=True):
        parts += [Part("upstream", name), Part("", piece)]
    return [part for part in parts if part.text]


class _WithHoles(ast.NodeTransformer):
    """Puts holes where some nodes are."""

    def __init__(self, nodes: list[ast.expr] | list[ast.Name]) -> None:
        self.nodes = {id(node) for node in nodes}

    def visit(self, node: ast.AST) -> ast.AST:
        """A hole, or what there is inside."""
        return ast.Name(_HOLE) if id(node) in self.nodes else super().visit(node)
