"""The notation of rules: what the decorators of a worked example say.

A rule is a plain Python function that is read, never called. Its name is the gate's. The first
line is the forward computation, and also the pattern that the rule matches; each `grad_` line is
what is emitted for that operand, renamed to the names at hand. A comment behind a line is the
detail of its note::

    @gate("multiplier")
    def multiply(x, y, grad_out):
        out = x * y
        grad_x = grad_out * y
        grad_y = grad_out * x

- An operand with the line `grad_x = 0` has a zero gradient there; an operand without a line cannot
  carry a gradient, and a value that should is refused.
- A starred operand stands for any number of operands, and its line for each of them:
  `out = hypot(*x)` with `grad_x = grad_out * x / out`.
- Functions are called by the names of gates; which library they come from is the target's affair.

- Gates of arrays take their operands by the names in the library's own signature, with its
  defaults: `def sum(a, axis=None, keepdims=False, *, grad_out)`. What the pattern does not mention
  is refused when it is given; a literal in the pattern has to be what is given: `ord=1`.
- Lines before and between may bind names of their own, `inverse = inv(a)`: they are computed once,
  if a line that is needed reads them. Other lines may read those names, and no other `grad_` line.
- A gate of several outputs names them, `w, v = eigh(a)`, and has a `grad_w` and a `grad_v` for
  `grad_out`. Where nothing flows into an output, the terms that its gradient is a factor of are
  left out. `(*parts,) = …` stands for any number of outputs, and `[*grad_parts]` for their
  gradients.
- `[x]` takes a row of just one; `[*arrays]` takes a list, and has its line for each item;
  `[[*items]]` takes lists inside of lists and has it for each innermost item. Forms find how they
  were nested in the binding `items[]`.
- Forward mode follows from these lines where a gate treats every element alike: the tangent of
  `out` is the sum of its gradient lines, with `dot_x` for `grad_out`. A gate of arrays whose kind
  is linear (`copier`: in all operands together, `multiplier`: in each of them) is applied to the
  tangents. Every other one states it: `dot_out = total(dot_x * weights(x))`, one line for each
  output, in terms of the operands' tangents `dot_x`. Terms with the tangent of what does not vary
  are left out, and are zero at a side of a `where`. Where a gate needs a tangent all the same, as
  `linspace` needs both ends, it is `or_zeros(dot_x, x)`, and the line is left out if none is there;
  a row `[*dot_choices]` has zeros among its items. Steps may be read, or made, for these lines.
- Lines may use the forms of `rules/forms/`, such as `spread`: they become expressions that depend
  on shapes, or on how an argument is written.

`spelling` lists other ways of writing a gate, one expression a line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


def gate(kind: str, detail: str = "", *, shape: str = "") -> Callable[[F], F]:
    """A rule of that `kind` (see `kinds.py`); `detail` is the note of lines without their own.

    A gate that does not treat every element alike names in `shape` how its output's shape follows
    from its operands (see `output_shapes/`).
    """
    return lambda example: example


def spelling(of: str, *, inline: bool = False) -> Callable[[F], F]:
    """Other ways of writing the gate `of`, recognised where a function is defined as one.

    With `inline` they are recognised in the middle of an expression too.
    """
    return lambda examples: examples
