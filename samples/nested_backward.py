import math


def damped_wave_backward(amplitude, damping, frequency, t, grad_out=1.0):
    """Gradient of `damped_wave` by reverse mode.

    Returns grad_amplitude, grad_damping, grad_frequency, grad_t.
    """
    # forward
    t1 = -damping
    t2 = t1 * t
    t3 = math.exp(t2)
    t4 = amplitude * t3
    t5 = 2 * math.pi
    t6 = t5 * frequency
    t7 = t6 * t
    t8 = math.cos(t7)
    # out = t4 * t8 (value not needed)

    # backward
    grad_t4 = grad_out * t8  # gradient multiplier
    grad_t8 = grad_out * t4  # gradient multiplier
    grad_t7 = -grad_t8 * math.sin(t7)  # cos: local gradient -sin(t7)
    grad_t6 = grad_t7 * t  # gradient multiplier
    grad_t = grad_t7 * t6  # gradient multiplier
    grad_frequency = grad_t6 * t5  # gradient multiplier
    grad_amplitude = grad_t4 * t3  # gradient multiplier
    grad_t3 = grad_t4 * amplitude  # gradient multiplier
    grad_t2 = grad_t3 * t3  # exp: local gradient t3
    grad_t1 = grad_t2 * t  # gradient multiplier
    grad_t = grad_t + grad_t2 * t1  # gradient adder: t forks; gradient multiplier
    grad_damping = -grad_t1  # gradient copier: with the sign turned

    return grad_amplitude, grad_damping, grad_frequency, grad_t
