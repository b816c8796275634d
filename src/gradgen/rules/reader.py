"""Reads worked examples: from the text of a family to rules and spellings.

Finding a rule must not cost the parsing of the whole book: a family is cut into its examples where
the decorators stand, and only an example that is asked for is parsed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from gradgen.ir.expression import Apply, Expression, Function, Symbol, names_in, substitute
from gradgen.ir.parser import from_ast, outermost
from gradgen.rules.kinds import KINDS, Kind


class Line(NamedTuple):
    """A line of a rule: the gradient of one operand, and the detail of its note.

    A step on the way to several of them has its own name for `operand`; the tangent of an output
    has the output's.
    """

    operand: str
    expression: Expression
    detail: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A worked example, read.

    `pattern` is the forward computation in terms of `operands`, and gives `outputs`; `lines` give
    the gradients and `tangents` what the rule states of forward mode; both may read `steps`.
    `text` is the example as it stands in the book. `shape` names what tells the output's shape
    (empty: all that the rule speaks of is one element); a rule with a shape takes its operands by
    the real signature of the function, and `defaults` are those of operands that may be left out.
    """

    name: str
    kind: Kind
    detail: str
    operands: tuple[str, ...]
    pattern: Expression
    lines: tuple[Line, ...]
    steps: tuple[Line, ...] = field(repr=False)
    tangents: tuple[Line, ...] = field(repr=False)
    outputs: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)
    family: str = ""
    shape: str = ""
    defaults: Mapping[str, Expression] = field(default_factory=dict)

    @property
    def is_elementwise(self) -> bool:
        """Whether the gate treats every element alike, and broadcasts its operands."""
        return self.shape in ("", "elementwise")

    @property
    def gate_name(self) -> str:
        """What the notes call the gate."""
        own = self.callee.rpartition(".")[2]
        return own.removeprefix("scipy_").removesuffix("_of_all")

    @property
    def head(self) -> str:
        """The first words of the notes of this gate."""
        return self.kind.word.format(gate=self.gate_name)

    @property
    def forward_head(self) -> str:
        """The first words of the notes of this gate's tangents."""
        is_linear = self.kind.linear == "together" and not self.is_elementwise
        word = "{gate}" if is_linear else self.kind.forward
        return word.format(gate=self.gate_name)

    @property
    def callee(self) -> str:
        """The gate whose call the pattern is."""
        assert isinstance(self.pattern, Apply)
        return self.pattern.function.name

    @property
    def is_own(self) -> bool:
        """Whether the rule is the user's, and not of the book."""
        return self.callee.startswith("own.")

    @property
    def is_single(self) -> bool:
        """Whether the gate has one output, which the lines call `out`."""
        return self.outputs == ("out",)

    def line(self, operand: str) -> Line | None:
        """The gradient line of `operand`, if it has one."""
        return next((line for line in self.lines if line.operand == operand), None)

    def tangent(self, output: str) -> Line | None:
        """The line that states the tangent of `output`, if there is one."""
        return next((line for line in self.tangents if line.operand == output), None)


@dataclass(frozen=True)
class Spelling:
    """Another way of writing the gate `of`, in terms of the rule's operands."""

    of: str
    inline: bool
    node: ast.expr = field(repr=False)
    operands: tuple[str, ...]

    @property
    def outermost(self) -> str:
        """The gate outermost in the pattern."""
        return outermost(self.node)

    @cached_property
    def pattern(self) -> Expression:
        """The expression that matches."""
        return _with_constants(self.node, self.operands)


class Example(NamedTuple):
    """An example before it is parsed: what it is about, and its text."""

    family: str
    name: str
    callee: str
    text: str
    is_rule: bool
    inline: bool


def cut(family: str, text: str) -> list[Example]:
    """The examples in the text of a family, in order, unparsed."""
    parts = (part.strip("\n") + "\n" for part in text.split("\n\n\n"))
    return [_example(family, part) for part in parts if part.startswith("@") or "\n@" in part]


