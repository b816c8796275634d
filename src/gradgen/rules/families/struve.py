"""Struve functions and their integrals. Orders carry no gradient."""

from gradgen.rules.notation import gate


# DLMF 11.4.24 and 11.4.26, which have no hole at 0.
@gate("function")
def struve(v, x, grad_out):
    out = struve(v, x)
    grad_x = (
        grad_out
        * (struve(v - 1, x) - struve(v + 1, x) + (x / 2) ** v / sqrt(pi) * rgamma(v + 1.5))
        / 2
    )  # local gradient of DLMF 11.4.24


@gate("function")
def modstruve(v, x, grad_out):
    out = modstruve(v, x)
    grad_x = (
        grad_out
        * (modstruve(v - 1, x) + modstruve(v + 1, x) + (x / 2) ** v / sqrt(pi) * rgamma(v + 1.5))
        / 2
    )  # local gradient of DLMF 11.4.26


@gate("function", "local gradient struve(0, x)")
def itstruve0(x, grad_out):
    out = itstruve0(x)
    grad_x = grad_out * struve(0, x)


@gate("function", "local gradient modstruve(0, x)")
def itmodstruve0(x, grad_out):
    out = itmodstruve0(x)
    grad_x = grad_out * modstruve(0, x)


# The integral of struve(0, t) / t from x on.
@gate("function", "local gradient -struve(0, x) / x")
def it2struve0(x, grad_out):
    out = it2struve0(x)
    grad_x = -grad_out * struve(0, x) / x
