import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def gradient_times_v_backward(
    w0, x0, w1, x1, w2, v_w0, v_x0, v_w1, v_x1, v_w2, grad_L=1.0, grad_out=1.0
):
    """Gradient of `gradient_times_v` by reverse mode.

    Returns grad_w0_1, grad_x0_1, grad_w1_1, grad_x1_1, grad_w2_1.
    """
    # forward
    s0 = w0 * x0
    s1 = w1 * x1
    s2 = s0 + s1
    s3 = s2 + w2
    L = sigmoid(s3)
    t1 = 1 - L
    t2 = grad_L * t1
    grad_s3 = t2 * L  # sigmoid: local gradient (1 - L) * L
    grad_s2 = grad_s3  # gradient copier
    # grad_w2 = grad_s3 (value not needed): gradient copier
    grad_s0 = grad_s2  # gradient copier
    grad_s1 = grad_s2  # gradient copier
    # grad_w1 = grad_s1 * x1 (value not needed): gradient multiplier
    # grad_x1 = grad_s1 * w1 (value not needed): gradient multiplier
    # grad_w0 = grad_s0 * x0 (value not needed): gradient multiplier
    # grad_x0 = grad_s0 * w0 (value not needed): gradient multiplier

    # from here on by hand
    # t3 = grad_w0 * v_w0 (value not needed)
    # t4 = grad_w1 * v_w1 (value not needed)
    # t5 = t3 + t4 (value not needed)
    # t6 = grad_w2 * v_w2 (value not needed)
    # along_w = t5 + t6 (value not needed)
    # t7 = grad_x0 * v_x0 (value not needed)
    # t8 = grad_x1 * v_x1 (value not needed)
    # along_x = t7 + t8 (value not needed)
    # out = along_w + along_x (value not needed)

    # backward
    grad_along_w = grad_out  # gradient copier
    grad_along_x = grad_out  # gradient copier
    grad_t7 = grad_along_x  # gradient copier
    grad_t8 = grad_along_x  # gradient copier
    grad_grad_x1 = grad_t8 * v_x1  # gradient multiplier
    grad_grad_x0 = grad_t7 * v_x0  # gradient multiplier
    grad_t5 = grad_along_w  # gradient copier
    grad_t6 = grad_along_w  # gradient copier
    grad_grad_w2 = grad_t6 * v_w2  # gradient multiplier
    grad_t3 = grad_t5  # gradient copier
    grad_t4 = grad_t5  # gradient copier
    grad_grad_w1 = grad_t4 * v_w1  # gradient multiplier
    grad_grad_w0 = grad_t3 * v_w0  # gradient multiplier
    grad_grad_s0 = grad_grad_x0 * w0  # gradient multiplier
    grad_w0_1 = grad_grad_x0 * grad_s0  # gradient multiplier
    grad_grad_s0 = grad_grad_s0 + grad_grad_w0 * x0  # gradient adder: grad_s0 forks
    grad_x0_1 = grad_grad_w0 * grad_s0  # gradient multiplier
    grad_grad_s1 = grad_grad_x1 * w1  # gradient multiplier
    grad_w1_1 = grad_grad_x1 * grad_s1  # gradient multiplier
    grad_grad_s1 = grad_grad_s1 + grad_grad_w1 * x1  # gradient adder: grad_s1 forks
    grad_x1_1 = grad_grad_w1 * grad_s1  # gradient multiplier
    grad_grad_s2 = grad_grad_s1  # gradient copier
    grad_grad_s2 = grad_grad_s2 + grad_grad_s0  # gradient adder: grad_s2 forks
    grad_grad_s3 = grad_grad_w2  # gradient copier
    grad_grad_s3 = grad_grad_s3 + grad_grad_s2  # gradient adder: grad_s3 forks
    grad_t2 = grad_grad_s3 * L  # gradient multiplier
    grad_L_1 = grad_grad_s3 * t2  # gradient multiplier
    grad_t1 = grad_t2 * grad_L  # gradient multiplier
    grad_L_1 = grad_L_1 + -grad_t1  # gradient adder: L forks; gradient copier
    grad_s3_1 = grad_L_1 * (1 - L) * L  # sigmoid: local gradient (1 - L) * L
    grad_s2_1 = grad_s3_1  # gradient copier
    grad_w2_1 = grad_s3_1  # gradient copier
    grad_s0_1 = grad_s2_1  # gradient copier
    grad_s1_1 = grad_s2_1  # gradient copier
    grad_w1_1 = grad_w1_1 + grad_s1_1 * x1  # gradient adder: w1 forks
    grad_x1_1 = grad_x1_1 + grad_s1_1 * w1  # gradient adder: x1 forks
    grad_w0_1 = grad_w0_1 + grad_s0_1 * x0  # gradient adder: w0 forks
    grad_x0_1 = grad_x0_1 + grad_s0_1 * w0  # gradient adder: x0 forks

    return grad_w0_1, grad_x0_1, grad_w1_1, grad_x1_1, grad_w2_1
