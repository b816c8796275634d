"""Functions of scipy.special of one argument, in each of their regimes."""

import numpy as np

from array_check import case

REAL = np.array([[-3.2, -1.4, -0.35], [0.3, 1.6, 4.4]])
POSITIVE = np.array([0.4, 0.9, 1.7, 6.3])
INSIDE = np.array([0.2, 0.4, 0.7, 0.85])
FAR = np.array([-40.0, -11.0, 9.0, 35.0])
# 0 and its surroundings, where quotients of small differences lose their digits.
SMALL = np.array([-1e-5, 0.0, 1e-9, 0.02])

_REAL = (
    *("erf", "erfc", "erfcx", "erfi", "dawsn", "gamma", "gammaln", "rgamma", "digamma", "psi"),
    *(
        "expit",
        "log_expit",
        "ndtr",
        "log_ndtr",
        "exprel",
        "exp2",
        "exp10",
        "expm1",
        "cbrt",
        "cosm1",
    ),
    *("i0", "i0e", "i1", "i1e", "j0", "j1", "ber", "bei", "expi", "itstruve0", "itmodstruve0"),
    *("sinc", "wrightomega", "gammasgn", "softplus", "tandg", "cotdg"),
)
_POSITIVE = (
    *("loggamma", "entr", "y0", "y1", "k0", "k0e", "k1", "k1e", "ker", "kei", "exp1", "spence"),
    *("ellipkm1", "it2struve0", "log1p", "berp", "beip", "kerp", "keip"),
)

CASES = (
    *(case(f"special.{name}(x)", x=REAL) for name in _REAL),
    *(case(f"special.{name}(x)", x=POSITIVE) for name in _POSITIVE),
    *(case(f"special.{name}(x)", x=INSIDE) for name in ("logit", "erfcinv", "ndtri")),
    *(case(f"special.{name}(x)", x=2 * INSIDE - 1) for name in ("erfinv", "ellipk", "ellipe")),
    *(case(f"special.{name}(x)", x=-10 * POSITIVE) for name in ("ellipk", "ellipe", "ndtri_exp")),
    *(
        case(f"special.{name}(x)", x=FAR)
        for name in (
            *("log_ndtr", "log_expit", "erf", "erfc", "dawsn", "i0e", "i1e", "j0", "j1", "sinc"),
            *("wrightomega", "expit", "sindg", "cosdg"),
        )
    ),
    *(
        case(f"special.{name}(x)", x=SMALL)
        for name in (
            *("exprel", "sinc", "rgamma", "ellipk", "ellipe", "j0", "j1", "i0", "i1", "erfcx"),
            *("dawsn", "log_ndtr", "erfinv", "itstruve0", "bei", "ber"),
        )
    ),
    case("special.ellipkm1(x)", x=np.array([0.04, 0.06, 0.09])),
    case("special.erfcx(x)", x=np.array([7.5, 8.5, 9.0, 40.0])),
    case("special.spence(1 + x)", x=SMALL),
    case("special.rgamma(x - 3)", x=SMALL),
    case("special.rgamma(x)", x=np.array([1.0, 2.0, 3.0])),
    case("special.ndtri_exp(x)", x=-POSITIVE),
    *(case(f"special.{name}(x) * x", x=0.7) for name in ("erf", "gamma", "j1", "exprel", "ndtri")),
    *(case(f"special.{name}(x)", x=(0, 2)) for name in ("erfcx", "rgamma", "log_ndtr")),
    *(case(f"special.{name}(x)", x=np.array(0.4)) for name in ("digamma", "ellipk", "logit")),
    case("special.round(x) * x", x=REAL),
    *(case(f"special.polygamma({n}, x)", x=POSITIVE) for n in (1, 2, 5)),
    case("special.polygamma(n, x)", n=np.array([[1], [2]]), x=POSITIVE),
)
