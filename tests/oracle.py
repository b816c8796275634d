"""An oracle for gradients that knows no rule of any gate: complex step, else differences.

A program is run as it stands, with stand-ins for `math` and for the built-in functions that compute
on `Stepped` numbers: complex numbers that compare by their real part. A step of 1e-30 along the
imaginary axis gives the derivative to the last digits (Squire and Trapp, SIAM Review 40, 1998).
What has no complex counterpart here (`erf`, `gamma`) is left to central differences, extrapolated
after Richardson, with the difference of the last two columns as the error.

Every comparison, rounding and choice notes how near it was to going the other way: a gradient
beside a kink is not asked for.
"""

from __future__ import annotations

import builtins
import cmath
import inspect
import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final

STEP: Final = 1e-30
# Nearer to a kink than this, differences would look at both of its sides.
NEAR: Final = 1e-4
# Where numbers or slopes are larger, rounding decides about the digits that are compared.
LARGE: Final = 1e6

Arguments = Mapping[str, Any]


class NotAnalyticError(Exception):
    """Something was computed that has no complex counterpart."""


class UnfitError(Exception):
    """There is no gradient to compare with: a kink, a border of a domain, too large a number."""


@dataclass
class Record:
    """What was met on the way: the distance to the nearest kink, the largest number and slope."""

    nearest: float = math.inf
    largest: float = 0.0

    def near(self, distance: float) -> None:
        """Note that something would have changed its course `distance` further on."""
        self.nearest = min(self.nearest, abs(distance))


RECORD = Record()


@dataclass(frozen=True, eq=False)
class Stepped:
    """A number on its way through a program."""

    value: complex

    def __post_init__(self) -> None:
        size = max(abs(self.value.real), abs(self.value.imag) / STEP)
        RECORD.largest = max(RECORD.largest, size)

    def _compared(self, other: object, compare: Callable[[float, float], bool]) -> bool:
        here, there = self.value.real, real(other)
        if self is not other:
            RECORD.near(here - there)
        return compare(here, there)

    def __lt__(self, other: object) -> bool:
        return self._compared(other, operator.lt)

    def __le__(self, other: object) -> bool:
        return self._compared(other, operator.le)

    def __gt__(self, other: object) -> bool:
        return self._compared(other, operator.gt)

    def __ge__(self, other: object) -> bool:
        return self._compared(other, operator.ge)

    def __eq__(self, other: object) -> bool:
        return self._compared(other, operator.eq)

    def __ne__(self, other: object) -> bool:
        return self._compared(other, operator.ne)

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        RECORD.near(self.value.real)
        return self.value.real != 0

    def __float__(self) -> float:
        raise NotAnalyticError

    def __format__(self, specification: str) -> str:
        return format(self.value.real, specification)

    def __add__(self, other: Any) -> Stepped:
        return Stepped(self.value + plain(other))

    def __sub__(self, other: Any) -> Stepped:
        return Stepped(self.value - plain(other))

    def __rsub__(self, other: Any) -> Stepped:
        return Stepped(plain(other) - self.value)

    def __mul__(self, other: Any) -> Stepped:
        return Stepped(self.value * plain(other))

    def __truediv__(self, other: Any) -> Stepped:
        return Stepped(self.value / plain(other))

    def __rtruediv__(self, other: Any) -> Stepped:
        return Stepped(plain(other) / self.value)

    def __pow__(self, other: Any) -> Stepped:
        return power(self, other)

    def __rpow__(self, other: Any) -> Stepped:
        return power(other, self)

    def __floordiv__(self, other: Any) -> float:
        return quotient(self, other, math.floor)

    def __rfloordiv__(self, other: Any) -> float:
        return quotient(other, self, math.floor)

    def __mod__(self, other: Any) -> Stepped:
        return self - quotient(self, other, math.floor) * Stepped(plain(other))

    def __rmod__(self, other: Any) -> Stepped:
        return Stepped(plain(other)) % self

    def __neg__(self) -> Stepped:
        return Stepped(-self.value)

    def __pos__(self) -> Stepped:
        return self

    def __abs__(self) -> Stepped:
        return self if self > 0 else -self

    __radd__, __rmul__ = __add__, __mul__


