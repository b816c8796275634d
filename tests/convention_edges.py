"""Edges beside those of docs/conventions.md: the same choices where gates are written otherwise.

Each is the code, the point, and the gradient, as a line of the page is.
"""

X, Y = "x=[1.0, 2.0, 0.0, 2.0, 1.0]", "y=[1.0, 1.0, 1.0, 1.0, 1.0]"
BOUNDS = f"{X}, {Y}, z=[2.0, 2.0, 1.0, 1.0, 1.0]"

EDGES = (
    # Where two arguments nearly agree, the difference has no digits left: nothing is invented.
    ("special.elliprd(x, 1.0, 2.0)", "x=[2.00015]", "nan"),
    ("special.elliprd(1.0, x, 2.0)", "x=[2.00015]", "nan"),
    ("special.elliprd(3.0002, 1.0, x)", "x=[3.0]", "nan"),
    ("special.elliprd(1.0, 3.0002, x)", "x=[3.0]", "nan"),
    ("special.elliprj(x, 1.0, 3.0, 2.0)", "x=[2.00015]", "nan"),
    ("special.elliprj(1.0, x, 3.0, 2.0)", "x=[2.00015]", "nan"),
    ("special.elliprj(1.0, 3.0, x, 2.0)", "x=[2.00015]", "nan"),
    ("special.elliprj(3.0002, 1.0, 2.0, x)", "x=[3.0]", "nan"),
    ("special.elliprj(1.0, 3.0002, 2.0, x)", "x=[3.0]", "nan"),
    ("special.elliprj(1.0, 2.0, 3.0002, x)", "x=[3.0]", "nan"),
    ("special.powm1(x, y)", "x=[-2.0], y=[3.0]", "12, 0"),
    ("special.powm1(x, y)", "x=[0.0], y=[2.0]", "0, 0"),
    ("special.powm1(x, y)", "x=[0.0], y=[1.0]", "1, 0"),
    ("special.powm1(x, y)", "x=[0.0], y=[0.0]", "0, 0"),
    ("np.linalg.vector_norm(x)", "x=[0.0, 0.0]", "0, 0"),
    ("np.linalg.matrix_norm(x)", "x=[[0.0, 0.0]]", "0, 0"),
    ("np.logaddexp(x, y)", "x=[float('-inf')], y=[float('-inf')]", "0, 0"),
    ("np.logaddexp2(x, y)", "x=[float('-inf')], y=[float('-inf')]", "0, 0"),
    ("np.nan_to_num(x)", "x=[float('nan'), float('inf'), 1.0, 0.0]", "0, 0, 1, 1"),
    ("special.rel_entr(np.array([3.0]), y)", "y=[0.0]", "-inf"),
    ("special.kl_div(np.array([3.0]), y)", "y=[0.0]", "-inf"),
    ("np.ptp(x)", "x=[3.0, 1.0, 3.0, 1.0]", "0.5, -0.5, 0.5, -0.5"),
    ("np.maximum.reduce(x)", "x=[3.0, 1.0, 3.0]", "0.5, 0, 0.5"),
    ("np.minimum.reduce(x)", "x=[1.0, 3.0, 1.0]", "0.5, 0, 0.5"),
    ("np.nanmax(x)", "x=[3.0, float('nan'), 3.0]", "0.5, 0, 0.5"),
    ("np.nanmin(x)", "x=[3.0, float('nan'), 3.0]", "0.5, 0, 0.5"),
    ("np.nanmax(x) + np.nanmin(x)", "x=[float('nan'), float('nan')]", "0, 0"),
    ("special.xlogy(np.zeros(2), y)", "y=[0.0, 2.0]", "0, 0"),
    ("special.xlogy(np.array([3.0]), y)", "y=[0.0]", "inf"),
    ("special.xlog1py(np.zeros(2), y)", "y=[-1.0, 2.0]", "0, 0"),
    ("special.xlog1py(np.array([3.0]), y)", "y=[-1.0]", "inf"),
    ("special.rel_entr(np.zeros(2), y)", "y=[0.0, 2.0]", "0, 0"),
    ("special.kl_div(np.zeros(2), y)", "y=[0.0, 2.0]", "1, 1"),
    ("np.clip(x, min=y, max=z)", BOUNDS, "0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0"),
    (
        "np.clip(x, min=y, max=z)",
        "x=[0.0, 1.0, 1.5, 3.0], y=[2.0, 2.0, 2.0, 2.0], z=[1.0, 1.0, 1.0, 1.0]",
        "0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1",
    ),
    (
        "np.clip(x, min=y) + np.clip(x, max=z)",
        "x=[1.0, 2.0], y=[1.0, 0.0], z=[3.0, 2.0]",
        "1, 1, 1, 0, 0, 1",
    ),
)

