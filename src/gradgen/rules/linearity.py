"""Whether the lines of a rule are linear in what comes back: then forward mode follows from them.

A gradient that is clipped on its way back is not: `min(max(grad_out, -1), 1)` tells nothing of
tangents.
"""

from __future__ import annotations

from gradgen.ir.expression import Apply, Expression, Name, names_in
from gradgen.ir.numerals import is_number
from gradgen.rules.reader import Rule


def is_linear(rule: Rule) -> bool:
    """Whether each gradient is linear in the upstream gradient, as far as its text tells."""
    moving = {"grad_out"}
    for line in (*rule.steps, *rule.lines):
        if is_number(line.expression, 0) or not moving.intersection(names_in(line.expression)):
            continue
        if not _is_linear(line.expression, moving):
            return False
        moving.add(line.operand if line in rule.steps else "grad_out")
    return True


def _is_linear(expression: Expression, moving: set[str]) -> bool:
    """Whether an expression in which one of the names `moving` stands is linear in them."""
    if isinstance(expression, Name):
        return True
    if not isinstance(expression, Apply) or expression.function.module not in (None, "operator"):
        return False
    parts = expression.arguments
    found = [not moving.isdisjoint(names_in(part)) for part in parts]
    sound = [has and _is_linear(part, moving) for part, has in zip(parts, found, strict=True)]
    match expression.function.name:
        case "add" | "subtract" | "negative" | "positive":
            return all(sound)
        case "multiply":
            return found.count(True) == 1 and any(sound)
        case "divide":
            return sound == [True, False] and not found[1]
        case "where":
            sides = zip(parts[1:], sound[1:], strict=True)
            return not found[0] and all(fine or is_number(side, 0) for side, fine in sides)
        case _:
            return False
