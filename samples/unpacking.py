def determinant(a, b, c, d):
    (left, right), *rest = (a, b), c, d
    lower_left, lower_right = rest
    return left * lower_right - right * lower_left
