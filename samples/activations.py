import math


def by_tanh(x):
    return math.tanh(x)


def by_sigmoid(x):
    return sigmoid(x)


def by_logistic(x):
    return logistic(x)


def by_expit(x):
    return expit(x)


def by_relu(x):
    return relu(x)


def by_leaky_relu(x):
    return leaky_relu(x)


def by_elu(x, alpha):
    return elu(x, alpha)


def by_softplus(x):
    return softplus(x)


def by_silu(x):
    return silu(x)


def by_swish(x):
    return swish(x)


def by_gelu(x):
    return gelu(x)
