import numpy as np
from jaxtyping import Float


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    lead = np.ndim(grad) - len(shape)
    stretched = tuple(lead + i for i, size in enumerate(shape) if size == 1)
    return np.sum(grad, axis=(*range(lead), *stretched)).reshape(shape)


def energy_backward(
    positions: Float[np.ndarray, "N 3"],
    epsilon: float = 1.0,
    sigma: float = 1.0,
    grad_out=1.0,
):
    """Gradient of `energy` by reverse mode.

    Returns grad_positions, grad_epsilon, grad_sigma.
    """
    # forward
    t1 = np.triu_indices(len(positions), k=1)
    i = t1[0]
    j = t1[1]
    t2 = positions[i]
    t3 = positions[j]
    t4 = t2 - t3
    distances = np.linalg.norm(t4, axis=1)
    t5 = sigma / distances
    sixth = t5**6
    t6 = 4 * epsilon
    t7 = sixth**2
    t8 = t7 - sixth
    t9 = np.sum(t8)
    # out = t6 * t9 (value not needed)

    # backward
    grad_t6 = grad_out * t9  # gradient multiplier
    grad_t9 = grad_out * t6  # gradient multiplier
    grad_t8 = np.full_like(t8, grad_t9)  # gradient copier: spread over what was summed
    grad_t7 = grad_t8  # gradient copier
    grad_sixth = -grad_t8  # gradient copier: with the sign of - sixth
    grad_sixth = grad_sixth + grad_t7 * 2 * sixth  # gradient adder: sixth forks; power
    grad_epsilon = grad_t6 * 4  # gradient multiplier
    grad_t5 = grad_sixth * 6 * t5**5  # power: local gradient 6 * t5**5
    grad_sigma = np.sum(grad_t5 / distances)  # gradient divider, summed
    grad_distances = -grad_t5 * t5 / distances  # gradient divider
    t10 = grad_distances / np.where(distances == 0, 1, distances)  # norm
    grad_t4 = t10[:, None] * t4  # norm: 0 where the norm is 0
    grad_t2 = unbroadcast(grad_t4, t2)  # gradient copier, summed where t2 was broadcast
    grad_t3 = unbroadcast(-grad_t4, t3)  # gradient copier: with the sign of - t3
    grad_positions = np.zeros_like(positions)  # gradient adder
    np.add.at(grad_positions, j, grad_t3)  # gradient copier: back into place
    np.add.at(grad_positions, i, grad_t2)  # gradient adder: positions forks

    return grad_positions, grad_epsilon, grad_sigma
