"""Well-known gates for plain Python floats, in forms that neither overflow nor cancel.

Each function is copied as it stands into the outputs that need it, so that all of it has to be
fit for a reader: the names, and the comments too.
"""

# mypy: ignore-errors
# ruff: noqa: D103

import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def stop_gradient(x):
    """The value as it is; derivatives take it for a constant."""
    return x


def relu(x):
    return max(x, 0.0)


def softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def silu(x):
    return x * sigmoid(x)


def gelu(x):
    return 0.5 * x * math.erfc(-x / math.sqrt(2.0))


def leaky_relu(x, slope=0.01):
    return x if x > 0.0 else slope * x


def elu(x, alpha=1.0):
    return max(x, 0.0) + alpha * math.expm1(min(x, 0.0))


def digamma(x):
    """The derivative of lgamma."""
    if x <= 0.0:  # reflection, DLMF 5.5.4
        fraction = math.remainder(x, 1.0)
        if fraction == 0.0:
            raise ValueError("math domain error")
        return digamma(1.0 - x) - math.pi / math.tan(math.pi * fraction)
    total = 0.0
    while x < 10.0:  # recurrence, DLMF 5.5.2
        total -= 1.0 / x
        x += 1.0
    # The asymptotic series of DLMF 5.11.2: B_2k / 2k, last first.
    series = 0.0
    for coefficient in (1 / 12, -691 / 32760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12):
        series = (series + coefficient) / x / x
    return total + math.log(x) - 0.5 / x - series


def polygamma(n, x):
    """The derivative of digamma of order n >= 1."""
    sign = -1.0 if n % 2 == 0 else 1.0
    if x <= 0.0:  # reflection, DLMF 5.15.6
        fraction = math.remainder(x, 1.0)
        if fraction == 0.0:
            raise ValueError("math domain error")
        # The cotangent c of pi * x keeps all its digits at the halves too.
        if abs(fraction) < 0.25:
            cotangent = 1.0 / math.tan(math.pi * fraction)
        else:
            cotangent = math.tan(math.pi * (math.copysign(0.5, fraction) - fraction))
        # The derivatives of c = cot are polynomials in c, since c' = -(1 + c**2).
        polynomial = [0.0, 1.0]
        for _ in range(n):
            slope = [k * factor for k, factor in enumerate(polynomial)][1:]
            pairs = zip([*slope, 0.0, 0.0], [0.0, 0.0, *slope], strict=True)
            polynomial = [-low - high for low, high in pairs]
        value = 0.0
        for factor in reversed(polynomial):
            value = value * cotangent + factor
        return -(math.pi ** (n + 1)) * value - sign * polygamma(n, 1.0 - x)
    # sign * n! * the sum of 1 / (x + k) ** (n + 1) over k >= 0 (DLMF 5.15.1).
    total = 0.0
    while x < 15.0 + n:
        total += x ** -(n + 1)
        x += 1.0
    # The rest of the sum by the Euler-Maclaurin formula (DLMF 2.10.1): B_2k / (2k)!.
    term = x**-n
    total += term / n + 0.5 * term / x
    term *= (n + 1) / x / x
    series = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000)
    for k, coefficient in enumerate(series, start=1):
        total += coefficient * term
        term *= (n + 2 * k) * (n + 2 * k + 1) / x / x
    return sign * math.factorial(n) * total
