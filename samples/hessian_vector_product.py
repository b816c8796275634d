# gradgen: --wrt w0,x0,w1,x1,w2
# at: w0=2, x0=-1, w1=-3, x1=-2, w2=-3, v_w0=1, v_x0=0, v_w1=0, v_x1=0, v_w2=0
import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def gradient_times_v(w0, x0, w1, x1, w2, v_w0, v_x0, v_w1, v_x1, v_w2, grad_L=1.0):
    """What gradgen wrote for the neuron, and (dL/dx . v) below: its gradient is Hessian times v."""
    # forward
    s0 = w0 * x0
    s1 = w1 * x1
    s2 = s0 + s1
    s3 = s2 + w2
    L = sigmoid(s3)

    # backward
    grad_s3 = grad_L * (1 - L) * L  # sigmoid: local gradient (1 - L) * L
    grad_s2 = grad_s3  # gradient copier
    grad_w2 = grad_s3  # gradient copier
    grad_s0 = grad_s2  # gradient copier
    grad_s1 = grad_s2  # gradient copier
    grad_w1 = grad_s1 * x1  # gradient multiplier
    grad_x1 = grad_s1 * w1  # gradient multiplier
    grad_w0 = grad_s0 * x0  # gradient multiplier
    grad_x0 = grad_s0 * w0  # gradient multiplier

    # from here on by hand
    along_w = grad_w0 * v_w0 + grad_w1 * v_w1 + grad_w2 * v_w2
    along_x = grad_x0 * v_x0 + grad_x1 * v_x1
    return along_w + along_x
