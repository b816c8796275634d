"""Differences of neighbours, areas under curves, lines between points."""

import numpy as np

from array_check import case

POINTS = np.array([-1.0, -0.2, 0.3, 1.1])
AT = np.array([[-2.0, -0.7, 0.1], [0.29, 0.9, 3.0]])

CASES = (
    case("np.diff(x)", x=(5,)),
    case("np.diff(x)", x=(3, 4)),
    case("np.diff(x, axis=0)", x=(3, 4)),
    case("np.diff(x, axis=1)", x=(3, 4)),
    case("np.diff(x, axis=-2)", x=(3, 4, 2)),
    case("np.diff(x, axis=-1)", x=(3, 4, 2)),
    case("np.diff(x, 2)", x=(5,)),
    case("np.diff(x, n=2, axis=0)", x=(5, 3)),
    case("np.diff(x, n=3)", x=(2, 2)),
    case("np.diff(x, n=0)", x=(3,)),
    case("np.diff(x, axis=k)", x=(3, 4), k=0, fixed=("k",)),
    case("np.diff(x)", x=(1,)),
    case("np.diff(x)", x=(0,)),
    case("np.diff(x)", x=(0, 3)),
    case("np.diff(x, prepend=0)", x=(5,)),
    case("np.diff(x, append=0.5, axis=0)", x=(3, 4)),
    case("np.diff(x, prepend=x[:1])", x=(5,)),
    case("np.diff(x, prepend=p, append=q)", x=(3, 4), p=(3, 2), q=(3, 1)),
    case("np.diff(x, 2, prepend=p, append=1.0, axis=0)", x=(3, 4), p=(1, 4)),
    case("np.diff(x, prepend=p)", x=(3, 4), p=0.3),
    case("np.diff(x, n=2, append=q, axis=0)", x=(3,), q=(2,)),
    case("np.ediff1d(x)", x=(5,)),
    case("np.ediff1d(x)", x=(3, 4)),
    case("np.ediff1d(x)", x=(0,)),
    case("np.gradient(x)", x=(5,), shaped=True),
    case("np.gradient(x, axis=0)", x=(5,)),
    case("np.gradient(x, 0.5, axis=0)", x=(5, 3)),
    case("np.gradient(x, 0.5, axis=-1)", x=(2, 3)),
    case("np.gradient(x, h, axis=1)", x=(2, 4), h=0.5, shaped=True),
    case("np.gradient(x, h)", x=(2,), h=0.5, shaped=True),
    case("np.trapezoid(y)", y=(5,)),
    case("np.trapezoid(y)", y=(1,)),
    case("np.trapezoid(y)", y=(0,)),
    case("np.trapezoid(y, dx=0.1)", y=(5,)),
    case("np.trapezoid(y, axis=0)", y=(5, 3)),
    case("np.trapezoid(y, dx=0.3)", y=(5, 3)),
    case("np.trapezoid(y, dx=h)", y=(5,), h=0.5, shaped=True),
    case("np.trapezoid(y, dx=h, axis=0)", y=(5, 3), h=0.5, shaped=True),
    case("np.trapezoid(y, x)", y=(5,), x=(5,)),
    case("np.trapezoid(y, x)", y=(3, 5), x=(5,)),
    case("np.trapezoid(y, x, axis=0)", y=(5, 3), x=(5,)),
    case("np.trapezoid(y, x, axis=1)", y=(2, 5, 3), x=(2, 5, 3)),
    case("np.trapezoid(y, x, axis=-2)", y=(2, 5, 3), x=(5,)),
    case("np.interp(x, xp, fp)", x=AT, xp=POINTS, fp=(4,)),
    case("np.interp(x, xp, fp)", x=0.4, xp=POINTS, fp=(4,)),
    case("np.interp(x, xp, fp)", x=-7.0, xp=POINTS, fp=(4,)),
    case("np.interp(x, xp, fp)", x=AT[0], xp=POINTS, fp=(4,), fixed=("xp",)),
)
