"""The standard normal distribution: its distribution function, logarithm and inverses.

The density is exp(-x**2 / 2) / sqrt(2 * pi) (Abramowitz and Stegun, 26.2.1).
"""

from gradgen.rules.notation import gate


@gate("function", "local gradient exp(-x * x / 2) / sqrt(2 * pi)")
def ndtr(x, grad_out):
    out = ndtr(x)
    grad_x = grad_out * exp(-x * x / 2) / sqrt(2 * pi)


# The density over the distribution function. Left of 0 both vanish, and erfcx is their quotient
# (DLMF 7.2.2 and 7.18.2: Mills' ratio); right of 0 the logarithm `out` is small.
@gate("function", "local gradient exp(-x * x / 2 - out) / sqrt(2 * pi)")
def log_ndtr(x, grad_out):
    out = log_ndtr(x)
    grad_x = (
        grad_out
        * sqrt(2 / pi)
        * where(
            x > 0,
            exp(-x * max(x, 0) / 2 - max(out, -1)) / 2,
            1 / erfcx(-where(x > 0, 0, x) / sqrt(2)),
        )
    )


# The inverse of a function has the inverse slope.
@gate("function", "local gradient sqrt(2 * pi) * exp(out * out / 2)")
def ndtri(x, grad_out):
    out = ndtri(x)
    grad_x = grad_out * sqrt(2 * pi) * exp(out * out / 2)


# The inverse of log_ndtr, whose slope is sqrt(2 / pi) / erfcx(-x / sqrt(2)).
@gate("function", "local gradient sqrt(pi / 2) * erfcx(-out / sqrt(2))")
def ndtri_exp(x, grad_out):
    out = ndtri_exp(x)
    grad_x = grad_out * sqrt(pi / 2) * erfcx(-out / sqrt(2))


# Owen, "Tables for computing bivariate normal probabilities", 1956, equation 2.1, under the
# integral sign.
@gate("function")
def owens_t(h, a, grad_out):
    out = owens_t(h, a)
    grad_h = (
        -grad_out * exp(-h * h / 2) * erf(a * h / sqrt(2)) / sqrt(8 * pi)
    )  # local gradient -exp(-h * h / 2) * erf(a * h / sqrt(2)) / sqrt(8 * pi)
    grad_a = (
        grad_out * exp(-h * h * (1 + a * a) / 2) / (2 * pi * (1 + a * a))
    )  # local gradient exp(-h * h * (1 + a * a) / 2) / (2 * pi * (1 + a * a))


# The mean for which ndtr((x - mean) / deviation) is p, which is x - deviation * ndtri(p).
@gate("function")
def nrdtrimn(p, deviation, x, grad_out):
    out = nrdtrimn(p, deviation, x)
    grad_p = (
        -grad_out * deviation * sqrt(2 * pi) * exp((x - out) * (x - out) / (2 * deviation**2))
    )  # local gradient -deviation / density
    grad_deviation = grad_out * (out - x) / deviation  # local gradient -ndtri(p)
    grad_x = grad_out  # local gradient 1


# The deviation for which ndtr((x - mean) / deviation) is p, which is (x - mean) / ndtri(p).
@gate("function")
def nrdtrisd(mean, p, x, grad_out):
    out = nrdtrisd(mean, p, x)
    grad_mean = -grad_out / ndtri(p)  # local gradient -1 / ndtri(p)
    grad_p = (
        -grad_out * out / ndtri(p) * sqrt(2 * pi) * exp(ndtri(p) * ndtri(p) / 2)
    )  # local gradient -out / ndtri(p) / density
    grad_x = grad_out / ndtri(p)  # local gradient 1 / ndtri(p)
