def clamp_backward(x, low, high, floor, grad_L=1.0):
    """Gradient of `clamp` by reverse mode.

    Returns grad_x, grad_low, grad_high, grad_floor.
    """
    # forward
    capped = min(x, high)
    clamped = max(capped, low)
    t1 = max(clamped, floor)
    # L = max(t1, 0) (value not needed)

    # backward
    grad_t1 = grad_L if t1 > 0 else 0.0  # gradient router: t1 takes all if t1 > 0
    grad_clamped = 0.0 if floor > clamped else grad_t1  # gradient router
    grad_floor = grad_t1 if floor > clamped else 0.0  # gradient router
    grad_capped = 0.0 if low > capped else grad_clamped  # gradient router
    grad_low = grad_clamped if low > capped else 0.0  # gradient router
    grad_x = 0.0 if high < x else grad_capped  # gradient router
    grad_high = grad_capped if high < x else 0.0  # gradient router

    return grad_x, grad_low, grad_high, grad_floor
