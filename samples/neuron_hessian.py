import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def f_hessian(w0, x0, w1, x1, w2):
    """Hessian of `f`, by forward mode over reverse mode.

    Returns a row for each of w0, x0, w1, x1, w2, with a block for each of w0, x0, w1,
    x1, w2.
    """
    # forward
    s0 = w0 * x0
    s1 = w1 * x1
    s2 = s0 + s1
    s3 = s2 + w2
    L = sigmoid(s3)

    # backward
    t1 = 1 - L
    grad_s3 = t1 * L  # sigmoid: local gradient (1 - L) * L
    grad_s2 = grad_s3  # gradient copier
    # grad_w2 = grad_s3 (value not needed)
    grad_s0 = grad_s2  # gradient copier
    grad_s1 = grad_s2  # gradient copier
    # grad_w1 = grad_s1 * x1 (value not needed)
    # grad_x1 = grad_s1 * w1 (value not needed)
    # grad_w0 = grad_s0 * x0 (value not needed)
    # grad_x0 = grad_s0 * w0 (value not needed)

    # forward along w0
    ds0_dw0 = x0  # tangent multiplier
    ds2_dw0 = ds0_dw0  # tangent adder
    ds3_dw0 = ds2_dw0  # tangent adder
    dL_dw0 = ds3_dw0 * (1 - L) * L  # sigmoid: local gradient (1 - L) * L
    dt1_dw0 = -dL_dw0  # tangent adder: with the sign of - L
    dgrad_s3_dw0 = dt1_dw0 * L + t1 * dL_dw0  # tangent multiplier: product rule
    dgrad_s2_dw0 = dgrad_s3_dw0  # tangent copier
    hess_w2_w0 = dgrad_s3_dw0  # tangent copier
    dgrad_s0_dw0 = dgrad_s2_dw0  # tangent copier
    dgrad_s1_dw0 = dgrad_s2_dw0  # tangent copier
    hess_w1_w0 = dgrad_s1_dw0 * x1  # tangent multiplier
    hess_x1_w0 = dgrad_s1_dw0 * w1  # tangent multiplier
    hess_w0_w0 = dgrad_s0_dw0 * x0  # tangent multiplier
    hess_x0_w0 = dgrad_s0_dw0 * w0 + grad_s0  # tangent multiplier: product rule

    # forward along x0
    ds0_dx0 = w0  # tangent multiplier
    ds2_dx0 = ds0_dx0  # tangent adder
    ds3_dx0 = ds2_dx0  # tangent adder
    dL_dx0 = ds3_dx0 * (1 - L) * L  # sigmoid: local gradient (1 - L) * L
    dt1_dx0 = -dL_dx0  # tangent adder: with the sign of - L
    dgrad_s3_dx0 = dt1_dx0 * L + t1 * dL_dx0  # tangent multiplier: product rule
    dgrad_s2_dx0 = dgrad_s3_dx0  # tangent copier
    hess_w2_x0 = dgrad_s3_dx0  # tangent copier
    dgrad_s0_dx0 = dgrad_s2_dx0  # tangent copier
    dgrad_s1_dx0 = dgrad_s2_dx0  # tangent copier
    hess_w1_x0 = dgrad_s1_dx0 * x1  # tangent multiplier
    hess_x1_x0 = dgrad_s1_dx0 * w1  # tangent multiplier
    hess_w0_x0 = dgrad_s0_dx0 * x0 + grad_s0  # tangent multiplier: product rule
    hess_x0_x0 = dgrad_s0_dx0 * w0  # tangent multiplier

    # forward along w1
    ds1_dw1 = x1  # tangent multiplier
    ds2_dw1 = ds1_dw1  # tangent adder
    ds3_dw1 = ds2_dw1  # tangent adder
    dL_dw1 = ds3_dw1 * (1 - L) * L  # sigmoid: local gradient (1 - L) * L
    dt1_dw1 = -dL_dw1  # tangent adder: with the sign of - L
    dgrad_s3_dw1 = dt1_dw1 * L + t1 * dL_dw1  # tangent multiplier: product rule
    dgrad_s2_dw1 = dgrad_s3_dw1  # tangent copier
    hess_w2_w1 = dgrad_s3_dw1  # tangent copier
    dgrad_s0_dw1 = dgrad_s2_dw1  # tangent copier
    dgrad_s1_dw1 = dgrad_s2_dw1  # tangent copier
    hess_w1_w1 = dgrad_s1_dw1 * x1  # tangent multiplier
    hess_x1_w1 = dgrad_s1_dw1 * w1 + grad_s1  # tangent multiplier: product rule
    hess_w0_w1 = dgrad_s0_dw1 * x0  # tangent multiplier
    hess_x0_w1 = dgrad_s0_dw1 * w0  # tangent multiplier

    # forward along x1
    ds1_dx1 = w1  # tangent multiplier
    ds2_dx1 = ds1_dx1  # tangent adder
    ds3_dx1 = ds2_dx1  # tangent adder
    dL_dx1 = ds3_dx1 * (1 - L) * L  # sigmoid: local gradient (1 - L) * L
    dt1_dx1 = -dL_dx1  # tangent adder: with the sign of - L
    dgrad_s3_dx1 = dt1_dx1 * L + t1 * dL_dx1  # tangent multiplier: product rule
    dgrad_s2_dx1 = dgrad_s3_dx1  # tangent copier
    hess_w2_x1 = dgrad_s3_dx1  # tangent copier
    dgrad_s0_dx1 = dgrad_s2_dx1  # tangent copier
    dgrad_s1_dx1 = dgrad_s2_dx1  # tangent copier
    hess_w1_x1 = dgrad_s1_dx1 * x1 + grad_s1  # tangent multiplier: product rule
    hess_x1_x1 = dgrad_s1_dx1 * w1  # tangent multiplier
    hess_w0_x1 = dgrad_s0_dx1 * x0  # tangent multiplier
    hess_x0_x1 = dgrad_s0_dx1 * w0  # tangent multiplier

    # forward along w2
    dL_dw2 = (1 - L) * L  # sigmoid: local gradient (1 - L) * L
    dt1_dw2 = -dL_dw2  # tangent adder: with the sign of - L
    dgrad_s3_dw2 = dt1_dw2 * L + t1 * dL_dw2  # tangent multiplier: product rule
    dgrad_s2_dw2 = dgrad_s3_dw2  # tangent copier
    hess_w2_w2 = dgrad_s3_dw2  # tangent copier
    dgrad_s0_dw2 = dgrad_s2_dw2  # tangent copier
    dgrad_s1_dw2 = dgrad_s2_dw2  # tangent copier
    hess_w1_w2 = dgrad_s1_dw2 * x1  # tangent multiplier
    hess_x1_w2 = dgrad_s1_dw2 * w1  # tangent multiplier
    hess_w0_w2 = dgrad_s0_dw2 * x0  # tangent multiplier
    hess_x0_w2 = dgrad_s0_dw2 * w0  # tangent multiplier

    return (
        (hess_w0_w0, hess_w0_x0, hess_w0_w1, hess_w0_x1, hess_w0_w2),
        (hess_x0_w0, hess_x0_x0, hess_x0_w1, hess_x0_x1, hess_x0_w2),
        (hess_w1_w0, hess_w1_x0, hess_w1_w1, hess_w1_x1, hess_w1_w2),
        (hess_x1_w0, hess_x1_x0, hess_x1_w1, hess_x1_x1, hess_x1_w2),
        (hess_w2_w0, hess_w2_x0, hess_w2_w1, hess_w2_x1, hess_w2_w2),
    )
