"""What the residuals of the split form take up, as the forward function's docstring says it.

Of `x: [N, D], w: [D, M]` with `s = x @ w` and `b`, a number::

    Stores x, w, which the caller has, and N*M + 1 numbers: s [N, M], b.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Name
from gradgen.ir.shape import Dim, Shape, is_unnamed, split


def said_of_storage(circuit: Circuit, facts: Facts, stored: tuple[str, ...]) -> Iterator[str]:
    """The line that says it: where all shapes are known, and some value is an array.

    Parameters and outputs are not counted: they are stored as they are, and the caller has them.
    """
    outputs = {o.value.id for o in circuit.outputs if isinstance(o.value, Name)}
    held = outputs | {parameter.name for parameter in circuit.parameters}
    kept = [name for name in stored if name in held]
    new = {name: facts.shapes.of(Name(name)) for name in stored if name not in held}
    shapes = [facts.shapes.of(Name(name)) for name in stored]
    if all(shape.is_scalar for shape in shapes) or not all(map(_is_named, new.values())):
        return
    listed = [f"{name} {shape}" for name, shape in new.items() if not shape.is_scalar]
    listed += [name for name, shape in new.items() if shape.is_scalar]
    parts = [f"{', '.join(kept)}, which the caller has"] if kept else []
    parts += [f"{total(new.values())}: {', '.join(listed)}"] if new else ["nothing new"]
    yield f"Stores {', and '.join(parts)}."


def _is_named(shape: Shape) -> bool:
    return shape.is_exact and not any(map(is_unnamed, shape.dims))


def total(shapes: Iterable[Shape]) -> str:
    """`2*N*M + N + 1 numbers`: how many there are in arrays of these shapes."""
    counts: Counter[tuple[str, ...]] = Counter()
    for shape in shapes:
        number, names = 1, []
        for dim in shape.dims:
            if isinstance(dim, int):
                number *= dim
            else:
                names.append(_factor(dim))
        counts[tuple(names)] += number
    lone = counts.pop((), 0)
    terms = [_term(count, names) for names, count in counts.items() if count]
    terms += [str(lone)] if lone or not terms else []
    return f"{' + '.join(terms)} number{'' if terms == ['1'] else 's'}"


def _factor(dim: Dim) -> str:
    """A dimension in a product: `(N-1)` for `N-1`."""
    return f"({dim})" if isinstance(dim, str) and split(dim)[1] else str(dim)


def _term(count: int, names: tuple[str, ...]) -> str:
    return "*".join([*([str(count)] if count > 1 else []), *names])
