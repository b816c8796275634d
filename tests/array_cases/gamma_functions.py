"""The families of gamma and beta functions: quotients, incomplete ones and their inverses."""

import numpy as np

from array_check import case

SHAPES = np.array([[0.6], [1.0], [4.5]])
POSITIVE = np.array([0.3, 1.1, 2.7, 6.2])
INSIDE = np.array([0.15, 0.35, 0.6, 0.8])

CASES = (
    *(
        case(f"special.{name}(x, y)", x=x, y=y)
        for name in ("beta", "betaln", "poch", "binom")
        for x, y in ((SHAPES, POSITIVE), (POSITIVE, 1.3), (1.3, POSITIVE), (2.2, 0.7))
    ),
    case("special.binom(x, y)", x=np.array([3.0, 2.0, 0.5]), y=np.array([5.0, 3.0, 3.5])),
    case("special.betaln(x, y)", x=np.array([1e-2, 300.0]) + 0.2, y=np.array([200.0, 1.7])),
    *(case(f"special.{name}(x, 3)", x=np.array([-2.3, 0.4, 5.2])) for name in ("poch", "binom")),
    *(
        case(f"special.{name}(a, x)", a=a, x=POSITIVE, fixed=("a",))
        for name in ("gammainc", "gammaincc")
        for a in (SHAPES, 0.7, 1.0, 3.0, np.array([200.0, 6.0, 3.0, 1.0]))
    ),
    *(
        case(f"special.{name}(a, x)", a=a, x=INSIDE, fixed=("a",))
        for name in ("gammaincinv", "gammainccinv")
        for a in (SHAPES, 0.7, 3.0)
    ),
    *(
        case(f"special.{name}(a, b, x)", a=a, b=b, x=INSIDE, fixed=("a", "b"))
        for name in ("betainc", "betaincc", "betaincinv", "betainccinv")
        for a, b in ((SHAPES, 1.3), (0.7, SHAPES), (1.0, 1.0), (3.0, 2.5), (SHAPES, POSITIVE))
    ),
    case("special.gammainc(1.0, x) + special.gammaincc(2.5, x)", x=0.8),
    case("special.zeta(3, x)", x=POSITIVE),
    case("special.zeta(2.5, q=x)", x=POSITIVE),
    case("special.zeta(s, x)", s=np.array([[1.5], [4.0]]), x=POSITIVE, fixed=("s",)),
    case("special.zeta(s, x)", s=2.5, x=POSITIVE, fixed=("s",)),
)
