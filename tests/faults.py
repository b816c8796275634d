"""Faults of the transforms by name: how each is injected, where it shows, and which check sees it.

A fault changes one function of `gradgen.transforms` (`wrong` makes the wrong function of the right
one). `source` is a small file that the fault makes a wrong derivative of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from textwrap import dedent
from typing import Any, Final

from gradgen.ir.circuit import Circuit, Gate, Update
from gradgen.ir.expression import Literal, Sequence
from gradgen.transforms.broadcasting import Unbroadcast
from gradgen.transforms.liveness import without_unread

Function = Callable[..., Any]


@dataclass(frozen=True)
class Fault:
    """A fault of one function, and a file where it matters, in a mode."""

    where: str
    wrong: Callable[[Function], Function]
    source: str
    noticed_by: str
    mode: str = "vjp"


NUMBERS: Final = """
    # at: x=1.5, y=-2.25
    import math

    def f(x, y):
        a = x * y
        return a * math.sin(a) + y
    """
REBOUND: Final = """
    # at: x=1.5, y=-2.25
    def f(x, y):
        x = x * y
        x = x * x
        return x * y
    """
TWO_OUTPUTS: Final = """
    # at: x=1.5, y=-2.25
    def f(x, y):
        a = x * y
        b = x + y
        return a, b
    """
ABSENT: Final = """
    # at: x=[1.0, 2.0], y=[0.5, -1.5, 2.5]
    import numpy as np

    def f(x, y):
        return np.sum(y * y)
    """
FORK: Final = """
    # at: x=[1.0, 2.0], y=[0.5, -1.5]
    import numpy as np

    def f(x, y):
        a = x * 2.0
        b = np.sin(y)
        return y + a + b
    """
SEEDED: Final = """
    # at: x=[1.0, 2.0], y=[0.5, -1.5]
    import numpy as np

    def f(x, y):
        return x + np.sin(y)
    """
BIAS: Final = """
    # at: x=[[1.0, 2.0, 0.5], [0.25, -1.0, 3.0], [1, 2, 3]], b=[0.5, -1.5, 2.5]
    import numpy as np
    from jaxtyping import Float

    def f(x: Float[np.ndarray, "3 3"], b: Float[np.ndarray, "3"]):
        return np.sum(np.tanh(x * b) * x)
    """
UNKNOWN: Final = """
    # at: x=[[1.0, 2.0, 0.5], [0.25, -1.0, 3.0]], b=[0.5, -1.5, 2.5]
    import numpy as np

    def f(x, b):
        return np.tanh(x * b)
    """
SLICES: Final = """
    # at: x=[1.0, 2.0, -0.5, 0.75]
    import numpy as np

    def f(x):
        return np.sum(x[1:] * x[:-1]) + x[0]
    """
REPEATED: Final = """
    # at: x=[1.0, 2.0, -0.5, 0.75]
    import numpy as np

    def f(x):
        return np.sum(x[[0, 0, 2]] ** 2)
    """
HALVES: Final = """
    # at: x=[1.0, 2.0, -0.5, 0.75]
    import numpy as np

    def f(x):
        a, b = np.split(x, 2)
        return np.sum(a * a * b)
    """
BUFFER: Final = """
    # at: x=[1.0, 2.0, -0.5], y=[0.5, -1.5]
    import numpy as np

    def f(x, y):
        b = np.sin(x)
        c = b * b
        b[1:] += y
        return np.sum(c * b)
    """
PARTS: Final = """
    # at: N=3
    import numpy as np
    from jaxtyping import Float

    def f(x: Float[np.ndarray, "N"], y: Float[np.ndarray, "N-1"]):
        out = np.zeros_like(x)
        out[1:] += y
        out[:-1] += y
        return np.sum(out * out)
    """
LOOP: Final = """
    # at: x=[1.0, 2.0, -0.5], w=[0.5, -1.5, 2.0]
    import numpy as np

    def f(x, w):
        s = np.sum(w)
        for i in range(x.shape[0]):
            s = s + np.sin(x[i]) * w[i]
        return s * s
    """
SINGLE: Final = """
    # at: x=[1.0, 2.0, 0.5], c=1.5
    import numpy as np

    def f(x, c: float):
        return c ** x
    """
GUARDED: Final = """
    # at: x=[1.0, 0.0, 2.0], m=[1.0, 0.0, 2.0]
    import numpy as np
    from jaxtyping import Float

    def f(x: Float[np.ndarray, "3"], m: Float[np.ndarray, "3"]):
        return np.sum(np.where(m > 0.5, np.sqrt(x * x), m))
    """
SUM: Final = """
    # at: x=[1.0, 2.0, 0.5]
    import numpy as np

    def f(x):
        return np.sum(x) + np.sum(x * x)
    """
CHAIN: Final = """
    # at: x=1.5
    import math

    def f(x):
        return math.exp(math.sin(math.cos(x)))
    """
VECTORS: Final = """
    # at: x=[1.0, 2.0, 0.5], w=[[0.5, -1.5, 2.0], [1, 2, 3], [0.25, 0.5, -1]]
    import numpy as np
    from jaxtyping import Float

    def f(x: Float[np.ndarray, "3"], w: Float[np.ndarray, "3 3"]):
        return np.tanh(w @ x)
    """


# Reverse mode.


def assigned_again(contribute: Function) -> Function:
    """The second contribution to a gradient takes the place of the first."""

    def wrong(ledger: Any, name: str, *rest: Any) -> None:
        ledger.started.discard(name)
        contribute(ledger, name, *rest)

    return wrong


def not_added(contribute: Function) -> Function:
    """The second contribution to a gradient is left out."""

    def wrong(ledger: Any, name: str, *rest: Any) -> None:
        if name not in ledger.started:
            contribute(ledger, name, *rest)

    return wrong


def added_in_place(contribute: Function) -> Function:
    """The second contribution is added with `+=` to what may be somebody else's array too."""

    def wrong(ledger: Any, name: str, value: Any, words: Any, origin: Any) -> None:
        is_first = name not in ledger.started
        contribute(ledger, name, value, words, origin)
        line = ledger.lines[-1]
        if not is_first:
            everywhere, note = Literal("..."), (line.note, line.rule)
            ledger.lines[-1] = Update(line.target, everywhere, value, line.span, *note)

    return wrong


