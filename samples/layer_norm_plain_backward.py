import numpy as np


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def layer_norm_backward(x, gain, bias, eps=1e-5, grad_out=1.0):
    """Gradient of `layer_norm` by reverse mode.

    Returns grad_x, grad_gain, grad_bias.
    """
    # forward
    t1 = np.mean(x, axis=-1, keepdims=True)
    centred = x - t1
    t2 = centred**2
    variance = np.mean(t2, axis=-1, keepdims=True)
    t3 = variance + eps
    t4 = np.sqrt(t3)
    normed = centred / t4
    t5 = normed * gain
    out = t5 + bias

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_t5 = unbroadcast(grad_out, t5)  # gradient copier
    grad_bias = unbroadcast(grad_out, bias)  # gradient copier
    grad_normed = unbroadcast(grad_t5 * gain, normed)  # gradient multiplier
    grad_gain = unbroadcast(grad_t5 * normed, gain)  # gradient multiplier
    grad_centred = unbroadcast(grad_normed / t4, centred)  # gradient divider
    grad_t4 = -unbroadcast(grad_normed * normed, t4) / t4  # gradient divider
    grad_t3 = grad_t4 / (2 * t4)  # sqrt: local gradient 1 / (2 * t4)
    grad_variance = unbroadcast(grad_t3, variance)  # gradient copier
    grad_t2 = np.broadcast_to(
        grad_variance / centred.shape[-1], centred.shape
    )  # gradient copier: spread evenly over what was averaged
    del t2, t5, out  # not read again
    grad_centred = grad_centred + grad_t2 * 2 * centred  # gradient adder: centred forks
    grad_x = grad_centred  # gradient copier
    grad_t1 = -grad_centred.sum(axis=-1, keepdims=True)  # gradient copier
    grad_x = grad_x + grad_t1 / np.shape(x)[-1]  # gradient adder: x forks

    return grad_x, grad_gain, grad_bias
