"""What is wanted of the gradients, and where each wish stands in the measured rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from report import Row, mean

ARRAYS_LIKE_XLA = ("mlp", "lstm_step", "attention")
NUMBERS = ("neuron", "bundle_adjustment", "scalar_chain")


class Goal(NamedTuple):
    """A wish, what was measured, and whether that grants it."""

    wish: str
    found: str
    met: bool


def goals(rows: Sequence[Row]) -> Iterator[Goal]:
    """Each wish that these rows can tell about."""
    yield from _times(rows)
    yield from _peers(rows)
    yield from _compiled(rows)
    yield _memory(rows, "default")
    yield _memory(rows, "-O")


def _times(rows: Sequence[Row]) -> Iterator[Goal]:
    for title, most in (("default", 2.9), ("-O", 1.9)):
        found = [row.ratios[title] for row in rows if title in row.ratios]
        if found:
            reached = mean(found)
            wish = f"{title}: at most {most} times the forward, as a geometric mean"
            yield Goal(wish, f"{reached:.2f}", reached <= most)
    best = "-O" if "-O" in rows[0].ratios else "default"
    slow = [f"{row.name} {row.ratios[best]:.2f}" for row in rows if row.ratios[best] > 3.5]
    yield Goal(f"{best}: no workload over 3.5", ", ".join(slow) or "none", not slow)


def _peers(rows: Sequence[Row]) -> Iterator[Goal]:
    autograd, tangent = _faster(rows, "autograd"), _faster(rows, "tangent-ad")
    if autograd:
        reached = mean(autograd.values())
        yield Goal("15 times faster than autograd", f"{reached:.1f}", reached >= 15)
        slower = [f"{name} {times:.2f}" for name, times in autograd.items() if times < 1]
        yield Goal("never slower than autograd", ", ".join(slower) or "never", not slower)
    if tangent:
        reached = mean(tangent.values())
        wish = f"4 times faster than tangent-ad, in the {len(tangent)} that it can do"
        yield Goal(wish, f"{reached:.1f}", reached >= 4)


def _compiled(rows: Sequence[Row]) -> Iterator[Goal]:
    best = "-O" if "-O" in rows[0].ratios else "default"
    xla = _faster(rows, "jax.jit", best)
    if not xla:
        return
    numbers = [xla[name] for name in NUMBERS]
    wish = "single numbers 10 times faster than jax.jit"
    yield Goal(wish, f"{mean(numbers):.0f}, least {min(numbers):.0f}", min(numbers) >= 10)
    for name in ARRAYS_LIKE_XLA:
        yield _within(1.2, name, 1 / xla[name], best)
    yield _within(1.5, "gaussian_mixture", 1 / xla["gaussian_mixture"], best)
    compiled = _faster(rows, "jax.jit", "numba")
    for name in ("black_scholes", "batch_norm"):
        if name in compiled:
            yield _within(1.0, name, 1 / compiled[name], "numba")


def _within(most: float, name: str, found: float, title: str) -> Goal:
    return Goal(f"{title}: {name} within {most} times jax.jit", f"{found:.2f}", found <= most)


def _memory(rows: Sequence[Row], title: str) -> Goal:
    over = [
        f"{row.name} {row.memory[title] / row.memory['autograd']:.1f} times"
        for row in rows
        if row.memory.get(title, 0) > row.memory.get("autograd", float("inf"))
    ]
    return Goal(f"{title}: memory never above autograd's", ", ".join(over) or "never", not over)


def _faster(rows: Sequence[Row], peer: str, title: str = "default") -> dict[str, float]:
    """By workload, how many times longer the peer takes."""
    pairs = {row.name: (row.ratios.get(peer), row.ratios.get(title)) for row in rows}
    return {name: theirs / ours for name, (theirs, ours) in pairs.items() if theirs and ours}


def table(rows: Sequence[Row]) -> str:
    """The goals, one a line."""
    lines = ["| Wanted | Found | |", "|---|---|---|"]
    lines += [f"| {g.wish} | {g.found} | {'' if g.met else 'not met'} |" for g in goals(rows)]
    return "\n".join(lines)
