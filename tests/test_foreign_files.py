"""Files that were not written for gradgen: code that compiles or a refusal in words, nothing else.

`benchmarks/foreign.py` does the same with the whole library and with as many mutants as one likes.
"""

from __future__ import annotations

import random

import pytest

from foreign_files import Outcome, library_files, mutant, mutated, outcomes
from gradgen.diagnostics import GradgenError

# Those of middling size: the largest take a quarter of a minute each.
FILES = [path for path in library_files() if path.stat().st_size < 60_000]
SAMPLE = random.Random(5).sample(FILES, 150)
MODES = pytest.mark.parametrize("mode", ["vjp", "jvp"])


@pytest.mark.parametrize("part", range(10))
def test_files_of_the_standard_library(part: int) -> None:
    """Every fourth in forward mode: what is refused is mostly refused before that matters."""
    for place, path in enumerate(SAMPLE[part::10]):
        assert list(outcomes(path.read_bytes(), "vjp" if place % 4 else "jvp")), path


@MODES
def test_functions_of_the_standard_library(mode: str) -> None:
    """Some of them can be differentiated: the refusals of the others are not all that is seen."""
    of = {path.stem: path for path in library_files() if path.parent.name.startswith("python3")}
    found = [o for name in ("statistics", "colorsys") for o in _each(of[name].read_bytes(), mode)]
    assert {outcome.accepted for outcome in found} == {True, False}


def _each(data: bytes, mode: str) -> list[Outcome]:
    return list(outcomes(data, mode, each=True))


@MODES
@pytest.mark.parametrize("part", range(3))
def test_mutants(part: int, mode: str) -> None:
    found = [o for n in range(40) for o in outcomes(mutant(random.Random(40 * part + n)), mode)]
    assert {outcome.accepted for outcome in found} == {True, False}


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\0", bytes(range(256)), b"def f(x):\n return x\n"]
)
def test_bytes(data: bytes) -> None:
    assert len(list(outcomes(data, "vjp"))) == 1


def test_random_bytes() -> None:
    chance = random.Random(8)
    for size in range(300):
        alphabet = chance.choice(
            (bytes(range(256)), b"def f(x):\n return x*x", b"([{\"'#\\\n x=.0")
        )
        assert len(list(outcomes(bytes(chance.choices(alphabet, k=size)), "vjp"))) == 1


# The check notices what it looks for.


def test_a_mutant_is_another_text_and_always_the_same() -> None:
    text = "def f(x):\n    return x * x\n"
    assert mutated(text, random.Random(1)) == mutated(text, random.Random(1))
    assert len({mutated(text, random.Random(n)) for n in range(50)}) > 15


def test_a_fault_and_a_refusal_without_words_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    def refuse(*_: object) -> None:
        raise GradgenError([])

    for way, error in ((fail, ZeroDivisionError), (refuse, AssertionError)):
        monkeypatch.setattr("foreign_files.run", way)
        with pytest.raises(error):
            list(outcomes("def f(x):\n    return x\n", "vjp"))
