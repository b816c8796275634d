"""Rectifiers: relu and its leaky and smooth kin, and the ways in which people write them.

At 0 each takes the gradient of its left side: relu'(0) = 0, however relu is written.
"""

# ruff: noqa: SIM300

from gradgen.rules.notation import gate, spelling


@gate("router", "x takes all if x > 0")
def relu(x, grad_out):
    out = relu(x)
    grad_x = where(x > 0, grad_out, 0.0)


@spelling("relu", inline=True)
def relu_as_maximum(x):
    max(x, 0)
    max(0, x)
    -min(-x, 0)
    -min(0, -x)
    x - min(x, 0)
    x - min(0, x)
    (x + abs(x)) / 2
    0.5 * x + 0.5 * abs(x)
    x / 2 + abs(x) / 2


@spelling("relu", inline=True)
def relu_by_cases(x):
    x if x > 0 else 0
    x if x >= 0 else 0
    x if 0 < x else 0
    x if 0 <= x else 0
    0 if x < 0 else x
    0 if x <= 0 else x
    0 if 0 > x else x
    0 if 0 >= x else x


@spelling("relu", inline=True)
def relu_as_product(x):
    x * (x > 0)
    x * (x >= 0)
    x * (0 < x)
    x * (0 <= x)
    x * float(x > 0)
    x * float(x >= 0)
    x * float(0 < x)
    x * float(0 <= x)
    x * int(x > 0)
    x * int(x >= 0)
    x * int(0 < x)
    x * int(0 <= x)


# Maas et al., "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013.
@gate("function")
def leaky_relu(x, slope, grad_out):
    out = leaky_relu(x, slope)
    grad_x = where(x > 0, grad_out, grad_out * slope)  # local gradient 1 if x > 0, else slope
    grad_slope = grad_out * min(x, 0)  # local gradient x if x < 0, else 0


@spelling("leaky_relu")
def leaky_relu_written_out(x, slope):
    x if x > 0 else slope * x
    x if x >= 0 else slope * x
    x if 0 < x else slope * x
    x if 0 <= x else slope * x
    slope * x if x < 0 else x
    slope * x if x <= 0 else x
    slope * x if 0 > x else x
    slope * x if 0 >= x else x
    max(x, 0) + slope * min(x, 0)
    max(0, x) + slope * min(0, x)
    relu(x) + slope * min(x, 0)
    relu(x) + slope * min(0, x)
    relu(x) - slope * relu(-x)
    max(x, 0) - slope * max(-x, 0)
    max(0, x) - slope * max(0, -x)


# Clevert et al., arXiv:1511.07289, equations 15 and 16. Right of 0 the exponential is exp(0) = 1.
@gate("function")
def elu(x, alpha, grad_out):
    out = elu(x, alpha)
    grad_x = where(
        x > 0, grad_out, grad_out * alpha * exp(min(x, 0))
    )  # local gradient 1 if x > 0, else alpha * exp(x)
    grad_alpha = grad_out * expm1(min(x, 0))  # local gradient exp(x) - 1 if x < 0, else 0


@spelling("elu")
def elu_written_out(x, alpha):
    x if x > 0 else alpha * (exp(x) - 1)
    x if x >= 0 else alpha * (exp(x) - 1)
    alpha * (exp(x) - 1) if x < 0 else x
    alpha * (exp(x) - 1) if x <= 0 else x
    x if x > 0 else alpha * expm1(x)
    x if x >= 0 else alpha * expm1(x)
    alpha * expm1(x) if x < 0 else x
    alpha * expm1(x) if x <= 0 else x
    x if x > 0 else alpha * expm1(min(x, 0))
    max(x, 0) + alpha * expm1(min(x, 0))
    max(0, x) + alpha * expm1(min(0, x))
    relu(x) + alpha * expm1(min(x, 0))
    relu(x) + alpha * expm1(min(0, x))
    max(x, 0) + alpha * (exp(min(x, 0)) - 1)
    max(0, x) + alpha * (exp(min(0, x)) - 1)
    relu(x) + alpha * (exp(min(x, 0)) - 1)
    relu(x) + alpha * (exp(min(0, x)) - 1)