def plain(number: Any) -> complex:
    """A number of any sort as a complex one."""
    return number.value if isinstance(number, Stepped) else complex(number)


def real(number: Any) -> float:
    """The real part of a number of any sort."""
    return plain(number).real


def stepped(number: Any) -> Stepped:
    """A number of any sort as a stepped one."""
    return number if isinstance(number, Stepped) else Stepped(complex(number))


def quotient(x: Any, y: Any, rounded: Callable[[float], int]) -> float:
    """`x / y`, rounded: how near it is to the next step is noted."""
    ratio = real(x) / real(y)
    RECORD.near(ratio - round(ratio))
    RECORD.near(ratio - math.floor(ratio) - 0.5 if rounded is round else 1.0)
    return float(rounded(ratio))


def power(x: Any, y: Any) -> Stepped:
    """`x ** y` for a real base that is positive, or a whole exponent without a step."""
    base, exponent = plain(x), plain(y)
    if exponent.imag == 0 and exponent.real == int(exponent.real) and abs(exponent.real) < 100:
        return Stepped(base ** int(exponent.real))
    if base.real <= 0:
        raise NotAnalyticError
    return Stepped(cmath.exp(exponent * cmath.log(base)))


def analytic(function: Callable[[complex], complex]) -> Callable[..., Stepped]:
    """A function of one complex number as one of a stepped number."""
    return lambda x: Stepped(function(plain(x)))


