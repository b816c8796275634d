"""Hypergeometric functions, and Wright's of Bessel type. Parameters carry no gradient."""

from gradgen.rules.notation import gate


# DLMF 16.3.1
@gate("function", "local gradient hyp0f1(b + 1, z) / b")
def hyp0f1(b, z, grad_out):
    out = hyp0f1(b, z)
    grad_z = grad_out / b * hyp0f1(b + 1, z)


# DLMF 13.3.15
@gate("function", "local gradient a / b * hyp1f1(a + 1, b + 1, z)")
def hyp1f1(a, b, z, grad_out):
    out = hyp1f1(a, b, z)
    grad_z = grad_out * a / b * hyp1f1(a + 1, b + 1, z)


# DLMF 15.5.1
@gate("function", "local gradient a * b / c * hyp2f1(a + 1, b + 1, c + 1, z)")
def hyp2f1(a, b, c, z, grad_out):
    out = hyp2f1(a, b, c, z)
    grad_z = grad_out * a * b / c * hyp2f1(a + 1, b + 1, c + 1, z)


# DLMF 13.3.22
@gate("function", "local gradient -a * hyperu(a + 1, b + 1, x)")
def hyperu(a, b, x, grad_out):
    out = hyperu(a, b, x)
    grad_x = -grad_out * a * hyperu(a + 1, b + 1, x)


# The sum of x**k / (k! * gamma(a * k + b)) (DLMF 10.46.1), term by term.
@gate("function", "local gradient wright_bessel(a, a + b, x)")
def wright_bessel(a, b, x, grad_out):
    out = wright_bessel(a, b, x)
    grad_x = grad_out * wright_bessel(a, a + b, x)


@gate("function", "local gradient exp(log_wright_bessel(a, a + b, x) - out)")
def log_wright_bessel(a, b, x, grad_out):
    out = log_wright_bessel(a, b, x)
    grad_x = grad_out * exp(log_wright_bessel(a, a + b, x) - out)


# out + log(out) = x (Corless and Jeffrey, "The Wright omega function", 2002).
@gate("function", "local gradient out / (1 + out)")
def wrightomega(x, grad_out):
    out = wrightomega(x)
    grad_x = grad_out * out / (1 + out)
