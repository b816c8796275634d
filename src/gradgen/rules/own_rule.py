"""One rule of the user's, looked through before it is read: its kind, its operands, its call."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from gradgen.diagnostics.suggestion import nearest
from gradgen.rules.book import rules_for
from gradgen.rules.kinds import KINDS
from gradgen.rules.own_lines import Lines, Refuse, dotted, is_zero
from gradgen.targets.libraries import gate_of

_KINDS: Final = tuple(name for name in KINDS if name != "adder")
# What is general enough: the book's other shapes ask for operands of certain names.
_SHAPES: Final = ("elementwise", "scalar", "like_first", "like_second", "unknown")
_WHOLE: Final = frozenset(("int", "bool", "str"))
_FORM: Final = 'write @gate("function", "...") above it'


@dataclass
class OneRule:
    """A function of a rule file, and what its file imports: `modules` are whole ones."""

    function: ast.FunctionDef
    imports: Mapping[str, str]
    modules: Collection[str]
    refuse: Refuse

    def check(self) -> str:
        """What the rule is for: a qualified name, or a bare one; empty if nothing can be said."""
        kind = self._kind()
        operands = self._operands()
        body = [s for s in self.function.body if not _is_text(s)]
        if not body:
            self.refuse(self.function, "it has no lines", "begin with: out = the call")
            return ""
        key = self._forward(body[0], operands)
        lines = Lines(operands, self.imports, self.modules, self.refuse)
        lines.look(body[1:])
        self._gradients(lines, kind, operands)
        return key

    def _kind(self) -> str:
        match self.function.decorator_list:
            case [ast.Call(func=ast.Name(id="gate"), args=args, keywords=keywords) as call]:
                texts = [each for each in args if _is_text(ast.Expr(each))]
                if not 1 <= len(texts) == len(args) <= 2:
                    self.refuse(call, "it names its kind, and may say a detail", _FORM)
                    return ""
                self._shape(keywords)
                kind, *_ = (ast.literal_eval(each) for each in texts)
                if kind not in _KINDS:
                    near = nearest(kind, _KINDS)
                    help = f"did you mean `{near}`?" if near else f"one of {', '.join(_KINDS)}"
                    self.refuse(args[0], f"there is no kind `{kind}`", help)
                return str(kind)
            case _:
                self.refuse(self.function, "it has no decorator `gate`, or more than that", _FORM)
                return ""

    def _shape(self, keywords: list[ast.keyword]) -> None:
        for keyword in keywords:
            if keyword.arg != "shape" or not _is_text(ast.Expr(keyword.value)):
                self.refuse(keyword, "`shape` alone may be given, as a text", "")
            elif (given := ast.literal_eval(keyword.value)) not in _SHAPES:
                near = nearest(given, _SHAPES)
                help = f"did you mean `{near}`?" if near else f"one of {', '.join(_SHAPES)}"
                self.refuse(keyword.value, f"there is no shape `{given}`", help)

    def _operands(self) -> list[str]:
        given = self.function.args
        if given.posonlyargs or given.vararg or given.kwarg or self.function.returns:
            self.refuse(self.function, "its parameters are the operands, and grad_out", "")
        names = [a.arg for a in (*given.args, *given.kwonlyargs)]
        operands = [name for name in names if name != "grad_out"]
        if names[-1:] != ["grad_out"]:
            self.refuse(self.function, "its last parameter has to be grad_out", "")
        more = [a for a in given.kwonlyargs if a.arg != "grad_out"]
        wrong = [a for a in given.args if a.arg.startswith(("grad_", "dot_")) or a.arg == "out"]
        for argument in (*more, *(a for a in wrong if a.arg != "grad_out")):
            self.refuse(argument, "this is not the name of an operand", "choose another name")
        if not operands:
            self.refuse(self.function, "it has no operand", "")
        for default in given.defaults:
            if not isinstance(default, ast.Constant):
                self.refuse(default, "a default is a literal", "")
        return operands

    def _forward(self, first: ast.stmt, operands: list[str]) -> str:
        """The function that the first line calls."""
        match first:
            case ast.Assign(targets=[ast.Name(id="out")], value=ast.Call() as call):
                self._arguments(call, operands)
                return self._callee(call.func)
            case _:
                self.refuse(first, "the first line is the call that the rule is for", "out = f(x)")
                return ""

    def _arguments(self, call: ast.Call, operands: list[str]) -> None:
        """The operands in order: those that calls give by keyword stand behind one."""
        named = [k for k in call.keywords if not isinstance(k.value, ast.Constant)]
        found = [_operand(each) for each in (*call.args, *(k.value for k in named))]
        form = f"out = f({', '.join(operands)})"
        if found != operands:
            self.refuse(call, "its arguments are the operands, each once, in their order", form)
        elif any(k.arg != _operand(k.value) for k in named):
            why = "an operand has the name of the keyword that it stands behind"
            self.refuse(call, why, f"rename the operand: {named[0].arg}")
        elif self.function.args.defaults and len(named) < len(self.function.args.defaults):
            why = "an operand that calls may leave out is given by keyword"
            self.refuse(call, why, f"{operands[-1]}={operands[-1]}")

    def _callee(self, func: ast.expr) -> str:
        if isinstance(func, ast.Name) and func.id in self.modules:
            self.refuse(func, f"`{func.id}` is a module, and no function", "")
        qualified = dotted(func, self.imports)
        if qualified:
            gate = gate_of(qualified)
            if gate and rules_for(gate):
                self._taken(func, qualified)
            return qualified
        if not isinstance(func, ast.Name):
            self.refuse(func, "this is not the name of a function", "import its module here")
            return ""
        if rules_for(func.id):
            self._taken(func, func.id)
        return func.id

    def _taken(self, func: ast.expr, name: str) -> None:
        why = f"gradgen has a rule for `{name}`"
        help = "give the call a function of its own, def my_f(x): ..., and write the rule for that"
        self.refuse(func, why, help)

    def _gradients(self, lines: Lines, kind: str, operands: list[str]) -> None:
        arguments = {a.arg: a for a in (*self.function.args.args, *self.function.args.kwonlyargs)}
        if not lines.gradients:
            why = "it has no line for a gradient"
            self.refuse(self.function, why, f"write grad_{operands[0] if operands else 'x'} = ...")
            return
        for name in operands:
            if name not in lines.gradients and not _is_whole(arguments[name]):
                help = f"write grad_{name} = ..., or annotate it, {name}: int, if it carries none"
                self.refuse(arguments[name], f"`{name}` has no line for its gradient", help)
        for name, line in lines.gradients.items():
            if kind in KINDS and KINDS[kind].is_closed and not is_zero(line.value):
                self.refuse(
                    line, f"nothing flows through a gate of the kind `{kind}`", f"grad_{name} = 0"
                )


def _operand(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _is_whole(argument: ast.arg) -> bool:
    return isinstance(argument.annotation, ast.Name) and argument.annotation.id in _WHOLE


def _is_text(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
