"""Hyperbolic functions and their inverses.

Derivatives after DLMF §4.34 and, of the inverses, §4.38(ii). Squares are avoided where they would
overflow or lose digits: `hypot(x, 1)` is `sqrt(x**2 + 1)`, and so on.
"""

from gradgen.rules.notation import gate, spelling


@gate("function", "local gradient cosh(x)")
def sinh(x, grad_out):
    out = sinh(x)
    grad_x = grad_out * cosh(x)


@gate("function", "local gradient sinh(x)")
def cosh(x, grad_out):
    out = cosh(x)
    grad_x = grad_out * sinh(x)


@gate("function", "local gradient 1 - out**2")
def tanh(x, grad_out):
    out = tanh(x)
    grad_x = grad_out * (1 - out**2)


@gate("function", "local gradient 1 / sqrt(x**2 + 1)")
def asinh(x, grad_out):
    out = asinh(x)
    grad_x = grad_out / hypot(x, 1)


@gate("function", "local gradient 1 / sqrt(x**2 - 1)")
def acosh(x, grad_out):
    out = acosh(x)
    grad_x = grad_out / sqrt(x - 1) / sqrt(x + 1)


@gate("function", "local gradient 1 / (1 - x**2)")
def atanh(x, grad_out):
    out = atanh(x)
    grad_x = grad_out / ((1 - x) * (1 + x))


@spelling("tanh")
def tanh_written_out(x):
    sinh(x) / cosh(x)
    (exp(x) - exp(-x)) / (exp(x) + exp(-x))
    (exp(2 * x) - 1) / (exp(2 * x) + 1)
    (1 - exp(-2 * x)) / (1 + exp(-2 * x))
    expm1(2 * x) / (expm1(2 * x) + 2)
    1 - 2 / (exp(2 * x) + 1)
    2 / (1 + exp(-2 * x)) - 1
    2 * sigmoid(2 * x) - 1
