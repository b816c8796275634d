# at: a=3, b=4, c=5


def triangle_area(a, b, c):
    assert a < b + c, "no triangle"
    # Heron's formula
    s = (a + b + c) / 2  # half the perimeter
    area = (s * (s - a) * (s - b) * (s - c)) ** 0.5
    return area
