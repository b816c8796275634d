"""Norms of vectors and of matrices."""

from array_check import case

ORDERS = ("1", "2", "3", "2.5", "np.inf", "-np.inf", "-1", "-2", "0", "4")
MATRIX_ORDERS = ("'fro'", "'nuc'", "1", "-1", "2", "-2", "np.inf", "-np.inf")

CASES = (
    case("np.linalg.norm(x)", x=(3,)),
    case("np.linalg.norm(x)", x=(3, 4)),
    case("np.linalg.norm(x)", x=(2, 3, 4)),
    case("np.linalg.norm(x)", x=()),
    case("np.linalg.norm(x)", x=(0,)),
    case("np.linalg.norm(x, axis=0)", x=(3, 4)),
    case("np.linalg.norm(x, axis=-1)", x=(3, 4)),
    case("np.linalg.norm(x, axis=1, keepdims=True)", x=(3, 4)),
    case("np.linalg.norm(x, keepdims=True)", x=(3, 4)),
    case("np.linalg.norm(x, axis=(0, 2))", x=(2, 3, 4)),
    case("np.linalg.norm(x, axis=(-2, -1), keepdims=True)", x=(2, 3, 4)),
    case("np.linalg.norm(x, axis=1)", x=(0, 4)),
    case("np.linalg.norm(x, axis=1)", x=(3, 0)),
    case("scipy.linalg.norm(x)", x=(3, 4)),
    case("scipy.linalg.norm(x, check_finite=False)", x=(3,)),
    *(case(f"np.linalg.norm(x, {ord})", x=(4,)) for ord in ORDERS),
    *(case(f"np.linalg.norm(x, {ord}, axis=0)", x=(4, 3)) for ord in ORDERS),
    *(case(f"np.linalg.norm(x, {ord}, axis=-1, keepdims=True)", x=(4, 3)) for ord in ORDERS),
    *(case(f"np.linalg.norm(x, {ord})", x=(4, 3)) for ord in MATRIX_ORDERS),
    *(case(f"np.linalg.norm(x, {ord}, axis=(0, 1))", x=(4, 3, 2)) for ord in MATRIX_ORDERS),
    *(case(f"np.linalg.norm(x, {ord}, axis=(2, 0))", x=(4, 3, 2)) for ord in MATRIX_ORDERS),
    *(
        case(f"np.linalg.norm(x, ord={ord}, axis=(-1, 1), keepdims=True)", x=(2, 3, 4))
        for ord in MATRIX_ORDERS
    ),
    case("np.linalg.norm(x, 0.5)", x="positive (4,)"),
    case("np.linalg.norm(-x, 0.5)", x="positive (4,)"),
    case("np.linalg.norm(x, ord=p)", x=(4,), p=3, fixed=("p",)),
    *(case(f"np.linalg.vector_norm(x, ord={ord})", x=(4, 3)) for ord in ORDERS),
    *(case(f"np.linalg.vector_norm(x, ord={ord}, axis=(0, 2))", x=(2, 3, 4)) for ord in ORDERS),
    case("np.linalg.vector_norm(x)", x=(4, 3)),
    case("np.linalg.vector_norm(x, axis=1, keepdims=True)", x=(4, 3)),
    *(case(f"np.linalg.matrix_norm(x, ord={ord})", x=(4, 3)) for ord in MATRIX_ORDERS),
    *(
        case(f"np.linalg.matrix_norm(x, ord={ord}, keepdims=True)", x=(2, 3, 4))
        for ord in MATRIX_ORDERS
    ),
    case("np.linalg.matrix_norm(x)", x=(2, 3, 4)),
)