def one_line_too_early(_: Function) -> Function:
    """The last two lines of the backward half change places."""

    def wrong(lines: list[Any], results: Any) -> list[Any]:
        kept = without_unread(lines, results)
        return [*kept[:-2], kept[-1], kept[-2]]

    return wrong


def read_before_the_last_addition(_: Function) -> Function:
    """A gradient is read before all has been added to it."""

    def wrong(lines: list[Any], results: Any) -> list[Any]:
        kept = without_unread(lines, results)
        adds = [
            i for i, s in enumerate(kept) if isinstance(s, Gate) and s.note and "adder" in s.note[0]
        ]
        line = kept.pop(adds[0])
        return [*kept[: adds[0] + 1], line, *kept[adds[0] + 1 :]]

    return wrong


def nothing(_: Function) -> Function:
    """What should be done is not done."""
    return lambda *_, **__: None


def plain_zero(_: Function) -> Function:
    """The zero of an array is a plain number."""
    return lambda *_: Literal("0.0")


def no_sum(_: Function) -> Function:
    """What was broadcast is not summed again."""
    return lambda value, *_: Unbroadcast(value, "")


def other_axis(summed: Function) -> Function:
    """The sum goes over another axis."""
    return lambda value, axes, **keep: summed(value, [1 - axis for axis in axes], **keep)


def parts_swapped(outputs_at: Function) -> Function:
    """The gradients of a gate's outputs are those of other outputs."""

    def wrong(rule: Any, targets: Any, gradients: Any) -> Any:
        return outputs_at(rule, tuple(reversed(targets)), gradients)

    return wrong


def seeds_crossed(name_gradients: Function) -> Function:
    """The upstream gradient of one output flows into another."""

    def wrong(ledger: Any, wrt: Any) -> None:
        name_gradients(ledger, wrt)
        one, other, *_ = (output.value.id for output in ledger.circuit.outputs)
        names = ledger.gradients
        names[one], names[other] = names[other], names[one]

    return wrong


