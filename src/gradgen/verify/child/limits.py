"""The bound on the memory of this process."""

from __future__ import annotations

from contextlib import suppress


def bound_memory(mebibytes: int, *, reserves: bool = False) -> None:
    """Lets no more memory be had than this; does nothing where the system has no such bound.

    What is bounded are addresses. Where a library `reserves` many of them for nothing, it is those
    that can be written to: what is only set aside does not count there.
    """
    if not mebibytes:
        return
    try:
        import resource
    except ImportError:  # no POSIX
        return
    with suppress(ValueError, OSError):  # the system allows less anyway, or has no such bound
        bounded = resource.RLIMIT_DATA if reserves else resource.RLIMIT_AS
        _, hard = resource.getrlimit(bounded)
        resource.setrlimit(bounded, (mebibytes << 20, hard))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
