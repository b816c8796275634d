"""The beta function (DLMF 5.12.1), and the incomplete one (DLMF 8.17.1 and 8.17.2).

Shapes `a` and `b` of incomplete functions carry no gradient.
"""

from gradgen.rules.notation import gate


@gate("function")
def beta(a, b, grad_out):
    out = beta(a, b)
    grad_a = (
        grad_out * out * (digamma(a) - digamma(a + b))
    )  # local gradient out * (digamma(a) - digamma(a + b))
    grad_b = (
        grad_out * out * (digamma(b) - digamma(a + b))
    )  # local gradient out * (digamma(b) - digamma(a + b))


@gate("function")
def betaln(a, b, grad_out):
    out = betaln(a, b)
    grad_a = grad_out * (digamma(a) - digamma(a + b))  # local gradient digamma(a) - digamma(a + b)
    grad_b = grad_out * (digamma(b) - digamma(a + b))  # local gradient digamma(b) - digamma(a + b)


# The integrand of DLMF 8.17.1 over beta(a, b), the density of the beta distribution.
@gate("function", "local gradient out * ((a - 1) / x - (b - 1) / (1 - x))")
def beta_density(a, b, x, grad_out):
    out = beta_density(a, b, x)
    grad_x = (
        grad_out
        * out
        * ((a - 1) / where(a == 1 and x == 0, 1, x) - (b - 1) / where(b == 1 and x == 1, 1, 1 - x))
    )


@gate("function", "local gradient x**(a - 1) * (1 - x)**(b - 1) / beta(a, b)")
def betainc(a, b, x, grad_out):
    out = betainc(a, b, x)
    grad_x = grad_out * beta_density(a, b, x)


@gate("function", "local gradient -(x**(a - 1)) * (1 - x)**(b - 1) / beta(a, b)")
def betaincc(a, b, x, grad_out):
    out = betaincc(a, b, x)
    grad_x = -grad_out * beta_density(a, b, x)


# The inverse of a function has the inverse slope.
@gate("function", "local gradient beta(a, b) / (out**(a - 1) * (1 - out)**(b - 1))")
def betaincinv(a, b, y, grad_out):
    out = betaincinv(a, b, y)
    grad_y = grad_out / beta_density(a, b, out)


@gate("function", "local gradient -beta(a, b) / (out**(a - 1) * (1 - out)**(b - 1))")
def betainccinv(a, b, y, grad_out):
    out = betainccinv(a, b, y)
    grad_y = -grad_out / beta_density(a, b, out)
