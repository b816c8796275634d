import numpy as np
from jaxtyping import Float


def cosine_similarity_backward(
    a: Float[np.ndarray, "N D"], b: Float[np.ndarray, "N D"], grad_out=1.0
):
    """Gradient of `cosine_similarity` by reverse mode.

    Returns grad_a, grad_b.
    """
    # forward
    t1 = np.linalg.norm(a, axis=1)  # [N]
    t2 = np.linalg.norm(b, axis=1)  # [N]
    lengths = t1 * t2  # [N]
    t3 = a * b  # [N, D]
    t4 = np.sum(t3, axis=1)  # [N]
    out = t4 / lengths  # [N]

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_t4 = grad_out / lengths  # gradient divider: local gradient 1 / lengths -> [N]
    grad_lengths = -grad_out * out / lengths  # gradient divider -> [N]
    grad_t3 = np.broadcast_to(grad_t4[:, None], b.shape)  # gradient copier -> [N, D]
    grad_a = grad_t3 * b  # gradient multiplier -> [N, D]
    del t3  # not read again
    grad_b = grad_t3 * a  # gradient multiplier -> [N, D]
    grad_t1 = grad_lengths * t2  # gradient multiplier -> [N]
    grad_t2 = grad_lengths * t1  # gradient multiplier -> [N]
    t5 = grad_t2 / np.where(t2 == 0, 1, t2)  # norm: 0 where the norm is 0
    del grad_t4, grad_t3  # not read again
    grad_b = grad_b + t5[:, None] * b  # gradient adder: b forks; norm -> [N, D]
    t6 = grad_t1 / np.where(t1 == 0, 1, t1)  # norm: 0 where the norm is 0
    grad_a = grad_a + t6[:, None] * a  # gradient adder: a forks; norm -> [N, D]

    return grad_a, grad_b
