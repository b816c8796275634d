"""Clusters: steps that are done in one loop, or outside of loops, in an order that works.

A step goes into the first cluster over the same elements that comes after all that it reads. What
is made for each element may be read in the same loop; a sum is there only after the loop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from gradgen.ir.circuit import Gate, Remark, Update
from gradgen.ir.expression import Apply, walk
from gradgen.optimize.fusion.elements import Dims
from gradgen.optimize.fusion.steps import Step
from gradgen.rules.matcher import is_size


@dataclass
class Cluster:
    """Steps in one loop over the elements of `domain`, or outside of loops if that is empty."""

    domain: Dims
    steps: list[Step] = field(default_factory=list)


def clustered(steps: Sequence[Step]) -> list[Cluster]:
    """The steps in clusters, those of each in order."""
    clusters = [Cluster(())]  # what depends on no loop is done before all of them
    made: dict[str, tuple[int, Step]] = {}
    for step in steps:
        place = _place(step, clusters, made)
        if place == len(clusters):
            clusters.append(Cluster(step.domain))
        clusters[place].steps.append(step)
        for name in targets(step):
            made[name] = (place, step)
    return clusters


def targets(step: Step) -> tuple[str, ...]:
    """The versions that a step binds."""
    match step.statement:
        case Gate(idle=False, targets=bound):
            return bound
        case Update(idle=False, target=target):
            return (target,)
        case _:
            return ()


def _place(step: Step, clusters: list[Cluster], made: dict[str, tuple[int, Step]]) -> int:
    is_comment = isinstance(step.statement, Gate | Update) and step.statement.idle
    if is_comment or isinstance(step.statement, Remark):
        return len(clusters) - 1
    first = 0
    for name in step.reads:
        if name in made:
            place, maker = made[name]
            is_beside = maker.domain == step.domain and maker.axes is None
            first = max(first, place if is_beside else place + 1)
    alike = (n for n in range(first, len(clusters)) if clusters[n].domain == step.domain)
    return next(alike, len(clusters))


_CHEAP: Final = frozenset(("add", "subtract", "multiply", "negative", "positive", "index", "where"))


def with_copies(clusters: Sequence[Cluster]) -> list[Cluster]:
    """The clusters, each with what is made again in it rather than kept in an array.

    That is what costs little: sums, products and copies of elements.
    """
    home = {n: c for c, cluster in enumerate(clusters) for s in cluster.steps for n in targets(s)}
    makers = {n: s for cluster in clusters for s in cluster.steps for n in targets(s)}

    def missing(step: Step, place: int, have: set[str]) -> Iterator[Step]:
        for name in step.reads:
            maker = makers.get(name)
            if name in have or maker is None or home[name] == place:
                continue
            if maker.domain == step.domain and _is_cheap(maker):
                have.add(name)
                yield from missing(maker, place, have)
                yield maker

    done: list[Cluster] = []
    for place, cluster in enumerate(clusters):
        have: set[str] = set()
        steps: list[Step] = []
        for step in cluster.steps:
            steps += missing(step, place, have) if step.domain else ()
            steps.append(step)
        done.append(Cluster(cluster.domain, steps))
    return done


def _is_cheap(step: Step) -> bool:
    if step.axes is not None or not isinstance(step.statement, Gate):
        return False
    calls = (n for n in walk(step.gate.expression) if isinstance(n, Apply) and not is_size(n))
    return all(call.function.name in _CHEAP for call in calls)


def without_unread(clusters: Sequence[Cluster], stored: Collection[str]) -> list[Cluster]:
    """The clusters without the elements that nobody reads in them, and that nobody keeps.

    What is kept in an array is not made a second time.
    """
    done: list[Cluster] = []
    made: set[str] = set()
    for cluster in clusters:
        read, kept = set(stored), list[Step]()
        before = frozenset(made)
        made.update(name for step in cluster.steps for name in targets(step) if name in stored)
        for step in reversed(cluster.steps):
            is_element = bool(step.domain) and step.axes is None and bool(targets(step))
            if not before.isdisjoint(targets(step)):
                continue
            if not is_element or not read.isdisjoint(targets(step)):
                kept.append(step)
                read.update(step.reads)
        is_empty = not any(map(targets, kept))
        done.append(Cluster(() if is_empty else cluster.domain, kept[::-1]))
    return done
