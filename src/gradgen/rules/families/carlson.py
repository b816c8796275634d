"""Carlson's symmetric elliptic integrals (DLMF 19.16), under the integral sign.

The derivatives of `elliprd` and `elliprj` have a hole where two arguments meet that the integrand
tells apart: they are `nan` where too few digits would be left. A factor of 0 takes away an integral
that is infinite.
"""

from gradgen.rules.notation import gate


# DLMF 19.18.1
@gate("function")
def elliprf(x, y, z, grad_out):
    out = elliprf(x, y, z)
    grad_x = -grad_out / 6 * elliprd(y, z, x)  # local gradient -elliprd(y, z, x) / 6
    grad_y = -grad_out / 6 * elliprd(x, z, y)  # local gradient -elliprd(x, z, y) / 6
    grad_z = -grad_out / 6 * elliprd(x, y, z)  # local gradient -elliprd(x, y, z) / 6


# out = elliprf(x, y, y) (DLMF 19.16.6), which is 2F1(1/2, 1/2; 3/2; 1 - x / y) / sqrt(y); the
# derivatives of DLMF 19.18.1 are of that form too.
@gate("function")
def elliprc(x, y, grad_out):
    out = elliprc(x, y)
    grad_x = (
        -grad_out / 6 * hyp2f1(1.5, 1.5, 2.5, 1 - x / y) / y**1.5
    )  # local gradient -elliprd(y, y, x) / 6
    grad_y = (
        -grad_out / 3 * hyp2f1(1.5, 0.5, 2.5, 1 - x / y) / y**1.5
    )  # local gradient -elliprd(x, y, y) / 3


# A sixth of R(-1/2; 1/2, 1/2, 3/2; x, y, z), which is (3 * elliprf - z * elliprd) / 2 (Carlson,
# "Special Functions of Applied Mathematics", 1977, section 5.9, on contiguous functions).
@gate("function")
def elliprg(x, y, z, grad_out):
    out = elliprg(x, y, z)
    grad_x = (
        grad_out / 12 * (3 * elliprf(x, y, z) - x * elliprd(y, z, where(x == 0, 1, x)))
    )  # local gradient (3 * elliprf(x, y, z) - x * elliprd(y, z, x)) / 12
    grad_y = (
        grad_out / 12 * (3 * elliprf(x, y, z) - y * elliprd(x, z, where(y == 0, 1, y)))
    )  # local gradient (3 * elliprf(x, y, z) - y * elliprd(x, z, y)) / 12
    grad_z = (
        grad_out / 12 * (3 * elliprf(x, y, z) - z * elliprd(x, y, where(z == 0, 1, z)))
    )  # local gradient (3 * elliprf(x, y, z) - z * elliprd(x, y, z)) / 12


# In x and y by partial fractions of the integrand (DLMF 19.16.5); in z since the integral is
# homogeneous of degree -3/2 (DLMF 19.20.18).
@gate("function")
def elliprd(x, y, z, grad_out):
    out = elliprd(x, y, z)
    grad_x = (
        grad_out * (elliprd(y, z, x) - out) / (2 * where(abs(x - z) > 1e-4 * abs(z), x - z, nan))
    )  # local gradient (elliprd(y, z, x) - out) / (2 * (x - z))
    grad_y = (
        grad_out * (elliprd(x, z, y) - out) / (2 * where(abs(y - z) > 1e-4 * abs(z), y - z, nan))
    )  # local gradient (elliprd(x, z, y) - out) / (2 * (y - z))
    grad_z = (
        -grad_out
        / (2 * z)
        * (
            3 * out
            + x
            * (elliprd(y, z, where(x == 0, 1, x)) - out)
            / where(abs(x - z) > 1e-4 * abs(z), x - z, nan)
            + y
            * (elliprd(x, z, where(y == 0, 1, y)) - out)
            / where(abs(y - z) > 1e-4 * abs(z), y - z, nan)
        )
    )  # local gradient by homogeneity


# As `elliprd`, which is elliprj with p = z.
@gate("function")
def elliprj(x, y, z, p, grad_out):
    out = elliprj(x, y, z, p)
    grad_x = (
        grad_out * (elliprd(y, z, x) - out) / (2 * where(abs(x - p) > 1e-4 * abs(p), x - p, nan))
    )  # local gradient (elliprd(y, z, x) - out) / (2 * (x - p))
    grad_y = (
        grad_out * (elliprd(x, z, y) - out) / (2 * where(abs(y - p) > 1e-4 * abs(p), y - p, nan))
    )  # local gradient (elliprd(x, z, y) - out) / (2 * (y - p))
    grad_z = (
        grad_out * (elliprd(x, y, z) - out) / (2 * where(abs(z - p) > 1e-4 * abs(p), z - p, nan))
    )  # local gradient (elliprd(x, y, z) - out) / (2 * (z - p))
    grad_p = (
        -grad_out
        / (2 * p)
        * (
            3 * out
            + x
            * (elliprd(y, z, where(x == 0, 1, x)) - out)
            / where(abs(x - p) > 1e-4 * abs(p), x - p, nan)
            + y
            * (elliprd(x, z, where(y == 0, 1, y)) - out)
            / where(abs(y - p) > 1e-4 * abs(p), y - p, nan)
            + z
            * (elliprd(x, y, where(z == 0, 1, z)) - out)
            / where(abs(z - p) > 1e-4 * abs(p), z - p, nan)
        )
    )  # local gradient by homogeneity
