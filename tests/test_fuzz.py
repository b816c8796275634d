"""Random scalar programs: every promise of the output, and the gradient against the oracle."""

from __future__ import annotations

from pathlib import Path

import pytest

import oracle
from program_checks import check_program, compare, outputs
from programs import Program, scalar_program

REGRESSIONS = sorted((Path(__file__).parent / "regressions").glob("*.txt"))
UPSTREAM = (1.0, -0.5, 1.75, 2.5)


def test_random_programs() -> None:
    """Each keeps every promise; and most have a gradient that the oracle can tell."""
    ended = []
    for number in range(110):
        program = scalar_program(number)
        try:
            outcome = check_program(program, UPSTREAM, twice=number % 4 == 0)
        except Exception as error:
            error.add_note(program.source)
            raise
        ended.append(outcome.first)
    assert ended.count("right") > len(ended) / 2, ended


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.stem)
def test_regression(path: Path) -> None:
    """A file of tests/regressions: its last line says at which arguments `f` is to be looked at."""
    source = path.read_bytes().decode("utf-8")
    places = [line for line in source.splitlines() if line.startswith("# at: ")]
    assert places, "no line such as `# at: x=1.5, y=-2.0`"
    for place in places:
        arguments = _arguments(place.removeprefix("# at: "))
        outcome = check_program(Program(source, arguments, None, frozenset()), [1.0, 0.5, -2.0])
        assert outcome.first == "right", outcome.first


def _arguments(text: str) -> dict[str, float]:
    pairs = (part.split("=") for part in text.split(","))
    return {name.strip(): float(value) for name, value in pairs}


# The oracle itself: complex step and differences know nothing of each other.
KNOWN = (
    "import math\ndef f(x, y): return math.sin(x * y) + math.log1p(x) / y\n",
    "import math\ndef f(x, y): return math.atan2(x, y) * math.hypot(x, y, 2.0) - x ** y\n",
    "import math\ndef f(x, y): return math.acosh(2 + x) * math.cbrt(-y) + math.expm1(x * y)\n",
    "import math\ndef f(x, y): return math.fmod(7 * x, y) + math.remainder(x, y) + x % -y\n",
    "def f(x, y): return max(x, y, x * y) - abs(x - y) * (x > y) + round(3 * x) * y\n",
    "import math\ndef f(x, y): return math.erf(x) * math.lgamma(y), math.copysign(x, -y)\n",
)


@pytest.mark.parametrize("source", KNOWN)
def test_the_oracle_agrees_with_itself(source: str) -> None:
    arguments = {"x": 0.83, "y": 1.37}
    function = oracle.load(source)["f"]
    upstream = [1.5, -0.5][: len(outputs(function(**arguments)))]
    estimate = oracle.gradient(source, "f", arguments, ("x", "y"), upstream)

    def moved(name: str, h: float) -> float:
        values = outputs(function(**{**arguments, name: arguments[name] + h}))
        return float(sum(v * w for v, w in zip(values, upstream, strict=True)))

    slopes = {n: oracle.extrapolated(lambda h, n=n: moved(n, h)) for n in arguments}  # type: ignore[misc]
    found = {name: value for name, (value, _) in slopes.items()}
    errors = {name: error + 1e-9 for name, (_, error) in slopes.items()}
    compare(found, oracle.Estimate(estimate.gradients, errors))


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def f(x): return abs(x - 2.0)\n", "a kink"),
        ("def f(x): return x if x > 2.00001 else -x\n", "a kink"),
        ("import math\ndef f(x): return math.floor(x)\n", "a kink"),
        ("import math\ndef f(x): return math.log(x - 2.0)\n", "the border of a domain"),
        ("def f(x): return x * 1e9\n", "large numbers"),
    ],
)
def test_the_oracle_says_where_there_is_nothing_to_compare_with(source: str, why: str) -> None:
    with pytest.raises(oracle.UnfitError, match=why):
        oracle.gradient(source, "f", {"x": 2.0}, ("x",), [1.0])
