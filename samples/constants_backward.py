# gravitation in SI units
G = 6.674e-11  # m^3 kg^-1 s^-2


def pull_backward(m1, m2, r, grad_force=1.0):
    """Gradient of `pull` by reverse mode.

    Returns grad_m1, grad_m2, grad_r.
    """
    # forward
    # Newton, Principia, book III
    t1 = G * m1
    t2 = t1 * m2
    t3 = r**2
    force = t2 / t3  # in newtons

    # backward
    grad_t2 = grad_force / t3  # gradient divider: local gradient 1 / t3
    grad_t3 = -grad_force * force / t3  # gradient divider: local gradient -force / t3
    grad_r = grad_t3 * 2 * r  # power: local gradient 2 * r
    grad_t1 = grad_t2 * m2  # gradient multiplier
    grad_m2 = grad_t2 * t1  # gradient multiplier
    grad_m1 = grad_t1 * G  # gradient multiplier

    return grad_m1, grad_m2, grad_r
