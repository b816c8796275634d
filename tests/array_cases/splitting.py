"""Arrays split into parts."""

from array_check import case

CASES = (
    case("a, b = np.split(x, 2)\na * b", x=(4,)),
    case("a, b, c = np.split(x, 3, axis=1)\na * b + c", x=(2, 6)),
    case("a, b, c = np.split(x, [1, 3])\nnp.sum(a) * np.sum(b) - np.sum(c)", x=(5, 2)),
    case("a, b = np.split(x, [2], axis=-1)\nnp.sum(a) * b", x=(3, 4)),
    case("a, b = np.split(x, 2)\na * 2", x=(4, 2)),
    case("np.split(x, 2)[1]", x=(4,)),
    case("parts = np.split(x, 2)\nparts[0] * parts[1]", x=(4,)),
    case("a, b, c = np.split(x, [2, 2])\nnp.sum(b) + a", x=(4,)),
    case("a, b, c = np.split(x, [3, 9])\nnp.sum(a) * np.sum(b) + np.sum(c)", x=(5,)),
    case("a, b = np.split(x, [n])\nnp.sum(a) * np.sum(b ** 2)", x=(5,), n=2, fixed=("n",)),
    case("a, b = np.split(x, n)\na * b", x=(4,), n=2, fixed=("n",)),
    case("a, b = np.split(x, 2, axis=k)\na * b", x=(3, 4), k=1, fixed=("k",)),
    case("a, b = np.array_split(x, 2)\nnp.sum(a ** 2) * np.sum(b)", x=(5,)),
    case("a, b, c = np.array_split(x, 3, axis=1)\nnp.sum(a) * np.sum(c)", x=(2, 5)),
    case("a, b = np.hsplit(x, 2)\na * b", x=(4,)),
    case("a, b = np.hsplit(x, 2)\na * b", x=(3, 4)),
    case("a, b = np.hsplit(x, [1])\na * b", x=(3, 4)),
    case("a, b = np.vsplit(x, 2)\na * b", x=(4, 3)),
    case("a, b = np.dsplit(x, 2)\na * b", x=(2, 3, 4)),
    case("a, b = np.unstack(x)\na * b", x=(2, 3)),
    case("a, b, c = np.unstack(x, axis=1)\na * b - c", x=(2, 3)),
    case("a, b = np.split(x, 2)\na * b", x=(0, 2)),
    case("(a,) = np.split(x, 1)\nnp.sin(a)", x=(3,)),
    case("i, f, o = np.split(x @ w, 3)\nnp.tanh(i) * f + o", x=(2,), w=(2, 6), shaped=True),
)
