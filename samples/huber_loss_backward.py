def huber_backward(prediction, target, delta, grad_out=1.0):
    """Gradient of `huber` by reverse mode.

    Returns grad_prediction, grad_target, grad_delta.
    """
    # forward
    error = prediction - target
    # t1 = error**2 (value not needed)
    # near = 0.5 * t1 (value not needed)
    t2 = abs(error)
    t3 = 0.5 * delta
    t4 = t2 - t3
    # far = delta * t4 (value not needed)
    t5 = abs(error)
    t6 = t5 <= delta
    # out = near if t6 else far (value not needed)

    # backward
    grad_near = grad_out if t6 else 0.0  # gradient router: near takes all if t6
    grad_far = 0.0 if t6 else grad_out  # gradient router: far takes all if not t6
    # zero gradient: t6 = t5 <= delta is flat, nothing flows back to delta
    grad_delta = grad_far * t4  # gradient multiplier
    grad_t4 = grad_far * delta  # gradient multiplier
    grad_t2 = grad_t4  # gradient copier
    grad_t3 = -grad_t4  # gradient copier: with the sign of - t3
    grad_delta = grad_delta + grad_t3 * 0.5  # gradient adder: delta forks
    grad_error = grad_t2 * ((error > 0) - (error < 0))  # abs
    grad_t1 = grad_near * 0.5  # gradient multiplier
    grad_error = grad_error + grad_t1 * 2 * error  # gradient adder: error forks; power
    grad_prediction = grad_error  # gradient copier
    grad_target = -grad_error  # gradient copier: with the sign of - target

    return grad_prediction, grad_target, grad_delta
