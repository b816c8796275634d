"""Functions of angles in degrees, of scipy.special."""

from gradgen.rules.notation import gate


@gate("function", "local gradient radians(cosdg(x))")
def sindg(x, grad_out):
    out = sindg(x)
    grad_x = grad_out * radians(cosdg(x))


@gate("function", "local gradient -radians(sindg(x))")
def cosdg(x, grad_out):
    out = cosdg(x)
    grad_x = -grad_out * radians(sindg(x))


@gate("function", "local gradient radians(1 + out**2)")
def tandg(x, grad_out):
    out = tandg(x)
    grad_x = grad_out * radians(1 + out**2)


@gate("function", "local gradient -radians(1 + out**2)")
def cotdg(x, grad_out):
    out = cotdg(x)
    grad_x = -grad_out * radians(1 + out**2)


# Degrees, minutes and seconds.
@gate("function")
def radian(d, m, s, grad_out):
    out = radian(d, m, s)
    grad_d = radians(grad_out)  # local gradient pi / 180
    grad_m = radians(grad_out) / 60  # local gradient pi / 180 / 60
    grad_s = radians(grad_out) / 3600  # local gradient pi / 180 / 3600
