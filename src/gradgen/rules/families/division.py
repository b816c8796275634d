"""Whole quotients and what they leave: `//`, `%` and the remainders of `math`."""

from gradgen.rules.notation import gate


@gate("flat", "a whole quotient moves in steps")
def floor_divide(x, y, grad_out):
    out = x // y
    grad_x = 0
    grad_y = 0


# out = x - y * (x // y), and the quotient is constant between its steps (Python's language
# reference, "Binary arithmetic operations").
@gate("function")
def modulo(x, y, grad_out):
    out = x % y
    grad_x = grad_out  # local gradient 1
    grad_y = -grad_out * (x // y)  # local gradient -(x // y)


# The quotient is had back from the remainder: x / y itself could round across an integer.
@gate("function")
def fmod(x, y, grad_out):
    out = fmod(x, y)
    grad_x = grad_out  # local gradient 1
    grad_y = grad_out * (out - x) / y  # local gradient (out - x) / y


@gate("function")
def remainder(x, y, grad_out):
    out = remainder(x, y)
    grad_x = grad_out  # local gradient 1
    grad_y = grad_out * (out - x) / y  # local gradient (out - x) / y
