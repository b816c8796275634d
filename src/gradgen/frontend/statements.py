"""Lowers the statements of a function: assignments, assertions, the return."""

from __future__ import annotations

import collections.abc
from dataclasses import dataclass, field, replace

import libcst as cst

from gradgen.frontend.asking import Asking
from gradgen.frontend.bound_names import bound_in
from gradgen.frontend.comments import above, behind, texts
from gradgen.frontend.context import POISON, Entity, Library, UserFunction
from gradgen.frontend.directives import is_stop, without_directives
from gradgen.frontend.module_scope import imports_of
from gradgen.frontend.refusals import refuse_statement
from gradgen.frontend.resolution import imported_inside, is_number_of_file
from gradgen.ir.expression import Apply, Expression, Function, Literal, Name, Sequence, subscript
from gradgen.ir.namespaces import asks
from gradgen.rules.operands import gives_places, output_count

Targets = collections.abc.Sequence[cst.AssignTarget]
Elements = collections.abc.Sequence[cst.BaseElement]


@dataclass
class Statements(Asking):
    """Lowers the body of one activation of a function into a builder.

    `result` is what is returned, lowered, by the statement `result_node`, behind which stands
    `result_comment`.
    """

    result: Expression | None = None
    result_node: cst.Return | None = None
    result_comment: str = ""
    footer: tuple[str, ...] = ()
    _refused: int = field(default=0)

    def lower_body(self, body: cst.BaseSuite) -> None:
        """Lower statement after statement, up to the first `return`."""
        if isinstance(body, cst.SimpleStatementSuite):
            self.lower(body)
            return
        for statement in body.body:
            if self.result_node is not None and not self._refused:
                self._warn_unreachable(statement)
                return
            self.lower(statement)
        if isinstance(body, cst.IndentedBlock):
            self.footer += texts(body.footer)

    def lower(self, statement: cst.CSTNode) -> None:
        """Lower one statement, or say why not."""
        match statement:
            case cst.SimpleStatementLine(body=body):
                span = self.file.source.span(statement)
                comments = above(statement, self.file.source)
                self.builder.begin(span, comments if self.own else tuple(filter(None, comments)))
                said, self.is_stopping = behind(statement), is_stop(behind(statement))
                for small in body:
                    self._small(small, without_directives(said) if small is body[-1] else "")
                self.is_stopping = False
            case cst.SimpleStatementSuite(body=body):
                self.builder.begin(self.file.source.span(statement), ())
                for small in body:
                    self._small(small, "")
            case cst.For() if not self._refused and self._loop(statement):
                pass
            case _:
                refuse_statement(statement, self.file.findings)
                self._poison_bindings(statement)
                if not isinstance(statement, cst.FunctionDef | cst.ClassDef):
                    self._look_inside(statement)

    def _small(self, statement: cst.BaseSmallStatement, comment: str) -> None:
        if self.result_node is not None and not self._refused:
            return
        if self._grown(statement, comment):
            return
        match statement:
            case cst.Assign(targets=targets, value=value):
                self._assign(targets, value, comment)
            case cst.AnnAssign(target=target, value=cst.BaseExpression() as value):
                self._bind(target, self._assigned(value), comment)
            case cst.AnnAssign(value=None) | cst.Pass() | cst.Break() | cst.Continue():
                pass  # a loop was refused already, where `break` belongs to one
            case cst.AugAssign():
                self._augmented(statement, comment)
            case cst.Return():
                self._return(statement, comment)
            case cst.Assert(test=test, msg=message):
                lenient = replace(self.expressions, lenient=True)
                words = lenient.lower(message) if message else None
                self.builder.check(lenient.lower(test), words, comment)
            case cst.Expr(value=value):
                self._bare(value, comment)
            case cst.Import() | cst.ImportFrom() if not isinstance(statement.names, cst.ImportStar):
                for written in imports_of(statement):
                    root = written.binding.partition(".")[0]
                    self.frame.values[root] = imported_inside(written, statement, self.file)
            case cst.Del(target=target) if not self.turns and self._forgets(target):
                pass
            case _:
                refuse_statement(statement, self.file.findings)
                self._poison_bindings(statement)

    def _forgets(self, target: cst.BaseDelTargetExpression) -> bool:
        """`del x, y`: the names have no value from here on, if they are plain and have one."""
        elements = target.elements if isinstance(target, cst.Tuple | cst.List) else ()
        parts = [element.value for element in elements] or [target]
        names = [part.value for part in parts if isinstance(part, cst.Name)]
        if len(names) < len(parts) or not self.frame.values.keys() >= set(names):
            return False
        for name in names:
            self.frame.values.pop(name, None)
        return True

    def _assign(self, targets: Targets, node: cst.BaseExpression, comment: str) -> None:
        entity = None if self.is_stopping else self._function(node)
        if entity is not None and all(isinstance(t.target, cst.Name) for t in targets):
            for target in targets:
                assert isinstance(target.target, cst.Name)
                self.frame.values[target.target.value] = entity
            return
        value = self._assigned(node)
        for target in targets:
            value = self._bind(target.target, value, comment)
            comment = ""

    def _function(self, node: cst.BaseExpression) -> Entity | None:
        """The function that `e = math.exp` gives another name."""
        entity = self.expressions.entity(node)
        return entity if isinstance(entity, Function | UserFunction | Library) else None

    def _bind(self, target: cst.CSTNode, value: Expression, comment: str) -> Expression:
        """Bind a target to a value: what a further target of the same chain then gets."""
        if value == POISON:
            self._poison_bindings(target)
            return value
        if isinstance(value, Apply) and asks(value):
            return self._bind_namespace(target, value, comment)
        match target:
            case cst.Name(value=name):
                bound = self.builder.bind(name, value, comment, own=self.own)
                if isinstance(bound, Name) and is_number_of_file(value, self.file):
                    self.builder.is_plain_number(bound.id)
                self.frame.values[name] = bound
                self.last = name
                return bound
            case cst.Tuple() | cst.List():
                self._unpack(target, value, comment)
            case cst.Subscript() if self.file.arrays:
                parts = (target.value, self.expressions.index_of(target), value)
                self._bind_sum("put_at", target, parts, comment)
            case _:
                self._refuse_target(target)
        return value

    def _unpack(self, target: cst.Tuple | cst.List, value: Expression, comment: str) -> None:
        elements = target.elements
        stars = [i for i, e in enumerate(elements) if isinstance(e, cst.StarredElement)]
        if isinstance(value, Apply) and self.file.arrays and self._gives_several(value):
            if self._bind_outputs(elements, value, comment):
                return
            value = self.builder.atom(value)
        items = value.items if isinstance(value, Sequence) else ()
        if self.file.arrays and not isinstance(value, Sequence) and not stars:
            items = self._parts(value, len(elements))
            value = Sequence(items)
        fits = len(items) >= len(elements) - 1 if stars else len(items) == len(elements)
        if not isinstance(value, Sequence) or not fits:
            self._refuse_unpacking(target, value)
            return
        parts: list[Expression] = list(items)
        if stars:
            start, stop = stars[0], len(items) - (len(elements) - stars[0] - 1)
            parts[start:stop] = [Sequence(items[start:stop], "[]")]
        for element, part in zip(elements, parts, strict=True):
            self._bind(element.value, part, comment if element is elements[-1] else "")

    def _gives_several(self, value: Apply) -> bool:
        """Whether a gate gives a tuple that may be unpacked where it is made."""
        return output_count(value) is not None or (
            gives_places(value) and not self.builder.is_conditional
        )

    def _bind_outputs(self, elements: Elements, value: Apply, comment: str) -> bool:
        """Bind plain names to the outputs of one gate, `w, v = np.linalg.eigh(a)`, if they fit."""
        names = [e.value.value for e in elements if isinstance(e.value, cst.Name)]
        starred = any(isinstance(e, cst.StarredElement) for e in elements)
        fits = len(set(names)) == len(elements) == (output_count(value) or len(elements))
        if starred or not fits:
            return False
        for name, bound in zip(
            names, self.builder.bind_parts(tuple(names), value, comment, own=self.own), strict=True
        ):
            self.frame.values[name] = bound
            self.last = name
        return True

    def _parts(self, value: Expression, count: int) -> tuple[Expression, ...]:
        """The elements of an array, or of a shape: `n, d = x.shape`."""
        whole = self.builder.atom(value)
        return tuple(subscript(whole, Literal(str(place))) for place in range(count))

    def _refuse_unpacking(self, target: cst.Tuple | cst.List, value: Expression) -> None:
        held = f"{len(value.items)} values" if isinstance(value, Sequence) else "one value"
        self.file.findings.refuse(
            "unpacking",
            target,
            "the values do not fit the names",
            f"{len(target.elements)} names for {held}",
            "write one name for each value: a, b = x, y",
        )
        self._poison_bindings(target)

    def _return(self, statement: cst.Return, comment: str) -> None:
        self.result_node = statement
        value = statement.value
        if value is not None and not (isinstance(value, cst.Name) and value.value == "None"):
            self.result = self._value(value)
        self.result_comment = comment

    def _bare(self, value: cst.BaseExpression, comment: str) -> None:
        """An expression for itself: a docstring, a `print`, or something without effect."""
        if isinstance(value, cst.SimpleString | cst.ConcatenatedString | cst.Ellipsis):
            return
        if self.file.arrays and self.expressions.is_added_at(value):
            self._add_at(value, comment)
            return
        if self._is_print(value):
            self.file.findings.warn(
                "print-left-out",
                value,
                "`print` is left out of the generated code",
                "it does not change the result",
                "delete it, or print in the caller",
            )
            return
        errors = len(self.file.findings.errors)
        self._value(value)
        if len(self.file.findings.errors) == errors:
            self.file.findings.warn(
                "no-effect",
                value,
                "this line has no effect, and is left out",
                "nothing keeps its value",
                "give it a name: y = ...",
            )

    def _is_print(self, value: cst.BaseExpression) -> bool:
        if not isinstance(value, cst.Call) or not isinstance(value.func, cst.Name):
            return False
        hidden = (self.frame.values, self.frame.local_names, self.file.scope.bindings)
        return value.func.value == "print" and not any("print" in names for names in hidden)

    def _warn_unreachable(self, statement: cst.CSTNode) -> None:
        self.file.findings.warn(
            "unreachable-code",
            statement,
            "code after `return` is left out",
            "it never runs",
            "delete it, or return later",
        )

    def _poison_bindings(self, node: cst.CSTNode) -> None:
        """Bind what a refused statement would have bound, so that nothing else is reported."""
        for name, _ in bound_in(node):
            self.frame.values[name] = POISON
            self.last = name

    def _look_inside(self, statement: cst.CSTNode) -> None:
        """Lower the parts of a refused statement too: all findings at once."""
        self._refused += 1
        for name in ("test", "subject", "body", "handlers", "cases", "orelse", "finalbody"):
            inner = getattr(statement, name, None)
            for part in inner if isinstance(inner, list | tuple) else (inner,):
                self._look_at(part)
        self._refused -= 1

    def _look_at(self, part: object) -> None:
        match part:
            case cst.BaseSuite():
                self.lower_body(part)
            case cst.BaseExpression():
                self._value(part)
            case cst.Else(body=body) | cst.Finally(body=body):
                self.lower_body(body)
            case cst.ExceptHandler(body=body) | cst.ExceptStarHandler(body=body):
                self.lower_body(body)
            case cst.MatchCase(body=body):
                self.lower_body(body)
            case cst.If():
                self._look_inside(part)
