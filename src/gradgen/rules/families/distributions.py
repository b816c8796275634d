"""Distribution functions with the names of Cephes, their complements and inverses.

Each is an incomplete gamma or beta function; counts and shapes carry no gradient. Formulas after
Abramowitz and Stegun (A&S), chapter 26.
"""

from gradgen.rules.notation import gate


# Chi-squared of v degrees of freedom, gammainc(v / 2, x / 2); A&S 26.4.1.
@gate("function", "local gradient: the density")
def chdtr(v, x, grad_out):
    out = chdtr(v, x)
    grad_x = grad_out / 2 * gamma_density(v / 2, x / 2)


@gate("function", "local gradient: minus the density")
def chdtrc(v, x, grad_out):
    out = chdtrc(v, x)
    grad_x = -grad_out / 2 * gamma_density(v / 2, x / 2)


# The inverse of chdtrc.
@gate("function", "local gradient -1 / density")
def chdtri(v, p, grad_out):
    out = chdtri(v, p)
    grad_p = -grad_out * 2 / gamma_density(v / 2, out / 2)


# The gamma distribution of rate a and shape b, gammainc(b, a * x); A&S 26.1.32.
@gate("function")
def gdtr(a, b, x, grad_out):
    out = gdtr(a, b, x)
    grad_a = grad_out * x * gamma_density(b, a * x)  # local gradient: the density times x / a
    grad_x = grad_out * a * gamma_density(b, a * x)  # the density


@gate("function")
def gdtrc(a, b, x, grad_out):
    out = gdtrc(a, b, x)
    grad_a = (
        -grad_out * x * gamma_density(b, a * x)
    )  # local gradient: minus the density times x / a
    grad_x = -grad_out * a * gamma_density(b, a * x)  # minus the density


# The x for which gdtr(a, b, x) is p: gammaincinv(b, p) / a.
@gate("function")
def gdtrix(a, b, p, grad_out):
    out = gdtrix(a, b, p)
    grad_a = -grad_out * out / a  # local gradient -out / a
    grad_p = grad_out / a / gamma_density(b, a * out)  # local gradient 1 / density


# The a for which gdtr(a, b, x) is p: gammaincinv(b, p) / x.
@gate("function")
def gdtria(p, b, x, grad_out):
    out = gdtria(p, b, x)
    grad_p = grad_out / x / gamma_density(b, out * x)  # local gradient of gammaincinv(b, p) / x
    grad_x = -grad_out * out / x  # local gradient -out / x


# Poisson: gammaincc(k + 1, m) for a whole k; A&S 26.4.21.
@gate("function", "local gradient -exp(-m) * m**k / gamma(k + 1)")
def pdtr(k, m, grad_out):
    out = pdtr(k, m)
    grad_m = -grad_out * gamma_density(floor(k) + 1, m)


@gate("function", "local gradient exp(-m) * m**k / gamma(k + 1)")
def pdtrc(k, m, grad_out):
    out = pdtrc(k, m)
    grad_m = grad_out * gamma_density(floor(k) + 1, m)


# The m for which pdtr(k, m) is y.
@gate("function", "local gradient -exp(out) * gamma(k + 1) / out**k")
def pdtri(k, y, grad_out):
    out = pdtri(k, y)
    grad_y = -grad_out / gamma_density(floor(k) + 1, out)


# Binomial: betaincc(k + 1, n - k, p) for a whole k; A&S 26.5.24. For k = n the logarithm of beta
# is infinite, and the slope 0.
@gate("function", "local gradient -(p**k) * (1 - p)**(n - k - 1) / beta(k + 1, n - k)")
def bdtr(k, n, p, grad_out):
    out = bdtr(k, n, p)
    grad_p = -grad_out * beta_density(floor(k) + 1, n - floor(k), p)


@gate("function", "local gradient p**k * (1 - p)**(n - k - 1) / beta(k + 1, n - k)")
def bdtrc(k, n, p, grad_out):
    out = bdtrc(k, n, p)
    grad_p = grad_out * beta_density(floor(k) + 1, n - floor(k), p)


# The p for which bdtr(k, n, p) is y.
@gate("function", "local gradient: the inverse of that of bdtr")
def bdtri(k, n, y, grad_out):
    out = bdtri(k, n, y)
    grad_y = -grad_out / beta_density(floor(k) + 1, n - floor(k), out)


# Negative binomial: betainc(n, k + 1, p); A&S 26.5.26.
@gate("function", "local gradient p**(n - 1) * (1 - p)**k / beta(n, k + 1)")
def nbdtr(k, n, p, grad_out):
    out = nbdtr(k, n, p)
    grad_p = grad_out * beta_density(n, k + 1, p)


@gate("function", "local gradient -(p**(n - 1)) * (1 - p)**k / beta(n, k + 1)")
def nbdtrc(k, n, p, grad_out):
    out = nbdtrc(k, n, p)
    grad_p = -grad_out * beta_density(n, k + 1, p)


# The p for which nbdtr(k, n, p) is y.
@gate("function", "local gradient: the inverse of that of nbdtr")
def nbdtri(k, n, y, grad_out):
    out = nbdtri(k, n, y)
    grad_y = grad_out / beta_density(n, k + 1, out)


# F of m and n degrees of freedom, betainc(m / 2, n / 2, m * x / (m * x + n)); A&S 26.6.1.
@gate("function", "local gradient out * ((m / 2 - 1) / x - (m + n) / 2 * m / (n + m * x))")
def f_density(m, n, x, grad_out):
    out = f_density(m, n, x)
    grad_x = (
        grad_out
        * out
        * ((m / 2 - 1) / where(m == 2 and x == 0, 1, x) - (m + n) / 2 * m / (n + m * x))
    )


@gate("function", "local gradient f_density(m, n, x)")
def fdtr(m, n, x, grad_out):
    out = fdtr(m, n, x)
    grad_x = grad_out * f_density(m, n, x)


@gate("function", "local gradient -f_density(m, n, x)")
def fdtrc(m, n, x, grad_out):
    out = fdtrc(m, n, x)
    grad_x = -grad_out * f_density(m, n, x)


# The inverse of fdtr.
@gate("function", "local gradient 1 / f_density(m, n, out)")
def fdtri(m, n, p, grad_out):
    out = fdtri(m, n, p)
    grad_p = grad_out / f_density(m, n, out)


# Student's t of v degrees of freedom; A&S 26.7.1.
@gate("function", "local gradient -out * (v + 1) * t / (v + t * t)")
def student_density(v, t, grad_out):
    out = student_density(v, t)
    grad_t = -grad_out * out * (v + 1) * t / (v + t * t)


@gate("function", "local gradient student_density(v, t)")
def stdtr(v, t, grad_out):
    out = stdtr(v, t)
    grad_t = grad_out * student_density(v, t)


# The inverse of stdtr.
@gate("function", "local gradient 1 / student_density(v, out)")
def stdtrit(v, p, grad_out):
    out = stdtrit(v, p)
    grad_p = grad_out / student_density(v, out)
