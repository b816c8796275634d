"""Exponentials and logarithms."""

from gradgen.rules.notation import gate


@gate("function", "local gradient out")
def exp(x, grad_out):
    out = exp(x)
    grad_x = grad_out * out


@gate("function", "local gradient out * log(2)")
def exp2(x, grad_out):
    out = exp2(x)
    grad_x = grad_out * out * log(2)


@gate("function", "local gradient exp(x) = out + 1")
def expm1(x, grad_out):
    out = expm1(x)
    grad_x = grad_out * (out + 1)


@gate("function", "local gradient 1 / x")
def log(x, grad_out):
    out = log(x)
    grad_x = grad_out / x


# out = log(x) / log(base)
@gate("function")
def log_base(x, base, grad_out):
    out = log(x, base)
    grad_x = grad_out / x / log(base)  # local gradient 1 / (x * log(base))
    grad_base = -grad_out * out / base / log(base)  # local gradient -out / (base * log(base))


@gate("function", "local gradient 1 / (x * log(2))")
def log2(x, grad_out):
    out = log2(x)
    grad_x = grad_out / x / log(2)


@gate("function", "local gradient 1 / (x * log(10))")
def log10(x, grad_out):
    out = log10(x)
    grad_x = grad_out / x / log(10)


@gate("function", "local gradient 1 / (1 + x)")
def log1p(x, grad_out):
    out = log1p(x)
    grad_x = grad_out / (1 + x)


# The exponent i of 2 ** i is a whole number and carries no gradient.
@gate("function", "local gradient 2**i")
def ldexp(x, i, grad_out):
    out = ldexp(x, i)
    grad_x = ldexp(grad_out, i)


@gate("function", "local gradient out * log(10)")
def exp10(x, grad_out):
    out = exp10(x)
    grad_x = grad_out * out * log(10)
