def loss_hessian(w, b, x, y):
    """Hessian of `loss`, by forward mode over reverse mode.

    Returns hess_w_w, hess_w_b, hess_b_w, hess_b_b.
    """
    # forward
    # t1 = w * x (value not needed)
    # prediction = t1 + b (value not needed)
    # error = prediction - y (value not needed)
    # out = error**2 (value not needed)

    # backward
    # grad_error = 2.0 * error (value not needed)
    # grad_prediction = grad_error (value not needed)
    # grad_t1 = grad_prediction (value not needed)
    # grad_b = grad_prediction (value not needed)
    # grad_w = grad_t1 * x (value not needed)

    # forward along w
    dt1_dw = x  # tangent multiplier
    dprediction_dw = dt1_dw  # tangent adder
    derror_dw = dprediction_dw  # tangent adder
    dgrad_error_dw = 2.0 * derror_dw  # tangent multiplier
    dgrad_prediction_dw = dgrad_error_dw  # tangent copier
    dgrad_t1_dw = dgrad_prediction_dw  # tangent copier
    hess_b_w = dgrad_prediction_dw  # tangent copier
    hess_w_w = dgrad_t1_dw * x  # tangent multiplier

    # forward along b
    hess_w_b = 2.0 * x  # tangent multiplier
    hess_b_b = 2.0

    return (hess_w_w, hess_w_b), (hess_b_w, hess_b_b)
