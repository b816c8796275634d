import math


def robot_arm_jvp(
    shoulder, elbow, upper, lower, dot_shoulder, dot_elbow, dot_upper, dot_lower
):
    """Jacobian-vector product of `robot_arm` by forward mode.

    Returns dot_x, dot_y.
    """
    angle = shoulder + elbow
    dot_angle = dot_shoulder + dot_elbow  # tangent adder
    t1 = math.cos(shoulder)
    dot_t1 = -dot_shoulder * math.sin(shoulder)  # cos: local gradient -sin(shoulder)
    # t2 = upper * t1 (value not needed)
    dot_t2 = dot_upper * t1 + upper * dot_t1  # tangent multiplier: product rule
    t3 = math.cos(angle)
    dot_t3 = -dot_angle * math.sin(angle)  # cos: local gradient -sin(angle)
    # t4 = lower * t3 (value not needed)
    dot_t4 = dot_lower * t3 + lower * dot_t3  # tangent multiplier: product rule
    # x = t2 + t4 (value not needed)
    dot_x = dot_t2 + dot_t4  # tangent adder
    t5 = math.sin(shoulder)
    dot_t5 = dot_shoulder * math.cos(shoulder)  # sin: local gradient cos(shoulder)
    # t6 = upper * t5 (value not needed)
    dot_t6 = dot_upper * t5 + upper * dot_t5  # tangent multiplier: product rule
    t7 = math.sin(angle)
    dot_t7 = dot_angle * math.cos(angle)  # sin: local gradient cos(angle)
    # t8 = lower * t7 (value not needed)
    dot_t8 = dot_lower * t7 + lower * dot_t7  # tangent multiplier: product rule
    # y = t6 + t8 (value not needed)
    dot_y = dot_t6 + dot_t8  # tangent adder

    return dot_x, dot_y
