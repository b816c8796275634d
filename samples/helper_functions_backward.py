import math

EARTH_RADIUS = 6371.0  # km


def great_circle_backward(lat1, lon1, lat2, lon2, grad_distance=1.0):
    """Gradient of `great_circle` by reverse mode.

    Returns grad_lat1, grad_lon1, grad_lat2, grad_lon2.
    """
    # forward
    angle = lat2 - lat1
    t1 = angle / 2
    t2 = math.sin(t1)
    h = t2**2
    # circles of latitude are shorter towards the poles
    angle_1 = lon2 - lon1
    t3 = math.cos(lat1)
    t4 = math.cos(lat2)
    t5 = t3 * t4
    t6 = angle_1 / 2
    t7 = math.sin(t6)
    t8 = t7**2
    t9 = t5 * t8
    h_1 = h + t9
    t10 = 2 * EARTH_RADIUS
    t11 = math.sqrt(h_1)
    # t12 = math.asin(t11) (value not needed)
    # distance = t10 * t12 (value not needed)

    # backward
    grad_t12 = grad_distance * t10  # gradient multiplier
    grad_t11 = grad_t12 / math.sqrt((1 - t11) * (1 + t11))  # asin
    grad_h_1 = grad_t11 / (2 * t11)  # sqrt: local gradient 1 / (2 * t11)
    grad_h = grad_h_1  # gradient copier
    grad_t9 = grad_h_1  # gradient copier
    grad_t5 = grad_t9 * t8  # gradient multiplier
    grad_t8 = grad_t9 * t5  # gradient multiplier
    grad_t7 = grad_t8 * 2 * t7  # power: local gradient 2 * t7
    grad_t6 = grad_t7 * math.cos(t6)  # sin: local gradient cos(t6)
    grad_angle_1 = grad_t6 / 2  # gradient divider: local gradient 1 / 2
    grad_t3 = grad_t5 * t4  # gradient multiplier
    grad_t4 = grad_t5 * t3  # gradient multiplier
    grad_lat2 = -grad_t4 * math.sin(lat2)  # cos: local gradient -sin(lat2)
    grad_lat1 = -grad_t3 * math.sin(lat1)  # cos: local gradient -sin(lat1)
    grad_lon2 = grad_angle_1  # gradient copier
    grad_lon1 = -grad_angle_1  # gradient copier: with the sign of - lon1
    grad_t2 = grad_h * 2 * t2  # power: local gradient 2 * t2
    grad_t1 = grad_t2 * math.cos(t1)  # sin: local gradient cos(t1)
    grad_angle = grad_t1 / 2  # gradient divider: local gradient 1 / 2
    grad_lat2 = grad_lat2 + grad_angle  # gradient adder: lat2 forks; gradient copier
    grad_lat1 = grad_lat1 + -grad_angle  # gradient adder: lat1 forks; gradient copier

    return grad_lat1, grad_lon1, grad_lat2, grad_lon2
