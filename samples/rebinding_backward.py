def square_root_backward(a, guess, grad_guess_3=1.0):
    """Gradient of `square_root` by reverse mode.

    Returns grad_a, grad_guess.
    """
    # forward
    t1 = a / guess
    t2 = guess + t1
    guess_1 = t2 / 2
    t3 = a / guess_1
    t4 = guess_1 + t3
    guess_2 = t4 / 2
    t5 = a / guess_2
    # t6 = guess_2 + t5 (value not needed)
    # guess_3 = t6 / 2 (value not needed)

    # backward
    grad_t6 = grad_guess_3 / 2  # gradient divider: local gradient 1 / 2
    grad_guess_2 = grad_t6  # gradient copier
    grad_t5 = grad_t6  # gradient copier
    grad_a = grad_t5 / guess_2  # gradient divider: local gradient 1 / guess_2
    grad_guess_2 = grad_guess_2 + -grad_t5 * t5 / guess_2  # gradient adder
    grad_t4 = grad_guess_2 / 2  # gradient divider: local gradient 1 / 2
    grad_guess_1 = grad_t4  # gradient copier
    grad_t3 = grad_t4  # gradient copier
    grad_a = grad_a + grad_t3 / guess_1  # gradient adder: a forks; gradient divider
    grad_guess_1 = grad_guess_1 + -grad_t3 * t3 / guess_1  # gradient adder
    grad_t2 = grad_guess_1 / 2  # gradient divider: local gradient 1 / 2
    grad_guess = grad_t2  # gradient copier
    grad_t1 = grad_t2  # gradient copier
    grad_a = grad_a + grad_t1 / guess  # gradient adder: a forks; gradient divider
    grad_guess = grad_guess + -grad_t1 * t1 / guess  # gradient adder: guess forks

    return grad_a, grad_guess
