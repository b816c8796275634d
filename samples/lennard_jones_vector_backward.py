import numpy as np
from jaxtyping import Float


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
    i, j = np.triu_indices(len(positions), k=1)
    t1 = positions[i]
    t2 = positions[j]
    t3 = t1 - t2
    distances = np.linalg.norm(t3, axis=1)
    t4 = sigma / distances
    sixth = t4**6
    t5 = 4 * epsilon
    t6 = sixth**2
    t7 = t6 - sixth
    t8 = np.sum(t7)
    # out = t5 * t8 (value not needed)

    # backward
    grad_t5 = grad_out * t8  # gradient multiplier
    grad_t8 = grad_out * t5  # gradient multiplier
    grad_t7 = np.full_like(sixth, grad_t8)  # gradient copier
    grad_t6 = grad_t7  # gradient copier
    del t1, t2, t6, t7  # not read again
    grad_sixth = -grad_t7  # gradient copier: with the sign of - sixth
    grad_sixth = grad_sixth + grad_t6 * 2 * sixth  # gradient adder: sixth forks; power
    grad_epsilon = grad_t5 * 4  # gradient multiplier
    grad_t4 = grad_sixth * 6 * t4**5  # power: local gradient 6 * t4**5
    grad_sigma = np.sum(grad_t4 / distances)  # gradient divider, summed
    grad_distances = -grad_t4 * t4 / distances  # gradient divider
    t9 = grad_distances / np.where(distances == 0, 1, distances)  # norm
    grad_t3 = t9[:, None] * t3  # norm: 0 where the norm is 0
    grad_t1 = grad_t3  # gradient copier
    del t3, distances, t4, sixth, grad_t7, grad_t6, grad_sixth  # not read again
    del grad_t4, grad_distances, t9  # not read again
    grad_t2 = -grad_t3  # gradient copier: with the sign of - t2
    grad_positions = np.zeros_like(positions)  # gradient adder
    np.add.at(grad_positions, j, grad_t2)  # gradient copier: back into place
    np.add.at(grad_positions, i, grad_t1)  # gradient adder: positions forks

    return grad_positions, grad_epsilon, grad_sigma
