"""Entropies and products with logarithms: `x * log(y)` that is 0 where x is."""

from gradgen.rules.notation import gate


# Where x and y are both 0, the product is 0 on either side of y, and flat in y.
@gate("function")
def xlogy(x, y, grad_out):
    out = xlogy(x, y)
    grad_x = grad_out * log(y)  # local gradient log(y)
    grad_y = grad_out * x / where(x == 0 and y == 0, 1, y)  # local gradient x / y


@gate("function")
def xlog1py(x, y, grad_out):
    out = xlog1py(x, y)
    grad_x = grad_out * log1p(y)  # local gradient log1p(y)
    grad_y = grad_out * x / where(x == 0 and y == -1, 1, 1 + y)  # local gradient x / (1 + y)


# out = -x * log(x)
@gate("function", "local gradient -log(x) - 1")
def entr(x, grad_out):
    out = entr(x)
    grad_x = -grad_out * (log(x) + 1)


# out = x * log(x / y)
@gate("function")
def rel_entr(x, y, grad_out):
    out = rel_entr(x, y)
    grad_x = grad_out * (log(x / y) + 1)  # local gradient log(x / y) + 1
    grad_y = -grad_out * x / where(x == 0 and y == 0, 1, y)  # local gradient -x / y


# out = x * log(x / y) - x + y
@gate("function")
def kl_div(x, y, grad_out):
    out = kl_div(x, y)
    grad_x = grad_out * log(x / y)  # local gradient log(x / y)
    grad_y = grad_out * (1 - x / where(x == 0 and y == 0, 1, y))  # local gradient 1 - x / y
