"""Functions of scipy.special of several arguments that all may carry a gradient."""

import numpy as np

from array_check import case

POSITIVE = np.array([0.3, 1.1, 2.7, 6.2])
COLUMN = np.array([[0.5], [1.9]])
RESIDUALS = np.array([[-3.1], [-0.2], [0.05], [0.7], [40.0]])
ANGLES = np.array([-7.1, -1.6, -0.4, 0.0, 1.2, 2.2, 4.6])

CASES = (
    *(
        case(f"special.{name}(x, y)", x=x, y=y)
        for name in (
            "xlogy",
            "xlog1py",
            "rel_entr",
            "kl_div",
            "powm1",
            "agm",
            "inv_boxcox",
            "boxcox",
        )
        for x, y in ((COLUMN, POSITIVE), (POSITIVE, 0.8), (0.8, POSITIVE), (0.8, 1.9))
    ),
    case("special.boxcox(x, y)", x=POSITIVE, y=np.array([[-0.7], [0.0], [1e-9]])),
    case(
        "special.boxcox1p(x, y)", x=np.append(POSITIVE, -0.6), y=np.array([[-0.7], [0.0], [1e-9]])
    ),
    case("special.boxcox1p(x, y)", x=0.7, y=POSITIVE),
    case("special.inv_boxcox(x, y)", x=POSITIVE[:3], y=np.array([[-0.1], [0.0], [1e-9]])),
    case("special.inv_boxcox1p(x, y)", x=POSITIVE[:3], y=np.array([[-0.1], [0.0], [1e-9], [0.6]])),
    case("special.inv_boxcox1p(x, y)", x=POSITIVE, y=0.4),
    case("special.xlogy(x, y)", x=np.array([0.0, 0.5]), y=np.array([0.4, 0.7])),
    case("special.xlogy(x, x)", x=POSITIVE),
    *(
        case(f"special.{name}(d, r)", d=d, r=r)
        for name in ("huber", "pseudo_huber")
        for d, r in ((POSITIVE, RESIDUALS), (1.3, RESIDUALS), (POSITIVE, -0.7), (1.3, 0.2))
    ),
    case("special.radian(d, m, s)", d=COLUMN, m=POSITIVE, s=3.0),
    case("special.radian(10.0, 20.0, s)", s=POSITIVE),
    case("1e6 * special.radian(d, m, s)", d=COLUMN, m=POSITIVE, s=3.0),
    *(
        case("special.owens_t(x, y)", x=x, y=y)
        for x, y in ((RESIDUALS[:4], POSITIVE), (RESIDUALS[:4], -0.8), (0.7, POSITIVE))
    ),
    *(
        case(f"special.{name}(x, m)", x=ANGLES, m=m)
        for name in ("ellipkinc", "ellipeinc")
        for m in (np.array([[-3.0], [0.0], [0.35]]), 0.6)
    ),
    case("special.ellipkinc(x, m)", x=0.7, m=np.array([-0.5, 0.9, 0.97])),
    *(
        case(f"special.{name}(x, m)", x=np.array([0.3, -0.7]), m=1.0, sides={"m": -1})
        for name in ("ellipkinc", "ellipeinc")
    ),
    case("special.elliprc(x, y)", x=COLUMN, y=POSITIVE),
    case("special.elliprc(x, y)", x=0.8, y=POSITIVE),
    case("special.elliprf(x, y, z)", x=COLUMN, y=POSITIVE, z=3.1),
    case("special.elliprg(x, y, z)", x=COLUMN, y=POSITIVE, z=3.1),
    case("special.elliprd(x, y, z)", x=COLUMN, y=POSITIVE, z=3.1),
    case("special.elliprj(x, y, z, p)", x=COLUMN, y=POSITIVE, z=3.1, p=4.7),
    # Nearly equal arguments, and the end of the domain, where the slope has a root in it.
    *(
        case(f"special.elliprd({row})", x=np.array([2.01]))
        for row in ("x, 1.0, 2.0", "1.0, x, 2.0")
    ),
    case("special.elliprd(2.01, 1.99, x)", x=np.array([2.0])),
    *(
        case(f"special.elliprg({row})", x=np.array([0.0]), sides={"x": 1}, tolerance=0.05)
        for row in ("x, 1.0, 2.0", "1.0, x, 2.0", "1.0, 2.0, x")
    ),
    *(
        case(f"special.elliprd({row}, z)", x=np.array([0.0]), z=2.0, fixed=("x",))
        for row in ("x, 1.0", "1.0, x")
    ),
    case(
        "special.elliprf(0, y, z) + special.elliprg(0, y, z) + special.elliprd(0, y, z)",
        y=COLUMN,
        z=POSITIVE,
    ),
    *(
        case(f"special.nrdtri{name}(x, y, z)", x=x, y=y, z=2.5)
        for name, x, y in (("mn", np.array([0.2, 0.6]), 1.3), ("sd", np.array([0.4, -0.7]), 0.8))
    ),
)
