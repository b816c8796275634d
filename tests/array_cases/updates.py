"""Arrays that a function made itself, and adds to at an index."""

import numpy as np

from array_check import case

ROWS = np.array([0, 2, 2, -1])

CASES = (
    case("a = np.zeros(4)\na[1:] += x\na[:-1] += x\na * a", x=(3,)),
    case("a = np.zeros_like(x)\na[0] += x[1] * 2\na[-1] -= x[0]\na * x", x=(3,)),
    case("a = x * 1.0\na[0] += b\na", x=(3,), b=0.5),
    case("a = x * 1.0\na[0] += b\na", x=(3, 2), b=0.5),
    case("a = x * 1.0\na[:, 1] += y\na", x=(3, 2), y=(3,)),
    case("a = x * 1.0\na[:, 1:] += y\na", x=(3, 3), y=(3, 1)),
    case("a = x * 1.0\na[i] += y\na", x=(3,), y=(4,), i=ROWS),
    case("a = x * 1.0\na[i, 1:] += y\na", x=(3, 3), y=(2,), i=ROWS),
    case("a = x * 1.0\na[i] += b\na", x=(3,), b=0.5, i=ROWS),
    case("a = x * 1.0\na[x > 0] += b\na", x=(3, 2), b=0.5),
    case("a = np.zeros_like(x)\na[...] += x\na * x", x=()),
    case("a = np.zeros(3)\nnp.add.at(a, i, x)\na * a", x=(4,), i=ROWS),
    case("a = np.zeros((3, 2))\nnp.add.at(a, (i, 0), x)\na * a", x=(4,), i=ROWS),
    case("a = np.zeros((2, 3))\nnp.add.at(a, (slice(None), i), x)\na * a", x=(2, 4), i=ROWS),
    case("a = x * 1.0\nnp.add.at(a, i, y)\na * a", x=(3,), y=(4,), i=ROWS),
    case("a = np.zeros(3)\nnp.add.at(a, i, b)\na * b", b=0.5, i=ROWS),
    case("a = x * 1.0\na[1:] = y * y\na * a", x=(3,), y=(2,)),
    case("a = x * 1.0\na[0] = b\na * a", x=(3, 2), b=0.5),
    case("a = np.zeros((2, 3))\na[:, 1:] = y\na * 2", y=(2, 2)),
    case("s = slice(1, None)\nx[s] * x[slice(2)][0]", x=(4,)),
    case("s = slice(None, None, -1), 0\nx[s] * 2", x=(4, 2)),
)
