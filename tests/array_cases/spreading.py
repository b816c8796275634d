"""Broadcasting by name."""

from array_check import case

CASES = (
    case("np.broadcast_to(x, (2, 3))", x=(3,)),
    case("np.broadcast_to(x, (2, 3))", x=(2, 1)),
    case("np.broadcast_to(x, (2, 2, 3))", x=(3,)),
    case("np.broadcast_to(x, (2, 3))", x=()),
    case("np.broadcast_to(x, (2, 3))", x=0.7),
    case("np.broadcast_to(x, (0, 3))", x=(3,)),
    case("np.broadcast_to(x, 3)", x=()),
    case("np.broadcast_to(x, (3,))", x=(3,)),
    case("np.broadcast_to(x, y.shape) * y", x=(3,), y=(2, 3)),
    case("np.broadcast_to(x, (n, 3))", x=(3,), n=2, fixed=("n",)),
    case("a, b = np.broadcast_arrays(x, y)\na * b", x=(3, 1), y=(4,)),
    case("a, b, c = np.broadcast_arrays(x, y, 2.0)\na * c", x=(3, 1), y=(4,)),
    case("np.broadcast_arrays(x, y)[0]", x=(3, 1), y=(4,)),
    case("a, b = np.broadcast_arrays(x, y)\na - b", x=(), y=0.5),
    case("a, b = np.meshgrid(x, y)\na * b ** 2", x=(3,), y=(4,)),
    case("a, b = np.meshgrid(x, y, indexing='ij')\na * b ** 2", x=(3,), y=(4,)),
    case("a, b, c = np.meshgrid(x, y, x)\na * b ** 2 - c", x=(3,), y=(4,)),
    case("a, b, c = np.meshgrid(x, y, x, indexing='ij')\na * b ** 2 - c", x=(3,), y=(2,)),
    case("a, b = np.meshgrid(x, y, sparse=True)\na * b ** 2", x=(3,), y=(4,)),
    case("a, b = np.meshgrid(x, y, sparse=True, indexing='ij')\na * b", x=(3,), y=(4,)),
    case("a, b = np.meshgrid(x, y)\na * 2", x=(3,), y=(4,)),
    case("np.meshgrid(x)[0]", x=(3,)),
    case("np.sin(np.meshgrid(x)[0])", x=(3,)),
    case("a, b = np.meshgrid(x, y)\na + b", x=0.5, y=(3,)),
    case("a, b = np.meshgrid(x, y)\na + b", x=(0,), y=(3,)),
)
