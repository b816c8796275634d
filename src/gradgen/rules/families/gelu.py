"""The Gaussian error linear unit, exact and in its tanh approximation.

Source: Hendrycks and Gimpel, arXiv:1606.08415. `gelu(x)` is x times the cumulative distribution of
the standard normal; its gradient is that distribution plus x times the density.
"""

from gradgen.rules.notation import gate, spelling


@gate("function", "local gradient of x * normal_cdf(x)")
def gelu(x, grad_out):
    out = gelu(x)
    grad_x = grad_out * (erfc(-x / sqrt(2)) / 2 + x * exp(-x * x / 2) / sqrt(2 * pi))


@spelling("gelu")
def gelu_written_out(x):
    0.5 * x * (1 + erf(x / sqrt(2)))
    x * 0.5 * (1 + erf(x / sqrt(2)))
    x * (0.5 * (1 + erf(x / sqrt(2))))
    x * (1 + erf(x / sqrt(2))) / 2
    0.5 * (x * (1 + erf(x / sqrt(2))))
    x * (0.5 + 0.5 * erf(x / sqrt(2)))
    0.5 * x * (1 + erf(x * sqrt(0.5)))
    0.5 * x * (1 + erf(x * 0.7071067811865476))
    0.5 * x * (1 + erf(x * 0.7071067811865475))
    0.5 * x * (1 + erf(x / 1.4142135623730951))
    0.5 * x * erfc(-x / sqrt(2))
    0.5 * x * erfc(-(x / sqrt(2)))


# Twice the argument of tanh is u = sqrt(8 / pi) * (x + 0.044715 * x**3): out = x * sigmoid(u).
@gate("function", "local gradient of x * sigmoid(u), u = sqrt(8 / pi) * (x + 0.044715 * x**3)")
def gelu_tanh(x, grad_out):
    out = gelu_tanh(x)
    grad_x = grad_out * (
        sigmoid(sqrt(8 / pi) * (x + 0.044715 * x * x * x))
        + out
        * sigmoid(-sqrt(8 / pi) * (x + 0.044715 * x * x * x))
        * sqrt(8 / pi)
        * (1 + 0.134145 * x * x)
    )


@spelling("gelu_tanh")
def gelu_tanh_written_out(x):
    0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))
    0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x * x * x)))
    x * 0.5 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))
    x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))) / 2
    0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x**3)))
    0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
    0.5 * x * (1 + tanh(sqrt(2 / pi) * x * (1 + 0.044715 * x**2)))
    0.5 * x * (1 + tanh(sqrt(2 / pi) * x * (1 + 0.044715 * x * x)))
    0.5 * x * (1 + tanh(0.7978845608028654 * x * (1 + 0.044715 * x**2)))
    0.5 * x * (1 + tanh(0.7978845608028654 * x * (1 + 0.044715 * x * x)))
    x * sigmoid(sqrt(8 / pi) * (x + 0.044715 * x**3))
