# gradgen: --with-value
# at: x=-1.2, y=1 gives -215.6, -88.0


def rosenbrock(x, y):
    """The banana-shaped valley on which optimisers are tried."""
    valley = y - x * x
    slope = 1 - x
    return 100 * valley**2 + slope**2
