"""Cumulative sums, products and extremes."""

import numpy as np

from array_check import case

ZEROS = np.array([[0.0, 2.0, -3.0, 1.0], [1.5, 0.0, 0.4, 0.0], [0.7, -0.4, 2.0, 0.0]])

CASES = (
    *(case(f"np.{name}(x)", x=(5,)) for name in ("cumsum", "cumprod")),
    *(case(f"np.{name}(x)", x=(3, 4)) for name in ("cumsum", "cumprod")),
    *(case(f"np.{name}(x)", x=()) for name in ("cumsum", "cumprod")),
    *(case(f"np.{name}(x)", x=1.5) for name in ("cumsum", "cumprod")),
    *(case(f"np.{name}(x, axis=0)", x=(5,)) for name in ("cumsum", "cumprod")),
    *(case(f"np.{name}(x, axis=1)", x=(3, 4)) for name in ("cumsum", "cumprod")),
    *(case(f"x.{name}(axis=0)", x=(3, 4)) for name in ("cumsum", "cumprod")),
    *(case(f"x.{name}(-2)", x=(3, 4, 2)) for name in ("cumsum", "cumprod")),
    *(case(f"x.{name}()", x=(3, 4)) for name in ("cumsum", "cumprod")),
    *(case(f"np.{name}(x, k)", x=(3, 4), k=1, fixed=("k",)) for name in ("cumsum", "cumprod")),
    *(case(f"np.{name}(x)", x=(0,)) for name in ("cumsum", "cumprod")),
    *(case(f"np.{name}(x, axis=1)", x=(3, 0)) for name in ("cumsum", "cumprod")),
    *(case(f"np.{name}(x)", x=(4,)) for name in ("cumulative_sum", "cumulative_prod")),
    *(case(f"np.{name}(x, axis=1)", x=(3, 4)) for name in ("cumulative_sum", "cumulative_prod")),
    case("np.cumprod(x)", x=ZEROS),
    case("np.cumprod(x)", x=ZEROS[0]),
    case("np.cumprod(x)", x=ZEROS[1]),
    case("np.cumprod(x, axis=0)", x=ZEROS),
    case("np.cumprod(x, axis=1)", x=ZEROS),
    case("np.add.accumulate(x)", x=(3, 4)),
    case("np.multiply.accumulate(x)", x=ZEROS),
    case("np.multiply.accumulate(x, axis=1)", x=ZEROS),
    case("np.maximum.accumulate(x)", x=(5,)),
    case("np.maximum.accumulate(x)", x=(4, 3)),
    case("np.maximum.accumulate(x, axis=1)", x=(3, 4)),
    case("np.minimum.accumulate(x)", x=(4, 3)),
    case("np.minimum.accumulate(x, axis=-1)", x=(3, 4)),
    case("np.minimum.accumulate(x, -2)", x=(3, 4, 2)),
    case("np.maximum.accumulate(x)", x=(0, 2)),
)
