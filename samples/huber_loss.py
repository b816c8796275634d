# at: prediction=1.5, target=1.2, delta=0.5
# at: prediction=4, target=1.2, delta=0.5


def huber(prediction, target, delta):
    """Quadratic near zero, linear far out, so that outliers do not dominate."""
    error = prediction - target
    near = 0.5 * error**2
    far = delta * (abs(error) - 0.5 * delta)
    return near if abs(error) <= delta else far
