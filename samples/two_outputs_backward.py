import math


def robot_arm_backward(shoulder, elbow, upper, lower, *, grad_x, grad_y):
    """Gradient of `robot_arm` by reverse mode.

    Returns grad_shoulder, grad_elbow, grad_upper, grad_lower.
    """
    # forward
    angle = shoulder + elbow
    t1 = math.cos(shoulder)
    # t2 = upper * t1 (value not needed)
    t3 = math.cos(angle)
    # t4 = lower * t3 (value not needed)
    # x = t2 + t4 (value not needed)
    t5 = math.sin(shoulder)
    # t6 = upper * t5 (value not needed)
    t7 = math.sin(angle)
    # t8 = lower * t7 (value not needed)
    # y = t6 + t8 (value not needed)

    # backward
    grad_t6 = grad_y  # gradient copier
    grad_t8 = grad_y  # gradient copier
    grad_lower = grad_t8 * t7  # gradient multiplier
    grad_t7 = grad_t8 * lower  # gradient multiplier
    grad_angle = grad_t7 * math.cos(angle)  # sin: local gradient cos(angle)
    grad_upper = grad_t6 * t5  # gradient multiplier
    grad_t5 = grad_t6 * upper  # gradient multiplier
    grad_shoulder = grad_t5 * math.cos(shoulder)  # sin: local gradient cos(shoulder)
    grad_t2 = grad_x  # gradient copier
    grad_t4 = grad_x  # gradient copier
    grad_lower = grad_lower + grad_t4 * t3  # gradient adder: lower forks
    grad_t3 = grad_t4 * lower  # gradient multiplier
    grad_angle = grad_angle + -grad_t3 * math.sin(angle)  # gradient adder: angle forks
    grad_upper = grad_upper + grad_t2 * t1  # gradient adder: upper forks
    grad_t1 = grad_t2 * upper  # gradient multiplier
    grad_shoulder = grad_shoulder + -grad_t1 * math.sin(shoulder)  # gradient adder
    grad_shoulder = grad_shoulder + grad_angle  # gradient adder: shoulder forks
    grad_elbow = grad_angle  # gradient copier

    return grad_shoulder, grad_elbow, grad_upper, grad_lower
