"""A derived function in the subset that numba compiles: what it lacks is written in other words."""