def bare(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of real numbers that has no complex counterpart."""

    def called(*numbers: Any) -> Any:
        if any(plain(number).imag for number in numbers):
            raise NotAnalyticError
        return function(*map(real, numbers))

    return called


def flat(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function with steps only; near a whole or a half number it may be about to step."""

    def called(number: Any, *digits: int) -> Any:
        scaled = real(number) * 10 ** (digits[0] if digits else 0) * 2
        RECORD.near((scaled - round(scaled)) / 2)
        return function(real(number), *digits)

    return called


def of_real(function: Callable[[float], Any]) -> Callable[[Any], Any]:
    """A function through which no derivative goes."""
    return lambda number: function(real(number))


def ordered(first: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    """`max` or `min` as a chain of comparisons."""

    def called(*numbers: Any) -> Any:
        best, *others = numbers if len(numbers) > 1 else numbers[0]
        for other in others:
            best = other if first(stepped(other), best) else best
        return best

    return called


def _log(x: Any, base: Any = math.e) -> Stepped:
    return Stepped(cmath.log(plain(x)) / cmath.log(plain(base)))


def _expm1(z: complex) -> complex:
    return complex(math.expm1(z.real), math.exp(z.real) * z.imag)


def _log1p(z: complex) -> complex:
    return complex(math.log1p(z.real), cmath.log(1 + z).imag)


def _cbrt(x: Any) -> Stepped:
    if x < 0:
        return -_cbrt(-x)
    return Stepped(cmath.exp(cmath.log(plain(x)) / 3))


def _atan2(y: Any, x: Any) -> Stepped:
    """The angle: that of the larger ratio has the digits."""
    over, under = plain(y), plain(x)
    angle = math.atan2(over.real, under.real)
    if abs(under.real) > abs(over.real):
        return Stepped(complex(angle, cmath.atan(over / under).imag))
    return Stepped(complex(angle, -cmath.atan(under / over).imag))


def _hypot(*sides: Any) -> Stepped:
    square = sum(plain(side) ** 2 for side in sides)
    RECORD.near(abs(square) ** 0.5)  # the tip of a cone
    return Stepped(cmath.sqrt(square))


def _dist(p: Sequence[Any], q: Sequence[Any]) -> Stepped:
    return _hypot(*(stepped(a) - b for a, b in zip(p, q, strict=True)))


def _fmod(x: Any, y: Any) -> Stepped:
    return stepped(x) - quotient(x, y, math.trunc) * stepped(y)


def _remainder(x: Any, y: Any) -> Stepped:
    return stepped(x) - quotient(x, y, round) * stepped(y)


def _copysign(x: Any, y: Any) -> Stepped:
    RECORD.near(real(y))
    return abs(stepped(x)) * math.copysign(1.0, real(y))


def _total(numbers: Iterable[Any], start: Any = 0) -> Any:
    for number in numbers:
        start = start + number
    return start


def _prod(numbers: Iterable[Any], *, start: Any = 1) -> Any:
    for number in numbers:
        start = start * number
    return start


def _isclose(x: Any, y: Any, **tolerances: float) -> bool:
    RECORD.near(real(x) - real(y))
    return math.isclose(real(x), real(y), **tolerances)


ANALYTIC: Final = (
    *("sin", "cos", "tan", "asin", "acos", "atan", "exp", "sqrt"),
    *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
)
FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    **{name: analytic(getattr(cmath, name)) for name in ANALYTIC},
    **{name: bare(getattr(math, name)) for name in ("erf", "erfc", "gamma", "lgamma", "factorial")},
    **{name: flat(getattr(math, name)) for name in ("floor", "ceil", "trunc")},
    **{name: of_real(getattr(math, name)) for name in ("isnan", "isinf", "isfinite", "ulp")},
    "log": _log,
    "log2": lambda x: _log(x, 2),
    "log10": lambda x: _log(x, 10),
    "log1p": analytic(_log1p),
    "exp2": lambda x: power(2.0, x),
    "expm1": analytic(_expm1),
    "cbrt": _cbrt,
    "atan2": _atan2,
    "hypot": _hypot,
    "dist": _dist,
    "fmod": _fmod,
    "remainder": _remainder,
    "copysign": _copysign,
    "fabs": abs,
    "pow": power,
    "ldexp": lambda x, i: x * 2.0**i,
    "degrees": lambda x: x * (180 / math.pi),
    "radians": lambda x: x * (math.pi / 180),
    "fsum": _total,
    "prod": _prod,
    "isclose": _isclose,
}
BUILTINS: Final[Mapping[str, Callable[..., Any]]] = {
    "max": ordered(operator.gt),
    "min": ordered(operator.lt),
    "sum": _total,
    "float": lambda x=0.0: x,
    "int": lambda x=0, *_: flat(int)(x),
    "round": lambda number, ndigits=None: flat(round)(
        number, *(() if ndigits is None else (ndigits,))
    ),
    "pow": lambda base, exp: power(base, exp),
}

# The well-known gates for programs that leave them undefined.
GATES: Final = """
import math
def sigmoid(x): return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))
def relu(x): return x if x > 0 else 0.0
def leaky_relu(x, slope=0.01): return x if x > 0 else slope * x
def elu(x, alpha=1.0): return x if x > 0 else alpha * math.expm1(x)
def softplus(x): return (x if x > 0 else 0.0) + math.log1p(math.exp(-abs(x)))
def silu(x): return x * sigmoid(x)
def gelu(x): return 0.5 * x * math.erfc(-x / math.sqrt(2))
logistic = expit = sigmoid
swish = silu
"""


def _stand_in() -> ModuleType:
    module = ModuleType("math")
    module.__dict__.update({**vars(math), **FUNCTIONS})
    return module


def load(source: str, *, complex_capable: bool = False) -> dict[str, Any]:
    """The names that a file defines, run with Python's `math` or with the stand-ins."""
    functions = dict(vars(builtins))
    if complex_capable:
        functions.update(BUILTINS)
        functions["__import__"] = _importer(_stand_in())
    gates: dict[str, Any] = {"__builtins__": functions}
    exec(compile(GATES, "<gates>", "exec"), gates)
    known = {name: gate for name, gate in gates.items() if not name.startswith("__")}
    known.pop("math")
    namespace: dict[str, Any] = {"__builtins__": {**known, **functions}, "__name__": "program"}
    exec(compile(source, "<program>", "exec"), namespace)
    return namespace


def _importer(stand_in: ModuleType) -> Callable[..., ModuleType]:
    def imported(name: str, *details: Any) -> ModuleType:
        return stand_in if name == "math" else __import__(name, *details)

    return imported


def call(function: Callable[..., Any], arguments: Arguments) -> Any:
    """`function` of `arguments` by name, wherever its signature lets them stand."""
    bound = inspect.signature(function).bind_partial()
    bound.arguments.update(arguments)
    ordered_names = inspect.signature(function).parameters
    bound.arguments = {n: bound.arguments[n] for n in ordered_names if n in bound.arguments}
    return function(*bound.args, **bound.kwargs)


def complete(function: Callable[..., Any], arguments: Arguments) -> dict[str, Any]:
    """`arguments` with the defaults of those left out."""
    parameters = inspect.signature(function).parameters
    defaults = {n: p.default for n, p in parameters.items() if p.default is not p.empty}
    return {name: {**defaults, **arguments}[name] for name in parameters}


@dataclass(frozen=True)
class Estimate:
    """A gradient by parameter, and how far off each may be."""

    gradients: Mapping[str, float]
    errors: Mapping[str, float] = field(default_factory=dict)


def gradient(
    source: str, name: str, arguments: Arguments, wrt: Sequence[str], upstream: Sequence[float]
) -> Estimate:
    """The gradient of `upstream` times the outputs of a function of `source`.

    Raises UnfitError where there is none to be compared with.
    """
    steppable = load(source, complex_capable=True)[name]
    try:
        _survey(steppable, arguments)
        return _by_complex_step(steppable, arguments, wrt, upstream)
    except NotAnalyticError:
        return _by_differences(load(source)[name], arguments, wrt, upstream)
    except (ArithmeticError, ValueError) as error:
        raise UnfitError(f"the border of a domain: {error}") from error


def _survey(function: Callable[..., Any], arguments: Arguments) -> None:
    """Run once without a step, and look at what was met on the way."""
    _measured(function, arguments)
    if RECORD.nearest < NEAR:
        raise UnfitError("a kink")
    if not RECORD.largest < LARGE:
        raise UnfitError("large numbers")


def _measured(function: Callable[..., Any], arguments: Arguments) -> Any:
    RECORD.nearest, RECORD.largest = math.inf, 0.0
    return call(function, {name: stepped(value) for name, value in arguments.items()})


def _by_complex_step(
    function: Callable[..., Any],
    arguments: Arguments,
    wrt: Sequence[str],
    upstream: Sequence[float],
) -> Estimate:
    gradients, errors = {}, {}
    for name in wrt:
        moved = {**arguments, name: Stepped(complex(arguments[name], STEP))}
        value = _measured(function, moved)
        gradients[name] = plain(_dot(value, upstream)).imag / STEP
        if not RECORD.largest < LARGE:
            raise UnfitError("steep slopes")
        errors[name] = 1e-11 * RECORD.largest
    return Estimate(gradients, errors)


def _dot(value: Any, upstream: Sequence[float]) -> Any:
    outputs = value if isinstance(value, tuple) else (value,)
    return sum(plain(o) * weight for o, weight in zip(outputs, upstream, strict=True))


def _by_differences(
    function: Callable[..., Any],
    arguments: Arguments,
    wrt: Sequence[str],
    upstream: Sequence[float],
) -> Estimate:
    def along(name: str) -> Callable[[float], float]:
        return lambda h: _dot(
            call(function, {**arguments, name: arguments[name] + h}), upstream
        ).real

    columns = {name: extrapolated(along(name)) for name in wrt}
    gradients = {name: value for name, (value, _) in columns.items()}
    return Estimate(gradients, {name: error for name, (_, error) in columns.items()})


def extrapolated(function: Callable[[float], float], step: float = 0.01) -> tuple[float, float]:
    """The slope of `function` at 0 and its error, by Richardson's extrapolation."""
    rows: list[list[float]] = []
    best = (math.nan, math.inf)
    for index in range(6):
        h = step / 2**index
        row = [(function(h) - function(-h)) / (2 * h)]
        for order, before in enumerate(rows[-1] if rows else [], start=1):
            row.append((4**order * row[-1] - before) / (4**order - 1))
        if rows:
            error = abs(row[-1] - rows[-1][-1]) + abs(row[-1] - row[-2])
            best = min(best, (row[-1], error), key=lambda pair: pair[1])
        rows.append(row)
    return best
