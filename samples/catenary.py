# at: length=10.5, span=10, a=9
import math


def sag(span, a):
    return a * math.cosh(span / (2 * a)) - a


def misfit(length, span, a):
    """How far a hanging chain of the parameter a is from having this length."""
    half = a * math.sinh(span / (2 * a))
    slack = length - 2 * half
    return slack**2 + 0.01 * sag(span, a)
