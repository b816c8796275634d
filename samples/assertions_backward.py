def triangle_area_backward(a, b, c, grad_area=1.0):
    """Gradient of `triangle_area` by reverse mode.

    Returns grad_a, grad_b, grad_c.
    """
    # forward
    assert a < b + c, "no triangle"
    # Heron's formula
    t1 = a + b
    t2 = t1 + c
    s = t2 / 2  # half the perimeter
    t3 = s - a
    t4 = s * t3
    t5 = s - b
    t6 = t4 * t5
    t7 = s - c
    t8 = t6 * t7
    # area = t8**0.5 (value not needed)

    # backward
    grad_t8 = grad_area * 0.5 * t8**-0.5  # power: local gradient 0.5 * t8**-0.5
    grad_t6 = grad_t8 * t7  # gradient multiplier
    grad_t7 = grad_t8 * t6  # gradient multiplier
    grad_s = grad_t7  # gradient copier
    grad_c = -grad_t7  # gradient copier: with the sign of - c
    grad_t4 = grad_t6 * t5  # gradient multiplier
    grad_t5 = grad_t6 * t4  # gradient multiplier
    grad_s = grad_s + grad_t5  # gradient adder: s forks; gradient copier
    grad_b = -grad_t5  # gradient copier: with the sign of - b
    grad_s = grad_s + grad_t4 * t3  # gradient adder: s forks; gradient multiplier
    grad_t3 = grad_t4 * s  # gradient multiplier
    grad_s = grad_s + grad_t3  # gradient adder: s forks; gradient copier
    grad_a = -grad_t3  # gradient copier: with the sign of - a
    grad_t2 = grad_s / 2  # gradient divider: local gradient 1 / 2
    grad_t1 = grad_t2  # gradient copier
    grad_c = grad_c + grad_t2  # gradient adder: c forks; gradient copier
    grad_a = grad_a + grad_t1  # gradient adder: a forks; gradient copier
    grad_b = grad_b + grad_t1  # gradient adder: b forks; gradient copier

    return grad_a, grad_b, grad_c
