"""Kelvin functions: the real and imaginary parts of Bessel functions along a diagonal.

The second derivatives follow from the differential equation (DLMF 10.61.3).
"""

from gradgen.rules.notation import gate


@gate("function", "local gradient berp(x)")
def ber(x, grad_out):
    out = ber(x)
    grad_x = grad_out * berp(x)


@gate("function", "local gradient beip(x)")
def bei(x, grad_out):
    out = bei(x)
    grad_x = grad_out * beip(x)


@gate("function", "local gradient kerp(x)")
def ker(x, grad_out):
    out = ker(x)
    grad_x = grad_out * kerp(x)


@gate("function", "local gradient keip(x)")
def kei(x, grad_out):
    out = kei(x)
    grad_x = grad_out * keip(x)


@gate("function", "local gradient -bei(x) - out / x")
def berp(x, grad_out):
    out = berp(x)
    grad_x = -grad_out * (bei(x) + out / x)


@gate("function", "local gradient ber(x) - out / x")
def beip(x, grad_out):
    out = beip(x)
    grad_x = grad_out * (ber(x) - out / x)


@gate("function", "local gradient -kei(x) - out / x")
def kerp(x, grad_out):
    out = kerp(x)
    grad_x = -grad_out * (kei(x) + out / x)


@gate("function", "local gradient ker(x) - out / x")
def keip(x, grad_out):
    out = keip(x)
    grad_x = grad_out * (ker(x) - out / x)
