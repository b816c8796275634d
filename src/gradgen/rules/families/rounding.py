"""Rounding, conversion to whole numbers, signs: constant between their steps."""

from gradgen.rules.notation import gate


@gate("flat", "constant between its steps")
def floor(x, grad_out):
    out = floor(x)
    grad_x = 0


@gate("flat", "constant between its steps")
def ceil(x, grad_out):
    out = ceil(x)
    grad_x = 0


@gate("flat", "constant between its steps")
def trunc(x, grad_out):
    out = trunc(x)
    grad_x = 0


@gate("flat", "constant between its steps")
def round(x, grad_out):
    out = round(x)
    grad_x = 0


@gate("flat", "constant between its steps")
def round_digits(x, digits, grad_out):
    out = round(x, digits)
    grad_x = 0


@gate("flat", "constant between its steps")
def int(x, grad_out):
    out = int(x)
    grad_x = 0


@gate("flat", "constant between its steps")
def bool(x, grad_out):
    out = bool(x)
    grad_x = 0


@gate("flat", "constant between its steps")
def ulp(x, grad_out):
    out = ulp(x)
    grad_x = 0


@gate("flat", "constant on either side of 0")
def sign(x, grad_out):
    out = sign(x)
    grad_x = 0
