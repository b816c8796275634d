"""What makes indices, types and sizes; and gradgen's own functions that move elements by places."""

import numpy as np

from array_check import case

ROWS = np.array([0, 2, 2, -1])
TABLE = np.array([[0, 5], [3, 3]])

CASES = (
    # indices
    case("x[np.diag_indices(3)]", x=(3, 3)),
    case("x[np.diag_indices_from(x)]", x=(3, 3)),
    case("x[np.tril_indices(3, -1)] * 2", x=(3, 3)),
    case("x[np.triu_indices(3, k=1)]", x=(3, 3)),
    case("x[np.tril_indices_from(x)]", x=(3, 3)),
    case("x[np.triu_indices_from(x, 1)]", x=(3, 3)),
    case("x[np.unravel_index([1, 4, 4], x.shape)]", x=(2, 3)),
    case("x.ravel()[np.ravel_multi_index(([0, 1], [2, 0]), x.shape)]", x=(2, 3)),
    case("x[np.arange(4)]", x=(4,)),
    case("x[np.arange(3, 0, -1)]", x=(4,)),
    # types and sizes
    case("x + x.itemsize + x.nbytes", x=(3,)),
    case("x * np.zeros(3, dtype=np.result_type(x, 1.0)) + x", x=(3,)),
    case("x * np.issubdtype(x.dtype, np.floating)", x=(3,)),
    case("np.ones(np.broadcast_shapes((2, 1), (3,))) * x", x=(3,)),
    case("np.array([1.7, 2.2], dtype=int) * x", x=(2,)),
    case("np.array(x, dtype=int) * x", x=np.array([1.3, -2.4])),
    case("np.asarray(x, dtype=np.int64) * x", x=np.array([1.3, -2.4])),
    case("np.full((2, 2), a, dtype=int) * x", a=2.3, x=(2,)),
    case("np.full_like(x, a, dtype=int) * x", a=2.3, x=(2,)),
    case("np.empty(2).size * x + np.empty_like(x).size", x=(2,)),
    case("np.float32(x) * 0.0 + np.longdouble(x) * 2", x=(3,)),
    case("np.float16(2.5) * x", x=(3,)),
    # gradgen's own
    case("placed(x, 1, y) * y", x=(2,), y=(3, 2)),
    case("placed(x, i, y) * y", x=(4,), y=(3,), i=ROWS),
    case("scatter(x, i, y) * y", x=(2, 2), y=(2, 3), i=TABLE),
    case("gather(x, i, 1) * y", x=(4, 6), y=(2, 2), i=TABLE),
    case("gather(x, i, 0) * y", x=(6, 2), y=(2, 2), i=TABLE),
    case("gathered_back(x, i, y, 1) * y", x=(2, 2), y=(4, 6), i=TABLE),
    case("gathered_back(x, i, y, -2) * y", x=(2, 2), y=(6, 3), i=TABLE),
    case("x * places_of(y)", x=(2, 3), y=(2, 3)),
    case("diagonal_back(x, 1, y)", x=(3, 3), y=(2,)),
    case("diagonal_back(x, -1, y)", x=(2,), y=(3, 4)),
    case("trace_back(x, y)", x=(), y=(3, 2)),
    case("trace_back(x, y, 1, 1, 2)", x=(2,), y=(2, 3, 4)),
    case("trace_back(x, y, -1, 0, 2)", x=(2,), y=(3, 2, 4)),
    case("untiled(x, 3, y)", x=(6,), y=(2,)),
    case("untiled(x, (2, 1, 2), y)", x=(2, 2, 6), y=(2, 3)),
    case("unpadded(x, 1, y)", x=(4, 5), y=(2, 3)),
    case("windows_back(x, 2, None, y)", x=(3, 2), y=(4,)),
    case("windows_back(x, (2, 2), (1, 0), y)", x=(3, 2, 2, 2), y=(4, 3)),
    case("last_at(x, i) * 2", x=(3,), i=ROWS),
    case("last_at(x, (i, 0))", x=(3, 2), i=ROWS),
    case("last_only(x, i, y)", x=(4,), y=(3,), i=ROWS),
    case("a, b = parts_beside(x, [y, z])\nnp.sum(a) * b", x=(5,), y=(2,), z=(3,)),
    case("a, b = parts_beside(x, [y, z])\nnp.sum(a) * b", x=(2, 5), y=(2, 2), z=(2, 3)),
    case("a, b = parts_upon(x, [y, z])\nnp.sum(a) * b", x=(3, 4), y=(4,), z=(2, 4)),
    case("a, b = parts_behind(x, [y, z])\nnp.sum(a) * b", x=(2, 3, 3), y=(2, 3), z=(2, 3, 2)),
    case("a, b = parts_of_columns(x, [y, z])\nnp.sum(a) * b", x=(2, 3), y=(2,), z=(2, 2)),
)
