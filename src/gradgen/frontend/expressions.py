"""Lowers expressions of the source to expressions of the circuit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import libcst as cst

from gradgen.diagnostics.suggestion import nearest
from gradgen.frontend.added_rows import adds_rows
from gradgen.frontend.array_calls import apply_array_function
from gradgen.frontend.calls import apply_function, refuse_keywords
from gradgen.frontend.context import (
    POISON,
    Arguments,
    Entity,
    Library,
    Method,
    Row,
    Turn,
    UserFunction,
)
from gradgen.frontend.formatted import pieces
from gradgen.frontend.members import slice_of
from gradgen.frontend.passing import Passing
from gradgen.frontend.phrasing import phrasing, phrasing_inside
from gradgen.frontend.questions import asker_of
from gradgen.frontend.refusals import refuse_expression
from gradgen.frontend.resolution import library_member, member_of, resolve
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Sequence,
    Symbol,
    Template,
    children,
    operator,
)
from gradgen.ir.numerals import tidy_text
from gradgen.targets.libraries import (
    LIBRARIES,
    gate_of,
    instead_of,
    is_array_function,
    is_member,
    reason_refused,
)
from gradgen.targets.signatures import qualified_name, spelled
from gradgen.targets.types import is_type


def _instead_of_use(entity: object) -> str:
    """What to write instead of a function or module that is used as a value."""
    if isinstance(entity, Function) and entity.module in LIBRARIES:
        near = nearest(entity.attribute, LIBRARIES[entity.module])
        if near and not is_member(entity.module, entity.attribute):
            return f"did you mean `{spelled(replace(entity, attribute=near))}`?"
    return "call it with its arguments, and use the result: f(x)"


@dataclass
class Expressions(Passing):
    """Lowers expressions inside one activation of a function (or, without one, of the module)."""

    def lower(self, node: cst.BaseExpression) -> Expression:
        """The circuit's expression for `node`; after a diagnostic, something harmless."""
        lowered = self._lower(node)
        if POISON in children(lowered):
            return POISON
        if isinstance(lowered, Apply) and lowered.origin is None:
            return replace(lowered, origin=self.file.source.span(node))
        return lowered

    def _lower(self, node: cst.BaseExpression) -> Expression:
        match node:
            case cst.Integer(value=text) | cst.Float(value=text):
                return Literal(text)
            case cst.Name():
                return self._value(resolve(node, self.frame, self.file), node)
            case cst.BinaryOperation():
                return self._binary(node)
            case cst.UnaryOperation():
                return self._unary(node)
            case cst.Call():
                return self._call(node)
            case cst.Comparison():
                return self._comparison(node)
            case cst.BooleanOperation():
                return self._boolean(node)
            case cst.IfExp():
                return self._checked(operator("where", "if", *self._choice(node)), node)
            case cst.Tuple() | cst.List():
                return self._sequence(node)
            case cst.Subscript() if self.file.arrays:
                return self._subscript(node)
            case cst.SimpleString(value=text) if self.file.arrays and not self.lenient:
                return Literal(tidy_text(text))
            case cst.Ellipsis() if self.file.arrays:
                return Literal("...")
            case cst.Attribute():
                return self._value(self._attribute(node), node)
            case _:
                return self._text_or_refusal(node)

    def entity(self, node: cst.BaseExpression) -> Entity | None:
        """What a plain or dotted name stands for, be it a function; `None` for anything else."""
        match node:
            case cst.Name():
                return resolve(node, self.frame, self.file)
            case cst.Attribute(value=cst.Name()):
                return self._attribute(node)
            case _:
                return None

    def _value(self, entity: Entity | None, node: cst.BaseExpression) -> Expression:
        """An entity where a value is wanted: a function is none."""
        match entity:
            case None:
                return POISON
            case Function(name="builtins.True" | "builtins.False"):
                return Literal(entity.attribute)
            case Function(name="builtins.None") if self.lenient or self.file.arrays:
                return Literal("None")
            case Function(name="builtins.None"):
                self.file.findings.refuse(
                    "unsupported-literal",
                    node,
                    "`None` is not a number",
                    "only numbers flow through a circuit",
                    "write a number, or leave it out",
                )
                return POISON
            case Function() if self.lenient or (self.file.arrays and is_type(entity)):
                return Symbol(entity)
            case Row(node=row):
                return replace(self, frame=None).lower(row)
            case Turn(name=name):
                self.file.findings.refuse(
                    "control-flow",
                    node,
                    f"the places `{name}` are used as a value",
                    "they are an index of the loop over all elements",
                    f"use them as an index: x[{name}], or x[..., *{name}]",
                )
                return POISON
            case Function() | UserFunction() | Library() | Method():
                name = qualified_name(entity) if isinstance(entity, Function) else ""
                self.file.findings.refuse(
                    "function-as-value",
                    node,
                    "a function or module is used as a value",
                    reason_refused(name) or "only numbers flow through a circuit",
                    instead_of(name) or _instead_of_use(entity),
                )
                return POISON
            case _:
                return entity

    def _sequence(self, node: cst.Tuple | cst.List) -> Expression:
        items: list[Expression] = []
        for element in node.elements:
            item = self.lower(element.value)
            if isinstance(element, cst.StarredElement):
                items += item.items if isinstance(item, Sequence) else [POISON]
                if not isinstance(item, Sequence) and item != POISON:
                    self._refuse_star(element)
            else:
                items.append(item)
        return Sequence(tuple(items), "()" if isinstance(node, cst.Tuple) else "[]")

    def _attribute(self, node: cst.Attribute) -> Entity | None:
        entity = self._callee(node.value)
        if isinstance(entity, Library):
            return member_of(entity, node.attr.value, self.file)
        if entity is None or entity == POISON:
            return None
        if self.file.arrays and not isinstance(entity, Function | UserFunction | Method | Turn):
            return self._member(node, entity)
        if isinstance(entity, Function) and entity.module not in (None, "gradgen", "builtins"):
            module = f"{entity.module}.{entity.attribute}"  # a module inside a package
            return library_member(module, node.attr.value, entity.via)
        refuse_expression(node, self.file.findings)
        return None

    def is_added_at(self, node: cst.BaseExpression) -> bool:
        """Whether an expression calls `np.add.at`, or what gradgen once wrote for it."""
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
            return isinstance(node, cst.Call) and adds_rows(node, self.frame, self.file)
        if node.func.attr.value != "at" or not isinstance(node.func.value, cst.Attribute):
            return False
        callee = self._callee(node.func)
        return isinstance(callee, Function) and qualified_name(callee) == "numpy.add.at"

    def _call(self, node: cst.Call) -> Expression:
        if (changed := self._made_anew(node)) is not None:
            return changed
        callee = self._callee(node.func)
        if isinstance(callee, Function) and callee.name == "float" and _is_one_text(node):
            return Apply(callee, tuple(Literal(a.value.value) for a in node.args))  # type: ignore[attr-defined]
        if isinstance(callee, Function) and self._refuses_keywords(callee, node):
            return POISON
        arguments = self._arguments(node, callee)
        if callee in (None, POISON) or arguments is None:
            return POISON
        if isinstance(callee, Symbol) and is_type(callee.function):
            callee = callee.function
        if isinstance(callee, Function) and callee.name == "builtins.slice" and self.file.arrays:
            return slice_of(arguments, node, self.file.findings)
        if (asker := asker_of(callee)) is not None:
            return self._question(asker, callee, arguments, node)
        is_array_call = isinstance(callee, Function) and is_array_function(callee)
        words = phrasing(self.file, self.builder)
        inner = phrasing_inside(callee, self.file, self.builder)
        if inner is not None and isinstance(callee, Function):
            return inner.call(callee, arguments, node)
        if words is not None and (is_array_call or isinstance(callee, Method)):
            assert isinstance(callee, Function | Method)
            return words.call(callee, arguments, node)
        if isinstance(callee, Method):
            function = Function(gate_of(f"ndarray.{callee.name}") or "", "method", callee.name)
            given = Arguments((callee.value, *arguments.positional), arguments.keywords)
            return apply_array_function(function, given, node, self.file.findings)
        if isinstance(callee, Function) and is_array_call:
            return apply_array_function(callee, arguments, node, self.file.findings)
        if isinstance(callee, Function) and callee.name == "len" and self.file.arrays:
            return self._length(callee, arguments, node)
        if isinstance(callee, UserFunction):
            return self.inline(self.frame, callee.node, arguments, node)
        if isinstance(callee, Function):
            return apply_function(callee, arguments, node, self.file.findings, self.lenient)
        self.file.findings.refuse(
            "unknown-function",
            node.func,
            "what is called here is not a function that gradgen knows",
            "a value, not a function" if not isinstance(callee, Library) else "a module",
            "call a function of this file or of `math`",
        )
        return POISON

    def _length(self, callee: Function, arguments: Arguments, node: cst.Call) -> Expression:
        values = arguments.positional
        if len(values) == 1 and isinstance(values[0], Sequence):
            return Literal(str(len(values[0].items)))
        return apply_function(callee, arguments, node, self.file.findings)

    def _refuses_keywords(self, callee: Function, node: cst.Call) -> bool:
        if is_array_function(callee):
            return False
        return not self.lenient and refuse_keywords(callee, node, self.file.findings)

    def _callee(self, node: cst.BaseExpression) -> Entity | None:
        """What stands before a parenthesis or a dot."""
        match node:
            case cst.Name():
                return resolve(node, self.frame, self.file)
            case cst.Attribute():
                return self._attribute(node)
            case _:
                return self.lower(node)

    def _text_or_refusal(self, node: cst.BaseExpression) -> Expression:
        match node:
            case cst.SimpleString(value=text) if self.lenient:
                return Literal(text)
            case cst.ConcatenatedString(left=left, right=right) if self.lenient:
                return Template((self.lower(left), " ", self.lower(right)))
            case cst.FormattedString() if self.lenient:
                return Template((node.start, *pieces(node.parts, self.lower), node.end))
            case cst.NamedExpr(target=cst.Name(value=name), value=value) if self.frame:
                self.lower(value)
                self.frame.values[name] = POISON
        refuse_expression(node, self.file.findings)
        return POISON


def _is_one_text(node: cst.Call) -> bool:
    """Whether a call has one literal string for its argument, as in `float("inf")`."""
    values = [argument.value for argument in node.args]
    return len(values) == 1 and isinstance(values[0], cst.SimpleString)
