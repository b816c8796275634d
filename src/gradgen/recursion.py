"""Room for deep expressions: Python's own limit on nested calls, raised for a while."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

# Deep enough for any expression that Python itself compiles: a few frames for each level.
_DEPTH = 60_000

_lock = Lock()
_inside = 0
_before = 0


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Allow calls nested as deeply as the deepest expression that Python compiles.

    The limit is the whole process's: the first thread to come raises it, the last to go lowers it.
    """
    global _inside, _before
    with _lock:
        if _inside == 0:
            _before = sys.getrecursionlimit()
            sys.setrecursionlimit(max(_before, _DEPTH))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                sys.setrecursionlimit(_before)
