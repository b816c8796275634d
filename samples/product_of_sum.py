# modes: jvp hvp hessian
# at: x=-2, y=5, z=-4 gives -4, -4, 3


def f(x, y, z):
    q = x + y
    L = q * z
    return L
