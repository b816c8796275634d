"""Products of matrices and vectors."""

from array_check import case

CASES = (
    case("x @ y", x=(3, 4), y=(4, 2), shaped=True),
    case("x @ y", x=(4,), y=(4, 2), shaped=True),
    case("x @ y", x=(3, 4), y=(4,), shaped=True),
    case("x @ y", x=(4,), y=(4,), shaped=True),
    case("x @ y", x=(5, 3, 4), y=(4, 2), shaped=True),
    case("x @ y", x=(3, 4), y=(5, 4, 2), shaped=True),
    case("x @ y", x=(5, 3, 4), y=(5, 4, 2), shaped=True),
    case("x @ y", x=(1, 3, 4), y=(5, 4, 2), shaped=True),
    case("x @ y", x=(4,), y=(5, 4, 2), shaped=True),
    case("x @ y", x=(5, 3, 4), y=(4,), shaped=True),
    case("np.dot(x, y)", x=(3, 4), y=(4,), shaped=True),
    case("np.dot(x, y)", x=(3, 4), y=0.7, shaped=True),
    case("np.dot(x, y)", x=0.7, y=(3,), shaped=True),
    case("np.matmul(x, y)", x=(3, 4), y=(4, 2), shaped=True),
    case("x.dot(y)", x=(3, 4), y=(4, 2), shaped=True),
    case("np.outer(x, y)", x=(3,), y=(4,)),
)
