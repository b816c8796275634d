"""Whether an index may name one place of an array several times."""

from __future__ import annotations

from gradgen.analysis.facts import Facts
from gradgen.ir.expression import Apply, Expression, Literal, Name, Sequence, Slice
from gradgen.ir.numerals import number
from gradgen.rules.matcher import is_size

_CONDITIONS = frozenset(
    (
        *("less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "invert"),
        *("logical_and", "logical_or", "logical_not", "isnan", "isinf", "isfinite"),
    )
)


def may_repeat(index: Expression, facts: Facts) -> bool:
    """Whether what is added at `index` has to be added one by one.

    Slices, single numbers and masks name every place once; of an array of numbers only a literal
    can tell.
    """
    items = index.items if isinstance(index, Sequence) and index.brackets == "()" else (index,)
    return not all(_is_plain(item, facts) for item in items)


def _is_plain(item: Expression, facts: Facts) -> bool:
    match item:
        case Slice() | Literal():
            return True
        case Sequence(items=items):
            values = [number(value) for value in items]
            certain = all(isinstance(value, int) and value >= 0 for value in values)  # type: ignore[operator]
            return certain and len(set(values)) == len(values)
        case Apply():
            return is_size(item)
        case Name(id=name):
            return facts.shapes.of(item).is_scalar or _is_mask(name, facts)
        case _:
            return False


def _is_mask(name: str, facts: Facts) -> bool:
    match = facts.matches.get(name)
    return match is not None and match.rule.callee in _CONDITIONS
