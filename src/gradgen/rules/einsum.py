"""Subscripts of `einsum`: what a call says, label by label.

A *spec* is the labels of one operand, or of the output, in order: `("...", "i", "j")`.
"""

from __future__ import annotations

import ast
import string
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.numerals import number

Spec: TypeAlias = tuple[str, ...]

DOTS = "..."
_LETTERS = string.ascii_lowercase + string.ascii_uppercase


class Subscripts(NamedTuple):
    """What a call of `einsum` says: its operands, their specs, and that of the output."""

    operands: tuple[Expression, ...]
    inputs: tuple[Spec, ...]
    output: Spec

    def others(self, index: int) -> Iterable[tuple[Spec, Expression]]:
        """The specs and operands without those at `index`."""
        pairs = zip(self.inputs, self.operands, strict=True)
        return [pair for place, pair in enumerate(pairs) if place != index]

    @property
    def labels(self) -> set[str]:
        """Every label that is used."""
        return {label for spec in (*self.inputs, self.output) for label in spec}


def read_subscripts(row: Sequence) -> Subscripts | None:
    """The subscripts of a call with the arguments `row`; `None` where they are not written out."""
    first, *rest = row.items
    if isinstance(first, Literal) and first.text[:1] in "\"'":
        return _from_text(str(ast.literal_eval(first.text)), tuple(rest))
    return _from_lists(row.items)


def place_of(row: Sequence, index: int) -> int:
    """Which operand stands at `index` among the arguments."""
    return index - 1 if isinstance(row.items[0], Literal) else index // 2


def show_subscripts(inputs: Iterable[Spec], output: Spec) -> Literal:
    """`"ij,jk->ik"`."""
    return Literal(f'"{",".join(map("".join, inputs))}->{"".join(output)}"')


def fresh_labels(taken: Iterable[str], count: int) -> Spec:
    """New labels, which are none of those `taken`: the next ones, if there are."""
    used = {_LETTERS.find(label) for label in taken}
    rest = [i for i in range(len(_LETTERS)) if i not in used]
    rest.sort(key=lambda i: i < max(used, default=0))
    return tuple(_LETTERS[i] for i in rest[:count])


def _from_text(text: str, operands: tuple[Expression, ...]) -> Subscripts | None:
    """NumPy's notation: `ij,jk->ik`, or `ij,jk` with the output left out."""
    left, arrow, right = text.replace(" ", "").partition("->")
    if not _is_notation(left + right):
        return None  # it would be refused by NumPy, and must not be written out as code
    inputs = tuple(map(_spec, left.split(",")))
    if len(inputs) != len(operands) or any(isinstance(o, Sequence) for o in operands):
        return None
    return Subscripts(operands, inputs, _spec(right) if arrow else _implied(inputs))


def _is_notation(text: str) -> bool:
    return set(text.replace(DOTS, "")) <= {*_LETTERS, ","}


def _spec(text: str) -> Spec:
    before, dots, behind = text.partition(DOTS)
    return (*before, *((DOTS,) if dots else ()), *behind)


def _from_lists(items: tuple[Expression, ...]) -> Subscripts | None:
    """Each operand followed by its list of labels, and perhaps the list of the output."""
    explicit = len(items) % 2 == 1
    lists = [_labels(item) for item in (*items[1::2], *(items[-1:] if explicit else ()))]
    specs = [spec for spec in lists if spec is not None]
    if len(specs) < len(lists):
        return None
    inputs = specs[:-1] if explicit else specs
    output = specs[-1] if explicit else _implied(inputs)
    operands = items[:-1:2] if explicit else items[::2]
    return Subscripts(operands, tuple(map(_lettered, inputs)), _lettered(output))


def _labels(item: Expression) -> Spec | None:
    """A literal list of whole numbers as labels that sort as the numbers do."""
    if not isinstance(item, Sequence):
        return None
    values = [DOTS if i == Literal(DOTS) else number(i) for i in item.items]
    if not all(v == DOTS or (isinstance(v, int) and 0 <= v < len(_LETTERS)) for v in values):
        return None
    return tuple(v if isinstance(v, str) else f"{v:02}" for v in values)


def _lettered(spec: Spec) -> Spec:
    return tuple(label if label == DOTS else _LETTERS[int(label)] for label in spec)


def _implied(inputs: Iterable[Spec]) -> Spec:
    """The output that is meant where none is given: the labels used once, in order."""
    counts = Counter(label for spec in inputs for label in spec)
    dots = (DOTS,) if counts.pop(DOTS, 0) else ()
    return (*dots, *sorted(label for label, count in counts.items() if count == 1))
