"""What is sent into a derivative that is watched: upstream gradients or tangents, else one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradgen.verify.child import values as v
from gradgen.verify.child.inputs import as_value
from gradgen.verify.child.job import Question
from gradgen.verify.child.records import FailedError
from gradgen.verify.child.subject import call

Values = dict[str, Any]


class Upstream:
    """The upstream gradients of a function's outputs, or the tangents of its parameters."""

    def __init__(self, question: Question, function: Callable[..., Any], archive: Values) -> None:
        self._question, self._function = question, function
        self._given = {
            each.name: as_value(archive[each.name] if each.origin == "file" else each.value, each)
            for each in question.upstream
        }

    def at(self, values: Values) -> Values:
        """All of them by name, for these inputs. Raises FailedError where one does not fit.

        A number stands for an array of it: generated text makes one of an upstream gradient, and
        of a tangent it is made here.
        """
        if self._question.mode == "vjp":
            return self._checked(values)
        if not self._question.new:
            return {}
        likes = zip(self._question.new, self._question.moving, strict=True)
        return {name: self._tangent(name, moving, values[moving]) for name, moving in likes}

    def _checked(self, values: Values) -> Values:
        found = {name: self._given.get(name, 1.0) for name in self._question.new}
        if not all(v.is_number(one) and not v.shape_of(one) for one in found.values()):
            outputs = v.flat(call(self._question, self._function, values, {}))
            triples = zip(found.items(), self._question.outputs, outputs, strict=False)
            for (name, one), output, value in triples:
                _check(name, one, output, value)
        return found

    def _tangent(self, name: str, parameter: str, value: Any) -> Any:
        one = self._given.get(name, 1.0)
        if v.is_array(value) and not v.shape_of(one):
            return v.numpy().full_like(value, one)
        _check(name, one, parameter, value)
        return v.number_like(value, one)


def _check(name: str, one: Any, of: str, value: Any) -> None:
    """Refuses what is no number, and what has another shape than that which it is the one `of`."""
    if not v.is_number(one):
        raise FailedError("unlike", name=name, of=of, type=type(one).__name__)
    if v.shape_of(one) and v.shape_of(one) != v.shape_of(value):
        shapes = {"found": [*v.shape_of(one)], "expected": [*v.shape_of(value)]}
        raise FailedError("unlike", name=name, of=of, **shapes)
