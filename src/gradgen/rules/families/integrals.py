"""Exponential integrals, the dilogarithm, and the zeta function of Hurwitz."""

from gradgen.rules.notation import gate


# DLMF 6.2.5
@gate("function", "local gradient exp(x) / x")
def expi(x, grad_out):
    out = expi(x)
    grad_x = grad_out * exp(x) / x


# DLMF 6.2.1
@gate("function", "local gradient -exp(-x) / x")
def exp1(x, grad_out):
    out = exp1(x)
    grad_x = -grad_out * exp(-x) / x


# out = exp(-x) / x
@gate("function", "local gradient -out * (1 + 1 / x)")
def exp0(x, grad_out):
    out = expn(0, x)
    grad_x = -grad_out * out * (1 + 1 / x)


# DLMF 8.19.13. The order n carries no gradient, and SciPy has none below 0.
@gate("function", "local gradient -expn(n - 1, x)")
def expn(n, x, grad_out):
    out = expn(n, x)
    grad_x = -grad_out * where(n > 0, expn(abs(n - 1), x), out * (1 + 1 / x))


# The integral of log(t) / (1 - t) from 1 to x (DLMF 25.12.2). (x - 1) / log(x) is exprel(log(x)),
# which has no hole at 1.
@gate("function", "local gradient log(x) / (1 - x), without its hole at 1")
def spence(x, grad_out):
    out = spence(x)
    grad_x = -grad_out / exprel(log(x))


# DLMF 25.11.17. The exponent x carries no gradient.
@gate("function", "local gradient -x * zeta(x + 1, q)", shape="elementwise")
def zeta(x, q, *, grad_out):
    out = zeta(x, q=q)
    grad_q = -grad_out * x * zeta(x + 1, q)
