def fibonacci_sum_backward(a, b, grad_b_4=1.0):
    """Gradient of `fibonacci_sum` by reverse mode.

    Returns grad_a, grad_b.
    """
    # forward
    # a_1 = b (value not needed)
    # b_1 = a + b (value not needed)
    # a_2 = b_1 (value not needed)
    # b_2 = a_1 + b_1 (value not needed)
    # a_3 = b_2 (value not needed)
    # b_3 = a_2 + b_2 (value not needed)
    # a_4 = b_3 (value not needed)
    # b_4 = a_3 + b_3 (value not needed)

    # backward
    grad_a_3 = grad_b_4  # gradient copier
    grad_b_3 = grad_b_4  # gradient copier
    grad_a_2 = grad_b_3  # gradient copier
    grad_b_2 = grad_b_3  # gradient copier
    grad_b_2 = grad_b_2 + grad_a_3  # gradient adder: b_2 forks; gradient copier
    grad_a_1 = grad_b_2  # gradient copier
    grad_b_1 = grad_b_2  # gradient copier
    grad_b_1 = grad_b_1 + grad_a_2  # gradient adder: b_1 forks; gradient copier
    grad_a = grad_b_1  # gradient copier
    grad_b = grad_b_1  # gradient copier
    grad_b = grad_b + grad_a_1  # gradient adder: b forks; gradient copier

    return grad_a, grad_b
