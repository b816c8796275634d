# at: a=2, guess=1


def square_root(a, guess):
    """Three steps of the method of Heron of Alexandria."""
    guess = (guess + a / guess) / 2
    guess = (guess + a / guess) / 2
    guess = (guess + a / guess) / 2
    return guess
