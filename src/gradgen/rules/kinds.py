"""The kinds of gates: the words of the notes, and what each kind does going back and forward.

One table for the comments, the pictures, the documentation and `gradgen --list-gates`.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of gate.

    `word` opens the note of each of its gradients, and `forward` that of each of its tangents
    (`{gate}` stands for the gate's own name); `going_back` says in a sentence what happens to the
    upstream gradient, `going_forward` what becomes of the tangents; `colour` is for the pictures.
    `linear` says whether gates of arrays are linear in all operands `together`, or in `each`: then
    forward mode follows from the gate itself.
    """

    name: str
    word: str
    going_back: str
    forward: str
    going_forward: str
    colour: str
    linear: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether nothing flows through gates of this kind."""
        return self.name in ("flat", "stop")


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "copier",
            "gradient copier",
            "Every input gets the upstream gradient as it is: an addition copies.",
            "tangent adder",
            "The tangents are added, as the values are; other linear gates are applied to them.",
            "#2e7d32",
            linear="together",
        ),
        Kind(
            "multiplier",
            "gradient multiplier",
            "Each input gets the upstream gradient times the other input: "
            "a multiplication swaps the multipliers.",
            "tangent multiplier",
            "Each tangent is multiplied by the other inputs, and the products are added: "
            "the product rule.",
            "#1565c0",
            linear="each",
        ),
        Kind(
            "divider",
            "gradient divider",
            "The upstream gradient is divided by the divisor, as the value was.",
            "tangent divider",
            "The tangents are divided as the quotient rule says.",
            "#00838f",
        ),
        Kind(
            "adder",
            "gradient adder",
            "A value that is used more than once gets the sum of what its uses send back: "
            "a fork adds.",
            "tangent copier",
            "Each use of a value gets its tangent as it is.",
            "#6a1b9a",
        ),
        Kind(
            "router",
            "gradient router",
            "The upstream gradient goes whole to the input that was let through; "
            "the others get zero.",
            "tangent router",
            "The tangent of the input that was let through goes on; the others are dropped.",
            "#ef6c00",
        ),
        Kind(
            "sigmoid",
            "sigmoid",
            "The upstream gradient is scaled by (1 - L) * L, where L is the output.",
            "sigmoid",
            "The tangent is scaled by (1 - L) * L, where L is the output.",
            "#ad1457",
        ),
        Kind(
            "power",
            "power",
            "The exponent comes down as a factor, and the power is one less.",
            "power",
            "The exponent comes down as a factor, and the power is one less.",
            "#4527a0",
        ),
        Kind(
            "function",
            "{gate}",
            "The upstream gradient is scaled by the function's local gradient.",
            "{gate}",
            "The tangent is scaled by the function's local gradient.",
            "#37474f",
        ),
        Kind(
            "flat",
            "zero gradient",
            "Nothing flows back: the output is constant between its steps.",
            "zero tangent",
            "No tangent goes on: the output is constant between its steps.",
            "#9e9e9e",
        ),
        Kind(
            "stop",
            "gradient stop",
            "Nothing flows back: the output is taken for a constant, as the user wishes.",
            "tangent stop",
            "No tangent goes on: the output is taken for a constant, as the user wishes.",
            "#616161",
        ),
    )
}
