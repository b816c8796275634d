"""Puts a mutant in the place of what it is a mutant of, for a while and in memory only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import CodeType, FunctionType

import pytest

from gradgen.rules import book, reader
from gradgen.targets import definitions
from mutation.mutants import DEFINITIONS, FORMS, Mutant, Subject

# An example is read again for each mutant, so that reading has to cost nothing.
_read_rule = cache(reader.read_rule)


@contextmanager
def put_in(mutant: Mutant) -> Iterator[None]:
    """While this lasts, gradgen writes what the mutant says."""
    match mutant.subject.sort:
        case "rule":
            with _rule(mutant):
                yield
        case "form":
            with _code(mutant, FORMS[mutant.subject.module].read_text("utf-8"), _FORMS):
                yield
        case _:
            with _definition(mutant):
                yield


@contextmanager
def put_in_module(mutant: Mutant) -> Iterator[None]:
    """While this lasts, a definition is wrong where gradgen has it, not only in what it writes."""
    text = DEFINITIONS[mutant.subject.module].read_text("utf-8")
    with _code(mutant, text, definitions.__name__):
        yield


_FORMS = "gradgen.rules.forms"


@contextmanager
def _rule(mutant: Mutant) -> Iterator[None]:
    changed = tuple(_changed(example, mutant) for example in book._examples())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "_examples", lambda: changed)
        patch.setattr(book, "read_rule", _read_rule)
        _forget_rules()
        try:
            yield
        finally:
            _forget_rules()


def _changed(example: reader.Example, mutant: Mutant) -> reader.Example:
    subject = mutant.subject
    if not example.is_rule or (example.family, example.name) != (subject.module, subject.name):
        return example
    (new,) = reader.cut(subject.module, mutant.text)
    return new


def _forget_rules() -> None:
    for function in (book._rules_for, book._rule_named, book.all_rules):
        function.cache_clear()


@contextmanager
def _code(mutant: Mutant, text: str, package: str) -> Iterator[None]:
    """The function of a module does what the mutant does, wherever it has been imported."""
    subject = mutant.subject
    function = vars(import_module(f"{package}.{subject.module}"))[subject.name]
    assert isinstance(function, FunctionType)
    original = function.__code__
    assert text.count(subject.text) == 1
    function.__code__ = _code_of(subject, text.replace(subject.text, mutant.text))
    try:
        yield
    finally:
        function.__code__ = original


def _code_of(subject: Subject, text: str) -> CodeType:
    module = compile(text, subject.module, "exec", dont_inherit=True)
    (code,) = (
        each
        for each in module.co_consts
        if isinstance(each, CodeType) and each.co_name == subject.name
    )
    return code


@contextmanager
def _definition(mutant: Mutant) -> Iterator[None]:
    library = "numpy" if mutant.subject.module.startswith("numpy") else "python"
    original = definitions._texts

    def texts(asked: str) -> dict[str, str]:
        found = original(asked)
        return {**found, mutant.subject.name: mutant.text} if asked == library else found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(definitions, "_texts", texts)
        definitions.definition_named.cache_clear()
        try:
            yield
        finally:
            definitions.definition_named.cache_clear()
