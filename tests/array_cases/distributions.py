"""Distribution functions with the names of Cephes, and their inverses."""

import numpy as np

from array_check import case

POSITIVE = np.array([0.3, 1.1, 2.7, 6.2])
INSIDE = np.array([0.15, 0.35, 0.6, 0.8])
SHAPES = np.array([[1.3], [4.0]])

CASES = (
    *(
        case(f"special.{name}(v, x)", v=v, x=POSITIVE, fixed=("v",))
        for name in ("chdtr", "chdtrc", "pdtr", "pdtrc", "stdtr")
        for v in (SHAPES, 2.0, 3.0)
    ),
    case("special.stdtr(4.0, x)", x=np.array([-30.0, -1.2, 0.0, 0.8])),
    *(
        case(f"special.{name}(v, x)", v=v, x=INSIDE, fixed=("v",))
        for name in ("chdtri", "stdtrit")
        for v in (SHAPES, 3.0)
    ),
    case("special.pdtri(2, x)", x=INSIDE),
    *(
        case(f"special.{name}(a, b, x)", a=a, b=SHAPES, x=POSITIVE, fixed=("b",))
        for name in ("gdtr", "gdtrc")
        for a in (0.7, POSITIVE[::-1])
    ),
    case("special.gdtrix(a, 1.5, x)", a=SHAPES, x=INSIDE),
    case("special.gdtria(x, 1.5, y)", x=INSIDE, y=SHAPES),
    *(
        case(f"special.{name}(a, b, x)", a=a, b=b, x=POSITIVE, fixed=("a", "b"))
        for name in ("fdtr", "fdtrc")
        for a, b in ((SHAPES, 3.0), (2.0, SHAPES), (3.5, 2.5))
    ),
    case("special.fdtri(3.5, 2.5, x)", x=INSIDE),
    *(
        case(f"special.{name}({k}, 5, x)", x=INSIDE)
        for name in ("bdtr", "bdtrc", "nbdtr", "nbdtrc")
        for k in (0, 2, 4)
    ),
    case("special.bdtr(5, 5, x) + x", x=INSIDE),
    # Of a broken number the whole part counts.
    *(case(f"special.{name}(2.5, 5, x)", x=INSIDE) for name in ("bdtr", "bdtrc", "bdtri")),
    *(case(f"special.{name}(1.5, x)", x=POSITIVE) for name in ("pdtr", "pdtrc")),
    case("special.bdtr(k, 5, x)", k=np.array([[1.0], [3.0]]), x=INSIDE, fixed=("k",)),
    *(case(f"special.{name}({k}, 5, x)", x=INSIDE) for name in ("bdtri", "nbdtri") for k in (1, 2)),
    # The densities that the gradients are made of, as they come back from an output.
    *(
        case(f"{name}(v, x)", v=v, x=POSITIVE, fixed=("v",))
        for name in ("gamma_density", "student_density")
        for v in (SHAPES, 1.0, 3.5)
    ),
    case("gamma_density(v, x)", v=1.0, x=np.array([0.0, 0.5]), fixed=("v",), sides={"x": 1}),
    case("beta_density(1.0, b, x)", b=3.0, x=np.array([0.0, 0.5]), fixed=("b",), sides={"x": 1}),
    case("beta_density(a, 1.0, x)", a=3.0, x=np.array([0.5, 1.0]), fixed=("a",), sides={"x": -1}),
    case("f_density(2.0, b, x)", b=3.0, x=np.array([0.0, 0.5]), fixed=("b",), sides={"x": 1}),
    *(
        case("beta_density(a, b, x)", a=a, b=b, x=INSIDE, fixed=("a", "b"))
        for a, b in ((SHAPES, 1.0), (1.0, 3.5))
    ),
    *(
        case("f_density(a, b, x)", a=a, b=b, x=POSITIVE, fixed=("a", "b"))
        for a, b in ((SHAPES, 3.0), (2.0, 4.5))
    ),
)
