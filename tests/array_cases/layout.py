"""Arrays in another shape or order."""

CASES = ()
