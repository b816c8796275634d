"""Rule files of the user's: read as text in the book's own notation, and never run.

    from mylib import bessel_ratio

    @gate("function", "local gradient 1 - out * (out + 1 / x)")
    def bessel_ratio_of_order_0(x, grad_out):
        out = bessel_ratio(x)
        grad_x = grad_out * (1 - out * (out + 1 / x))

A rule is for the function that its first line calls: the one that the file imports, else any of the
source's own functions, or of those that it imports from modules unknown to gradgen, by that name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple, TypeAlias

from gradgen.diagnostics import Diagnostic, FixedSpan, GradgenError, Label, Position
from gradgen.ir.expression import Expression
from gradgen.rules.at_hand import OwnRules
from gradgen.rules.own_functions import Resolving, called
from gradgen.rules.own_lines import Refuse
from gradgen.rules.own_rule import OneRule
from gradgen.rules.reader import Example, Rule, read_rule

RuleFiles: TypeAlias = tuple[tuple[str, str], ...]
"""Names of rule files, and their texts."""


class _Found(NamedTuple):
    """A rule as the book's reader has it, what its function is, and the imports of its file."""

    rule: Rule
    key: str
    imports: Mapping[str, str]
    place: FixedSpan


@cache
def own_rules(files: RuleFiles) -> OwnRules:
    """The rules in these files. Raises GradgenError with all that is wrong in them."""
    readers = [_File(name, text) for name, text in files]
    found = [each for reader in readers for each in reader.rules()]
    errors = [error for reader in readers for error in reader.errors]
    errors += _twice(found)
    if errors:
        raise GradgenError(errors)
    gates = {each.key: f"own.{each.key}" for each in found}
    rules = tuple(Resolving(each.imports, gates).rule(each.rule, each.key) for each in found)
    lines: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        lines[rule.callee] = (*lines.get(rule.callee, ()), *called(rule))
    return OwnRules(rules, gates, lines, places={each.rule.name: each.place for each in found})


def _twice(found: list[_Found]) -> Iterator[Diagnostic]:
    """Two rules of one name in a file, or for one call."""
    names: dict[str, _Found] = {}
    calls: dict[tuple[str, Expression], _Found] = {}
    for each in found:
        before = names.setdefault(each.rule.name, each)
        if before is each:
            before = calls.setdefault((each.key, each.rule.pattern), each)
        if before is not each:
            labels = (Label(each.place, "and here"), Label(before.place, "a rule stands here"))
            message = f"there are two rules for `{each.key}`"
            help = "delete one of them; or rename it, if they are for different calls"
            yield Diagnostic("invalid-rule", message, labels, help)


@dataclass
class _File:
    """One rule file."""

    name: str
    text: str
    errors: list[Diagnostic] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)

    def rules(self) -> Iterator[_Found]:
        """The rules in it; what is wrong is among the errors then."""
        try:
            tree = ast.parse(self.text)
        except SyntaxError as error:
            lines = self.text.split("\n")
            line = min(max(error.lineno or 1, 1), len(lines))
            column = min(max((error.offset or 1) - 1, 0), len(lines[line - 1]))
            place = FixedSpan(self.name, Position(line, column), Position(line, column))
            self._add(place, f"a file of rules is not Python: {error.msg}", "correct this first")
            return
        except (ValueError, RecursionError, MemoryError):
            place = FixedSpan(self.name, Position(1, 0), Position(1, 0))
            self._add(place, "a file of rules cannot be read by Python", "")
            return
        for statement in tree.body:
            yield from self._statement(statement)

    def _statement(self, statement: ast.stmt) -> Iterator[_Found]:
        match statement:
            case ast.Import(names=names):
                for alias in names:
                    root = alias.name.partition(".")[0]
                    self.imports[alias.asname or root] = alias.name if alias.asname else root
                    self.modules.add(alias.asname or root)
            case ast.ImportFrom(module="gradgen.rules.notation", level=0):
                pass
            case ast.ImportFrom(module=str(module), level=0, names=names):
                for alias in names:
                    if alias.name == "*":
                        self._refuse(statement, "a star does not tell what is imported", "")
                    self.imports[alias.asname or alias.name] = f"{module}.{alias.name}"
                    self.modules.discard(alias.asname or alias.name)
            case ast.ImportFrom():
                why = "which module this is depends on where the file lies"
                self._refuse(statement, why, "name the module in full")
            case ast.Expr(value=ast.Constant(value=str())):
                pass
            case ast.FunctionDef():
                yield from self._rule(statement)
            case _:
                why = "a rule file holds imports and rules; nothing in it is ever run"
                self._refuse(statement, why, "delete it, or write it as a rule: @gate(...)")

    def _rule(self, function: ast.FunctionDef) -> Iterator[_Found]:
        before = len(self.errors)
        one = OneRule(function, self.imports, self.modules, self._of_rule(function.name))
        key = one.check()
        if len(self.errors) > before:
            return
        first = function.decorator_list[0].lineno
        text = "\n".join(self.text.split("\n")[first - 1 : function.end_lineno]) + "\n"
        name = f"{self.name}:{function.name}"
        rule = read_rule(Example(self.name, name, key, text, True, False))
        yield _Found(
            replace(rule, shape=rule.shape or "elementwise"),
            key,
            dict(self.imports),
            self._place(function),
        )

    def _of_rule(self, name: str) -> Refuse:
        def refuse(node: ast.AST, why: str, help: str) -> None:
            self._refuse(node, why, help, f"the rule `{name}`")

        return refuse

    def _refuse(self, node: ast.AST, why: str, help: str, what: str = "a file of rules") -> None:
        self._add(self._place(node), f"{what}: {why}", help)

    def _add(self, place: FixedSpan, message: str, help: str) -> None:
        self.errors.append(Diagnostic("invalid-rule", message, (Label(place, ""),), help))

    def _place(self, node: ast.AST) -> FixedSpan:
        """Where a node stands, a function by its name; in characters, for Python counts bytes."""
        lines = self.text.split("\n")
        line, end_line = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)
        start, end = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0)
        if isinstance(node, ast.FunctionDef):
            start = lines[line - 1].encode().find(node.name.encode(), start + len("def"))
            end_line, end = line, start + len(node.name.encode())

        def position(number: int, count: int) -> Position:
            return Position(
                number, len(lines[number - 1].encode()[:count].decode(errors="replace"))
            )

        return FixedSpan(self.name, position(line, start), position(end_line, end))
