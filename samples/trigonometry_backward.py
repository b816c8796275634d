import math

g = 9.81  # m/s^2


def throw_backward(speed, angle, height, grad_distance=1.0):
    """Gradient of `throw` by reverse mode.

    Returns grad_speed, grad_angle, grad_height.
    """
    # forward
    t1 = math.cos(angle)
    across = speed * t1
    t2 = math.sin(angle)
    up = speed * t2
    # until it hits the ground
    t3 = up**2
    t4 = 2 * g
    t5 = t4 * height
    t6 = t3 + t5
    t7 = math.sqrt(t6)
    t8 = up + t7
    time = t8 / g
    # distance = across * time (value not needed)

    # backward
    grad_across = grad_distance * time  # gradient multiplier
    grad_time = grad_distance * across  # gradient multiplier
    grad_t8 = grad_time / g  # gradient divider: local gradient 1 / g
    grad_up = grad_t8  # gradient copier
    grad_t7 = grad_t8  # gradient copier
    grad_t6 = grad_t7 / (2 * t7)  # sqrt: local gradient 1 / (2 * t7)
    grad_t3 = grad_t6  # gradient copier
    grad_t5 = grad_t6  # gradient copier
    grad_height = grad_t5 * t4  # gradient multiplier
    grad_up = grad_up + grad_t3 * 2 * up  # gradient adder: up forks; power
    grad_speed = grad_up * t2  # gradient multiplier
    grad_t2 = grad_up * speed  # gradient multiplier
    grad_angle = grad_t2 * math.cos(angle)  # sin: local gradient cos(angle)
    grad_speed = grad_speed + grad_across * t1  # gradient adder: speed forks
    grad_t1 = grad_across * speed  # gradient multiplier
    grad_angle = grad_angle + -grad_t1 * math.sin(angle)  # gradient adder: angle forks

    return grad_speed, grad_angle, grad_height
