"""One residual of bundle adjustment, in single numbers: where a camera sees a point, and should.

The camera turns the point about an axis (Rodrigues' formula; the length of the axis is the angle),
divides by the depth, and bends straight lines by two coefficients of its lens.
"""

from math import cos, sin, sqrt

WRT = "r0,r1,r2,c0,c1,c2,focal,k1,k2,x0,x1,x2"


def forward(
    r0: float,
    r1: float,
    r2: float,
    c0: float,
    c1: float,
    c2: float,
    focal: float,
    k1: float,
    k2: float,
    x0: float,
    x1: float,
    x2: float,
    seen_x: float,
    seen_y: float,
):
    p0, p1, p2 = x0 - c0, x1 - c1, x2 - c2
    angle = sqrt(r0 * r0 + r1 * r1 + r2 * r2)
    a0, a1, a2 = r0 / angle, r1 / angle, r2 / angle
    cosine, sine = cos(angle), sin(angle)
    along = (a0 * p0 + a1 * p1 + a2 * p2) * (1 - cosine)
    q0 = p0 * cosine + (a1 * p2 - a2 * p1) * sine + a0 * along
    q1 = p1 * cosine + (a2 * p0 - a0 * p2) * sine + a1 * along
    q2 = p2 * cosine + (a0 * p1 - a1 * p0) * sine + a2 * along
    u, v = q0 / q2, q1 / q2
    radius = u * u + v * v
    scale = focal * (1 + k1 * radius + k2 * radius * radius)
    error_x = scale * u - seen_x
    error_y = scale * v - seen_y
    return error_x * error_x + error_y * error_y


def by_hand(r0, r1, r2, c0, c1, c2, focal, k1, k2, x0, x1, x2, seen_x, seen_y):
    p0, p1, p2 = x0 - c0, x1 - c1, x2 - c2
    angle = sqrt(r0 * r0 + r1 * r1 + r2 * r2)
    inverse = 1 / angle
    a0, a1, a2 = r0 * inverse, r1 * inverse, r2 * inverse
    cosine, sine = cos(angle), sin(angle)
    w0, w1, w2 = a1 * p2 - a2 * p1, a2 * p0 - a0 * p2, a0 * p1 - a1 * p0  # a x p
    dot, rest = a0 * p0 + a1 * p1 + a2 * p2, 1 - cosine
    along = dot * rest
    q0 = p0 * cosine + w0 * sine + a0 * along
    q1 = p1 * cosine + w1 * sine + a1 * along
    depth = 1 / (p2 * cosine + w2 * sine + a2 * along)
    u, v = q0 * depth, q1 * depth
    radius = u * u + v * v
    bend = 1 + radius * (k1 + k2 * radius)
    scale = focal * bend
    error_x, error_y = scale * u - seen_x, scale * v - seen_y

    # Through the lens.
    g_x, g_y = 2 * error_x, 2 * error_y
    g_scale = g_x * u + g_y * v
    g_bend = g_scale * focal
    g_k1 = g_bend * radius
    g_radius = 2 * g_bend * (k1 + 2 * k2 * radius)
    g0 = (g_x * scale + g_radius * u) * depth  # of q
    g1 = (g_y * scale + g_radius * v) * depth
    g2 = -(g0 * u + g1 * v)

    # Through the rotation: the point is turned back, with the sine's sign changed.
    g_dot = (g0 * a0 + g1 * a1 + g2 * a2) * rest
    h0, h1, h2 = g1 * a2 - g2 * a1, g2 * a0 - g0 * a2, g0 * a1 - g1 * a0  # g x a
    g_p0 = g0 * cosine + h0 * sine + g_dot * a0
    g_p1 = g1 * cosine + h1 * sine + g_dot * a1
    g_p2 = g2 * cosine + h2 * sine + g_dot * a2
    g_a0 = (p1 * g2 - p2 * g1) * sine + g0 * along + g_dot * p0
    g_a1 = (p2 * g0 - p0 * g2) * sine + g1 * along + g_dot * p1
    g_a2 = (p0 * g1 - p1 * g0) * sine + g2 * along + g_dot * p2
    g_angle = (
        (g0 * w0 + g1 * w1 + g2 * w2) * cosine
        - (g0 * p0 + g1 * p1 + g2 * p2) * sine
        + (g0 * a0 + g1 * a1 + g2 * a2) * dot * sine
        - (g_a0 * a0 + g_a1 * a1 + g_a2 * a2) * inverse
    )
    g_r0 = g_a0 * inverse + g_angle * a0
    g_r1 = g_a1 * inverse + g_angle * a1
    g_r2 = g_a2 * inverse + g_angle * a2
    value = error_x * error_x + error_y * error_y
    of_camera = -g_p0, -g_p1, -g_p2, g_scale * bend, g_k1, g_k1 * radius
    return value, (g_r0, g_r1, g_r2, *of_camera, g_p0, g_p1, g_p2)


def inputs(chance, small):
    camera = (0.1, -0.2, 0.3, 0.5, 0.4, -8.0, 2.0, 0.1, -0.05)
    point = chance.uniform(-1, 1, 3).tolist()
    values = dict(zip(WRT.split(","), (*camera, *point), strict=True))
    return {**values, "seen_x": 0.1, "seen_y": -0.2}
