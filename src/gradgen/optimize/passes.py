"""The passes that make a derived circuit faster, in the order in which they are done.

Each takes a circuit in which every value has a name of its own, and gives one that computes the
same with less. The circuit checker looks at what every one of them has made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from gradgen.ir.checker import check
from gradgen.ir.circuit import Circuit, Gate, Release, Statement
from gradgen.optimize.copies import without_copies
from gradgen.optimize.einsums import as_matrix_products
from gradgen.optimize.knowledge import Entering, Knowledge, known_of
from gradgen.optimize.lines import with_more
from gradgen.optimize.merging import merged
from gradgen.optimize.opening import opened
from gradgen.optimize.powers import as_products
from gradgen.optimize.releases import with_releases
from gradgen.optimize.rows import by_rows
from gradgen.optimize.scaling import scaled
from gradgen.optimize.shared_factors import factored
from gradgen.optimize.sharing import shared
from gradgen.optimize.spreads import spread_late
from gradgen.optimize.sums import contracted
from gradgen.optimize.unread import without_unread
from gradgen.optimize.versions import named, versioned

OptimizingPass: TypeAlias = Callable[[Circuit, Knowledge], Circuit]

PASSES: Final[tuple[OptimizingPass, ...]] = (
    without_copies,  # what is the same has one name from here on
    as_products,
    as_matrix_products,
    by_rows,
    spread_late,
    opened,
    factored,
    merged,
    scaled,
    contracted,
    shared,
    without_unread,
)
"""What is done while each value has a name of its own."""


def optimized(circuit: Circuit, entering: Entering) -> Circuit:
    """A circuit that computes what `circuit` does, in less time and memory."""
    body = tuple(_told(s, entering) for s in circuit.body if not isinstance(s, Release))
    circuit = check(versioned(replace(circuit, body=body)))
    known = known_of(circuit, entering)
    for step in PASSES:
        after = step(circuit, known)
        if after != circuit:
            circuit = check(after)
            known = known_of(circuit, entering)
    circuit = check(named(circuit, entering.taken))
    return check(with_releases(circuit, known_of(circuit, entering)))


def _told(statement: Statement, entering: Entering) -> Statement:
    """A line of the user's, with the word that no gradient goes there."""
    if not isinstance(statement, Gate) or statement.rule or statement.target not in entering.held:
        return statement
    said = ("a shift: no gradient goes there", "no gradient")
    return replace(statement, note=with_more(statement.note, *said))
