"""The entry point of the command: `gradgen`, or `python -m gradgen`."""

import signal
import sys


def main() -> int:
    """Runs the command on the arguments of the process; returns its exit code."""
    try:
        _end_tidily()
        from gradgen.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130
    except Exception as fault:  # what failed may be what reports faults: say the least
        print(f"error[internal]: {type(fault).__name__}: {fault}", file=sys.stderr)
        return 123


def _end_tidily() -> None:
    """Leave by an exception when asked to end, so that files which are half written go away."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda received, _: sys.exit(128 + received))


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # of `python -m`, the current folder: its files are the user's, never run
    sys.exit(main())
