"""The notes at the ends of backward lines: which gate it is, and what it does there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from gradgen.ir.circuit import Note
from gradgen.ir.expression import Apply, Expression, Function, Name
from gradgen.ir.shape import Shape, told
from gradgen.rules.kinds import KINDS


class Words(NamedTuple):
    """What there is to say of a backward line.

    `head` names the gate, `detail` says what it does going back, `broadcast` over what was summed
    since an operand was broadcast, and `shape` what shape comes out.
    """

    head: str
    detail: str = ""
    broadcast: str = ""
    shape: str = ""


def gate_note(words: Words) -> Note:
    """`sigmoid: local gradient (1 - L) * L`, and shorter wordings down to the gate alone."""
    head, detail, broadcast, shape = words
    heads = [f"{head}: {detail}"] if detail else []
    heads.append(head)
    summed = dict.fromkeys(filter(None, (broadcast, broadcast.partition(":")[0])))
    found = [f"{said}, {over}" for said in heads for over in summed] or heads
    found += heads
    arrow = f" -> {shape}" if shape and "->" not in detail else ""
    return tuple(dict.fromkeys(text + end for text in found for end in (arrow, "")))


def adder_note(name: str, words: Words) -> Note:
    """The note of a contribution that is added, since `name` is used more than once."""
    adder = KINDS["adder"].word
    forks = f"{adder}: {name} forks"
    inner = gate_note(words._replace(detail=words.detail and f", {words.detail}"))
    longer = (f"{forks}; {text.replace(': , ', ', ', 1)}" for text in inner)
    return (*longer, forks, adder)


def product_of_shapes(value: Expression, shape_of: Callable[[Expression], Shape]) -> str:
    """`[N, M] @ [M, D]` for a product of matrices whose shapes are known; empty for all else."""
    if not isinstance(value, Apply) or value.function.name != "matmul":
        return ""
    shapes = [_shape_of_factor(factor, shape_of) for factor in value.arguments]
    return " @ ".join(map(str, shapes)) if all(shapes) else ""


def _shape_of_factor(factor: Expression, shape_of: Callable[[Expression], Shape]) -> Shape | None:
    """The shape of a value, or of a value with the last two axes swapped."""
    match factor:
        case Name():
            shape = shape_of(factor)
            known = shape.is_exact and all(map(told, shape.dims))
            return shape if known and shape.dims else None
        case Apply(function=Function(name="T" | "swapaxes"), arguments=(Name() as value, *_)):
            shape_before = _shape_of_factor(value, shape_of)
            dims = shape_before.dims if shape_before else ()
            return Shape((*dims[:-2], *dims[:-3:-1])) if len(dims) > 1 else None
        case _:
            return None


def shape_note(shape: Shape) -> Note:
    """The shape of a forward line's value, where it is known and there is room for it."""
    if shape.is_scalar or not shape.is_exact or not all(map(told, shape.dims)):
        return ()
    return (str(shape), "")


def zero_note(reasons: Sequence[str], *, forward: bool = False) -> Note:
    """The note of a gradient, or a tangent, that is zero, and why; the longest wording first."""
    word = KINDS["flat"].forward if forward else KINDS["flat"].word
    return tuple(f"{word}: {reason}" for reason in reasons)
