"""Functions of each element that give two values."""

import numpy as np

from array_check import case

CASES = (
    case("q, r = np.divmod(x, y)\nq * 0.5 + r * y", x=(2, 3), y="above (2, 3)"),
    case("q, r = np.divmod(x, y)\nr ** 2", x=(2, 3), y="above (3,)"),
    case("np.divmod(x, y)[1]", x=(2, 3), y=1.7),
    case("np.divmod(x, y)[1]", x=7.3, y="above (2,)"),
    case("part, whole = np.modf(x)\npart * whole + part ** 2", x="above (2, 3)"),
    case("np.modf(x)[0]", x=(4,)),
    # Clear of the powers of 2, where the exponent jumps.
    case("m, e = np.frexp(x)\nm ** 2 + e", x=np.array([-0.3, 0.7, 1.4, 3.1, 11.0])),
    case("special.sici(x)", x="positive (3,)"),
    case("si, ci = special.sici(x)\nsi * ci", x="positive (2, 2)"),
    case("special.sici(x)[0]", x=(3,)),
    case("special.shichi(x)", x="positive (3,)"),
    case("special.shichi(x)[0] ** 2", x=(3,)),
    *(case(f"special.{name}(x)[0]", x=np.array([-0.4, 0.0, 1.0])) for name in ("sici", "shichi")),
    case("s, c = special.fresnel(z)\ns * c + c", z=(3,)),
)
