"""Orthogonal polynomials: each derivative is a multiple of a neighbour, without a hole at the ends.

The degree n carries no gradient, nor do the parameters. Those of degree -1, where n is 0, are 0; a
family that SciPy does not have there gets another, which the factor n takes away.
"""

from gradgen.rules.notation import gate


# DLMF 18.7.9 and 18.9.19
@gate("function", "local gradient eval_gegenbauer(n - 1, 1.5, x)")
def eval_legendre(n, x, grad_out):
    out = eval_legendre(n, x)
    grad_x = grad_out * eval_gegenbauer(n - 1, 1.5, x)


@gate("function", "local gradient 2 * eval_gegenbauer(n - 1, 1.5, 2 * x - 1)")
def eval_sh_legendre(n, x, grad_out):
    out = eval_sh_legendre(n, x)
    grad_x = grad_out * 2 * eval_gegenbauer(n - 1, 1.5, 2 * x - 1)


# DLMF 18.9.21
@gate("function", "local gradient n * eval_chebyu(n - 1, x)")
def eval_chebyt(n, x, grad_out):
    out = eval_chebyt(n, x)
    grad_x = grad_out * n * eval_chebyu(n - 1, x)


# DLMF 18.7.4 and 18.9.19
@gate("function", "local gradient 2 * eval_gegenbauer(n - 1, 2, x)")
def eval_chebyu(n, x, grad_out):
    out = eval_chebyu(n, x)
    grad_x = grad_out * 2 * eval_gegenbauer(n - 1, 2, x)


# Chebyshev polynomials of x / 2 (Abramowitz and Stegun, 22.5.11 and 22.5.13).
@gate("function", "local gradient n * eval_chebys(n - 1, x)")
def eval_chebyc(n, x, grad_out):
    out = eval_chebyc(n, x)
    grad_x = grad_out * n * eval_chebys(n - 1, x)


@gate("function", "local gradient eval_gegenbauer(n - 1, 2, x / 2)")
def eval_chebys(n, x, grad_out):
    out = eval_chebys(n, x)
    grad_x = grad_out * eval_gegenbauer(n - 1, 2, x / 2)


@gate("function", "local gradient 2 * n * eval_sh_chebyu(n - 1, x)")
def eval_sh_chebyt(n, x, grad_out):
    out = eval_sh_chebyt(n, x)
    grad_x = grad_out * 2 * n * eval_sh_chebyu(n - 1, x)


@gate("function", "local gradient 4 * eval_gegenbauer(n - 1, 2, 2 * x - 1)")
def eval_sh_chebyu(n, x, grad_out):
    out = eval_sh_chebyu(n, x)
    grad_x = grad_out * 4 * eval_gegenbauer(n - 1, 2, 2 * x - 1)


# DLMF 18.9.19
@gate("function", "local gradient 2 * alpha * eval_gegenbauer(n - 1, alpha + 1, x)")
def eval_gegenbauer(n, alpha, x, grad_out):
    out = eval_gegenbauer(n, alpha, x)
    grad_x = grad_out * 2 * alpha * eval_gegenbauer(n - 1, alpha + 1, x)


# DLMF 18.9.15
@gate("function", "local gradient (n + a + b + 1) / 2 * eval_jacobi(n - 1, a + 1, b + 1, x)")
def eval_jacobi(n, a, b, x, grad_out):
    out = eval_jacobi(n, a, b, x)
    grad_x = grad_out * (n + a + b + 1) / 2 * eval_jacobi(n - 1, a + 1, b + 1, x)


# Those of Jacobi from 0 to 1, with the leading coefficient 1 (Abramowitz and Stegun, 22.5.2).
@gate("function", "local gradient n * eval_sh_jacobi(n - 1, p + 2, q + 1, x)")
def eval_sh_jacobi(n, p, q, x, grad_out):
    out = eval_sh_jacobi(n, p, q, x)
    grad_x = grad_out * n * eval_sh_jacobi(abs(n - 1), p + 2, q + 1, x)


# DLMF 18.9.25
@gate("function", "local gradient 2 * n * eval_hermite(n - 1, x)")
def eval_hermite(n, x, grad_out):
    out = eval_hermite(n, x)
    grad_x = grad_out * 2 * n * eval_hermite(abs(n - 1), x)


# DLMF 18.9.27
@gate("function", "local gradient n * eval_hermitenorm(n - 1, x)")
def eval_hermitenorm(n, x, grad_out):
    out = eval_hermitenorm(n, x)
    grad_x = grad_out * n * eval_hermitenorm(abs(n - 1), x)


# DLMF 18.9.23
@gate("function", "local gradient -eval_genlaguerre(n - 1, 1, x)")
def eval_laguerre(n, x, grad_out):
    out = eval_laguerre(n, x)
    grad_x = -grad_out * eval_genlaguerre(n - 1, 1, x)


@gate("function", "local gradient -eval_genlaguerre(n - 1, alpha + 1, x)")
def eval_genlaguerre(n, alpha, x, grad_out):
    out = eval_genlaguerre(n, alpha, x)
    grad_x = -grad_out * eval_genlaguerre(n - 1, alpha + 1, x)


@gate("function", "local gradient -eval_genlaguerre(n - 1, k + 1, x)", shape="elementwise")
def assoc_laguerre(x, n, k=0.0, *, grad_out):
    out = assoc_laguerre(x, n=n, k=k)
    grad_x = -grad_out * eval_genlaguerre(n - 1, k + 1, x)


# Dirichlet's kernel sin(n * x / 2) / (n * sin(x / 2)) is Chebyshev's polynomial of the second kind
# of degree n - 1, divided by n, at cos(x / 2) (DLMF 18.5.2).
@gate(
    "function",
    "local gradient -sin(x / 2) / n * eval_gegenbauer(n - 2, 2, cos(x / 2))",
    shape="elementwise",
)
def diric(x, n, *, grad_out):
    out = diric(x, n=n)
    grad_x = -grad_out * sin(x / 2) / n * eval_gegenbauer(n - 2, 2, cos(x / 2))


# DLMF 14.10.5, between -1 and 1.
@gate("function")
def lpmv(m, v, x, grad_out):
    out = lpmv(m, v, x)
    grad_x = (
        grad_out * ((v + m) * lpmv(m, v - 1, x) - v * x * out) / ((1 - x) * (1 + x))
    )  # local gradient ((v + m) * lpmv(m, v - 1, x) - v * x * out) / (1 - x**2)