def _example(family: str, text: str) -> Example:
    head, _, body = text.partition("\ndef ")
    decorator = f"\n{head}".rpartition("\n@")[2]
    name, is_rule = body.partition("(")[0], decorator.startswith("gate")
    if not is_rule:
        of = decorator.split('"')[1]
        return Example(family, name, of, text, False, "inline=True" in decorator)
    called = _FORWARD.split(body, maxsplit=1)[-1].partition("(")[0]
    return Example(family, name, called if called.isidentifier() else name, text, True, False)


def read_rule(example: Example) -> Rule:
    """The rule that an example spells out."""
    function = _function(example)
    (call,) = (d for d in function.decorator_list if isinstance(d, ast.Call))
    kind, *detail = (ast.literal_eval(argument) for argument in call.args)
    options = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords}
    forward, *rest = (s for s in function.body if isinstance(s, ast.Assign))
    operands = tuple(a.arg for a in function.args.args if not a.arg.startswith("grad_"))
    outputs = _outputs(forward.targets[0])
    upstream = (f"grad_{output.lstrip('*')}" for output in outputs)
    moved = (f"dot_{operand}" for operand in operands)
    sorts: dict[str, list[ast.Assign]] = {"grad": [], "dot": [], "step": []}
    for statement in rest:
        sorts[_sort(statement, operands, outputs)].append(statement)
    steps = map(_target, sorts["step"])
    bare = (o.lstrip("*") for o in outputs)
    known = (*operands, *outputs, *bare, *upstream, *moved, *steps)
    detail_of_all = detail[0] if detail else ""

    def lines(sort: str) -> tuple[Line, ...]:
        usual = "" if sort == "dot" else detail_of_all
        return tuple(_line(s, sort, example.text, usual, known) for s in sorts[sort])

    optional = operands[len(operands) - len(function.args.defaults) :]
    return Rule(
        name=example.name,
        kind=KINDS[kind],
        detail=detail_of_all,
        operands=operands,
        pattern=_with_constants(forward.value, operands),
        lines=lines("grad"),
        steps=lines("step"),
        tangents=lines("dot"),
        outputs=outputs,
        text=example.text,
        family=example.family,
        shape=options.get("shape", ""),
        defaults=dict(zip(optional, map(from_ast, function.args.defaults), strict=True)),
    )


_FORWARD = re.compile(r"\n    (?:\(\*\w+,\)|\w+(?:, \w+)*) = ")


def _outputs(target: ast.expr) -> tuple[str, ...]:
    """The names at the left of the forward line, a star included."""
    items = target.elts if isinstance(target, ast.Tuple) else [target]
    return tuple(ast.unparse(item) for item in items)


def _target(statement: ast.Assign) -> str:
    (target,) = statement.targets
    assert isinstance(target, ast.Name)
    return target.id


def _sort(statement: ast.Assign, operands: tuple[str, ...], outputs: tuple[str, ...]) -> str:
    """Whether a line gives a gradient, a tangent, or a step on the way to them."""
    sort, _, of = _target(statement).partition("_")
    fits = {"grad": operands, "dot": tuple(output.lstrip("*") for output in outputs)}
    return sort if of in fits.get(sort, ()) else "step"


def _line(statement: ast.Assign, sort: str, text: str, detail: str, known: tuple[str, ...]) -> Line:
    assert statement.end_lineno is not None
    _, _, comment = text.splitlines()[statement.end_lineno - 1].partition("  # ")
    expression = _with_constants(statement.value, known)
    name = _target(statement).removeprefix(f"{sort}_")
    return Line(name, expression, comment.strip() or detail)


def read_spellings(example: Example) -> list[Spelling]:
    """The spellings that an example lists, one an expression."""
    function = _function(example)
    operands = tuple(a.arg for a in function.args.args)
    nodes = (s.value for s in function.body if isinstance(s, ast.Expr))
    return [Spelling(example.callee, example.inline, node, operands) for node in nodes]


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
