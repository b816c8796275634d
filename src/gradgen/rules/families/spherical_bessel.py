"""Spherical Bessel functions, after DLMF 10.51.1 and 10.51.4: no division, no hole at 0.

The factor n takes away what stands for the order -1, which SciPy does not have. Orders carry no
gradient.
"""

from gradgen.rules.notation import gate


@gate("function", "local gradient -spherical_jn(1, z)")
def spherical_j0(z, grad_out):
    out = spherical_jn(0, z)
    grad_z = -grad_out * spherical_jn(1, z)


@gate("function", "local gradient of DLMF 10.51.1", shape="elementwise")
def spherical_jn(n, z, *, grad_out):
    out = spherical_jn(n=n, z=z)
    grad_z = (
        grad_out
        * (n * spherical_jn(abs(n - 1), z) - (n + 1) * spherical_jn(n + 1, z))
        / (2 * n + 1)
    )


@gate("function", "local gradient of DLMF 10.51.1", shape="elementwise")
def spherical_yn(n, z, *, grad_out):
    out = spherical_yn(n=n, z=z)
    grad_z = (
        grad_out
        * (n * spherical_yn(abs(n - 1), z) - (n + 1) * spherical_yn(n + 1, z))
        / (2 * n + 1)
    )


@gate("function", "local gradient of DLMF 10.51.4", shape="elementwise")
def spherical_in(n, z, *, grad_out):
    out = spherical_in(n=n, z=z)
    grad_z = (
        grad_out
        * (n * spherical_in(abs(n - 1), z) + (n + 1) * spherical_in(n + 1, z))
        / (2 * n + 1)
    )


@gate("function", "local gradient of DLMF 10.51.4", shape="elementwise")
def spherical_kn(n, z, *, grad_out):
    out = spherical_kn(n=n, z=z)
    grad_z = (
        -grad_out
        * (n * spherical_kn(abs(n - 1), z) + (n + 1) * spherical_kn(n + 1, z))
        / (2 * n + 1)
    )
