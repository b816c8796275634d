"""What holds for the output of every program, whatever it computes."""

from __future__ import annotations

import inspect
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import black
from pyflakes.api import check as pyflakes_check
from pyflakes.reporter import Reporter

import oracle
from gradgen import GradgenError, generate
from programs import Program


@dataclass(frozen=True)
class Outcome:
    """How a check ended: what became of the first and of the second derivative."""

    first: str
    second: str
    output: str


class RefusedError(AssertionError):
    """A program that is inside the supported language was refused."""


def check_program(program: Program, upstream: Sequence[float], *, twice: bool = False) -> Outcome:
    """Generate the gradient of `program`, and hold every promise against it.

    The outcome is `right`, or why there was nothing to compare with.
    """
    source, arguments = program.source, program.arguments
    original = oracle.load(source.removeprefix("\ufeff"))[program.function]
    try:
        value = oracle.call(original, arguments)
    except (ArithmeticError, ValueError) as error:
        return Outcome(f"does not run: {type(error).__name__}", "", "")
    if not all(isinstance(v, int | float) and math.isfinite(v) for v in outputs(value)):
        return Outcome("does not run: not finite", "", "")
    text = generated(program)
    check_text(text, source, program)
    first = check_gradient(text, program, upstream)
    if first == "right" or not program.undefined:  # beside a kink the last digit may decide
        check_value(program, value, arguments)
    second = check_second(text, program, upstream) if twice and first == "right" else ""
    return Outcome(first, second, text)


def outputs(value: Any) -> tuple[Any, ...]:
    """The outputs of a function as a tuple, also of just one."""
    return value if isinstance(value, tuple) else (value,)


def generated(program: Program, **options: Any) -> str:
    """The generated module; a refusal is an error here."""
    try:
        return generate(program.source, function=program.function, wrt=program.wrt, **options)
    except GradgenError as error:
        found = "; ".join(f"[{d.slug}] {d.message}" for d in error.diagnostics)
        raise RefusedError(f"refused: {found}") from error


def check_text(text: str, source: str, program: Program) -> None:
    """It compiles, black leaves it, pyflakes has nothing new to say, and it comes out again."""
    compile(text, "<generated>", "exec")
    assert black.format_str(text, mode=black.Mode()) == text, "black would change it"
    new = pyflakes(text) - pyflakes(source.removeprefix("\ufeff"))
    assert not new, f"pyflakes: {sorted(new)}"
    assert generated(program) == text, "the second run gives another text"


def pyflakes(text: str) -> set[str]:
    """What pyflakes says of `text`, without the places."""
    said = io.StringIO()
    pyflakes_check(text, "", Reporter(said, said))
    return {line.rpartition(": ")[2] or line for line in _messages(said.getvalue())}


def _messages(report: str) -> list[str]:
    return [line.split(" ", 1)[-1] for line in report.splitlines()]


def check_value(program: Program, value: Any, arguments: Mapping[str, float]) -> None:
    """With the value, it gives the very value that the original gives."""
    text = generated(program, with_value=True)
    backward = oracle.load(text)[f"{program.function}_backward"]
    given = oracle.call(backward, {**arguments, **seeds(backward, program, [1.0] * 9)})[0]
    assert len(outputs(given)) == len(outputs(value)), "another number of outputs"
    for here, there in zip(outputs(given), outputs(value), strict=True):
        if program.undefined:
            assert math.isclose(
                here, there, rel_tol=1e-9, abs_tol=1e-9
            ), f"value {here}, not {there}"
        else:
            assert repr(here) == repr(there), f"value {here!r}, not {there!r}"


def seeds(backward: Any, program: Program, upstream: Sequence[float]) -> dict[str, float]:
    """The upstream gradients by the names of the parameters for them."""
    original = oracle.load(program.source.removeprefix("\ufeff"))[program.function]
    taken = len(inspect.signature(original).parameters)
    kinds = inspect.signature(backward).parameters
    extra = [name for name in kinds if name not in inspect.signature(original).parameters]
    assert len(extra) == len(kinds) - taken, f"unexpected parameters {extra}"
    return dict(zip(extra, upstream, strict=False))


def check_gradient(text: str, program: Program, upstream: Sequence[float]) -> str:
    """The generated gradient is the oracle's."""
    source = program.source.removeprefix("\ufeff")
    original = oracle.load(source)[program.function]
    arguments = oracle.complete(original, program.arguments)
    names = [n for n in arguments if program.wrt is None or n in program.wrt]
    backward = oracle.load(text)[f"{program.function}_backward"]
    given = seeds(backward, program, upstream)
    try:
        expected = oracle.gradient(source, program.function, arguments, names, list(given.values()))
    except oracle.UnfitError as error:
        return str(error).partition(":")[0]
    found = outputs(oracle.call(backward, {**program.arguments, **given}))
    assert len(found) == len(names), f"{len(found)} gradients for {names}"
    compare(dict(zip(names, found, strict=True)), expected)
    return "right"


def compare(found: Mapping[str, float], expected: oracle.Estimate) -> None:
    """Each gradient found is the one expected, as far as that is known."""
    for name, value in found.items():
        wanted, error = expected.gradients[name], expected.errors[name]
        tolerance = 1e-9 * (1 + abs(wanted)) + 4 * error
        assert abs(value - wanted) <= tolerance, f"gradient of {name}: {value!r}, not {wanted!r}"


def check_second(text: str, program: Program, upstream: Sequence[float]) -> str:
    """gradgen differentiates its own output, and that gradient is the oracle's too."""
    again = Program(text, {}, program.wrt, frozenset(), f"{program.function}_backward")
    try:
        backward = oracle.load(text)[again.function]
        given = {**program.arguments, **seeds(backward, program, upstream)}
        twice = Program(text, given, again.wrt, frozenset(), again.function)
        second = generated(twice)
    except RefusedError as error:
        return str(error)
    check_text(second, text, twice)
    return check_gradient(second, twice, [0.7, -1.3, 0.4, 1.1, 0.9])
