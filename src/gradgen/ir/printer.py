"""Expressions as Python text, with the fewest parentheses that keep their meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Slice,
    Symbol,
    Template,
)
from gradgen.ir.numerals import number
from gradgen.ir.operators import ATOM, LOOSEST, tightness

Spell = Callable[[Function], str]


def plain(function: Function) -> str:
    """A function's spelling where no module is at hand: for notes, tests and debugging."""
    return function.attribute or function.name


def show(expression: Expression, spell: Spell = plain) -> str:
    """`expression` as Python text; `spell` gives the text of a function's name."""
    return _show(expression, LOOSEST, spell)


def _show(expression: Expression, at_least: int, spell: Spell) -> str:
    """The text of `expression`, in parentheses where it binds less tightly than `at_least`."""
    text, binds = _text(expression, spell)
    return f"({text})" if binds < at_least else text


def _text(expression: Expression, spell: Spell) -> tuple[str, int]:
    match expression:
        case Name(id=text):
            return text, ATOM
        case Literal(text=text):
            return text, tightness("negative") if text.startswith("-") else ATOM
        case Symbol(function=function):
            return spell(function), ATOM
        case Sequence():
            return _sequence(expression, spell), ATOM
        case Slice():
            return _slice_object(expression, spell), ATOM
        case Template(parts=parts):
            return "".join(p if isinstance(p, str) else show(p, spell) for p in parts), ATOM
        case Apply(function=Function(name="star"), arguments=(row,)):
            return f"*{_show(row, ATOM, spell)}", ATOM
        case Apply() if expression.function.name == "index" and len(expression.arguments) == 2:
            return _subscript(*expression.arguments, spell), ATOM
        case Apply() if expression.function.module in ("attribute", "method"):
            return _member(expression, spell), ATOM
        case Apply() if expression.function.module == "operator":
            return _operation(expression, spell)
        case Apply():
            return _call(expression, spell), ATOM


def _sequence(expression: Sequence, spell: Spell) -> str:
    items = ", ".join(show(item, spell) for item in expression.items)
    lone = len(expression.items) == 1 and expression.brackets == "()"
    return f"{expression.brackets[0]}{items}{',' if lone else ''}{expression.brackets[1]}"


def _subscript(value: Expression, index: Expression, spell: Spell) -> str:
    is_tuple = isinstance(index, Sequence) and index.brackets == "()" and index.items
    items = index.items if isinstance(index, Sequence) and is_tuple else (index,)
    if len(items) == 1 and isinstance(items[0], Apply) and items[0].function.name == "star":
        return f"{_show(value, ATOM, spell)}[{show(items[0].arguments[0], spell)}]"
    texts = [_slice(i, spell) if isinstance(i, Slice) else show(i, spell) for i in items]
    comma = "," if is_tuple and len(items) == 1 else ""
    return f"{_show(value, ATOM, spell)}[{', '.join(texts)}{comma}]"


def _slice_object(expression: Slice, spell: Spell) -> str:
    """A slice outside of a subscript: `slice(1, None)`."""
    start, stop, step = (
        "None" if part is None else show(part, spell)
        for part in (expression.start, expression.stop, expression.step)
    )
    if step != "None":
        return f"slice({start}, {stop}, {step})"
    return f"slice({stop})" if start == "None" else f"slice({start}, {stop})"


def _slice(expression: Slice, spell: Spell) -> str:
    """As black has it: spaces around the colons where a part is more than a name or a number."""
    start, stop, step = expression.start, expression.stop, expression.step
    texts = [show(part, spell) if part is not None else "" for part in (start, stop, step)]
    if step is None:
        texts.pop()
    if all(_is_plain(part) for part in expression.parts):
        return ":".join(texts)
    return " : ".join(texts).strip().replace(" :  : ", " :: ")


def _is_plain(part: Expression) -> bool:
    """Whether black takes a part of a slice for a simple one: a name or a number, signed or not."""
    if isinstance(part, Apply) and part.function.name in ("negative", "positive"):
        part = part.arguments[0]
    return isinstance(part, Name | Literal)


def _member(call: Apply, spell: Spell) -> str:
    value, *arguments = call.arguments
    text = f"{_show(value, ATOM, spell)}.{call.function.attribute}"
    if isinstance(value, Literal) and number(value) is not None:
        text = f"({show(value, spell)}).{call.function.attribute}"
    if call.function.module == "attribute":
        return text
    return text + _parenthesized(arguments, call.keywords, spell)


def _call(call: Apply, spell: Spell) -> str:
    return spell(call.function) + _parenthesized(call.arguments, call.keywords, spell)


def _parenthesized(
    arguments: Iterable[Expression], keywords: Iterable[tuple[str, Expression]], spell: Spell
) -> str:
    texts = [show(argument, spell) for argument in arguments]
    texts += [f"{key}={show(value, spell)}" for key, value in keywords]
    return f"({', '.join(texts)})"


def _is_simple(operand: Expression) -> bool:
    """Whether black writes a power of this operand without spaces: a name or a number."""
    if isinstance(operand, Literal):
        return not operand.text.startswith("-")
    return isinstance(operand, Name | Symbol)


def _unsigned(operand: Expression) -> Expression:
    """An exponent without its sign, which makes no difference to black."""
    if isinstance(operand, Apply) and operand.function.name in ("negative", "positive"):
        return operand.arguments[0]
    return Literal(operand.text.lstrip("-")) if isinstance(operand, Literal) else operand


def _is_power(operand: Expression) -> bool:
    return (
        isinstance(operand, Apply)
        and operand.function.module == "operator"
        and operand.function.name == "power"
    )


def _operation(call: Apply, spell: Spell) -> tuple[str, int]:
    symbol, level = call.function.attribute, tightness(call.function.name)
    if call.function.name == "where":
        test, yes, no = call.arguments
        texts = _show(yes, level + 1, spell), _show(test, level + 1, spell), _show(no, level, spell)
        return "{} if {} else {}".format(*texts), level
    if len(call.arguments) == 1:
        space = " " if symbol.isalpha() else ""
        # As black has it: -(x**2), since the reader may not remember which comes first.
        inner = (
            ATOM if _is_power(call.arguments[0]) and call.function.name != "logical_not" else level
        )
        return symbol + space + _show(call.arguments[0], inner, spell), level
    left, right = call.arguments
    if call.function.name == "power":
        # Groups to the right, and binds less tightly than a sign at its right: x ** -y.
        base, exponent = _show(left, level + 1, spell), _show(right, tightness("negative"), spell)
        simple = _is_simple(left) and _is_simple(_unsigned(right))
        star = "**" if simple else " ** "
        return f"{base}{star}{exponent}", level
    # Comparisons chain in Python, so that one inside another needs its parentheses on both sides.
    inner = level + 1 if level == tightness("less") else level
    return f"{_show(left, inner, spell)} {symbol} {_show(right, level + 1, spell)}", level
