"""Lowers expressions of the source to expressions of the circuit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

import libcst as cst

from gradgen.frontend import tokens
from gradgen.frontend.array_calls import apply_array_function, refuse_member
from gradgen.frontend.builder import Builder
from gradgen.frontend.calls import apply_function, refuse_keywords
from gradgen.frontend.context import (
    POISON,
    Arguments,
    Entity,
    File,
    Findings,
    Frame,
    Inline,
    Library,
    Method,
    Row,
    UserFunction,
)
from gradgen.frontend.formatted import pieces
from gradgen.frontend.module_scope import Assigned
from gradgen.frontend.refusals import refuse_expression
from gradgen.frontend.resolution import library_member, resolve
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Sequence,
    Slice,
    Symbol,
    Template,
    children,
    operator,
    subscript,
)
from gradgen.ir.numerals import negated, number, tidy_text
from gradgen.ir.operators import BINARY, BOOLEAN, COMPARISON, MEMBERSHIP
from gradgen.rules.matcher import output_count
from gradgen.targets.libraries import gate_of, instead_of, is_array_function, reason_refused
from gradgen.targets.numpy import ATTRIBUTES
from gradgen.targets.signatures import qualified_name
from gradgen.targets.types import is_type


@dataclass
class Expressions:
    """Lowers expressions inside one activation of a function (or, without one, of the module).

    In a `lenient` reading, for assertions, any built-in function may be called and text may be
    formatted: nothing of it is differentiated.
    """

    file: File
    frame: Frame | None
    inline: Inline
    lenient: bool = False
    builder: Builder | None = None

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
            case Function() | UserFunction() | Library() | Method():
                name = qualified_name(entity) if isinstance(entity, Function) else ""
                self.file.findings.refuse(
                    "function-as-value",
                    node,
                    "a function or module is used as a value",
                    reason_refused(name) or "only numbers flow through a circuit",
                    instead_of(name) or "call it with its arguments, and use the result: f(x)",
                )
                return POISON
            case _:
                return entity

    def _binary(self, node: cst.BinaryOperation) -> Expression:
        left, right = self.lower(node.left), self.lower(node.right)
        table = tokens.BINARY | tokens.ON_ARRAYS if self.file.arrays else tokens.BINARY
        symbol = table.get(type(node.operator))
        if symbol is None:
            refuse_expression(node, self.file.findings)
            return POISON
        if POISON in (left, right):
            return POISON
        return self._checked(operator(BINARY[symbol], symbol, left, right), node)

    def _checked(self, operation: Apply, node: cst.BaseExpression) -> Expression:
        """An operation, if it is one on numbers."""
        if not any(isinstance(operand, Sequence) for operand in operation.arguments):
            return operation
        self.file.findings.refuse(
            "sequence-operation",
            node,
            "an operation on a tuple or list",
            "this is no arithmetic on numbers, which is all that a gate does",
            "write the operation out for each element",
        )
        return POISON

    def _unary(self, node: cst.UnaryOperation) -> Expression:
        operand = self.lower(node.expression)
        table = tokens.UNARY | tokens.UNARY_ON_ARRAYS if self.file.arrays else tokens.UNARY
        if type(node.operator) not in table:
            refuse_expression(node, self.file.findings)
            return POISON
        name, symbol = table[type(node.operator)]
        if name == "negative" and isinstance(operand, Literal) and number(operand) is not None:
            return negated(operand)
        return self._checked(operator(name, symbol, operand), node)

    def _comparison(self, node: cst.Comparison) -> Expression:
        operands = [self.lower(node.left), *(self.lower(c.comparator) for c in node.comparisons)]
        table = tokens.COMPARISON | tokens.MEMBERSHIP if self.lenient else tokens.COMPARISON
        symbols = [table.get(type(c.operator)) for c in node.comparisons]
        if None in symbols and not self.lenient:
            refuse_expression(node, self.file.findings)
            return POISON
        if POISON in operands:
            return POISON
        pairs = zip(symbols, operands, operands[1:], strict=False)
        links = [operator((COMPARISON | MEMBERSHIP)[s], s, a, b) for s, a, b in pairs if s]
        if not self.lenient and any(self._checked(link, node) == POISON for link in links):
            return POISON
        return reduce(lambda a, b: operator("logical_and", "and", a, b), links)

    def _choice(self, node: cst.IfExp) -> tuple[Expression, Expression, Expression]:
        test = self._condition(node.test, node.body, node.orelse)
        return test, self._if(test, True, node.body), self._if(test, False, node.orelse)

    def _condition(self, test: cst.BaseExpression, *sides: cst.BaseExpression) -> Expression:
        """A condition; computed at once if a function is to be written out under it."""
        lowered = self.lower(test)
        if self.builder is None or not any(map(self._calls, sides)):
            return lowered
        return self.builder.atom(lowered)

    def _if(self, test: Expression, holds: bool, node: cst.BaseExpression) -> Expression:
        """What is computed only where a condition holds: the statements of functions too."""
        if self.builder is None or not self._calls(node):
            return self.lower(node)
        with self.builder.under(test, holds):
            return self.lower(node)

    def _calls(self, node: cst.CSTNode) -> bool:
        """Whether an expression may call a function of the file."""
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
            local = self.frame.values.get(node.func.value) if self.frame else None
            # An assignment may have given a function of the file another name.
            binding = local or self.file.scope.bindings.get(node.func.value)
            if isinstance(binding, UserFunction | cst.FunctionDef | Assigned):
                return True
        return any(map(self._calls, node.children))

    def _boolean(self, node: cst.BooleanOperation) -> Expression:
        symbol = "and" if isinstance(node.operator, cst.And) else "or"
        left = self._condition(node.left, node.right)
        right = self._if(left, symbol == "and", node.right)
        return self._checked(operator(BOOLEAN[symbol], symbol, left, right), node)

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

    def _refuse_star(self, node: cst.CSTNode) -> None:
        self.file.findings.refuse(
            "star-arguments",
            node,
            "a star before something that is no literal tuple or list",
            "how many values it holds cannot be told from the text",
            "write the values out, one by one",
        )

    def _attribute(self, node: cst.Attribute) -> Entity | None:
        entity = self._callee(node.value)
        if isinstance(entity, Library):
            return library_member(entity.module, node.attr.value, entity.via)
        if entity is None or entity == POISON:
            return None
        if self.file.arrays and not isinstance(entity, Function | UserFunction | Method):
            return self._member(node, entity)
        if isinstance(entity, Function) and entity.module not in (None, "gradgen", "builtins"):
            module = f"{entity.module}.{entity.attribute}"  # a module inside a package
            return library_member(module, node.attr.value, entity.via)
        refuse_expression(node, self.file.findings)
        return None

    def _member(self, node: cst.Attribute, entity: Entity) -> Entity | None:
        """An attribute of an array, or a method that is going to be called."""
        name, value = node.attr.value, self._value(entity, node.value)
        if value == POISON:
            return POISON
        if isinstance(value, Apply) and self.builder is not None and output_count(value):
            value = self.builder.atom(value)
        if isinstance(value, Sequence):
            return self._field(node, value)
        if name in ATTRIBUTES:
            return Apply(Function(ATTRIBUTES[name], "attribute", name), (value,))
        if gate_of(f"ndarray.{name}"):
            return Method(value, name)
        refuse_member(node, self.file.findings)
        return None

    def _field(self, node: cst.Attribute, row: Sequence) -> Expression | None:
        """One of several outputs, by the name that it has in NumPy's result: `r.eigenvalues`."""
        fields = self.builder.fields.get(row, ()) if self.builder is not None else ()
        if node.attr.value in fields:
            return row.items[fields.index(node.attr.value)]
        refuse_member(node, self.file.findings)
        return None

    def index_of(self, node: cst.Subscript) -> Expression:
        """What stands between the brackets."""
        items = [self._index(element.slice) for element in node.slice]
        if POISON in items or any(POISON in children(item) for item in items):
            return POISON
        lone = len(items) == 1 and not isinstance(node.slice[0].comma, cst.Comma)
        return items[0] if lone else Sequence(tuple(items))

    def is_added_at(self, node: cst.BaseExpression) -> bool:
        """Whether an expression calls `np.add.at`."""
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
            return False
        if node.func.attr.value != "at" or not isinstance(node.func.value, cst.Attribute):
            return False
        callee = self._callee(node.func)
        return isinstance(callee, Function) and qualified_name(callee) == "numpy.add.at"

    def _subscript(self, node: cst.Subscript) -> Expression:
        value, index = self.lower(node.value), self.index_of(node)
        if POISON in (value, index):
            return POISON
        if isinstance(value, Apply) and self.builder is not None and output_count(value):
            value = self.builder.atom(value)
        if isinstance(value, Sequence):
            return self._element(value, index, node)
        return subscript(value, index)

    def _index(self, item: cst.BaseSlice) -> Expression:
        if isinstance(item, cst.Slice):
            parts = (item.lower, item.upper, item.step)
            return Slice(*(None if part is None else self.lower(part) for part in parts))
        assert isinstance(item, cst.Index)
        return self.lower(item.value)

    def _element(self, row: Sequence, index: Expression, node: cst.Subscript) -> Expression:
        """`row[1]` of a literal tuple or list."""
        place = number(index)
        if isinstance(place, int) and -len(row.items) <= place < len(row.items):
            return row.items[place]
        refuse_expression(node, self.file.findings)
        return POISON

    def _call(self, node: cst.Call) -> Expression:
        callee = self._callee(node.func)
        if isinstance(callee, Function) and callee.name == "float" and _is_one_text(node):
            return Apply(callee, tuple(Literal(a.value.value) for a in node.args))  # type: ignore[attr-defined]
        if isinstance(callee, Function) and self._refuses_keywords(callee, node):
            return POISON
        arguments = self._arguments(node)
        if callee in (None, POISON) or arguments is None:
            return POISON
        if isinstance(callee, Symbol) and is_type(callee.function):
            callee = callee.function
        if isinstance(callee, Function) and callee.name == "builtins.slice" and self.file.arrays:
            return _slice(arguments, node, self.file.findings)
        if isinstance(callee, Method):
            function = Function(gate_of(f"ndarray.{callee.name}") or "", "method", callee.name)
            given = Arguments((callee.value, *arguments.positional), arguments.keywords)
            return apply_array_function(function, given, node, self.file.findings)
        if isinstance(callee, Function) and is_array_function(callee):
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

    def _arguments(self, node: cst.Call) -> Arguments | None:
        positional: list[Expression] = []
        keywords: list[tuple[str, Expression]] = []
        sound = True
        for argument in node.args:
            value = self.lower(argument.value)
            if argument.star == "*" and isinstance(value, Sequence):
                positional += value.items
            elif argument.star:
                sound = False
                if value != POISON:
                    self._refuse_star(argument)
            elif argument.keyword:
                keywords.append((argument.keyword.value, value))
            else:
                positional.append(value)
        values = [*positional, *(value for _, value in keywords)]
        sound = sound and not any(map(is_poisoned, values))
        return Arguments(tuple(positional), tuple(keywords)) if sound else None

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


def _slice(arguments: Arguments, node: cst.Call, findings: Findings) -> Expression:
    """`slice(1, None)`, which is `1:` in a subscript."""
    parts = [None if part == Literal("None") else part for part in arguments.positional]
    if arguments.keywords or not 1 <= len(parts) <= 3:
        findings.refuse(
            "wrong-arguments",
            node,
            "the arguments do not fit `slice`",
            "it takes a stop, or a start, a stop and a step",
            "write the slice where it is used: x[start:stop]",
        )
        return POISON
    return Slice(None, parts[0]) if len(parts) == 1 else Slice(*parts)


def _is_one_text(node: cst.Call) -> bool:
    """Whether a call has one literal string for its argument, as in `float("inf")`."""
    values = [argument.value for argument in node.args]
    return len(values) == 1 and isinstance(values[0], cst.SimpleString)


def is_poisoned(expression: Expression) -> bool:
    """Whether an argument was refused, or is a tuple with something refused in it."""
    return expression == POISON or POISON in children(expression)
