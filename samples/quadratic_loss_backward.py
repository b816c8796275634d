def loss_backward(w, b, x, y, grad_out=1.0):
    """Gradient of `loss` by reverse mode.

    Returns grad_w, grad_b.
    """
    # forward
    t1 = w * x
    prediction = t1 + b
    error = prediction - y
    # out = error**2 (value not needed)

    # backward
    grad_error = grad_out * 2 * error  # power: local gradient 2 * error
    grad_prediction = grad_error  # gradient copier
    grad_t1 = grad_prediction  # gradient copier
    grad_b = grad_prediction  # gradient copier
    grad_w = grad_t1 * x  # gradient multiplier

    return grad_w, grad_b
