"""A user's function at one point: what it gives there and nearby; and its derivative."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from gradgen.verify.child.job import Question
from gradgen.verify.child.libraries import Library
from gradgen.verify.child.program import ComplexTwins, Function
from gradgen.verify.child.stops import STOPS
from gradgen.verify.child.values import (
    copies,
    flat,
    is_array,
    number_like,
    numpy,
    precise,
    size_of,
    weighted,
)

Values = dict[str, Any]


def call(question: Question, function: Function, values: Values, more: Values) -> Any:
    """The function of copies of these values: by position where it takes nothing else."""
    given = copies(values)
    first = [given.pop(each.name) for each in question.inputs if each.kind == "/"]
    return function(*first, **given, **more)


class Subject:
    """The function with its inputs and random weights of its outputs."""

    def __init__(
        self, question: Question, function: Function, twin: Function, values: Values, seed: int
    ) -> None:
        """`twin` is the function for complex numbers."""
        self.question = question
        self.values = values
        found, self._stopped = STOPS.noted(lambda: call(question, function, values, {}))
        self.outputs = [*flat(found)]
        self._function = function
        self._twin = twin
        self._chance = Random(f"{seed} {question.function} directions")
        self.weights: list[Any] = []

    def draw_weights(self) -> None:
        """A random upstream gradient for each output."""
        self.weights = [self._random(output) for output in self.outputs]

    def total(self) -> float:
        """The sum of the products of outputs and weights, all taken as positive."""
        return sum(size_of(o, w) for o, w in zip(self.outputs, self.weights, strict=True))

    def _random(self, like: Any) -> Any:
        if not is_array(like):
            return self._chance.choice((-1, 1)) * self._chance.uniform(0.5, 2.0)
        count = int(numpy().size(like))
        found = numpy().array([self._chance.gauss(0.0, 1.0) for _ in range(count)])
        return found.astype(like.dtype if like.dtype.kind == "f" else float).reshape(like.shape)

    def direction(self, name: str) -> Any:
        """A random direction for a parameter, as large as the parameter is."""
        value = self.values[name]
        if not is_array(value):
            return number_like(value, (abs(float(value)) or 1.0) * self._random(value))
        size = float(numpy().sqrt(numpy().mean(precise(value) ** 2))) if value.size else 1.0
        return self._random(value) * value.dtype.type(size or 1.0)

    def moved(self, directions: Mapping[str, Any]) -> Callable[[float], float]:
        """The weighted sum of the outputs by the step along some directions."""
        return lambda step: float(self._total(self._function, directions, step))

    def moved_twin(self, directions: Mapping[str, Any]) -> Callable[[Any], Any]:
        """The same for complex steps."""
        return lambda step: self._total(self._twin, directions, step)

    def _total(self, function: Function, directions: Mapping[str, Any], step: Any) -> Any:
        there = self._precise_values()
        for name, each in directions.items():
            there[name] = there[name] + step * precise(each)
        return self._weighed(function, there)

    def _precise_values(self) -> Values:
        """All in double precision, whatever the inputs are: differences take that."""
        return {name: precise(value) for name, value in self.values.items()}

    def moved_twice(self, first: Values, second: Values) -> Callable[[float, float], float]:
        """The same by two steps, along two directions of any number of parameters."""

        def moved(s: float, t: float) -> float:
            return float(self._weighed(self._function, self._beside(first, s, second, t)))

        return moved

    def moved_twice_twin(self, first: Values, second: Values) -> Callable[[float, Any], Any]:
        """The same for complex second steps."""
        return lambda s, t: self._weighed(self._twin, self._beside(first, s, second, t))

    def _beside(self, first: Values, s: float, second: Values, t: Any) -> Values:
        there = self._precise_values()
        for directions, step in ((first, s), (second, t)):
            for name, each in directions.items():
                there[name] = there[name] + step * precise(each)
        return there

    def _weighed(self, function: Function, values: Values) -> Any:
        found = STOPS.given(self._stopped, lambda: call(self.question, function, values, {}))
        return weighted([*flat(found)], self.weights)


class Derivative:
    """The generated function, or the pair of them."""

    def __init__(self, question: Question, names: Mapping[str, Any], library: Library) -> None:
        self._question, self._library = question, library
        self._function = names[question.derivative]
        self._forward = names[question.forward] if question.forward else None

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the generated functions."""
        return (self._question.forward, self._question.derivative)

    def left(self, value: Any) -> Any:
        """What NumPy knows of a value that a line has made."""
        return self._library.left(value)

    def results(self, given: Values, new: list[Any]) -> tuple[list[Any], list[Any]]:
        """The values that are returned, if any are, and the derivatives.

        What becomes of `given` and `new` is seen in them afterwards.
        """
        inputs, seeds = self._library.entered(given), self._library.entered(new)
        results = self._results(inputs, seeds)
        found, after, new[:] = self._library.left((results, inputs, seeds))
        given.update(after)
        return found

    def _results(self, given: Values, new: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        more = dict(zip(self._question.new, new, strict=True))
        count = len(self._question.outputs)
        if self._forward:
            value, residuals = self._call(self._forward, given, {})
            return [*flat(value)], [*flat(self._function(residuals, **more))]
        found = [*flat(self._call(self._function, given, more))]
        return (found[:count], found[count:]) if self._question.with_value else ([], found)

    def _call(self, function: Function, given: Values, more: Values) -> Any:
        values = dict(given)
        first = [values.pop(each.name) for each in self._question.inputs if each.kind == "/"]
        return function(*first, **values, **more)


class Functions:
    """The user's functions and what was derived, all of them as functions of NumPy's arrays."""

    def __init__(self, names: dict[str, Any], derived: Mapping[str, Any], library: Library) -> None:
        """`names` are those of the user's module, `derived` those of the generated one."""
        self.home = library
        self._names, self._derived = names, derived
        self._twins = ComplexTwins(names)

    def own(self, question: Question) -> Function:
        """The user's function."""
        return self.home.around(self._names[question.function])

    def twin(self, question: Question) -> Function:
        """The same for complex numbers."""
        return self.home.around(self._twins.of(self._names[question.function]))

    def derivative(self, question: Question) -> Derivative:
        """What was derived from it."""
        return Derivative(question, self._derived, self.home)


def zero_like(value: Any) -> Any:
    """Zero in the shape of a value."""
    return 0.0 * value if not is_array(value) else numpy().zeros_like(value)
