"""Convolutions, correlations, polynomials."""

from array_check import case

PAIRS = ((5, 3), (3, 5), (4, 4), (5, 2), (2, 5), (1, 3), (3, 3), (6, 4), (4, 7))
CALLS = (
    "np.convolve(x, y)",
    "np.convolve(x, y, 'same')",
    "np.convolve(x, y, mode='valid')",
    "np.correlate(x, y)",
    "np.correlate(x, y, 'full')",
    "np.correlate(x, y, mode='same')",
)

CASES = (
    *(case(call, x=(n,), y=(m,)) for call in CALLS for n, m in PAIRS),
    case("np.convolve(x, [1.0, 0.0, -1.0], 'valid')", x=(6,)),
    case("np.convolve(x, x)", x=(4,)),
    case("np.polyval(p, x)", p=(3,), x=(4,)),
    case("np.polyval(p, x)", p=(3,), x=(2, 2)),
    case("np.polyval(p, x)", p=(3,), x=0.7),
    case("np.polyval(p, x)", p=(1,), x=(4,)),
    case("np.polyval([1.0, 2.0, 3.0], x)", x=(4,)),
    case("np.polyval([a, b], x)", a=0.5, b=-0.3, x=(4,)),
    case("np.polyval(p, x)", p=(3,), x=(0,)),
    case("np.vander(x)", x=(3,)),
    case("np.vander(x, 4)", x=(3,)),
    case("np.vander(x, 2, increasing=True)", x=(3,)),
    case("np.vander(x, increasing=True)", x=(4,)),
    case("np.vander(x, 1)", x=(3,)),
    case("np.vander(x, n) @ p", x=(3,), p=(4,), n=4, fixed=("n",), shaped=True),
)
