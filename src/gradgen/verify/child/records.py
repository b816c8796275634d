"""What the process says: one record a line, and how a failure is told in one."""

from __future__ import annotations

import json
from collections.abc import Callable
from traceback import walk_tb
from typing import Any, TextIO, TypeVar

from gradgen.verify.child.job import GENERATED

T = TypeVar("T")
_LONGEST = 300
_NO_MEMORY = ("out of memory", "can't allocate memory", "cannot allocate memory")


class FailedError(Exception):
    """Something that makes an end to the work on a function: `record` says what."""

    def __init__(self, kind: str, **details: Any) -> None:
        super().__init__(kind)
        self.record = {"kind": kind, **details}

    @property
    def is_final(self) -> bool:
        """Whether other inputs would make no difference."""
        return bool(self.record.get("is_memory") or self.record.get("is_exit"))


class Reporter:
    """Writes records at once, so that they are there whatever happens afterwards."""

    def __init__(self, stream: TextIO, path: str) -> None:
        self._stream = stream
        self._path = path
        self.function = ""

    def say(self, kind: str, **details: Any) -> None:
        """One record."""
        record = {"kind": kind, "function": self.function, **details}
        self._stream.write(f"{json.dumps(record)}\n")
        self._stream.flush()

    def attempt(self, stage: str, action: Callable[[], T]) -> T:
        """The result of foreign code; whatever it raises becomes a FailedError.

        `stage` says what is being done: "while ...".
        """
        self.say("stage", stage=stage)
        try:
            return action()
        except (FailedError, GeneratorExit):
            raise
        except BaseException as error:
            raise FailedError("raised", stage=stage, **self._told(error)) from None

    def _told(self, error: BaseException) -> dict[str, Any]:
        places = [(f.f_code.co_filename, line) for f, line in walk_tb(error.__traceback__)]
        lines = {file: line for file, line in places if file in (self._path, GENERATED)}
        return {
            "type": type(error).__name__,
            "message": _message(error),
            "is_memory": _is_of_memory(error),
            "is_exit": isinstance(error, SystemExit),
            "missing": str(error.name or "") if isinstance(error, ModuleNotFoundError) else "",
            "line": lines.get(self._path, 0),
            "generated_line": lines.get(GENERATED, 0),
        }


def _is_of_memory(error: BaseException) -> bool:
    """Whether there was no memory left; JAX and PyTorch have no error of that kind."""
    if isinstance(error, MemoryError):
        return True
    message = _message(error).lower()
    return isinstance(error, RuntimeError) and any(words in message for words in _NO_MEMORY)


def _message(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())[:_LONGEST]
    except Exception:  # a user's class may do anything here
        return ""