def unshaped(shape_seeds: Function) -> Function:
    """An upstream gradient is taken as it comes."""
    return nothing(shape_seeds)


def added_once(_: Function) -> Function:
    """Places that an index names twice are added to once."""
    return lambda *_: False


def sum_not_opened(_: Function) -> Function:
    """A gradient that a loop adds to starts anew in each turn."""
    return nothing(_)


def never_total(_: Function) -> Function:
    """What grows in a loop sends its gradient to its start in each turn."""
    return lambda gate, place: False


# What all modes share.


def always_free(_: Function) -> Function:
    """A buffer is written over though its old content is read later."""
    return lambda gate, readers, made: gate.total in made


def never_needed(retire: Function) -> Function:
    """A forward value that the lines going back read counts as idle."""
    return lambda body, readers: retire(body, readers[-1:])


def wide(_: Function) -> Function:
    """Numbers of their own type make arrays wider."""
    return lambda value, *_: value


def unguarded(_: Function) -> Function:
    """A local gradient counts though its gate's output does not."""
    return lambda local, value, gate: value


def names_kept(_: Function) -> Function:
    """A variable that is bound again keeps its name."""
    return lambda names, name: name


# Forward mode.


def last_term_dropped(terms: Function) -> Function:
    """A tangent lacks its last term."""
    return lambda *given: terms(*given)[:1]


def tangents_swapped(name_tangents: Function) -> Function:
    """The direction of one parameter moves another."""

    def wrong(forward: Any, seeds: Any) -> None:
        name_tangents(forward, dict(zip(seeds, reversed(seeds.values()), strict=True)))

    return wrong


def growth_forgotten(_: Function) -> Function:
    """The tangent of what grows in a loop does not grow."""
    return nothing(_)


# Matrices.


def axes_swapped(_: Function) -> Function:
    """Rows of a block stand where columns should."""
    return lambda plan, index, value: Sequence((index, Literal("...")))


def unit_left_standing(unit: Function) -> Function:
    """The unit of one turn is another one: two."""

    def wrong(plan: Any, seed: Any, value: Any, index: Any, what: str) -> None:
        unit(plan, seed, value, index, what)
        last = plan.lines[-1]
        plan.lines[-1] = replace(last, value=Literal("2.0"))

    return wrong


# Two functions.


def unpacked_in_another_order(unpacked: Function) -> Function:
    """What is stored is taken out in another order."""

    def wrong(residuals: str, stored: tuple[str, ...], circuit: Circuit) -> Any:
        return unpacked(residuals, stored[::-1], circuit)

    return wrong


def one_too_few(stored: Function) -> Function:
    """Something that is read later is not stored."""
    return lambda *given: stored(*given)[:-1]


def old_names(_: Function) -> Function:
    """What one half calls something by now, the other does not."""
    return lambda halves: halves


RIGHT: Final = "the_gradient_is_right"
CHECKER: Final = "the circuit checker"
SLOPES: Final = "tangents"

