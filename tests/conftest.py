"""What the tests share: checks that explain their failures, and processes that run once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

pytest.register_assert_rewrite("agreement", "promises", "outputs")


@pytest.fixture(scope="session")
def run_alone() -> Mapping[str, list[Any]]:
    """What the generated samples return where gradgen is not installed."""
    from cases import samples
    from elsewhere import without_gradgen

    return without_gradgen(samples())


@pytest.fixture(scope="session")
def made_again() -> Mapping[str, str]:
    """The samples' outputs from another process."""
    from cases import all_samples
    from elsewhere import with_other_hashes

    return with_other_hashes(all_samples())
