# at: m1=5.0e24, m2=7.0e22, r=3.8e8

# gravitation in SI units
G = 6.674e-11  # m^3 kg^-1 s^-2
DAY = 24 * 60 * 60  # not used by the function: it stays at home


def pull(m1, m2, r):
    """How hard two bodies attract each other."""
    # Newton, Principia, book III
    force = G * m1 * m2 / r**2  # in newtons
    return force
