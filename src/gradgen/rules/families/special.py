"""Special functions: error functions, and the gamma function with its kin to any order.

Sources: DLMF 7.2.1 and 7.2.2 (the integrands of `erf` and `erfc`); DLMF 5.2.2 (`digamma` is the
derivative of the logarithm of the gamma function) and §5.15 (`polygamma` of order n is the n-th
derivative of `digamma`).
"""

from gradgen.rules.notation import gate


@gate("function", "local gradient 2 / sqrt(pi) * exp(-x * x)")
def erf(x, grad_out):
    out = erf(x)
    grad_x = grad_out * (2 / sqrt(pi)) * exp(-x * x)


@gate("function", "local gradient -2 / sqrt(pi) * exp(-x * x)")
def erfc(x, grad_out):
    out = erfc(x)
    grad_x = -grad_out * (2 / sqrt(pi)) * exp(-x * x)


@gate("function", "local gradient out * digamma(x)")
def gamma(x, grad_out):
    out = gamma(x)
    grad_x = grad_out * out * digamma(x)


@gate("function", "local gradient digamma(x)")
def lgamma(x, grad_out):
    out = lgamma(x)
    grad_x = grad_out * digamma(x)


@gate("function", "local gradient polygamma(1, x)")
def digamma(x, grad_out):
    out = digamma(x)
    grad_x = grad_out * polygamma(1, x)


# The order n is a whole number and carries no gradient.
@gate("function", "local gradient polygamma(n + 1, x)")
def polygamma(n, x, grad_out):
    out = polygamma(n, x)
    grad_x = grad_out * polygamma(n + 1, x)
