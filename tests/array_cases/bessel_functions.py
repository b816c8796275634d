"""Bessel functions and their relatives of given order."""

import numpy as np

from array_check import case

REAL = np.array([[-3.2, -1.4, -0.35], [0.3, 1.6, 6.4]])
POSITIVE = np.array([0.4, 0.9, 2.7, 9.3])
WITH_ZERO = np.array([-0.2, 0.0, 1e-6, 0.3])
ORDERS = np.array([[0.0], [1.0], [3.0]])

CASES = (
    *(
        case(f"special.{name}({v}, x)", x=x)
        for name in ("jv", "jn", "jve", "iv", "ive")
        for v, x in ((0, REAL), (1, REAL), (2, WITH_ZERO), (0.5, POSITIVE), (2.3, POSITIVE))
        if (name, x is WITH_ZERO) != ("ive", True)
    ),
    *(
        case(f"special.{name}({v}, x)", x=POSITIVE)
        for name in ("yv", "yve", "kv", "kve", "struve", "modstruve")
        for v in (0, 1, 2.5)
    ),
    *(case(f"special.{name}({n}, x)", x=POSITIVE) for name in ("yn", "kn") for n in (0, 1, 4)),
    *(
        case(f"special.{name}({v}, x)", x=WITH_ZERO)
        for name in ("struve", "modstruve")
        for v in (0, 1)
    ),
    *(
        case(f"special.{name}(v, x)", v=ORDERS, x=POSITIVE, fixed=("v",))
        for name in ("jv", "yv", "iv", "kv", "ive", "kve", "struve", "modstruve", "jvp", "kvp")
        if not name.endswith("p")
    ),
    *(
        case(f"special.{name}(v, x)", v=1.5, x=POSITIVE, fixed=("v",))
        for name in ("jv", "yv", "kv")
    ),
    *(case(f"special.{name}(v, x)", v=(2, 1), x=2.5, fixed=("v",)) for name in ("jv", "kv")),
    *(
        case(f"special.{name}({arguments})", x=POSITIVE)
        for name in ("jvp", "yvp", "ivp", "kvp")
        for arguments in ("1, x", "0.5, x, 2", "2, z=x, n=3")
    ),
    *(
        case(f"special.spherical_{name}({arguments})", x=POSITIVE)
        for name in ("jn", "yn", "in", "kn")
        for arguments in ("0, x", "1, x", "3, x", "n=2, z=x")
    ),
    *(
        case(f"special.spherical_{name}({n}, x)", x=WITH_ZERO)
        for name in ("jn", "in")
        for n in (0, 1, 2)
    ),
    *(
        case(f"special.spherical_{name}(n, x)", n=np.array([[0], [1], [4]]), x=POSITIVE)
        for name in ("jn", "yn", "in")
    ),
    *(case(f"special.expn({n}, x)", x=POSITIVE) for n in (0, 1, 2, 5)),
    case("special.expn(n, x)", n=np.array([[1], [3]]), x=POSITIVE),
    case("special.expn(n, x)", n=np.array([[0], [2]]), x=POSITIVE),
)
