def fibonacci_sum(a, b):
    """The sixth term of the series that starts with a and b."""
    a, b = b, a + b
    a, b = b, a + b
    a, b = b, a + b
    a, b = b, a + b
    return b
