"""Powers, roots, and the lengths made of them."""

from gradgen.rules.notation import gate


@gate("flat", "anything to the power 0 is 1")
def power_zero(x, grad_out):
    out = power(x, 0)
    grad_x = 0


# The base 0 with the exponent 0 is set aside: its gradient is 0, and 0 ** -1 would have no value.
# Where x <= 0 the gradient of the exponent is 0 by convention: log(x) has no value there.
@gate("power")
def power(x, y, grad_out):
    out = x**y
    grad_x = (
        grad_out * y * where(x == 0 and y == 0, 1, x) ** (y - 1)
    )  # local gradient y * x ** (y - 1)
    grad_y = grad_out * out * log(where(x > 0, x, 1))  # local gradient out * log(x), 0 if x <= 0


# out = x**y - 1, with the conventions of `x**y`.
@gate("power")
def powm1(x, y, grad_out):
    out = powm1(x, y)
    grad_x = (
        grad_out * y * where(x == 0 and y == 0, 1, x) ** (y - 1)
    )  # local gradient y * x ** (y - 1)
    grad_y = grad_out * x**y * log(where(x > 0, x, 1))  # local gradient x**y * log(x), 0 if x <= 0


@gate("function", "local gradient 1 / (2 * out)")
def sqrt(x, grad_out):
    out = sqrt(x)
    grad_x = grad_out / (2 * out)


@gate("function", "local gradient 1 / (3 * out**2)")
def cbrt(x, grad_out):
    out = cbrt(x)
    grad_x = grad_out / (3 * out**2)


@gate("function", "local gradient x / out")
def hypot(x, grad_out):
    out = hypot(*x)
    grad_x = grad_out * (x / out)


@gate("function")
def dist(x, y, grad_out):
    out = dist([*x], [*y])
    grad_x = grad_out * ((x - y) / out)  # local gradient (x - y) / out
    grad_y = grad_out * ((y - x) / out)  # local gradient (y - x) / out
