"""Reads worked examples: from the text of a family to rules and spellings.

Finding a rule must not cost the parsing of the whole book: a family is cut into its examples by a
regular expression, and only an example that is asked for is parsed.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from gradgen.ir.expression import Apply, Expression, Function, Symbol, names_in, substitute
from gradgen.ir.parser import from_ast
from gradgen.rules.kinds import KINDS, Kind

_EXAMPLE = re.compile(r"^@(gate|spelling)\(.*?(?=^@|\Z)", re.MULTILINE | re.DOTALL)
_FORWARD = re.compile(r"^    out = (?:(\w+)\()?", re.MULTILINE)
_NAME = re.compile(r"^def (\w+)", re.MULTILINE)
_OF = re.compile(r'^@spelling\(\s*"(\w+)"', re.MULTILINE)
_INLINE = re.compile(r"inline=True")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a rule: the gradient of one operand, and the detail of its note."""

    operand: str
    expression: Expression
    detail: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A worked example, read.

    `pattern` is the forward computation in terms of `operands`; `lines` give the gradients. `text`
    is the example as it stands in the book.
    """

    name: str
    kind: Kind
    detail: str
    operands: tuple[str, ...]
    pattern: Expression
    lines: tuple[Line, ...]
    text: str = field(repr=False)
    family: str = ""

    @property
    def head(self) -> str:
        """The first words of the notes of this gate."""
        return self.kind.word.format(gate=self.callee)

    @property
    def callee(self) -> str:
        """The gate whose call the pattern is."""
        assert isinstance(self.pattern, Apply)
        return self.pattern.function.name

    def line(self, operand: str) -> Line | None:
        """The gradient line of `operand`, if it has one."""
        return next((line for line in self.lines if line.operand == operand), None)


@dataclass(frozen=True, slots=True)
class Spelling:
    """Another way of writing the gate `of`, in terms of the rule's operands."""

    of: str
    pattern: Expression
    inline: bool


@dataclass(frozen=True, slots=True)
class Example:
    """An example before it is parsed: what it is about, and its text."""

    family: str
    name: str
    callee: str
    text: str
    is_rule: bool
    inline: bool


def cut(family: str, text: str) -> list[Example]:
    """The examples in the text of a family, in order, unparsed."""
    return [_example(family, match) for match in _EXAMPLE.finditer(text)]


def _example(family: str, match: re.Match[str]) -> Example:
    text, is_rule = match[0].rstrip() + "\n", match[1] == "gate"
    name = _found(_NAME, text)
    callee = _found(_FORWARD, text) or name if is_rule else _found(_OF, text)
    return Example(family, name, callee, text, is_rule, bool(_INLINE.search(text)))


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return (match[1] or "") if match else ""


def read_rule(example: Example) -> Rule:
    """The rule that an example spells out."""
    function = _function(example)
    (call,) = (d for d in function.decorator_list if isinstance(d, ast.Call))
    kind, *detail = (ast.literal_eval(argument) for argument in call.args)
    forward, *rest = (s for s in function.body if isinstance(s, ast.Assign))
    operands = tuple(a.arg for a in function.args.args if not a.arg.startswith("grad_"))
    detail_of_all = detail[0] if detail else ""
    return Rule(
        name=example.name,
        kind=KINDS[kind],
        detail=detail_of_all,
        operands=operands,
        pattern=_with_constants(forward.value, operands),
        lines=tuple(_line(s, example.text, detail_of_all, operands) for s in rest),
        text=example.text,
        family=example.family,
    )


def _line(statement: ast.Assign, text: str, detail: str, operands: tuple[str, ...]) -> Line:
    (target,) = statement.targets
    assert isinstance(target, ast.Name)
    assert statement.end_lineno is not None
    _, _, comment = text.splitlines()[statement.end_lineno - 1].partition("  # ")
    operand = target.id.removeprefix("grad_")
    expression = _with_constants(statement.value, (*operands, "out", "grad_out"))
    return Line(operand, expression, comment.strip() or detail)


def read_spellings(example: Example) -> list[Spelling]:
    """The spellings that an example lists, one an expression."""
    function = _function(example)
    operands = tuple(a.arg for a in function.args.args)
    patterns = (
        _with_constants(s.value, operands) for s in function.body if isinstance(s, ast.Expr)
    )
    return [Spelling(example.callee, pattern, example.inline) for pattern in patterns]


def _with_constants(node: ast.expr, operands: tuple[str, ...]) -> Expression:
    """The expression of `node`, in which a name that is no operand is a constant such as `pi`."""
    expression = from_ast(node)
    holes = {*operands, *(f"*{operand}" for operand in operands)}
    constants = (name for name in names_in(expression) if name not in holes)
    return substitute(expression, {name: Symbol(Function(name)) for name in constants})


def _function(example: Example) -> ast.FunctionDef:
    (function,) = ast.parse(example.text).body
    assert isinstance(function, ast.FunctionDef)
    return function


def is_starred(rule: Rule) -> bool:
    """Whether the rule's pattern takes any number of operands."""
    return any(name.startswith("*") for name in names_in(rule.pattern))
