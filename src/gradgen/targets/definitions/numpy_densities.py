"""Densities of distributions, from their logarithms: nothing overflows on the way.

The result is as precise as the last argument; SciPy's own would be a float64 where a shape is a
plain number.
"""

# mypy: ignore-errors

import numpy as np
from scipy import special


def gamma_density(a, x):
    """The density of the gamma distribution of shape a, in the precision of x."""
    logarithm = special.xlogy(a - 1.0, x) - x - special.gammaln(a)
    return np.exp(logarithm).astype(np.result_type(x, 0.0))


def beta_density(a, b, x):
    """The density of the beta distribution of shapes a and b, in the precision of x."""
    powers = special.xlogy(a - 1.0, x) + special.xlog1py(b - 1.0, -x)
    return np.exp(powers - special.betaln(a, b)).astype(np.result_type(x, 0.0))


def f_density(m, n, x):
    """The density of the F distribution of m and n degrees of freedom, in the precision of x."""
    a, b, y = m / 2.0, n / 2.0, m / n * x
    logarithm = special.xlogy(a - 1.0, y) - (a + b) * np.log1p(y) - special.betaln(a, b)
    return (m / n * np.exp(logarithm)).astype(np.result_type(x, 0.0))


def student_density(v, t):
    """The density of Student's distribution of v degrees of freedom, in the precision of t."""
    logarithm = -(v + 1.0) / 2.0 * np.log1p(t * t / v) - special.betaln(v / 2.0, 0.5)
    return (np.exp(logarithm) / np.sqrt(v)).astype(np.result_type(t, 0.0))
