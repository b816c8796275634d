import numpy as np
from jaxtyping import Float


def layer_norm_backward(
    x: Float[np.ndarray, "N D"],
    gain: Float[np.ndarray, "D"],
    bias: Float[np.ndarray, "D"],
    eps: float = 1e-5,
    grad_out=1.0,
):
    """Gradient of `layer_norm` by reverse mode.

    Returns grad_x, grad_gain, grad_bias.
    """
    # forward
    t1 = np.mean(x, axis=-1, keepdims=True)  # [N, 1]
    centred = x - t1  # [N, D]
    t2 = centred**2  # [N, D]
    variance = np.mean(t2, axis=-1, keepdims=True)  # [N, 1]
    t3 = variance + eps  # [N, 1]
    t4 = np.sqrt(t3)  # [N, 1]
    normed = centred / t4  # [N, D]
    t5 = normed * gain  # [N, D]
    out = t5 + bias  # [N, D]

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_t5 = grad_out  # gradient copier -> [N, D]
    grad_bias = grad_out.sum(axis=0)  # gradient copier, summed over N -> [D]
    del t2, t5, out  # not read again
    grad_normed = grad_t5 * gain  # gradient multiplier -> [N, D]
    grad_gain = np.sum(grad_t5 * normed, axis=0)  # gradient multiplier, summed over N
    grad_centred = grad_normed / t4  # gradient divider: local gradient 1 / t4 -> [N, D]
    grad_t4 = (
        -np.sum(grad_normed * normed, axis=1, keepdims=True) / t4
    )  # gradient divider: local gradient -normed / t4, summed over D: t4 was broadcast
    grad_t3 = grad_t4 / (2 * t4)  # sqrt: local gradient 1 / (2 * t4) -> [N, 1]
    grad_variance = grad_t3  # gradient copier -> [N, 1]
    grad_t2 = np.broadcast_to(
        grad_variance / centred.shape[-1], centred.shape
    )  # gradient copier: spread evenly over what was averaged -> [N, D]
    del normed, grad_out, grad_t5, grad_normed  # not read again
    grad_centred = grad_centred + grad_t2 * 2 * centred  # gradient adder: centred forks
    grad_x = grad_centred  # gradient copier -> [N, D]
    grad_t1 = -grad_centred.sum(axis=1, keepdims=True)  # gradient copier, summed over D
    grad_x = grad_x + grad_t1 / x.shape[-1]  # gradient adder: x forks; gradient copier

    return grad_x, grad_gain, grad_bias
