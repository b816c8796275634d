import math

g = 9.81


def energy_backward(theta1, theta2, omega1, omega2, m1, m2, l1, l2, grad_E=1.0):
    """Gradient of `energy` by reverse mode.

    Returns grad_theta1, grad_theta2, grad_omega1, grad_omega2, grad_m1, grad_m2,
    grad_l1, grad_l2.
    """
    # forward
    # speeds of the two bobs
    v1 = l1 * omega1
    v2 = l2 * omega2
    t1 = 2 * v1
    t2 = t1 * v2
    t3 = theta1 - theta2
    t4 = math.cos(t3)
    cross = t2 * t4

    # kinetic energy
    t5 = 0.5 * m1
    t6 = v1**2
    # kinetic1 = t5 * t6 (value not needed)
    t7 = 0.5 * m2
    t8 = v1**2
    t9 = v2**2
    t10 = t8 + t9
    t11 = t10 + cross
    # kinetic2 = t7 * t11 (value not needed)

    # potential energy, zero at the pivot
    t12 = -l1
    t13 = math.cos(theta1)
    y1 = t12 * t13
    t14 = math.cos(theta2)
    t15 = l2 * t14
    y2 = y1 - t15
    t16 = m1 * g
    # t17 = t16 * y1 (value not needed)
    t18 = m2 * g
    # t19 = t18 * y2 (value not needed)
    # potential = t17 + t19 (value not needed)

    # t20 = kinetic1 + kinetic2 (value not needed)
    # E = t20 + potential (value not needed)

    # backward
    grad_t20 = grad_E  # gradient copier
    grad_potential = grad_E  # gradient copier
    grad_kinetic1 = grad_t20  # gradient copier
    grad_kinetic2 = grad_t20  # gradient copier
    grad_t17 = grad_potential  # gradient copier
    grad_t19 = grad_potential  # gradient copier
    grad_t18 = grad_t19 * y2  # gradient multiplier
    grad_y2 = grad_t19 * t18  # gradient multiplier
    grad_m2 = grad_t18 * g  # gradient multiplier
    grad_t16 = grad_t17 * y1  # gradient multiplier
    grad_y1 = grad_t17 * t16  # gradient multiplier
    grad_m1 = grad_t16 * g  # gradient multiplier
    grad_y1 = grad_y1 + grad_y2  # gradient adder: y1 forks; gradient copier
    grad_t15 = -grad_y2  # gradient copier: with the sign of - t15
    grad_l2 = grad_t15 * t14  # gradient multiplier
    grad_t14 = grad_t15 * l2  # gradient multiplier
    grad_theta2 = -grad_t14 * math.sin(theta2)  # cos: local gradient -sin(theta2)
    grad_t12 = grad_y1 * t13  # gradient multiplier
    grad_t13 = grad_y1 * t12  # gradient multiplier
    grad_theta1 = -grad_t13 * math.sin(theta1)  # cos: local gradient -sin(theta1)
    grad_l1 = -grad_t12  # gradient copier: with the sign turned
    grad_t7 = grad_kinetic2 * t11  # gradient multiplier
    grad_t11 = grad_kinetic2 * t7  # gradient multiplier
    grad_t10 = grad_t11  # gradient copier
    grad_cross = grad_t11  # gradient copier
    grad_t8 = grad_t10  # gradient copier
    grad_t9 = grad_t10  # gradient copier
    grad_v2 = grad_t9 * 2 * v2  # power: local gradient 2 * v2
    grad_v1 = grad_t8 * 2 * v1  # power: local gradient 2 * v1
    grad_m2 = grad_m2 + grad_t7 * 0.5  # gradient adder: m2 forks; gradient multiplier
    grad_t5 = grad_kinetic1 * t6  # gradient multiplier
    grad_t6 = grad_kinetic1 * t5  # gradient multiplier
    grad_v1 = grad_v1 + grad_t6 * 2 * v1  # gradient adder: v1 forks; power
    grad_m1 = grad_m1 + grad_t5 * 0.5  # gradient adder: m1 forks; gradient multiplier
    grad_t2 = grad_cross * t4  # gradient multiplier
    grad_t4 = grad_cross * t2  # gradient multiplier
    grad_t3 = -grad_t4 * math.sin(t3)  # cos: local gradient -sin(t3)
    grad_theta1 = grad_theta1 + grad_t3  # gradient adder: theta1 forks; gradient copier
    grad_theta2 = grad_theta2 + -grad_t3  # gradient adder: theta2 forks
    grad_t1 = grad_t2 * v2  # gradient multiplier
    grad_v2 = grad_v2 + grad_t2 * t1  # gradient adder: v2 forks; gradient multiplier
    grad_v1 = grad_v1 + grad_t1 * 2  # gradient adder: v1 forks; gradient multiplier
    grad_l2 = grad_l2 + grad_v2 * omega2  # gradient adder: l2 forks
    grad_omega2 = grad_v2 * l2  # gradient multiplier
    grad_l1 = grad_l1 + grad_v1 * omega1  # gradient adder: l1 forks
    grad_omega1 = grad_v1 * l1  # gradient multiplier

    return (
        grad_theta1,
        grad_theta2,
        grad_omega1,
        grad_omega2,
        grad_m1,
        grad_m2,
        grad_l1,
        grad_l2,
    )
