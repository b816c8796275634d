"""Arithmetic: the gates of Python's operators, and sums."""

from gradgen.rules.notation import gate


@gate("copier")
def add(x, y, grad_out):
    out = x + y
    grad_x = grad_out
    grad_y = grad_out


@gate("copier")
def subtract(x, y, grad_out):
    out = x - y
    grad_x = grad_out
    grad_y = -grad_out  # with the sign of - y


@gate("multiplier")
def multiply(x, y, grad_out):
    out = x * y
    grad_x = grad_out * y
    grad_y = grad_out * x


@gate("divider")
def divide(x, y, grad_out):
    out = x / y
    grad_x = grad_out / y  # local gradient 1 / y
    grad_y = -grad_out * out / y  # local gradient -out / y
    dot_out = (dot_x - out * dot_y) / y


@gate("copier")
def positive(x, grad_out):
    out = +x
    grad_x = grad_out


@gate("copier")
def negative(x, grad_out):
    out = -x
    grad_x = -grad_out  # with the sign turned


@gate("copier")
def float(x, grad_out):
    out = float(x)
    grad_x = grad_out


@gate("copier")
def sum(x, grad_out):
    out = sum([*x])
    grad_x = grad_out


@gate("copier")
def sum_from(x, start, grad_out):
    out = sum([*x], start)
    grad_x = grad_out
    grad_start = grad_out


@gate("copier")
def fsum(x, grad_out):
    out = fsum([*x])
    grad_x = grad_out


@gate("multiplier")
def sumprod(x, y, grad_out):
    out = sumprod([*x], [*y])
    grad_x = grad_out * y
    grad_y = grad_out * x


@gate("function")
def fma(x, y, z, grad_out):
    out = fma(x, y, z)
    grad_x = grad_out * y  # local gradient y
    grad_y = grad_out * x  # local gradient x
    grad_z = grad_out  # local gradient 1
