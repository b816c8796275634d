"""The columns of the table: the gradient by hand, what gradgen writes, and the peers that are here.

Every gradient is compared with the one by hand before anything is measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import ours
from measuring import Run
from peers import PEERS
from workload import Workload, workload

from gradgen import GradgenError


class Column(NamedTuple):
    """A way to the gradient: what makes it ready for a workload, and what it does not do.

    `may_fail` says what it may raise where it cannot follow; `wrong` names the workloads whose
    gradient it is known to get wrong.
    """

    title: str
    make: Callable[[Workload], Run]
    in_numpy: bool = True
    may_fail: tuple[type[Exception], ...] = ()
    wrong: tuple[str, ...] = ()


class Entry(NamedTuple):
    """A gradient that is ready: with all before, its first run took so long."""

    column: Column
    run: Run
    first: float


def columns() -> Iterator[Column]:
    """All that can be measured here."""
    yield Column("by hand", lambda work: ours.bound(work.by_hand, work))
    for title, (needed, make) in ours.FORMS.items():
        if needed <= ours.choices():
            yield Column(title, make)
    if ours.can_compile():
        yield Column("numba", ours.compiled, in_numpy=False, may_fail=(GradgenError,))
    for name in PEERS:
        try:
            peer = import_module(f"peers.{name}")
        except ImportError:
            continue
        wrong = getattr(peer, "WRONG", ())
        yield Column(peer.TITLE, peer.gradient, peer.IN_NUMPY, (Exception,), wrong)


def ready(work: Workload, chosen: Iterable[Column]) -> tuple[list[Entry], dict[str, str]]:
    """The gradients that agree, and what became of the other columns, in a word."""
    entries: list[Entry] = []
    absent: dict[str, str] = {}
    warm = workload("neuron", small=True)
    truth = ours.bound(work.by_hand, work)()
    for column in chosen:
        column.make(warm)()  # imports and starts are over when the clock runs
        start = time.process_time()
        try:
            run = column.make(work)
            found = run()
        except column.may_fail as error:
            absent[column.title] = f"cannot: {str(error).strip().partition(chr(10))[0]}"
            continue
        entry = Entry(column, run, time.process_time() - start)
        if work.name in column.wrong:
            absent[column.title] = "wrong"
        else:
            compare(found, truth, work, column.title)
            entries.append(entry)
    return entries, absent


def compare(found: Any, truth: Any, work: Workload, title: str) -> None:
    """Raise AssertionError if the value or a gradient is not what it is by hand."""
    value, gradients = found
    true_value, true_gradients = truth
    told = f"{title}, {work.name}"
    np.testing.assert_allclose(np.asarray(value), true_value, rtol=1e-8, err_msg=told)
    pairs = zip(work.wrt, as_tuple(gradients), as_tuple(true_gradients), strict=True)
    for name, mine, other in pairs:
        assert np.shape(mine) == np.shape(other), f"{told}: the shape of the gradient of {name}"
        close = 1e-7 * np.max(np.abs(other))
        np.testing.assert_allclose(
            np.asarray(mine), other, rtol=1e-6, atol=close, err_msg=f"{told}: {name}"
        )


def as_tuple(values: Any) -> tuple[Any, ...]:
    """What a function of one or of several results returns, as several."""
    return tuple(values) if isinstance(values, (tuple, list)) else (values,)
