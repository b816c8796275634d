"""The bound on the memory of this process."""

from __future__ import annotations

from contextlib import suppress


def bound_memory(mebibytes: int) -> None:
    """Lets no more memory be had than this; does nothing where the system has no such bound."""
    if not mebibytes:
        return
    try:
        import resource
    except ImportError:  # no POSIX
        return
    with suppress(ValueError, OSError):  # the system allows less anyway, or has no such bound
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, hard))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
