"""Functions of each element that give two values: integrals, and the parts of a number."""

from gradgen.rules.notation import gate


# The whole part of the quotient is constant between its steps.
@gate("function", "whole quotients are flat", shape="pair")
def divmod(x1, x2, *, grad_out):
    quotient, rest = divmod(x1, x2)
    grad_x1 = unbroadcast(grad_rest, x1)
    grad_x2 = unbroadcast(-grad_rest * quotient, x2)
    dot_rest = spread_alone(dot_x1 - quotient * dot_x2, rest)


@gate("copier", "whole parts are flat", shape="pair")
def modf(x, *, grad_out):
    fraction, whole = modf(x)
    grad_x = grad_fraction
    dot_fraction = dot_x


# x = mantissa * 2 ** exponent, and the exponent is constant between powers of 2.
@gate("function", "local gradient 2 ** -exponent", shape="pair")
def frexp(x, *, grad_out):
    mantissa, exponent = frexp(x)
    grad_x = ldexp(grad_mantissa, -exponent)
    dot_mantissa = ldexp(dot_x, -exponent)


# DLMF 6.2.9 and 6.2.11. sinc(x / pi) is sin(x) / x without its hole at 0.
@gate("function", "local gradients sin(x) / x and cos(x) / x", shape="pair")
def sici(x, *, grad_out):
    si, ci = sici(x)
    grad_x = grad_si * sinc(x / pi) + grad_ci * cos(x) / x
    dot_si = dot_x * sinc(x / pi)
    dot_ci = dot_x * cos(x) / x


# DLMF 6.2.15 and 6.2.16
@gate("function", "local gradients sinh(x) / x and cosh(x) / x", shape="pair")
def shichi(x, *, grad_out):
    shi, chi = shichi(x)
    slope = where(x == 0, 1, sinh(x) / where(x == 0, 1, x))  # without its hole at 0
    grad_x = grad_shi * slope + grad_chi * cosh(x) / x
    dot_shi = dot_x * slope
    dot_chi = dot_x * cosh(x) / x


# DLMF 7.2.7 and 7.2.8
@gate("function", "the integrands, at z", shape="pair")
def fresnel(z, *, grad_out):
    s, c = fresnel(z)
    angle = pi / 2 * z**2
    grad_z = grad_s * sin(angle) + grad_c * cos(angle)
    dot_s = dot_z * sin(angle)
    dot_c = dot_z * cos(angle)
