"""Trigonometric functions, their inverses, and angles in degrees.

Derivatives after DLMF §4.20 and, of the inverses, §4.24(ii). Each product `(1 - x) * (1 + x)` is
`1 - x**2` without the digits that it would lose near -1 and 1.
"""

from gradgen.rules.notation import gate


@gate("function", "local gradient cos(x)")
def sin(x, grad_out):
    out = sin(x)
    grad_x = grad_out * cos(x)


@gate("function", "local gradient -sin(x)")
def cos(x, grad_out):
    out = cos(x)
    grad_x = -grad_out * sin(x)


@gate("function", "local gradient 1 + out**2")
def tan(x, grad_out):
    out = tan(x)
    grad_x = grad_out * (1 + out**2)


@gate("function", "local gradient 1 / sqrt(1 - x**2)")
def asin(x, grad_out):
    out = asin(x)
    grad_x = grad_out / sqrt((1 - x) * (1 + x))


@gate("function", "local gradient -1 / sqrt(1 - x**2)")
def acos(x, grad_out):
    out = acos(x)
    grad_x = -grad_out / sqrt((1 - x) * (1 + x))


@gate("function", "local gradient 1 / (1 + x**2)")
def atan(x, grad_out):
    out = atan(x)
    grad_x = grad_out / (1 + x * x)


# The angle of the point (x, y): atan(y / x), continued all around the origin.
@gate("function")
def atan2(y, x, grad_out):
    out = atan2(y, x)
    grad_y = grad_out * (x / hypot(x, y)) / hypot(x, y)  # local gradient x / (x**2 + y**2)
    grad_x = -grad_out * (y / hypot(x, y)) / hypot(x, y)  # local gradient -y / (x**2 + y**2)
    dot_out = (dot_y * x - dot_x * y) / hypot(x, y) / hypot(x, y)


@gate("function", "local gradient 180 / pi")
def degrees(x, grad_out):
    out = degrees(x)
    grad_x = degrees(grad_out)


@gate("function", "local gradient pi / 180")
def radians(x, grad_out):
    out = radians(x)
    grad_x = radians(grad_out)


# out = cos(x) - 1
@gate("function", "local gradient -sin(x)")
def cosm1(x, grad_out):
    out = cosm1(x)
    grad_x = -grad_out * sin(x)
