"""Lowers a whole function, and the functions that it calls into it, to a circuit."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from gradgen.diagnostics import Diagnostic, Label
from gradgen.frontend.annotations import read_shape, shape_of_annotation
from gradgen.frontend.bound_names import locals_of
from gradgen.frontend.builder import Builder
from gradgen.frontend.comments import of_signature, shown_names
from gradgen.frontend.context import POISON, Arguments, File, Frame, Library
from gradgen.frontend.expressions import Expressions
from gradgen.frontend.gate_list import TooLargeError
from gradgen.frontend.halves import refuse_half
from gradgen.frontend.handing import module_of
from gradgen.frontend.namespaces import NAMESPACE
from gradgen.frontend.outputs import Outputs
from gradgen.frontend.own_calls import has_rule, own_definition_call
from gradgen.frontend.recognition import Recogniser
from gradgen.frontend.signature import annotation, formals, match_arguments, refuse_definition
from gradgen.frontend.statements import Statements
from gradgen.ir.circuit import Circuit, Parameter
from gradgen.ir.expression import Expression, Name
from gradgen.ir.names import Names
from gradgen.ir.shape import Shape


def lower_function(function: cst.FunctionDef, file: File, recogniser: Recogniser) -> Circuit | None:
    """The circuit of a top-level function; `None` if nothing can be said of it.

    Where something was refused, the circuit holds what is left: further stages look for findings
    of theirs in it, and none emits it.
    """
    if refuse_half(function, file):
        return None
    refuse_definition(function, file)
    lowering = _Lowering(function, file, recogniser)
    try:
        return lowering.circuit()
    except TooLargeError:
        file.findings.refuse(
            "too-large",
            function.name,
            f"`{function.name.value}` becomes too large when its calls are written out",
            "functions that call functions multiply",
            "differentiate the inner functions one by one",
        )
        return None


@dataclass
class _Lowering:
    """The lowering of one function, with everything that it calls."""

    function: cst.FunctionDef
    file: File
    recogniser: Recogniser

    def __post_init__(self) -> None:
        own = {parameter.name for parameter in formals(self.function)}
        own |= locals_of(self.function).keys()
        shown = shown_names(self.file.source)
        names = Names(own | shown | self.file.scope.bindings.keys())
        self.builder = Builder(names, self.file.findings, arrays=self.file.arrays)
        self._errors_before = len(self.file.findings.errors)

    def circuit(self) -> Circuit:
        """Lower the body, and read off the outputs."""
        frame = _frame(self.function, None)
        parameters = tuple(
            self._parameter(formal.node, formal.kind, frame) for formal in formals(self.function)
        )
        for text in of_signature(self.function, self.file.source):
            self.builder.remark(text)
        statements = self._lower_body(frame, own=True)
        outputs = Outputs(statements, self.builder, self._errors_before).read()
        self.builder.finish(statements.footer)
        return Circuit(
            name=self.function.name.value,
            parameters=parameters,
            body=tuple(self.builder.statements),
            outputs=outputs,
            span=self.file.source.span(self.function.name),
        )

    def _lower_body(self, frame: Frame, *, own: bool) -> Statements:
        expressions = Expressions(self.file, frame, self.inline, builder=self.builder)
        statements = Statements(self.file, frame, expressions, self.builder, own=own)
        statements.lower_body(frame.function.body)
        return statements

    def _parameter(self, node: cst.Param, kind: str, frame: Frame) -> Parameter:
        name = self.builder.names.claim(node.name.value)
        frame.values[node.name.value] = Name(name)
        text, reads = annotation(node, self.file)
        if text.strip("'\"") == "bool":
            self.builder.is_condition(name)
        if text.strip("'\"") in ("float", "int"):
            self.builder.is_plain_number(name)
        default = None
        if node.default is not None:
            default = Expressions(self.file, None, self.inline, lenient=True).lower(node.default)
        shape = self._shape(node, name)
        if node.name.value == NAMESPACE and self.function.name.value in self.file.takers:
            frame.values[name] = Library("numpy", name)
            self.builder.namespace = name
            span = self.file.source.span(node.name)
            return Parameter(name, kind, text, default, reads, span, namespace=True)
        return Parameter(name, kind, text, default, reads, self.file.source.span(node.name), shape)

    def _shape(self, node: cst.Param, name: str) -> Shape | None:
        """What the user says of a parameter's shape: beside the source, else in the annotation."""
        given = self.file.shapes.get(node.name.value)
        if given is not None:
            return read_shape(given.replace(",", " ").split(), name)
        if node.annotation is None:
            return None
        code = self.file.source.module.code_for_node(node.annotation.annotation)
        return shape_of_annotation(code, name)

    def inline(
        self, frame: Frame | None, function: cst.FunctionDef, arguments: Arguments, node: cst.Call
    ) -> Expression:
        """The value of a call of a function of the same file: its body, written out here."""
        name = function.name.value
        if frame is None:
            return refuse_call(self.file, node)
        if frame.is_active(function):
            self._refuse_recursion(node, name, function)
            return POISON
        if refuse_definition(function, self.file):
            return POISON
        given = match_arguments(function, arguments, node, self.file)
        if given is None:
            return POISON
        if has_rule(function):
            self.recogniser.keep(function)
            return own_definition_call(function, given, node, self.file)
        values = {
            parameter.name: self._argument(given[parameter.name]) for parameter in formals(function)
        }
        is_handed_modules = any(map(module_of, values.values()))
        known = None if is_handed_modules else self.recogniser.call(function, values)
        if known is not None:
            return known
        return self._written_out(function, values, frame, node)

    def _argument(self, given: Expression | cst.BaseExpression) -> Expression:
        if isinstance(given, cst.BaseExpression):
            return Expressions(self.file, None, self.inline).lower(given)
        return given

    def _written_out(
        self,
        function: cst.FunctionDef,
        values: dict[str, Expression],
        caller: Frame,
        node: cst.Call,
    ) -> Expression:
        frame = _frame(function, caller)
        for name, value in values.items():
            frame.values[name] = module_of(value) or self.builder.atom(value, name)
        statements = self._lower_body(frame, own=False)
        if statements.result is None:
            self.file.findings.refuse(
                "no-output",
                node,
                f"`{function.name.value}` gives no value here",
                "it returns nothing",
                "let it return what it computes: return ...",
            )
            return POISON
        return statements.result

    def _refuse_recursion(self, node: cst.Call, name: str, function: cst.FunctionDef) -> None:
        span = self.file.source.span
        labels = (
            Label(span(node), "this call is inside the function that it calls"),
            Label(span(function.name), "defined here"),
        )
        self.file.findings.errors.append(
            Diagnostic(
                "recursion",
                f"`{name}` calls itself",
                labels,
                "write the steps out: how often it runs cannot be told from the text",
            )
        )


def refuse_call(file: File, node: cst.Call) -> Expression:
    """Refuse a call of a function of the file where there is nothing to write it out into."""
    file.findings.refuse(
        "unsupported-constant",
        node,
        "a constant or default that is computed by a function of this file",
        "its definition cannot travel into the output",
        "write its value, or compute it inside the function",
    )
    return POISON


def _frame(function: cst.FunctionDef, caller: Frame | None) -> Frame:
    parameters = (formal.name for formal in formals(function))
    return Frame(function, frozenset((*parameters, *locals_of(function))), caller=caller)
