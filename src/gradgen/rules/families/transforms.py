"""Box and Cox's powers, odds, and logarithms of sums: ways of putting numbers on another scale."""

from gradgen.rules.notation import gate


# out = log(x / (1 - x))
@gate("function", "local gradient 1 / (x * (1 - x))")
def logit(x, grad_out):
    out = logit(x)
    grad_x = grad_out / (x * (1 - x))


# out = -log(1 + exp(-x)), whose slope 1 - sigmoid(x) is 1 - exp(out).
@gate("function", "local gradient 1 - exp(out)")
def log_expit(x, grad_out):
    out = log_expit(x)
    grad_x = -grad_out * expm1(out)


# out = log(exp(x) + exp(y)); two zeros, whose logarithms are -inf, take nothing.
@gate("function")
def logaddexp(x, y, grad_out):
    out = logaddexp(x, y)
    grad_x = grad_out * exp(x - where(out > -inf, out, 0))  # local gradient exp(x - out)
    grad_y = grad_out * exp(y - where(out > -inf, out, 0))  # local gradient exp(y - out)


@gate("function")
def logaddexp2(x, y, grad_out):
    out = logaddexp2(x, y)
    grad_x = grad_out * exp2(x - where(out > -inf, out, 0))  # local gradient exp2(x - out)
    grad_y = grad_out * exp2(y - where(out > -inf, out, 0))  # local gradient exp2(y - out)


# (exp(x) - 1) / x is the confluent hypergeometric function 1F1(1; 2; x) (DLMF 13.6.2), whose
# derivative has no hole at 0 (DLMF 13.3.15).
@gate("function", "local gradient (exp(x) - out) / x, without its hole at 0")
def exprel(x, grad_out):
    out = exprel(x)
    grad_x = grad_out / 2 * hyp1f1(2, 3, x)


# Box and Cox, "An analysis of transformations", 1964: out = (x**power - 1) / power, and log(x) for
# the power 0. That is log(x) * exprel(power * log(x)).
@gate("function")
def boxcox(x, power, grad_out):
    out = boxcox(x, power)
    grad_x = grad_out * x ** (power - 1)  # local gradient x ** (power - 1)
    grad_power = (
        grad_out * log(x) ** 2 / 2 * hyp1f1(2, 3, power * log(x))
    )  # local gradient (x**power * log(x) - out) / power, without its hole at 0


@gate("function")
def boxcox1p(x, power, grad_out):
    out = boxcox1p(x, power)
    grad_x = grad_out * (1 + x) ** (power - 1)  # local gradient (1 + x) ** (power - 1)
    grad_power = (
        grad_out * log1p(x) ** 2 / 2 * hyp1f1(2, 3, power * log1p(x))
    )  # local gradient of log1p(x) * exprel(power * log1p(x))


# out = (1 + power * x) ** (1 / power), and exp(x) for the power 0. Its logarithm is
# log1p(power * x) / power, which is x / exprel(log1p(power * x)).
@gate("function")
def inv_boxcox(x, power, grad_out):
    out = inv_boxcox(x, power)
    grad_x = grad_out * out / (1 + power * x)  # local gradient out / (1 + power * x)
    grad_power = (
        -grad_out
        * out
        * (x / exprel(log1p(power * x))) ** 2
        * hyp1f1(2, 3, log1p(power * x))
        / (2 * (1 + power * x))
    )  # local gradient of exp(x / exprel(log1p(power * x)))


@gate("function")
def inv_boxcox1p(x, power, grad_out):
    out = inv_boxcox1p(x, power)
    grad_x = grad_out * (1 + out) / (1 + power * x)  # local gradient (1 + out) / (1 + power * x)
    grad_power = (
        -grad_out
        * (1 + out)
        * (x / exprel(log1p(power * x))) ** 2
        * hyp1f1(2, 3, log1p(power * x))
        / (2 * (1 + power * x))
    )  # local gradient of exp(x / exprel(log1p(power * x)))
