import math


def expit(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def logistic(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def silu(x):
    return x * sigmoid(x)


def swish(x):
    return x * sigmoid(x)


def by_tanh_backward(x, grad_out=1.0):
    """Gradient of `by_tanh` by reverse mode.

    Returns grad_x.
    """
    # forward
    out = math.tanh(x)

    # backward
    grad_x = grad_out * (1 - out**2)  # tanh: local gradient 1 - out**2

    return grad_x


def by_sigmoid_backward(x, grad_out=1.0):
    """Gradient of `by_sigmoid` by reverse mode.

    Returns grad_x.
    """
    # forward
    out = sigmoid(x)

    # backward
    grad_x = grad_out * (1 - out) * out  # sigmoid: local gradient (1 - out) * out

    return grad_x


def by_logistic_backward(x, grad_out=1.0):
    """Gradient of `by_logistic` by reverse mode.

    Returns grad_x.
    """
    # forward
    out = logistic(x)

    # backward
    grad_x = grad_out * (1 - out) * out  # sigmoid: local gradient (1 - out) * out

    return grad_x


def by_expit_backward(x, grad_out=1.0):
    """Gradient of `by_expit` by reverse mode.

    Returns grad_x.
    """
    # forward
    out = expit(x)

    # backward
    grad_x = grad_out * (1 - out) * out  # sigmoid: local gradient (1 - out) * out

    return grad_x


def by_relu_backward(x, grad_out=1.0):
    """Gradient of `by_relu` by reverse mode.

    Returns grad_x.
    """
    # forward
    # out = relu(x) (value not needed)

    # backward
    grad_x = grad_out if x > 0 else 0.0  # gradient router: x takes all if x > 0

    return grad_x


def by_leaky_relu_backward(x, grad_out=1.0):
    """Gradient of `by_leaky_relu` by reverse mode.

    Returns grad_x.
    """
    # forward
    # out = leaky_relu(x) (value not needed)

    # backward
    grad_x = grad_out if x > 0 else grad_out * 0.01  # leaky_relu

    return grad_x


def by_elu_backward(x, alpha, grad_out=1.0):
    """Gradient of `by_elu` by reverse mode.

    Returns grad_x, grad_alpha.
    """
    # forward
    # out = elu(x, alpha) (value not needed)

    # backward
    grad_x = grad_out if x > 0 else grad_out * alpha * math.exp(min(x, 0))  # elu
    grad_alpha = grad_out * math.expm1(min(x, 0))  # elu

    return grad_x, grad_alpha


def by_softplus_backward(x, grad_out=1.0):
    """Gradient of `by_softplus` by reverse mode.

    Returns grad_x.
    """
    # forward
    # out = softplus(x) (value not needed)

    # backward
    grad_x = grad_out * sigmoid(x)  # softplus: local gradient sigmoid(x)

    return grad_x


def by_silu_backward(x, grad_out=1.0):
    """Gradient of `by_silu` by reverse mode.

    Returns grad_x.
    """
    # forward
    out = silu(x)

    # backward
    grad_x = grad_out * (out + sigmoid(x) * (1 - out))  # silu

    return grad_x


def by_swish_backward(x, grad_out=1.0):
    """Gradient of `by_swish` by reverse mode.

    Returns grad_x.
    """
    # forward
    out = swish(x)

    # backward
    grad_x = grad_out * (out + sigmoid(x) * (1 - out))  # silu

    return grad_x


def by_gelu_backward(x, grad_out=1.0):
    """Gradient of `by_gelu` by reverse mode.

    Returns grad_x.
    """
    # forward
    # out = gelu(x) (value not needed)

    # backward
    grad_x = grad_out * (
        math.erfc(-x / math.sqrt(2)) / 2
        + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    )  # gelu: local gradient of x * normal_cdf(x)

    return grad_x
