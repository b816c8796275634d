"""Elliptic integrals of Legendre, complete and incomplete, and the mean that gives them.

The parameter is m = k**2, as SciPy has it.
"""

from gradgen.rules.notation import gate


# K is pi / 2 times 2F1(1/2, 1/2; 1; m), E the same with -1/2 for one of them (DLMF 19.5.1 and
# 19.5.2): the derivatives of DLMF 15.5.1 have no hole at 0, as those of DLMF 19.4.1 would.
@gate("function", "local gradient (ellipe(m) / (1 - m) - out) / (2 * m), without its hole at 0")
def ellipk(m, grad_out):
    out = ellipk(m)
    grad_m = grad_out * pi / 8 * hyp2f1(1.5, 1.5, 2, m)


@gate("function", "local gradient (out - ellipk(m)) / (2 * m), without its hole at 0")
def ellipe(m, grad_out):
    out = ellipe(m)
    grad_m = -grad_out * pi / 8 * hyp2f1(0.5, 1.5, 2, m)


# out = ellipk(1 - p) = elliprf(0, p, 1) (DLMF 19.25.1), exact for small p; DLMF 19.18.1.
@gate("function", "local gradient -elliprd(0, 1, p) / 6")
def ellipkm1(p, grad_out):
    out = ellipkm1(p)
    grad_p = -grad_out * where(
        p < 0.1, elliprd(0, 1, min(p, 0.1)) / 6, pi / 8 * hyp2f1(1.5, 1.5, 2, 1 - max(p, 0.1))
    )


# The integrands of DLMF 19.2.4 and 19.2.5. On m, the integral under its sign is that of DLMF
# 19.25.5 and 19.25.9 by 19.18.1: of one turn, and twice the complete one for each half turn.
@gate("function")
def ellipkinc(phi, m, grad_out):
    out = ellipkinc(phi, m)
    grad_phi = grad_out / sqrt(
        1 - m * sin(phi) ** 2
    )  # local gradient 1 / sqrt(1 - m * sin(phi)**2)
    grad_m = (
        grad_out
        / 6
        * (
            sin(phi - pi * rint(phi / pi)) ** 3 * elliprd(cos(phi) ** 2, 1, 1 - m * sin(phi) ** 2)
            + 2 * rint(phi / pi) * elliprd(0, 1, 1 - where(rint(phi / pi) == 0, 0, m))
        )
    )  # local gradient of the integral under its sign


@gate("function")
def ellipeinc(phi, m, grad_out):
    out = ellipeinc(phi, m)
    grad_phi = grad_out * sqrt(1 - m * sin(phi) ** 2)  # local gradient sqrt(1 - m * sin(phi)**2)
    grad_m = (
        -grad_out
        / 6
        * (
            sin(phi - pi * rint(phi / pi)) ** 3 * elliprd(cos(phi) ** 2, 1 - m * sin(phi) ** 2, 1)
            + 2 * rint(phi / pi) * elliprd(0, 1 - where(rint(phi / pi) == 0, 0, m), 1)
        )
    )  # local gradient of the integral under its sign


# out = pi * x / (2 * ellipk(1 - (y / x)**2)) (DLMF 19.8.5), and the derivatives as above. Where y
# is much smaller than x, Carlson's integral (DLMF 19.25.1) keeps the digits of (y / x)**2.
@gate("function")
def agm(x, y, grad_out):
    out = agm(x, y)
    grad_x = (
        grad_out
        / 2
        * (out / x) ** 2
        * where(
            y / x < 0.5,
            4 / (3 * pi) * elliprd(0, min(y / x, 0.5) ** 2, 1),
            hyp2f1(0.5, 1.5, 2, 1 - max(y / x, 0.5) ** 2),
        )
    )  # local gradient 2 / (3 * pi) * (out / x)**2 * elliprd(0, (y / x)**2, 1)
    grad_y = (
        grad_out
        / 2
        * (out / y) ** 2
        * where(
            x / y < 0.5,
            4 / (3 * pi) * elliprd(0, min(x / y, 0.5) ** 2, 1),
            hyp2f1(0.5, 1.5, 2, 1 - max(x / y, 0.5) ** 2),
        )
    )  # local gradient 2 / (3 * pi) * (out / y)**2 * elliprd(0, (x / y)**2, 1)
