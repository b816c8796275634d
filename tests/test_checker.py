"""The checker: every way in which a pass can break a circuit is found."""

from __future__ import annotations

import pytest

from gradgen.ir.checker import BrokenCircuitError, check
from gradgen.ir.circuit import Assertion, Circuit, Gate, Output, Parameter, Remark, Statement
from gradgen.ir.expression import Name
from gradgen.ir.parser import parse


def circuit(parameters: str, body: str, gives: str = "x", returns: str = "") -> Circuit:
    """A circuit with a statement a line: gates, `assert test, message`, `# remarks`.

    A gate in brackets is idle.
    """
    statements = tuple(map(_statement, filter(None, map(str.strip, body.split(";")))))
    return Circuit(
        "f",
        tuple(map(Parameter, parameters.split())),
        statements,
        tuple(Output(parse(text), text) for text in gives.split()),
        returns=parse(returns) if returns else None,
    )


def _statement(text: str) -> Statement:
    if text.startswith("#"):
        return Remark(text)
    if text.startswith("assert "):
        test, _, message = text.removeprefix("assert ").partition(", ")
        return Assertion(parse(test), parse(message) if message else None)
    idle = text.startswith("(")
    target, _, value = (text[1:-1] if idle else text).partition(" = ")
    return Gate(target, parse(value), idle=idle)


@pytest.mark.parametrize(
    ("parameters", "body", "gives", "returns"),
    [
        ("x", "", "x", ""),
        ("x", "", "2", ""),
        ("x y", "s = x * y; L = s + x", "L", ""),
        ("x", "assert x > 0, x; # done; y = x + 1", "x y", ""),
        ("x", "a = x * 2; a = a + x; a = a + 1", "a", ""),
        ("x", "(a = unknown * 2); b = x + 1", "b", ""),
        ("x", "(a = x * 2); a = x + 1", "a", ""),
        # The outputs of a derived circuit are those of the original; only what it returns counts.
        ("x", "grad_x = x * 2", "L", "(x, grad_x)"),
    ],
)
def test_sound(parameters: str, body: str, gives: str, returns: str) -> None:
    sound = circuit(parameters, body, gives, returns)
    assert check(sound) is sound


@pytest.mark.parametrize(
    ("parameters", "body", "gives", "returns", "message"),
    [
        ("x x", "", "x", "", "two parameters of one name"),
        ("x", "a = y + 1", "a", "", "`y` is read before it is bound"),
        ("x", "a = b + 1; b = x * 2", "a", "", "`b` is read before it is bound"),
        ("x", "a = a + 1", "a", "", "`a` is read before it is bound"),
        ("x", "(a = x * 2); b = a + 1", "b", "", "`a` is read before it is bound"),
        ("x", "assert y > 0", "x", "", "`y` is read before it is bound"),
        ("x", "assert x > 0, y", "x", "", "`y` is read before it is bound"),
        ("x", "a = x * 2; a = x + 1", "a", "", "`a` is bound twice"),
        ("x", "x = 2 * 3", "x", "", "`x` is bound twice"),
        ("x", "a = x * 2; b = a + 1; a = a + 2", "a", "", "`a` grows after it was read"),
        ("x", "", "y", "", "`y` is read before it is bound"),
        ("x", "", "x", "(x, grad_x)", "`grad_x` is read before it is bound"),
    ],
)
def test_broken(parameters: str, body: str, gives: str, returns: str, message: str) -> None:
    with pytest.raises(BrokenCircuitError) as caught:
        check(circuit(parameters, body, gives, returns))
    assert str(caught.value) == f"f: {message}"


def test_names_inside_sequences_and_keywords_are_read_too() -> None:
    with pytest.raises(BrokenCircuitError, match="`y`"):
        check(circuit("x", "a = sum([x, y])", "a"))
    with pytest.raises(BrokenCircuitError, match="`y`"):
        check(circuit("x", "a = f(x, key=y)", "a"))


def test_a_broken_circuit_is_a_fault_of_gradgens_own() -> None:
    assert issubclass(BrokenCircuitError, AssertionError)
    assert circuit("x", "", "x").outputs[0].value == Name("x")
