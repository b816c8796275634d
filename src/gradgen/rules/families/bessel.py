"""Bessel functions of integer and real order, and those scaled by an exponential.

Derivatives after DLMF 10.6.1 and 10.6.3 (J and Y), 10.29.1 and 10.29.3 (I and K): the half sums and
half differences of the neighbouring orders, which have no hole at 0. Orders carry no gradient.
"""

from gradgen.rules.notation import gate


@gate("function", "local gradient -j1(x)")
def j0(x, grad_out):
    out = j0(x)
    grad_x = -grad_out * j1(x)


@gate("function", "local gradient (j0(x) - jv(2, x)) / 2")
def j1(x, grad_out):
    out = j1(x)
    grad_x = grad_out * (j0(x) - jv(2, x)) / 2


@gate("function", "local gradient -y1(x)")
def y0(x, grad_out):
    out = y0(x)
    grad_x = -grad_out * y1(x)


@gate("function", "local gradient (y0(x) - yv(2, x)) / 2")
def y1(x, grad_out):
    out = y1(x)
    grad_x = grad_out * (y0(x) - yv(2, x)) / 2


@gate("function", "local gradient i1(x)")
def i0(x, grad_out):
    out = i0(x)
    grad_x = grad_out * i1(x)


@gate("function", "local gradient (i0(x) + iv(2, x)) / 2")
def i1(x, grad_out):
    out = i1(x)
    grad_x = grad_out * (i0(x) + iv(2, x)) / 2


@gate("function", "local gradient -k1(x)")
def k0(x, grad_out):
    out = k0(x)
    grad_x = -grad_out * k1(x)


@gate("function", "local gradient -(k0(x) + kv(2, x)) / 2")
def k1(x, grad_out):
    out = k1(x)
    grad_x = -grad_out * (k0(x) + kv(2, x)) / 2


@gate("function", "local gradient (jv(v - 1, x) - jv(v + 1, x)) / 2")
def jv(v, x, grad_out):
    out = jv(v, x)
    grad_x = grad_out * (jv(v - 1, x) - jv(v + 1, x)) / 2


@gate("function", "local gradient (yv(v - 1, x) - yv(v + 1, x)) / 2")
def yv(v, x, grad_out):
    out = yv(v, x)
    grad_x = grad_out * (yv(v - 1, x) - yv(v + 1, x)) / 2


@gate("function", "local gradient (yv(n - 1, x) - yv(n + 1, x)) / 2")
def yn(n, x, grad_out):
    out = yn(n, x)
    grad_x = grad_out * (yv(n - 1, x) - yv(n + 1, x)) / 2


@gate("function", "local gradient (iv(v - 1, x) + iv(v + 1, x)) / 2")
def iv(v, x, grad_out):
    out = iv(v, x)
    grad_x = grad_out * (iv(v - 1, x) + iv(v + 1, x)) / 2


@gate("function", "local gradient -(kv(v - 1, x) + kv(v + 1, x)) / 2")
def kv(v, x, grad_out):
    out = kv(v, x)
    grad_x = -grad_out * (kv(v - 1, x) + kv(v + 1, x)) / 2


@gate("function", "local gradient -(kv(n - 1, x) + kv(n + 1, x)) / 2")
def kn(n, x, grad_out):
    out = kn(n, x)
    grad_x = -grad_out * (kv(n - 1, x) + kv(n + 1, x)) / 2


# out = exp(-abs(x)) * i0(x): at 0 the slope of abs(x) is taken as 0.
@gate("function", "local gradient i1e(x) - sign(x) * out")
def i0e(x, grad_out):
    out = i0e(x)
    grad_x = grad_out * (i1e(x) - sign(x) * out)


@gate("function", "local gradient (i0e(x) + ive(2, x)) / 2 - sign(x) * out")
def i1e(x, grad_out):
    out = i1e(x)
    grad_x = grad_out * ((i0e(x) + ive(2, x)) / 2 - sign(x) * out)


# out = exp(x) * k0(x)
@gate("function", "local gradient out - k1e(x)")
def k0e(x, grad_out):
    out = k0e(x)
    grad_x = grad_out * (out - k1e(x))


@gate("function", "local gradient out - (k0e(x) + kve(2, x)) / 2")
def k1e(x, grad_out):
    out = k1e(x)
    grad_x = grad_out * (out - (k0e(x) + kve(2, x)) / 2)


@gate("function", "local gradient (ive(v - 1, x) + ive(v + 1, x)) / 2 - sign(x) * out")
def ive(v, x, grad_out):
    out = ive(v, x)
    grad_x = grad_out * ((ive(v - 1, x) + ive(v + 1, x)) / 2 - sign(x) * out)


@gate("function", "local gradient out - (kve(v - 1, x) + kve(v + 1, x)) / 2")
def kve(v, x, grad_out):
    out = kve(v, x)
    grad_x = grad_out * (out - (kve(v - 1, x) + kve(v + 1, x)) / 2)
