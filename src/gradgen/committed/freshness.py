"""Whether a generated file still holds: fresh, stale for its source changed, or edited by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from gradgen.committed.header import Header, parted
from gradgen.committed.making import header_for
from gradgen.committed.substance import Substance, digest
from gradgen.diagnostics import Diagnostic, FixedSpan, Label, Position
from gradgen.pipeline import Result

_AGAIN = "make it again: the same command without --check"
_LOSES = "make the change in the source; the same command without --check undoes it here"


@dataclass(frozen=True, slots=True)
class Kept:
    """A generated file as it is: its name, its text if it is there, and the name of its source.

    `result` is what the source gives now, at the line length that the file was made for; `origin`
    is the source's path, as seen from the file.
    """

    file: str
    text: str | None
    source: str
    result: Result
    origin: str

    def difference(self) -> str:
        """What would change in the file, as a unified diff; layout is no difference."""
        if self.text is not None and not self.findings():
            return ""
        header, body = parted(self.text or "")
        old = (header.above(self._laid_out(body)) if header else self._laid_out(body)).split("\n")
        new = header_for(self.result, self.origin).above(self.result.source).split("\n")
        names = ("/dev/null" if self.text is None else self.file, self.file)
        return "".join(
            f"{line}\n" for line in unified_diff(old[:-1], new[:-1], *names, lineterm="")
        )

    def _laid_out(self, body: str) -> str:
        """The text as black would have it, if it is Python."""
        import black
        from black.parsing import InvalidInput

        try:
            return black.format_str(body, mode=black.Mode(line_length=self._line_length))
        except InvalidInput:
            return body if body.endswith("\n") else f"{body}\n"

    @property
    def _line_length(self) -> int:
        return self.result.options.line_length

    def findings(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the file; nothing if it is fresh."""
        if self.text is None:
            return (_stale(f"{self.file} is not there yet", self._origin(*self.result.functions)),)
        header, body = parted(self.text)
        found = Substance(body)
        try:
            if found.whole() == Substance(self.result.source).whole():
                return ()
        except (SyntaxError, ValueError):
            return (_edited(f"{self.file} is not Python any more", self._top()),)
        if header is None:
            message = f"{self.file} is not what gradgen writes, and has no header that says why"
            return (_edited(message, self._top()),)
        return tuple(self._told(header, found)) or (self._at_large(found),)

    def _told(self, header: Header, found: Substance) -> Iterator[Diagnostic]:
        """What the header tells of each function."""
        now = {mark.function: mark for mark in header_for(self.result, self.origin).marks}
        then = {mark.function: mark for mark in header.marks}
        for function, names in self.result.derived.items():
            if function not in then:
                message = f"{self.file} is stale: it has no derivative of `{function}` yet"
                yield _stale(message, self._origin(function))
                continue
            if then[function].source != now[function].source:
                what = f"`{function}`, what it leans on, or an option has changed"
                message = f"{self.file} is stale: {what}"
                yield _stale(message, self._origin(function))
            if then[function].derivative != digest(found.of(names)):
                message = f"{self.file} was edited by hand: `{names[-1]}`, or what it leans on"
                yield _edited(message, self._derivative(names[-1]))
        for function in [name for name in then if name not in now]:
            message = f"{self.file} is stale: `{function}` is not differentiated any more"
            yield _stale(message, self._top())

    def _at_large(self, found: Substance) -> Diagnostic:
        """The finding where no function differs from what the header tells."""
        written = Substance(self.result.source)
        if all(found.of(names) == written.of(names) for names in self.result.derived.values()):
            message = f"{self.file} was edited by hand: it holds more than gradgen has written"
            return _edited(message, self._top())
        message = f"{self.file} is stale: gradgen has learnt to write it in another way"
        return _stale(message, self._top())

    def _origin(self, *functions: str) -> tuple[Label, ...]:
        places = (_definition(self.source, self.result.text, name) for name in functions)
        return tuple(Label(place, f"read for {self.file}") for place in places if place)

    def _derivative(self, name: str) -> tuple[Label, ...]:
        place = _definition(self.file, self.text or "", name)
        return (Label(place, "not as gradgen wrote it"),) if place else self._top()

    def _top(self) -> tuple[Label, ...]:
        return (Label(FixedSpan(self.file, Position(1, 0), Position(1, 0))),)


def _stale(message: str, labels: tuple[Label, ...]) -> Diagnostic:
    return Diagnostic("stale", message, labels, _AGAIN)


def _edited(message: str, labels: tuple[Label, ...]) -> Diagnostic:
    return Diagnostic("edited", message, labels, _LOSES)


def _definition(file: str, text: str, name: str) -> FixedSpan | None:
    """The place of the name where a function is defined."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            line, start = statement.lineno, len("def ")
            return FixedSpan(file, Position(line, start), Position(line, start + len(name)))
    return None
