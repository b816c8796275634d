"""What is compared in each mode: rows, one for each parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from gradgen.verify.child import values as v
from gradgen.verify.child.trial import Trial
from gradgen.verify.child.verdicts import (
    BOTH_SIDES,
    Claim,
    Judgement,
    judge_first,
    judge_second,
    worst,
)

_DIRECTIONS = 3
_MOST_ELEMENTS = 500  # of an array whose elements are looked at one by one
TOGETHER = "(all together)"
"""What stands in the place of a parameter where all of them move."""

Values = dict[str, Any]
Judge = Callable[[Any], Judgement]


class Row(NamedTuple):
    """A parameter with its shape, and what is to be said of the derivative by it."""

    parameter: str
    shape: tuple[int, ...]
    judgement: Judgement
    more: Values = {}  # noqa: RUF012  # which form is right, or which elements are on kinks

    @property
    def verdict(self) -> str:
        """One of those that are ranked."""
        return self.judgement.verdict

    def record(self) -> Values:
        """The row as a record."""
        told = self.judgement._asdict()
        return {"parameter": self.parameter, "shape": [*self.shape], **told, **self.more}


def gradient_rows(trial: Trial) -> Iterator[Row]:
    """The gradients for a random upstream gradient, along random directions of one parameter."""
    found = trial.results(trial.subject.weights)
    values = trial.subject.values
    for name, gradient in zip(trial.question.moving, found, strict=True):
        misfit = _misfit(name, gradient, values[name], [values[name]])
        yield misfit or _row(trial, name, _by_gradient(trial, name, gradient))


def jacobian_rows(trial: Trial) -> Iterator[Row]:
    """The same of what Jacobians send back of a random upstream gradient."""
    subject, question = trial.subject, trial.question
    blocks = iter(trial.results(()))
    table = [[next(blocks) for _ in question.moving] for _ in question.outputs]
    is_diagonal = question.is_diagonal
    for name, column in zip(question.moving, zip(*table, strict=True), strict=True):
        value, gradient, misfit = subject.values[name], None, None
        for output, weight, block in zip(subject.outputs, subject.weights, column, strict=True):
            shape = () if is_diagonal else v.shape_of(output)
            misfit = misfit or _misfit(name, block, value, [output, value], shape)
            if not misfit:
                one = v.sent_back(weight, block, is_diagonal=is_diagonal)
                gradient = one if gradient is None else gradient + one
        yield misfit or _row(trial, name, _by_gradient(trial, name, gradient))


def tangent_rows(trial: Trial) -> Iterator[Row]:
    """The tangents along directions of one parameter, then of all of them."""
    subject, names = trial.subject, trial.question.moving
    together = {name: subject.direction(name) for name in names}
    for name in names:
        found = trial.results(trial.tangents({name: together[name]}))
        forms = (
            _misfit(name, t, own, [own]) for t, own in zip(found, subject.outputs, strict=True)
        )
        yield next(filter(None, forms), None) or _row(trial, name, _by_tangent(trial, name))
    if len(names) > 1:
        one = _tangent(trial, together)
        is_kink = one.method == BOTH_SIDES
        yield Row(TOGETHER, (), one._replace(verdict="kink") if is_kink else one)


def product_rows(trial: Trial) -> Iterator[Row]:
    """The products of a Hessian with a random vector, along directions of one parameter."""
    subject, vector = trial.subject, _vector(trial)
    for name, product in zip(vector, trial.results([*vector.values()]), strict=True):
        value = subject.values[name]
        misfit = _misfit(name, product, value, [value])
        yield misfit or _row(trial, name, _by_product(trial, name, product, vector))


def hessian_rows(trial: Trial) -> Iterator[Row]:
    """The same of what a Hessian makes of a random vector."""
    subject, vector = trial.subject, _vector(trial)
    blocks = iter(trial.results(()))
    for name in vector:
        value, product, misfit = subject.values[name], None, None
        for other, direction in vector.items():
            block, across = next(blocks), subject.values[other]
            misfit = misfit or _misfit(name, block, across, [value, across], v.shape_of(value))
            if not misfit:
                one = v.sent_on(block, direction)
                product = one if product is None else product + one
        yield misfit or _row(trial, name, _by_product(trial, name, product, vector))


ROWS: dict[str, Callable[[Trial], Iterator[Row]]] = {
    "vjp": gradient_rows,
    "jvp": tangent_rows,
    "hvp": product_rows,
    "jacobian": jacobian_rows,
    "hessian": hessian_rows,
}


def _vector(trial: Trial) -> Values:
    """A random vector to multiply a Hessian with, which is that of one number."""
    trial.subject.weights = [1.0 for _ in trial.subject.outputs]
    return {name: trial.subject.direction(name) for name in trial.question.moving}


# --- along one direction --------------------------------------------------------------------------


def _by_gradient(trial: Trial, name: str, gradient: Any) -> Judge:
    def judge(direction: Any) -> Judgement:
        claim = _claim(trial, [gradient], [direction])
        return _first(trial, claim, {name: direction})

    return judge


def _by_tangent(trial: Trial, name: str) -> Judge:
    return lambda direction: _tangent(trial, {name: direction})


def _tangent(trial: Trial, moving: Values) -> Judgement:
    found = trial.results(trial.tangents(moving))
    return _first(trial, _claim(trial, found, trial.subject.weights), moving)


def _first(trial: Trial, claim: Claim, moving: Values) -> Judgement:
    return judge_first(claim, trial.subject.moved(moving), trial.subject.moved_twin(moving))


def _by_product(trial: Trial, name: str, product: Any, vector: Values) -> Judge:
    def judge(direction: Any) -> Judgement:
        steps = {name: direction}, vector
        moved, twin = trial.subject.moved_twice(*steps), trial.subject.moved_twice_twin(*steps)
        return judge_second(_claim(trial, [product], [direction]), moved, twin)

    return judge


def _claim(trial: Trial, found: Sequence[Any], along: Sequence[Any]) -> Claim:
    return Claim(
        float(v.weighted(found, along)),
        sum(v.size_of(one, other) for one, other in zip(found, along, strict=True)),
        trial.subject.total(),
        max(map(v.half_of_the_digits, found)),
    )


# --- along several of them ------------------------------------------------------------------------


def _row(trial: Trial, name: str, judge: Judge) -> Row:
    """The worst verdict along random directions; if they meet a kink, element by element: several
    kinks at once have a derivative that need not lie between the slopes to both sides."""
    value = trial.subject.values[name]
    shape, size = v.shape_of(value), getattr(value, "size", 1)
    if not size:
        return Row(name, shape, Judgement("ok", method="no elements"))
    directions = range(_DIRECTIONS if shape else 1)
    found = [judge(trial.subject.direction(name)) for _ in directions]
    is_smooth = all(judgement.method != BOTH_SIDES for judgement in found)
    if is_smooth or not shape or size > _MOST_ELEMENTS:
        return Row(name, shape, worst(found))
    each = {place: judge(axis) for place, axis in v.axes(value)}
    kinks = [place for place, judgement in each.items() if judgement.verdict == "kink"]
    others = [judgement for place, judgement in each.items() if place not in kinks]
    other = worst(others) if others else Judgement("ok", method=BOTH_SIDES)
    verdict = "kink" if other.verdict == "ok" else other.verdict
    return Row(name, shape, other._replace(verdict=verdict), {"kinks": kinks})


def _misfit(
    name: str, found: Any, like: Any, types: Sequence[Any], before: tuple[int, ...] = ()
) -> Row | None:
    """A row for a derivative that has not the shape of `like`, with `before` in front of it, or
    elements of another type than those of all these values."""
    shape, right = v.shape_of(found), (*before, *v.shape_of(like))
    form: Values = {"shape": shape, "right": right}
    if shape == right:
        names = sorted({v.dtype_of(each) for each in types if v.is_float(each)} - {""})
        if not names or v.dtype_of(found) in ("", *names):
            return None
        form = {"dtype": v.dtype_of(found), "right": " or ".join(names)}
    return Row(name, shape, Judgement("wrong"), {"misfit": form})
