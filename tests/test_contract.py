"""The output contract, promise by promise, on inputs that make it hard to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cases import Case
from elsewhere import here, with_other_hashes, without_gradgen
from nasty_inputs import NASTY
from promises import PROMISES

EACH = pytest.mark.parametrize("case", NASTY, ids=lambda case: case.name)


@EACH
@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_promise(case: Case, promise: Callable[[Case], None]) -> None:
    promise(case)
