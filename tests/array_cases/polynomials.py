"""Orthogonal polynomials, hypergeometric functions and Dirichlet's kernel."""

import numpy as np

from array_check import case

INSIDE = np.array([-0.9, -0.3, 0.2, 0.75])
UNIT = (INSIDE + 1) / 2
ENDS = np.array([-1.0, -0.999999, 0.0, 1.0])
DEGREES = np.array([[0], [1], [4]])

CASES = (
    *(
        case(f"special.eval_{name}({n}, x)", x=x)
        for name in (
            "legendre",
            "chebyt",
            "chebyu",
            "chebyc",
            "chebys",
            "hermite",
            "hermitenorm",
            "laguerre",
        )
        for n, x in ((0, INSIDE), (1, INSIDE), (2, ENDS), (5, 3 * INSIDE))
    ),
    *(
        case(f"special.eval_sh_{name}({n}, x)", x=x)
        for name in ("legendre", "chebyt", "chebyu")
        for n, x in ((0, UNIT), (1, UNIT), (4, (ENDS + 1) / 2))
    ),
    *(
        case(f"special.eval_{name}(n, x)", n=DEGREES, x=INSIDE)
        for name in (
            "legendre",
            "chebyt",
            "chebyu",
            "hermite",
            "hermitenorm",
            "laguerre",
            "sh_legendre",
        )
    ),
    *(
        case(f"special.eval_{name}(n, x)", n=2.5, x=INSIDE, fixed=("n",))
        for name in ("legendre", "chebyt", "chebyu", "laguerre")
    ),
    *(
        case(f"special.eval_{name}({n}, 1.5, x)", x=INSIDE)
        for name in ("gegenbauer", "genlaguerre")
        for n in (0, 1, 5)
    ),
    case("special.eval_gegenbauer(n, a, x)", n=DEGREES, a=0.7, x=INSIDE, fixed=("a",)),
    *(
        case(f"special.eval_{name}({n}, 2.5, 1.5, x)", x=UNIT)
        for name in ("jacobi", "sh_jacobi")
        for n in (0, 1, 4)
    ),
    case("special.assoc_laguerre(x, 3)", x=INSIDE),
    case("special.assoc_laguerre(x, 3, k=1.5)", x=INSIDE),
    *(
        case(f"special.diric(x, {n})", x=np.array([-5.0, -1.2, 0.0, 1e-7, 6.1]))
        for n in (1, 2, 5, 8)
    ),
    case("special.diric(x, n=3)", x=2.1),
    *(case(f"special.lpmv({m}, {v}, x)", x=INSIDE) for m, v in ((0, 2), (1, 3), (2, 2), (1, 2.5))),
    *(case(f"special.hyp0f1({b}, x)", x=np.array([-30.0, -0.4, 0.0, 5.0])) for b in (0.5, 3.2)),
    *(
        case(f"special.hyp1f1({a}, {b}, x)", x=np.array([-9.0, -0.4, 0.0, 5.0]))
        for a, b in ((0.5, 1.5), (-2, 3), (2.5, 0.7))
    ),
    *(
        case(f"special.hyp2f1({a}, {b}, {c}, x)", x=np.array([-4.0, -0.4, 0.0, 0.7]))
        for a, b, c in ((0.5, 1.5, 2.5), (-2, 3, 1.5), (1, 1, 2))
    ),
    case("special.hyp1f1(a, b, x)", a=np.array([[0.5], [2.0]]), b=1.5, x=INSIDE, fixed=("a", "b")),
    *(case(f"special.hyperu({a}, {b}, x)", x=UNIT + 0.5) for a, b in ((0.5, 1.5), (2, 1))),
    *(
        case(f"special.{name}(0.5, 1.5, x)", x=UNIT)
        for name in ("wright_bessel", "log_wright_bessel")
    ),
)
