"""Mutants: each rule, form and definition with one thing in one of its lines changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import gradgen.rules
from gradgen.rules.book import _examples
from gradgen.rules.reader import Example
from gradgen.targets import definitions
from mutation.changes import Change, Source, changes, negated

RULES = Path(gradgen.rules.__file__).parent
FORMS = {f.stem: f for f in sorted((RULES / "forms").glob("[a-z]*.py"))}
DEFINITIONS = {f.stem: f for f in sorted(Path(definitions.__file__).parent.glob("[a-z]*.py"))}


class Subject(NamedTuple):
    """What is mutated: a rule of a family, a form of a module, a definition of a module."""

    sort: str
    module: str
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}" if self.sort == "rule" else self._with_sort()

    def _with_sort(self) -> str:
        return f"{self.sort}:{self.module}.{self.name}"


class Mutant(NamedTuple):
    """A subject with one of its lines changed: which, from what, to what, and all of the text."""

    subject: Subject
    operator: str
    before: str
    after: str
    text: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others, whatever else in the file changes."""
        return str(self.subject), self.before, self.after


@cache
def subjects() -> tuple[Subject, ...]:
    """Everything that can be mutated, in the order of the files."""
    rules = [Subject("rule", e.family, e.name, e.text) for e in rule_examples()]
    forms = [s for stem, file in FORMS.items() for s in _functions("form", stem, file)]
    defined = [
        s for stem, file in DEFINITIONS.items() for s in _functions("definition", stem, file)
    ]
    return (*rules, *forms, *defined)


def rule_examples() -> tuple[Example, ...]:
    """The examples of the book that are rules, and no spellings."""
    return tuple(example for example in _examples() if example.is_rule)


def _functions(sort: str, module: str, file: Path) -> Iterator[Subject]:
    """The functions of a module, each with its text."""
    text = file.read_text("utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and (sort == "form" or _is_definition(node)):
            segment = ast.get_source_segment(text, node)
            assert segment is not None
            yield Subject(sort, module, node.name, segment)


def _is_definition(node: ast.FunctionDef) -> bool:
    return not node.decorator_list and not node.name.startswith("_")


def mutants(subject: Subject) -> Iterator[Mutant]:
    """Every mutant of a subject; those that come out the same are one."""
    made = _of_rule(subject) if subject.sort == "rule" else _of_function(subject)
    seen = set()
    for mutant in made:
        if mutant.key not in seen and mutant.before != mutant.after:
            seen.add(mutant.key)
            yield mutant


def _of_rule(subject: Subject) -> Iterator[Mutant]:
    (function,) = ast.parse(subject.text).body
    assert isinstance(function, ast.FunctionDef)
    for default in (*function.args.defaults, *function.args.kw_defaults):
        if default is not None:
            for operator, new in changes(default, _nothing):
                before, after = ast.unparse(function.args), _put(subject.text, default, new)
                yield Mutant(subject, operator, before, _arguments(after), after)
    forward, *rest = (s for s in function.body if isinstance(s, ast.Assign))
    of_pattern = _of_statement(subject, forward, forward.value, _nothing)
    yield from (mutant for mutant in of_pattern if mutant.operator == "constant")
    for statement in rest:
        yield from _of_statement(subject, statement, statement.value, _nothing)


def _arguments(text: str) -> str:
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    return ast.unparse(function.args)


def _nothing(_: ast.expr) -> Iterator[Change]:
    return iter(())


def _of_statement(
    subject: Subject, statement: ast.stmt, value: ast.expr, more: Source
) -> Iterator[Mutant]:
    """The mutants by changes of one expression of a statement."""
    head = _head(statement)
    found = list(changes(value, more))
    is_number = isinstance(value, ast.Constant)
    if isinstance(statement, ast.Assign | ast.Return) and subject.sort != "form" and not is_number:
        found.insert(0, negated(value))
    for operator, new in found:
        text = _put(subject.text, value, new)
        shown = ast.unparse(value), ast.unparse(new)
        yield Mutant(subject, operator, f"{head}{shown[0]}", f"{head}{shown[1]}", text)


def _head(statement: ast.stmt) -> str:
    """What stands before the expression of a statement."""
    match statement:
        case ast.Assign(targets=[target]):
            return f"{ast.unparse(target)} = "
        case ast.AugAssign():
            return ast.unparse(statement).removesuffix(ast.unparse(statement.value))
        case ast.For(target=target):
            return f"for {ast.unparse(target)} in "
        case _:
            return f"{type(statement).__name__.lower()} "


def _of_function(subject: Subject) -> Iterator[Mutant]:
    more = _in_templates if subject.sort == "form" else _nothing
    (function,) = ast.parse(subject.text).body
    for statement in ast.walk(function):
        value = _value(statement)
        if isinstance(statement, ast.stmt) and value is not None:
            made = _of_statement(subject, statement, value, more)
            yield from (m for m in made if m.operator != "call" or subject.sort != "form")
        if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add | ast.Sub):
            yield _other_step(subject, statement)


def _value(statement: ast.AST) -> ast.expr | None:
    """The expression of a statement, if it has one that counts: neither docstring nor message."""
    match statement:
        case ast.Assign(value=value) | ast.AugAssign(value=value):
            return value
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            return value
        case ast.If(test=test) | ast.While(test=test):
            return test
        case ast.For(iter=values):
            return values
        case _:
            return None


def _other_step(subject: Subject, statement: ast.AugAssign) -> Mutant:
    target, value = ast.unparse(statement.target), ast.unparse(statement.value)
    before, after = ("+=", "-=") if isinstance(statement.op, ast.Add) else ("-=", "+=")
    new = ast.parse(f"{target} {after} {value}").body[0]
    text = _put(subject.text, statement, new)
    return Mutant(subject, "sign", f"{target} {before} {value}", f"{target} {after} {value}", text)


def _in_templates(node: ast.expr) -> Iterator[Change]:
    """Changes of a formula that stands in a string: `fill("grad @ y.T", …)`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        formula = _formula(node.value)
        if formula is not None:
            yield "sign", ast.Constant(ast.unparse(negated(formula)[1]))
            for operator, new in changes(formula, _nothing):
                yield operator, ast.Constant(ast.unparse(new))


def _formula(text: str) -> ast.expr | None:
    try:
        formula = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    return None if isinstance(formula, ast.Name | ast.Constant | ast.Tuple) else formula


def _put(text: str, old: ast.expr | ast.stmt, new: ast.AST) -> str:
    """A text with something else where `old` stands; comments around it stay."""
    lines = text.encode().splitlines(keepends=True)
    assert old.end_lineno is not None
    before = b"".join(lines[: old.lineno - 1]) + lines[old.lineno - 1][: old.col_offset]
    last = lines[old.end_lineno - 1]
    after = last[old.end_col_offset :] + b"".join(lines[old.end_lineno :])
    return (before + ast.unparse(new).encode() + after).decode()
