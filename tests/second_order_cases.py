"""gradgen's own functions, as they come back where an output is differentiated again."""

import numpy as np

from array_check import case

POINTS = np.array([-1.0, -0.2, 0.3, 1.1])
AT = np.array([-2.0, -0.7, 0.1, 0.29, 0.9, 3.0])
ZEROS = np.array([[0.0, 2.0, -3.0, 1.0], [1.5, 0.0, 0.4, 0.0], [0.7, -0.4, 2.0, 0.5]])
SQUARE = np.array([[1.1, 0.3, -0.2], [0.1, 0.8, 0.4], [-0.3, 0.1, 0.7]])
LARGER = np.diag([1.2, 0.7, 0.9, 1.4]) + np.arange(16.0).reshape(4, 4) / 40

CASES = (
    case("unbroadcast(x, y)", x=(3, 4), y=(1, 4)),
    case("unbroadcast(x, y)", x=(2, 3, 4), y=(4,)),
    case("with_axes(x, 1)", x=(3, 4)),
    case("with_axes(x, (0, 2)) * y", x=(3,), y=(2, 3, 4)),
    case("x * count_along(x, 0)", x=(3, 4)),
    case("aligned(w, x, 0) * x", w=(3,), x=(3, 4)),
    case("quantile_weights(x, 0.3) * x", x=(5,)),
    case("quantile_weights(x, 0.3, axis=1) * x", x=(3, 4)),
    case("nanquantile_weights(x, 0.3) * x", x=(5,)),
    case("leaders(x) * x", x=(5,)),
    case("trapezoid_weights(y, h)", y=(5,), h=0.5),
    case("trapezoid_weights(y, dx=h, axis=0) * y", y=(5, 3), h=0.5),
    case("weights_between(y, x)", y=(4,), x=POINTS),
    case("weights_between(y, x, axis=0) * y", y=(4, 3), x=POINTS),
    case("back_to_points(g, y, x)", g=(), y=(4,), x=POINTS),
    case("back_to_points(g, y, x)", g=(3,), y=(3, 4), x=POINTS),
    case("back_to_points(g, y, x, axis=0)", g=(3,), y=(4, 3), x=(4, 3)),
    case("back_through_interp(g, x, xp)", g=(6,), x=AT, xp=POINTS),
    case("spread_like(a, x)", a=0.5, x=(3,)),
    case("spread_like(y, x)", y=(3,), x=(2, 3)),
    case("back_through_cumprod(g, x)", g=(4,), x=ZEROS[0]),
    case("back_through_cumprod(g, x, axis=1)", g=(3, 4), x=ZEROS),
    case("gains_of_cumprod(g, x)", g=(4,), x=ZEROS[0]),
    case("gains_of_cumprod(g, x, axis=0)", g=(3, 4), x=ZEROS),
    case("product_of_all_others(x)", x=ZEROS[0]),
    case("product_of_all_others(x, axis=1)", x=ZEROS),
    case("in_columns(x, b)", x=(2, 3), b=(3,)),
    case("in_columns(x, b)", x=(3, 2), b=(3, 2)),
    case("out_of_columns(x, b)", x=(2, 3, 1), b=(3,)),
    case("out_of_columns(x, b)", x=(3, 2), b=(3, 2)),
    case("adjoint_solution(g, a, b)", g=(3,), a=SQUARE, b=(3,)),
    case("adjoint_solution(g, a, b)", g=(3, 2), a=SQUARE, b=(3, 2)),
    case("adjoint_solution(g, a, b)", g=(2, 3), a=np.stack([SQUARE, SQUARE.T]), b=(3,)),
    case("outer_products(x, y, a)", x=(3,), y=(4,), a=(3, 4)),
    case("outer_products(x, y, a)", x=(3, 2), y=(4, 2), a=(3, 4)),
    case("outer_products(x, y, a)", x=(2, 3), y=(2, 4), a=(2, 3, 4)),
    case("times_columns(a, x)", a=(3, 4), x=(4,)),
    case("times_columns(a, x)", a=(3, 4), x=(4, 2)),
    case("times_columns(a, x)", a=(2, 3, 4), x=(2, 4)),
    case("cofactors(a)", a=SQUARE),
    case("cofactors_derivative(a, step)", a=SQUARE, step=(3, 3), fixed=("a",)),
    # Of three rows they are symmetric in the matrix and its change; of four they are not.
    case("cofactors(a)", a=LARGER),
    case("cofactors_derivative(a, step)", a=LARGER, step=(4, 4), fixed=("a",)),
    case("first_axes_last(x, 1)", x=(2, 3, 4)),
    case("first_axes_last(x, 2)", x=(2, 3, 4)),
    *(case(f"slopes_of_norm(x, {o})", x=(3,)) for o in ("None", 3, 2, 1, "np.inf")),
    *(case(f"slopes_of_norm(x, {o}, 1)", x=(3, 4)) for o in (None, 3, 1)),
    *(case(f"slopes_of_norm(x, {o}, (0, 1))", x=(3, 4)) for o in ("'fro'", "'nuc'", 2, -2)),
    *(case(f"slopes_of_vector_norm(x, {o})", x=(4,)) for o in (2, 3, 2.5)),
    *(case(f"slopes_of_vector_norm(x, {o}, 0)", x=(4, 2)) for o in (2, 3)),
    *(case(f"slopes_of_matrix_norm(x, {o})", x=(3, 4)) for o in ("'fro'", "'nuc'", 2, -2, 1)),
    *(case(f"change_of_slopes(x, s, {o})", x=(3,), s=(3,), fixed=("x",)) for o in (None, 3, 2)),
    case("change_of_slopes(x, s, 3, 1)", x=(3, 4), s=(3, 4), fixed=("x",)),
    case("change_of_vector_slopes(x, s, 3)", x=(4,), s=(4,), fixed=("x",)),
    case("change_of_vector_slopes(x, s, 3, 1)", x=(3, 4), s=(3, 4), fixed=("x",)),
    *(
        case(f"change_of_matrix_slopes(x, s, {o})", x=(3, 4), s=(3, 4), fixed=("x",))
        for o in ("'fro'", "'nuc'", 2)
    ),
    case("in_shape_of(g, x)", g=(3,), x=(2, 3)),
    case("in_shape_of(g, x)", g=(2, 3), x=(3,)),
    *(
        case(f"{side}_of_matmul(g, x, y)", g=g, x=x, y=y)
        for side in ("left", "right")
        for g, x, y in (((3, 2), (3, 4), (4, 2)), ((5, 3, 2), (5, 3, 4), (4, 2)))
    ),
    *(
        case(f"{side}_of_{name}(g, x, y)", g=g, x=x, y=y)
        for side in ("left", "right")
        for name, g, x, y in (
            ("dot", (3, 2), (3, 4), (4, 2)),
            ("dot", (3, 5, 2), (3, 4), (5, 4, 2)),
            ("inner", (3, 2), (3, 4), (2, 4)),
        )
    ),
    *(
        case(f"{side}_of_tensordot(g, x, y, {axes})", g=g, x=x, y=y)
        for side in ("left", "right")
        for axes, g, x, y in (
            (1, (5, 2), (5, 3), (3, 2)),
            ("((2, 0), (1, 2))", (5, 2), (3, 5, 4), (2, 4, 3)),
        )
    ),
    case("blocks_of_kron(g, x, y)", g=(8, 15), x=(2, 3), y=(4, 5)),
    case("left_of_kron(b, x, y)", b=(2, 4, 3, 5), x=(2, 3), y=(4, 5)),
    case("right_of_kron(b, x, y)", b=(2, 4, 3, 5), x=(2, 3), y=(4, 5)),
    *(
        case(f"factor_of_multi_dot(g, [x, y, z], {place})", g=(3, 5), x=(3, 4), y=(4, 2), z=(2, 5))
        for place in (0, 1, 2)
    ),
    *(case(f"matrix_power_derivative(a, s, {n})", a=SQUARE, s=(3, 3)) for n in (2, 3, -1, -2)),
    *(
        case(f"diagonal_block(g, [x, y], {place})", g=(5, 9), x=(3, 4), y=(2, 5))
        for place in (0, 1)
    ),
    case("column_of_toeplitz(g, x)", g=(4, 3), x=(4,)),
    case("column_of_toeplitz(g, x)", g=(1, 3), x=(1,)),
    case("row_of_toeplitz(g, x)", g=(4, 3), x=(3,)),
    case("row_of_toeplitz(g, x)", g=(4, 1), x=(1,)),
)