_T: Final = "gradgen.transforms"
FAULTS: Final = {
    "an accumulation takes the place of another": Fault(
        f"{_T}.ledger.Ledger.contribute", assigned_again, NUMBERS, RIGHT
    ),
    "an accumulation is skipped": Fault(
        f"{_T}.ledger.Ledger.contribute", not_added, NUMBERS, RIGHT
    ),
    "+= on what two names share": Fault(
        f"{_T}.ledger.Ledger.contribute", added_in_place, FORK, RIGHT
    ),
    "backward lines in the wrong order": Fault(
        f"{_T}.pullback.without_unread", one_line_too_early, CHAIN, CHECKER
    ),
    "a gradient is read too early": Fault(
        f"{_T}.pullback.without_unread", read_before_the_last_addition, NUMBERS, CHECKER
    ),
    "an un-broadcast is dropped": Fault(f"{_T}.local_gradients.unbroadcast", no_sum, BIAS, RIGHT),
    "an un-broadcast is dropped where shapes are unknown": Fault(
        f"{_T}.local_gradients.unbroadcast", no_sum, UNKNOWN, RIGHT
    ),
    "a sum over the wrong axis": Fault(f"{_T}.broadcasting._summed", other_axis, BIAS, RIGHT),
    "the gradient of an absent parameter is dropped": Fault(
        f"{_T}.pullback._Backward.settle", nothing, ABSENT, CHECKER
    ),
    "the gradient of an absent parameter has no shape": Fault(
        f"{_T}.local_gradients.LocalGradients.zero", plain_zero, ABSENT, RIGHT
    ),
    "the parts of an unpacking are swapped": Fault(
        f"{_T}.pullback.outputs_at", parts_swapped, HALVES, RIGHT
    ),
    "the seeds of two outputs are crossed": Fault(
        f"{_T}.ledger.Ledger.name_gradients", seeds_crossed, TWO_OUTPUTS, RIGHT
    ),
    "a seed is not brought to the shape of its output": Fault(
        f"{_T}.pullback._Backward.shape_seeds",
        unshaped,
        SEEDED,
        "the_upstream_gradient_is_one_unless_given",
    ),
    "a seed is handed on as a gradient": Fault(
        f"{_T}.pullback._Backward.shape_seeds",
        unshaped,
        SEEDED,
        "the_gradients_have_memory_of_their_own",
    ),
    "repeated places are added to once": Fault(
        f"{_T}.ledger.may_repeat", added_once, REPEATED, RIGHT
    ),
    "a sum in a loop starts anew in each turn": Fault(
        f"{_T}.ledger.Ledger.open_sum", sum_not_opened, LOOP, CHECKER
    ),
    "a total is sent back in each turn": Fault(
        f"{_T}.pullback._is_total", never_total, LOOP, RIGHT
    ),
    "a residual is overwritten": Fault(f"{_T}.in_place._is_free", always_free, BUFFER, CHECKER),
    "a residual is not computed": Fault(f"{_T}.reverse.retire", never_needed, NUMBERS, CHECKER),
    "a type is made wider": Fault(
        f"{_T}.local_gradients.narrowed", wide, SINGLE, "single_precision_stays"
    ),
    "a condition is forgotten": Fault(
        f"{_T}.local_gradients.LocalGradients._guarded", unguarded, GUARDED, "slopes"
    ),
    "the rename of a rebound name is forgotten": Fault(
        "gradgen.ir.names.Names.claim", names_kept, REBOUND, "every_name_is_bound_once"
    ),
    "a tangent lacks a term": Fault(
        f"{_T}.pushforward.terms", last_term_dropped, NUMBERS, SLOPES, "jvp"
    ),
    "tangents are swapped": Fault(
        f"{_T}.pushforward._Forward.name_tangents", tangents_swapped, NUMBERS, SLOPES, "jvp"
    ),
    "a tangent does not grow": Fault(
        f"{_T}.pushforward._Forward._grow", growth_forgotten, LOOP, CHECKER, "jvp"
    ),
    "a tangent lacks its shape": Fault(
        f"{_T}.pushforward._Forward._shape_seed",
        nothing,
        SUM,
        "a_number_is_a_direction_of_equal_parts",
        "jvp",
    ),
    "the vectors of an hvp are swapped": Fault(
        f"{_T}.pushforward._Forward.name_tangents",
        tangents_swapped,
        NUMBERS,
        "products",
        "hvp",
    ),
    "rows of a Jacobian stand where columns should": Fault(
        f"{_T}.jacobian_blocks.Blocks._behind", axes_swapped, VECTORS, "columns", "jacobian"
    ),
    "a unit is not one": Fault(
        f"{_T}.jacobian_blocks.Blocks._unit", unit_left_standing, VECTORS, "rows", "jacobian"
    ),
    "what is stored is taken out in another order": Fault(
        f"{_T}.splitting._unpacked", unpacked_in_another_order, NUMBERS, "halves", "split"
    ),
    "what is stored is too little": Fault(
        f"{_T}.splitting._stored", one_too_few, NUMBERS, CHECKER, "split"
    ),
    "the halves call a buffer by two names": Fault(
        f"{_T}.splitting.with_same_names", old_names, PARTS, "residuals", "split"
    ),
}


def text(fault: Fault) -> str:
    """The file that shows a fault."""
    return dedent(fault.source).lstrip("\n")
