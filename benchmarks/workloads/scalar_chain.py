"""A chain of 1,000 gates on single numbers, with forks: no array can help, the interpreter counts.

The text is made, since a thousand lines would tell no more than these four. By hand it is flat too:
a loop, with the values in a list, would be slower.
"""

from collections.abc import Iterator

WRT = "x,y"
GATES, FEW = 1_000, 16

# u is the value before v, w an older one.
FORWARD = ("{v} = sin({u})", "{v} = {u} * y", "{v} = {u} + {w}", "{v} = {u} / x")

# g is the gradient of v, and then of u; what w shall have is kept until its turn comes.
BY_HAND = ("g *= cos({u})", "gy += g * {u}; g *= y", "g_{w} = g", "g /= x; gx -= g * {v}")


def text(small: bool) -> str:
    """A module with the function and its gradient by hand."""
    gates = FEW if small else GATES
    forward = [f"    {line}" for line in _forward(gates)]
    back = [f"    {line}" for line in _back(gates)]
    lines = [
        "from math import cos, sin",
        "def forward(x: float, y: float):",
        *forward,
        f"    return v{gates - 1}",
        "def by_hand(x, y):",
        *forward,
        *back,
        f"    return v{gates - 1}, (gx, gy)",
    ]
    return "\n".join([*lines, ""])


def _names(n: int) -> dict[str, str]:
    return {"v": f"v{n}", "u": f"v{n - 1}", "w": f"v{n // 2}"}


def _forward(gates: int) -> Iterator[str]:
    yield "v0 = x * y"
    for n in range(1, gates):
        yield FORWARD[n % 4].format(**_names(n))


def _back(gates: int) -> Iterator[str]:
    yield "g, gx, gy = 1.0, 0.0, 0.0"
    forks = set()
    for n in reversed(range(1, gates)):
        if n in forks:
            yield f"g += g_v{n}"
        yield BY_HAND[n % 4].format(**_names(n))
        if n % 4 == 2:
            forks.add(n // 2)
    yield "gx += g * y"
    yield "gy += g * x"


def inputs(chance, small):
    return {"x": chance.uniform(0.9, 1.1), "y": chance.uniform(0.9, 1.1)}
