"""Softmax, its logarithm, and logarithms of sums of exponentials."""

import numpy as np

from array_check import case

FAR = np.array([[1000.0, 999.0, -1000.0], [0.3, -800.0, 0.1]])

CASES = (
    *(case(f"{name}(x)", x=(5,)) for name in ("softmax", "log_softmax", "logsumexp")),
    *(case(f"{name}(x)", x=(3, 4)) for name in ("softmax", "log_softmax", "logsumexp")),
    *(case(f"{name}(x, axis=0)", x=(3, 4)) for name in ("softmax", "log_softmax", "logsumexp")),
    *(case(f"{name}(x, -2)", x=(3, 4, 2)) for name in ("softmax", "log_softmax", "logsumexp")),
    *(case(f"{name}(x, axis=None)", x=(3, 4)) for name in ("softmax", "log_softmax")),
    *(case(f"{name}(x, k)", x=(3, 4), k=0, fixed=("k",)) for name in ("softmax", "log_softmax")),
    *(case(f"{name}(x)", x=FAR) for name in ("softmax", "log_softmax", "logsumexp")),
    *(case(f"{name}(x)", x=(0, 3)) for name in ("softmax", "log_softmax", "logsumexp")),
    case("logsumexp(x, axis=None)", x=(3, 4)),
    case("logsumexp(x, keepdims=True)", x=(3, 4)),
    case("logsumexp(x, 0, keepdims=True)", x=(3, 4)),
    *(case(f"special.{name}(x)", x=(3, 4)) for name in ("softmax", "log_softmax", "logsumexp")),
    *(
        case(f"special.{name}(x, axis=1)", x=(3, 4))
        for name in ("softmax", "log_softmax", "logsumexp")
    ),
    *(
        case(f"special.{name}(x, axis=(0, -1))", x=(3, 4, 2))
        for name in ("softmax", "log_softmax", "logsumexp")
    ),
    case("special.logsumexp(x, axis=0, keepdims=True)", x=(3, 4)),
    case("special.logsumexp(x, axis=1)", x=FAR),
    case("special.logsumexp(x, b=b)", x=(4,), b="positive (4,)"),
    case("special.logsumexp(x, axis=1, b=b)", x=(3, 4), b="positive (3, 4)"),
    case("special.logsumexp(x, axis=0, b=b)", x=(3, 4), b="positive (4,)"),
    case("special.logsumexp(x, axis=1, b=b)", x=(1, 4), b="positive (3, 4)"),
    case("special.logsumexp(x, b=b)", x=(3, 4), b=0.5),
    # what is summed is spread over its factors, and a number is kept as a row of one
    case("special.logsumexp(x, axis=0, b=b)", x=(1, 4), b="positive (3, 4)"),
    case("special.logsumexp(x, axis=0, b=b, keepdims=True)", x=(4,), b="positive (3, 4)"),
    case("special.logsumexp(x, b=b)", x=(), b="positive (4,)"),
    case("special.logsumexp(x, b=b)", x=(1,), b="positive (4,)"),
    case("special.logsumexp(x, b=b, keepdims=True)", x=(), b="positive (4,)"),
    case("special.logsumexp(x, b=b, keepdims=True)", x=(), b="positive ()"),
    case("special.logsumexp(x, b=b)", x=(), b="positive ()"),
    case("special.logsumexp(x, b=2.0, keepdims=True)", x=()),
    case("special.logsumexp(x, keepdims=True)", x=()),
    case("special.logsumexp(x, keepdims=True)", x=0.7),
    case("special.logsumexp(x, keepdims=True)", x=(3, 4)),
    case("special.logsumexp(x, axis=1, b=b)", x=(4,), b="positive (3, 4)"),
    case("special.logsumexp(x, axis=1, b=b, keepdims=True) * x", x=(3, 1), b="positive (4,)"),
    case("special.logsumexp(x, axis=0)", x=()),
    case("special.logsumexp(x)", x=()),
    case("special.logsumexp(x, keepdims=k)", x=(), k=True, fixed=("k",)),
    case("special.logsumexp(x, keepdims=k)", x=(3,), k=False, fixed=("k",)),
    case("special.logsumexp(x, axis=1, keepdims=k)", x=(3, 2), k=True, fixed=("k",)),
    case("special.logsumexp(x, axis=1, b=2.0)", x=(3, 4)),
    case("-np.sum(log_softmax(x @ w) * t)", x=(3, 4), w=(4, 2), t=(3, 2), shaped=True),
)