W, SYMMETRIC, EQUAL = (
    "np.array([[1.0, 2.0], [4.0, 7.0]])",
    "x=[[2.0, 0.3], [0.3, 1.0]]",
    "x=[[2.0, 0.0], [0.0, 2.0]]",
)

_OF_SYMMETRIC = (
    *("np.linalg.eigh(x)[1]", "np.linalg.eigh(x, UPLO='U')[1]", "scipy.linalg.eigh(x)[1]"),
    *("np.linalg.eigh(x)[0]", "np.linalg.eigvalsh(x)", "scipy.linalg.eigvalsh(x)"),
    *("scipy.linalg.eigh(x, eigvals_only=True)", "scipy.linalg.eigh(x, lower=False)[1]"),
    *("np.linalg.cholesky(x)", "scipy.linalg.cholesky(x)", "np.linalg.cholesky(x, upper=True)"),
    "scipy.linalg.cholesky(x, lower=True)",
    *("np.linalg.svd(x, full_matrices=False)[0]", "np.linalg.svd(x, full_matrices=False)[2]"),
    *("np.linalg.svd(x.reshape(2, 2))[0]", "np.linalg.svd(x.reshape(2, 2))[2]"),
    "scipy.linalg.solve(x, np.array([[1.0, 0.5], [2.0, 3.0]]), assume_a='pos')",
    "scipy.linalg.solve(x, np.array([[1.0, 0.5], [2.0, 3.0]]), assume_a='sym', lower=True)",
)

# Code and point: where no slope says which choice is right, both modes make the same one. That is
# so for changes of a symmetric matrix that are not symmetric, and for vectors of equal eigenvalues.
ALIKE = (
    *((f"{code} * {W}", point) for code in _OF_SYMMETRIC for point in (SYMMETRIC, EQUAL)),
    (f"np.triu(scipy.linalg.cho_factor(x)[0]) * {W}", SYMMETRIC),
    (f"np.tril(scipy.linalg.cho_factor(x, lower=True)[0]) * {W}", SYMMETRIC),
    (f"np.linalg.svd(x, full_matrices=False)[0] * {W}", "x=[[3.0, 0.0], [0.0, 0.0]]"),
)

# What has no gradient in this shape, or for such an argument: refused in both modes.
REFUSED = (
    *(f"np.linalg.qr(x.reshape(2, 3))[{output}]" for output in (0, 1)),
    *(f"scipy.linalg.qr(x.reshape(2, 3), mode='economic')[{output}]" for output in (0, 1)),
    *(f"scipy.linalg.qr(x.reshape(3, 2))[{output}]" for output in (0, 1)),
    *(f"np.linalg.svd(x.reshape(2, 3))[{output}]" for output in (0, 1, 2)),
    *(f"np.linalg.lstsq(x.reshape(3, 2), np.ones(3), rcond=None)[{output}]" for output in (1, 3)),
    *(f"np.linalg.lstsq(np.ones((6, 2)), x, rcond=None)[{output}]" for output in (1,)),
    *(
        "np.logspace(0.0, 1.0, 5, base=x)",
        "np.logspace(0.0, 1.0, 2, base=x.reshape(2, 3), axis=-1)",
    ),
    "np.logspace(x[0], 1.0, 5, base=np.array([2.0, 3.0]).reshape(2))",
)
