"""Reading without Python's warnings: nobody has asked what it thinks of the code."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

_lock = Lock()
_inside = 0
_held = ExitStack()


@contextmanager
def unwarned() -> Iterator[None]:
    """Leave no warning of Python's to the user, such as those of invalid escapes in a text.

    The filters are the whole process's: the first thread to come sets them, the last to go takes
    them back.
    """
    global _inside
    with _lock:
        if _inside == 0:
            _held.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _held.close()
