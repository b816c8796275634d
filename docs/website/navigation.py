"""In which order the pages of the site stand beside it: first what a newcomer needs.

A page that is in no group is found by `tests/test_site.py`, and refused by the builder.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = "README"

NAVIGATION: dict[str, tuple[str, ...]] = {
    "Start": (
        "docs/getting_started",
        "docs/for_learning",
        "docs/for_reviewing",
        "docs/for_training",
        "docs/for_embedding",
        "docs/why_not",
        "docs/gallery",
    ),
    "Use": (
        "docs/README",
        "docs/modes",
        "docs/custom_gradients",
        "docs/libraries",
        "docs/pytorch",
        "docs/optimize",
        "docs/numba",
        "docs/verify",
        "docs/pictures",
        "docs/committed",
        "docs/editors",
        "docs/recipes/README",
    ),
    "Look up": (
        "docs/conventions",
        "docs/gates",
        "docs/numpy",
        "docs/sparse_jacobians",
        "docs/limits",
        "docs/output_formats",
        "docs/errors",
    ),
    "Look behind": (
        "docs/architecture",
        "docs/add_a_rule",
        "docs/testing",
        "benchmarks/README",
        "CHANGELOG",
    ),
}
"""The groups, each with its pages."""

BELOW: dict[str, tuple[str, ...]] = {
    "docs/recipes/README": (
        "docs/recipes/scipy",
        "docs/recipes/training",
        "docs/recipes/parallel",
        "docs/recipes/dask",
        "docs/recipes/torch",
        "docs/recipes/jax",
    ),
    "benchmarks/README": (
        "benchmarks/RESULTS",
        "benchmarks/COMMAND",
        "benchmarks/ARRAYS",
        "benchmarks/MODES",
        "benchmarks/SPARSE",
        "benchmarks/SCROLLING",
    ),
}
"""What stands below a page."""


def pages() -> list[str]:
    """All pages that there are, as they are called here: by their paths, without an ending."""
    folders = (".", "docs", "docs/recipes", "docs/errors", "benchmarks")
    files = (file for folder in folders for file in sorted((ROOT / folder).glob("*.md")))
    return [file.relative_to(ROOT).with_suffix("").as_posix() for file in files]


def children(page: str) -> tuple[str, ...]:
    """The pages below a page; each kind of error has one."""
    if page == "docs/errors":
        return tuple(name for name in pages() if name.startswith("docs/errors/"))
    return BELOW.get(page, ())


def placed() -> list[str]:
    """All pages in the order of the site."""
    named = [page for group in NAVIGATION.values() for page in group]
    return [START, *(name for page in named for name in (page, *children(page)))]
