"""Lowers the arguments of calls; modules may be among them, and namespaces may be asked for."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from gradgen.frontend.context import POISON, Arguments, Entity, Method, UserFunction
from gradgen.frontend.handing import as_argument
from gradgen.frontend.members import Members
from gradgen.frontend.own_calls import has_rule
from gradgen.frontend.questions import refuse_unnamed
from gradgen.frontend.resolution import resolve
from gradgen.ir.expression import Apply, Expression, Function, Sequence, children


@dataclass
class Passing(Members):
    """Lowers what calls pass on."""

    def _arguments(self, node: cst.Call, callee: Entity | None) -> Arguments | None:
        """The arguments of a call; `None` where one of them was refused."""
        positional: list[Expression] = []
        keywords: list[tuple[str, Expression]] = []
        sound = True
        for argument in node.args:
            value = self._argument(argument.value, callee)
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

    def _argument(self, node: cst.BaseExpression, callee: Entity | None) -> Expression:
        """An argument of a call; to a function of the file a module may be handed."""
        is_of_file = isinstance(callee, UserFunction) and not has_rule(callee.node)
        if not is_of_file or not isinstance(node, cst.Name):
            return self.lower(node)
        entity = resolve(node, self.frame, self.file)
        return as_argument(entity) or self._value(entity, node)

    def _question(
        self, asker: Function, callee: Entity | None, arguments: Arguments, node: cst.Call
    ) -> Expression:
        """An array is asked for its namespace, by a line that does nothing else."""
        first = (callee.value,) if isinstance(callee, Method) else ()
        if node is self.asking:
            return Apply(asker, (*first, *arguments.positional), arguments.keywords)
        return refuse_unnamed(node, self.file.findings)

    def _refuse_star(self, node: cst.CSTNode) -> None:
        self.file.findings.refuse(
            "star-arguments",
            node,
            "a star before something that is no literal tuple or list",
            "how many values it holds cannot be told from the text",
            "write the values out, one by one",
        )


def is_poisoned(expression: Expression) -> bool:
    """Whether an argument was refused, or is a tuple with something refused in it."""
    return expression == POISON or POISON in children(expression)
