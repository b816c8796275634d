"""Derivatives of Bessel functions of any order n: the next is of order n + 1.

Neither v nor n carries a gradient.
"""

from gradgen.rules.notation import gate


@gate("function", "local gradient jvp(v, z, n + 1)", shape="elementwise")
def jvp(v, z, n=1, *, grad_out):
    out = jvp(v, z, n=n)
    grad_z = grad_out * jvp(v, z, n + 1)


@gate("function", "local gradient yvp(v, z, n + 1)", shape="elementwise")
def yvp(v, z, n=1, *, grad_out):
    out = yvp(v, z, n=n)
    grad_z = grad_out * yvp(v, z, n + 1)


@gate("function", "local gradient ivp(v, z, n + 1)", shape="elementwise")
def ivp(v, z, n=1, *, grad_out):
    out = ivp(v, z, n=n)
    grad_z = grad_out * ivp(v, z, n + 1)


@gate("function", "local gradient kvp(v, z, n + 1)", shape="elementwise")
def kvp(v, z, n=1, *, grad_out):
    out = kvp(v, z, n=n)
    grad_z = grad_out * kvp(v, z, n + 1)
