def loss_hvp(w, b, x, y, v_w, v_b):
    """Hessian-vector product of `loss`, by forward mode over reverse mode.

    Returns dot_grad_w, dot_grad_b.
    """
    # forward
    # t1 = w * x (value not needed)
    dot_t1 = v_w * x  # tangent multiplier
    # prediction = t1 + b (value not needed)
    dot_prediction = dot_t1 + v_b  # tangent adder
    # error = prediction - y (value not needed)
    dot_error = dot_prediction  # tangent adder
    # out = error**2 (value not needed)

    # backward
    # grad_error = 2.0 * error (value not needed)
    dot_grad_error = 2.0 * dot_error  # tangent multiplier
    # grad_prediction = grad_error (value not needed)
    dot_grad_prediction = dot_grad_error  # tangent copier
    # grad_t1 = grad_prediction (value not needed)
    dot_grad_t1 = dot_grad_prediction  # tangent copier
    # grad_b = grad_prediction (value not needed)
    dot_grad_b = dot_grad_prediction  # tangent copier
    # grad_w = grad_t1 * x (value not needed)
    dot_grad_w = dot_grad_t1 * x  # tangent multiplier

    return dot_grad_w, dot_grad_b
