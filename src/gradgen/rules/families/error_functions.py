"""Error functions of scipy.special, scaled and inverted, and Dawson's integral."""

from gradgen.rules.notation import gate


# erfcx(x) is exp(x**2) * erfc(x): the product rule and DLMF 7.2.2. Far to the right, where the two
# terms cancel, the slope is that of DLMF 7.18.4 with 7.18.10.
@gate("function", "local gradient 2 * x * out - 2 / sqrt(pi)")
def erfcx(x, grad_out):
    out = erfcx(x)
    grad_x = grad_out * where(
        x > 8, -hyperu(1, 0.5, max(x, 8) ** 2) / sqrt(pi), 2 * (x * out - 1 / sqrt(pi))
    )


# erfi(x) is -1j * erf(1j * x): DLMF 7.2.1.
@gate("function", "local gradient 2 / sqrt(pi) * exp(x * x)")
def erfi(x, grad_out):
    out = erfi(x)
    grad_x = grad_out * (2 / sqrt(pi)) * exp(x * x)


# The inverse of a function has the inverse slope, here of DLMF 7.2.1.
@gate("function", "local gradient sqrt(pi) / 2 * exp(out * out)")
def erfinv(x, grad_out):
    out = erfinv(x)
    grad_x = grad_out * (sqrt(pi) / 2) * exp(out * out)


@gate("function", "local gradient -sqrt(pi) / 2 * exp(out * out)")
def erfcinv(x, grad_out):
    out = erfcinv(x)
    grad_x = -grad_out * (sqrt(pi) / 2) * exp(out * out)


# Dawson's integral is exp(-x**2) times the integral of exp(t**2) (DLMF 7.2.5). The two terms of its
# slope cancel far from 0; together they are 1F1(1; 1/2; -x**2): DLMF 7.11.4, term by term.
@gate("function", "local gradient 1 - 2 * x * out")
def dawsn(x, grad_out):
    out = dawsn(x)
    grad_x = grad_out * hyp1f1(1, 0.5, -x * x)
