"""Naming: which versions are held in arrays, and what versions and their elements are called.

A name that has but one kind of versions keeps them all, as it did before. Where some are arrays
and others elements, the last array has the name, the elements of `y` are called `y_i`, and arrays
before the last one `y_1`, `y_2`, ….
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from gradgen.ir.names import Names
from gradgen.optimize.fusion.clusters import Cluster, targets
from gradgen.optimize.fusion.steps import Step, plain


class Naming(NamedTuple):
    """By version: the name of the whole, the name of one element, and which are kept in arrays."""

    wholes: Mapping[str, str]
    elements: Mapping[str, str]
    kept: frozenset[str]


def naming(
    clusters: Sequence[Cluster], results: Collection[str], parameters: Collection[str], names: Names
) -> Naming:
    """The names for all versions; `results` are those that the function returns."""
    kept = _kept(clusters, results)
    makers = {n: s for cluster in clusters for s in cluster.steps for n in targets(s)}
    by_name: dict[str, list[str]] = defaultdict(list)
    for version in makers:
        by_name[plain(version)].append(version)
    wholes: dict[str, str] = {}
    elements: dict[str, str] = {}
    for name, versions in by_name.items():
        whole = [v for v in versions if v in kept or not _is_of_elements(makers[v])]
        inner = [v for v in versions if _is_of_elements(makers[v])]
        if not inner and all(not makers[v].domain for v in versions):
            wholes |= dict.fromkeys(versions, name)
        elif not whole and name not in parameters:
            elements |= dict.fromkeys(inner, name)
        else:
            free = [name] if name not in parameters else []
            wholes |= {v: free.pop() if free else names.fresh(name) for v in reversed(whole)}
            elements |= dict.fromkeys(inner, names.fresh(f"{name}_i")) if inner else {}
    return Naming(wholes, elements, frozenset(kept))


def _kept(clusters: Sequence[Cluster], results: Collection[str]) -> set[str]:
    """The versions whose elements are needed after their loop."""
    needed = set(results)
    for cluster in clusters:
        here = {n for step in cluster.steps for n in targets(step)}
        for step in cluster.steps:
            needed |= {n for n in step.reads if n not in here or not step.domain}
    made = (s for cluster in clusters for s in cluster.steps if _is_of_elements(s))
    return {n for step in made for n in targets(step) if n in needed}


def _is_of_elements(step: Step) -> bool:
    return bool(step.domain) and step.axes is None
