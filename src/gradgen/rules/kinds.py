"""The kinds of gates: the words of the notes, and what each kind does going back.

One table for the comments, the pictures, the documentation and `gradgen --list-gates`.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of gate.

    `word` opens the note of each of its lines (`{gate}` stands for the gate's own name);
    `going_back` says in a sentence what happens to the upstream gradient; `colour` is for the
    pictures. An `elementwise` gate treats every element alike, and a `linear` one is linear in
    each operand: either is enough to derive the forward mode from the reverse lines.
    """

    name: str
    word: str
    going_back: str
    colour: str
    elementwise: bool = True
    linear: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "copier",
            "gradient copier",
            "Every input gets the upstream gradient as it is: an addition copies.",
            "#2e7d32",
            linear=True,
        ),
        Kind(
            "multiplier",
            "gradient multiplier",
            "Each input gets the upstream gradient times the other input: "
            "a multiplication swaps the multipliers.",
            "#1565c0",
            linear=True,
        ),
        Kind(
            "divider",
            "gradient divider",
            "The upstream gradient is divided by the divisor, as the value was.",
            "#00838f",
        ),
        Kind(
            "adder",
            "gradient adder",
            "A value that is used more than once gets the sum of what its uses send back: "
            "a fork adds.",
            "#6a1b9a",
            linear=True,
        ),
        Kind(
            "router",
            "gradient router",
            "The upstream gradient goes whole to the input that was let through; "
            "the others get zero.",
            "#ef6c00",
        ),
        Kind(
            "sigmoid",
            "sigmoid",
            "The upstream gradient is scaled by (1 - L) * L, where L is the output.",
            "#ad1457",
        ),
        Kind(
            "power",
            "power",
            "The exponent comes down as a factor, and the power is one less.",
            "#4527a0",
        ),
        Kind(
            "function",
            "{gate}",
            "The upstream gradient is scaled by the function's local gradient.",
            "#37474f",
        ),
        Kind(
            "flat",
            "zero gradient",
            "Nothing flows back: the output is constant between its steps.",
            "#9e9e9e",
        ),
    )
}
