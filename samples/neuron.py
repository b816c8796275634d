# modes: jvp hvp split hessian optimized numba
# at: w0=2, x0=-1, w1=-3, x1=-2, w2=-3 gives -0.20, 0.39, -0.39, -0.59, 0.20


def f(w0, x0, w1, x1, w2):
    s0 = w0 * x0
    s1 = w1 * x1
    s2 = s0 + s1
    s3 = s2 + w2
    L = sigmoid(s3)
