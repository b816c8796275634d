"""The logistic family: sigmoid, softplus and silu, and the ways in which people write them."""

from gradgen.rules.notation import gate, spelling


@gate("sigmoid", "local gradient (1 - out) * out")
def sigmoid(x, grad_out):
    out = sigmoid(x)
    grad_x = grad_out * (1 - out) * out


@spelling("sigmoid", inline=True)
def sigmoid_written_out(x):
    1 / (1 + exp(-x))
    1 / (1 + 1 / exp(x))
    exp(x) / (1 + exp(x))
    1 - 1 / (1 + exp(x))
    (1 + tanh(x / 2)) / 2
    0.5 + 0.5 * tanh(x / 2)
    exp(-log1p(exp(-x)))
    exp(-log(1 + exp(-x)))


# The form that cannot overflow, whichever way its two halves are told apart.
@spelling("sigmoid", inline=True)
def sigmoid_by_cases(x):
    1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))
    1 / (1 + exp(-x)) if x > 0 else exp(x) / (1 + exp(x))
    exp(x) / (1 + exp(x)) if x < 0 else 1 / (1 + exp(-x))
    exp(x) / (1 + exp(x)) if x <= 0 else 1 / (1 + exp(-x))
    1 / (1 + exp(-x)) if x >= 0 else 1 - 1 / (1 + exp(x))


# The derivative of softplus is the sigmoid (Dugas et al., "Incorporating Second-Order Functional
# Knowledge for Better Option Pricing", 2000).
@gate("function", "local gradient sigmoid(x)")
def softplus(x, grad_out):
    out = softplus(x)
    grad_x = grad_out * sigmoid(x)


@spelling("softplus")
def softplus_written_out(x):
    log(1 + exp(x))
    log1p(exp(x))
    x + log(1 + exp(-x))
    x + log1p(exp(-x))
    max(x, 0) + log1p(exp(-abs(x)))
    max(0, x) + log1p(exp(-abs(x)))
    relu(x) + log1p(exp(-abs(x)))
    max(x, 0) + log(1 + exp(-abs(x)))
    max(0, x) + log(1 + exp(-abs(x)))
    relu(x) + log(1 + exp(-abs(x)))


# out = x * s with s = sigmoid(x), whose own gradient is s * (1 - s): together s + out * (1 - s),
# which is out + s * (1 - out) (Elfwing et al., arXiv:1702.03118, equation 5).
@gate("function", "local gradient out + sigmoid(x) * (1 - out)")
def silu(x, grad_out):
    out = silu(x)
    grad_x = grad_out * (out + sigmoid(x) * (1 - out))


@spelling("silu")
def silu_written_out(x):
    x * sigmoid(x)
    x / (1 + exp(-x))
    x * (1 / (1 + exp(-x)))
    x * exp(x) / (1 + exp(x))
    x * (exp(x) / (1 + exp(x)))
    x * (1 + tanh(x / 2)) / 2
    x * ((1 + tanh(x / 2)) / 2)
    x / 2 * (1 + tanh(x / 2))
