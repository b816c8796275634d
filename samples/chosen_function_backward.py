def celsius_backward(fahrenheit, grad_out=1.0):
    """Gradient of `celsius` by reverse mode.

    Returns grad_fahrenheit.
    """
    # forward
    # t1 = fahrenheit - 32 (value not needed)
    # t2 = t1 * 5 (value not needed)
    # out = t2 / 9 (value not needed)

    # backward
    grad_t2 = grad_out / 9  # gradient divider: local gradient 1 / 9
    grad_t1 = grad_t2 * 5  # gradient multiplier
    grad_fahrenheit = grad_t1  # gradient copier

    return grad_fahrenheit


def kelvin_backward(fahrenheit, grad_out=1.0):
    """Gradient of `kelvin` by reverse mode.

    Returns grad_fahrenheit.
    """
    # forward
    # t1 = fahrenheit - 32 (value not needed)
    # t2 = t1 * 5 (value not needed)
    # t3 = t2 / 9 (value not needed)
    # out = t3 + 273.15 (value not needed)

    # backward
    grad_t3 = grad_out  # gradient copier
    grad_t2 = grad_t3 / 9  # gradient divider: local gradient 1 / 9
    grad_t1 = grad_t2 * 5  # gradient multiplier
    grad_fahrenheit = grad_t1  # gradient copier

    return grad_fahrenheit
