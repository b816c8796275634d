"""Every function of Python's `math` is ruled, flat, or refused by name."""

from __future__ import annotations

import builtins
import math

import pytest

from gradgen.rules.book import rules_for
from gradgen.targets.python import INSTEAD, PYTHON, REFUSED

FUNCTIONS = [name for name in dir(math) if callable(getattr(math, name)) and name[0] != "_"]
CONSTANTS = [name for name in dir(math) if isinstance(getattr(math, name), float)]

# Taken apart where they are read: into a chain of multiplications.
CHAINS = {"prod"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_ruled_or_refused(name: str) -> None:
    qualified = f"math.{name}"
    gate = PYTHON.gate(qualified)
    if gate is None:
        assert qualified in REFUSED
    else:
        assert qualified not in REFUSED
        assert gate in CHAINS or rules_for(gate)


@pytest.mark.parametrize("name", CONSTANTS)
def test_every_constant_is_known(name: str) -> None:
    assert PYTHON.gate(f"math.{name}") == name


def test_the_constants_are_all_there() -> None:
    assert set(CONSTANTS) == {"pi", "e", "tau", "inf", "nan"}


def test_refusals_say_why_and_what_instead() -> None:
    assert set(REFUSED) == set(INSTEAD)
    for qualified, reason in REFUSED.items():
        module, _, name = qualified.rpartition(".")
        assert hasattr(math if module == "math" else builtins, name)
        assert PYTHON.gate(qualified) is None
        assert reason
        assert INSTEAD[qualified]


NAMES = [*PYTHON.functions.values(), *PYTHON.aliases]
OF_OTHERS = {"jax.lax.stop_gradient"}  # means the same for plain numbers


def test_names_of_other_libraries() -> None:
    found = {name for name in NAMES if name.partition(".")[0] not in ("math", "builtins")}
    assert found == OF_OTHERS


@pytest.mark.parametrize("qualified", [name for name in NAMES if name not in OF_OTHERS])
def test_every_name_exists_in_its_library(qualified: str) -> None:
    module, _, name = qualified.rpartition(".")
    newer = {"fma", "sumprod"}
    assert hasattr(math if module == "math" else builtins, name) or name in newer
