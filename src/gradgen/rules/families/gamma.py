"""The gamma function's reciprocal and quotients, and the incomplete gamma function.

Shapes `a` of incomplete functions carry no gradient.
"""

from gradgen.rules.notation import gate


# 1 / gamma(x), whose slope is -out * digamma(x) (DLMF 5.2.2). Left of 1/2 it is
# sin(pi * x) * gamma(1 - x) / pi (DLMF 5.5.3), which has no poles there.
@gate("function", "local gradient -out * digamma(x), without its holes")
def rgamma(x, grad_out):
    out = rgamma(x)
    grad_x = grad_out * where(
        x < 0.5,
        gamma(1 - min(x, 0.5)) * (cos(pi * x) - sin(pi * x) / pi * digamma(1 - min(x, 0.5))),
        -out * digamma(max(x, 0.5)),
    )


@gate("flat", "a sign")
def gammasgn(x, grad_out):
    out = gammasgn(x)
    grad_x = 0


# gamma(x + m) / gamma(x)
@gate("function")
def poch(x, m, grad_out):
    out = poch(x, m)
    grad_x = (
        grad_out * out * (digamma(x + m) - digamma(x))
    )  # local gradient out * (digamma(x + m) - digamma(x))
    grad_m = grad_out * out * digamma(x + m)  # local gradient out * digamma(x + m)


# gamma(n + 1) / (gamma(k + 1) * gamma(n - k + 1)). Where k is larger than n, the last of these has
# poles and the quotient is sin(pi * (k - n)) / pi * beta(n + 1, k - n) (DLMF 5.5.3 and 5.12.1).
@gate("function")
def binom(n, k, grad_out):
    out = binom(n, k)
    grad_n = grad_out * where(
        k - n > 0.5,
        out * (digamma(n + 1) - digamma(max(k - n, 0.5)))
        - cos(pi * (k - n)) * beta(n + 1, max(k - n, 0.5)),
        out * (digamma(n + 1) - digamma(max(n - k + 1, 0.5))),
    )  # local gradient out * (digamma(n + 1) - digamma(n - k + 1)), without its holes
    grad_k = grad_out * where(
        k - n > 0.5,
        out * (digamma(max(k - n, 0.5)) - digamma(k + 1))
        + cos(pi * (k - n)) * beta(n + 1, max(k - n, 0.5)),
        out * (digamma(max(n - k + 1, 0.5)) - digamma(k + 1)),
    )  # local gradient out * (digamma(n - k + 1) - digamma(k + 1)), without its holes


# The integrand of DLMF 8.2.4 over gamma(a), the density of the gamma distribution of shape a.
@gate("function", "local gradient out * ((a - 1) / x - 1)")
def gamma_density(a, x, grad_out):
    out = gamma_density(a, x)
    grad_x = grad_out * out * ((a - 1) / where(a == 1 and x == 0, 1, x) - 1)


@gate("function", "local gradient x**(a - 1) * exp(-x) / gamma(a)")
def gammainc(a, x, grad_out):
    out = gammainc(a, x)
    grad_x = grad_out * gamma_density(a, x)


@gate("function", "local gradient -(x**(a - 1)) * exp(-x) / gamma(a)")
def gammaincc(a, x, grad_out):
    out = gammaincc(a, x)
    grad_x = -grad_out * gamma_density(a, x)


# The inverse of a function has the inverse slope.
@gate("function", "local gradient gamma(a) * exp(out) / out**(a - 1)")
def gammaincinv(a, y, grad_out):
    out = gammaincinv(a, y)
    grad_y = grad_out / gamma_density(a, out)


@gate("function", "local gradient -gamma(a) * exp(out) / out**(a - 1)")
def gammainccinv(a, y, grad_out):
    out = gammainccinv(a, y)
    grad_y = -grad_out / gamma_density(a, out)
