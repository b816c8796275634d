import math


def robot_arm_jacobian(shoulder, elbow, upper, lower):
    """Jacobian of `robot_arm`.

    Returns a row for each of x, y, with a block for each of shoulder, elbow, upper,
    lower.
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

    # backward from x
    dx_dt2 = 1.0  # gradient copier
    dx_dt4 = 1.0  # gradient copier
    dx_dlower = dx_dt4 * t3  # gradient multiplier
    dx_dt3 = dx_dt4 * lower  # gradient multiplier
    dx_dangle = -dx_dt3 * math.sin(angle)  # cos: local gradient -sin(angle)
    dx_dupper = dx_dt2 * t1  # gradient multiplier
    dx_dt1 = dx_dt2 * upper  # gradient multiplier
    dx_dshoulder = -dx_dt1 * math.sin(shoulder)  # cos: local gradient -sin(shoulder)
    dx_dshoulder = dx_dshoulder + dx_dangle  # gradient adder: shoulder forks
    dx_delbow = dx_dangle  # gradient copier

    # backward from y
    dy_dt6 = 1.0  # gradient copier
    dy_dt8 = 1.0  # gradient copier
    dy_dlower = dy_dt8 * t7  # gradient multiplier
    dy_dt7 = dy_dt8 * lower  # gradient multiplier
    dy_dangle = dy_dt7 * math.cos(angle)  # sin: local gradient cos(angle)
    dy_dupper = dy_dt6 * t5  # gradient multiplier
    dy_dt5 = dy_dt6 * upper  # gradient multiplier
    dy_dshoulder = dy_dt5 * math.cos(shoulder)  # sin: local gradient cos(shoulder)
    dy_dshoulder = dy_dshoulder + dy_dangle  # gradient adder: shoulder forks
    dy_delbow = dy_dangle  # gradient copier

    return (dx_dshoulder, dx_delbow, dx_dupper, dx_dlower), (
        dy_dshoulder,
        dy_delbow,
        dy_dupper,
        dy_dlower,
    )
