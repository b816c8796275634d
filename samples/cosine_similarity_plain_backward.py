import numpy as np


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def cosine_similarity_backward(a, b, grad_out=1.0):
    """Gradient of `cosine_similarity` by reverse mode.

    Returns grad_a, grad_b.
    """
    # forward
    t1 = np.linalg.norm(a, axis=1)
    t2 = np.linalg.norm(b, axis=1)
    lengths = t1 * t2
    t3 = a * b
    t4 = np.sum(t3, axis=1)
    out = t4 / lengths

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_t4 = unbroadcast(grad_out / lengths, t4)  # gradient divider
    grad_lengths = -unbroadcast(grad_out * out, lengths) / lengths  # gradient divider
    grad_t3 = np.broadcast_to(grad_t4[:, None], np.shape(t3))  # gradient copier
    grad_a = unbroadcast(grad_t3 * b, a)  # gradient multiplier
    grad_b = unbroadcast(grad_t3 * a, b)  # gradient multiplier
    grad_t1 = unbroadcast(grad_lengths * t2, t1)  # gradient multiplier
    grad_t2 = unbroadcast(grad_lengths * t1, t2)  # gradient multiplier
    t5 = grad_t2 / np.where(t2 == 0, 1, t2)  # norm: 0 where the norm is 0
    grad_b = grad_b + t5[:, None] * b  # gradient adder: b forks; norm
    t6 = grad_t1 / np.where(t1 == 0, 1, t1)  # norm: 0 where the norm is 0
    del t1, t2, grad_lengths, grad_t1, grad_t2, t3, t4, out, t5  # not read again
    grad_a = grad_a + t6[:, None] * a  # gradient adder: a forks; norm

    return grad_a, grad_b
