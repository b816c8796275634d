"""Gates that let one of their inputs through, and those that turn on a sign.

Where the derivative has a choice, `docs/conventions.md` says which one is taken.
"""

from gradgen.rules.notation import gate


@gate("router")
def where(x, y, z, grad_out):
    out = where(x, y, z)
    grad_y = where(x, grad_out, 0.0)  # y takes all if x
    grad_z = where(x, 0.0, grad_out)  # z takes all if not x
    dot_out = where(x, dot_y, dot_z)


@gate("router")
def max(x, y, grad_out):
    out = max(x, y)
    grad_x = where(y > x, 0.0, grad_out)  # x takes all unless y > x
    grad_y = where(y > x, grad_out, 0.0)  # y takes all if y > x
    dot_out = where(y > x, dot_y, dot_x)


@gate("router")
def min(x, y, grad_out):
    out = min(x, y)
    grad_x = where(y < x, 0.0, grad_out)  # x takes all unless y < x
    grad_y = where(y < x, grad_out, 0.0)  # y takes all if y < x
    dot_out = where(y < x, dot_y, dot_x)


@gate("function", "local gradient sign(x)")
def abs(x, grad_out):
    out = abs(x)
    grad_x = grad_out * sign(x)


# out = abs(x), with the sign of y.
@gate("function")
def copysign(x, y, grad_out):
    out = copysign(x, y)
    grad_x = grad_out * sign(x) * sign(out)  # local gradient 1 or -1
    grad_y = 0  # only the sign of y counts
