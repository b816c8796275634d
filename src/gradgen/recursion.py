"""Room for deep expressions: Python's own limit on nested calls, raised for a while."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Deep enough for any expression that Python itself compiles: a few frames for each level.
_DEPTH = 60_000


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Allow calls nested as deeply as the deepest expression that Python compiles."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
