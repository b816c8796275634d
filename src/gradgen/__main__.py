"""The entry point of the command: `gradgen`, or `python -m gradgen`."""

import sys


def main() -> int:
    """Runs the command on the arguments of the process; returns its exit code."""
    try:
        from gradgen.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130
    except Exception as fault:  # what failed may be what reports faults: say the least
        print(f"error[internal]: {type(fault).__name__}: {fault}", file=sys.stderr)
        return 123


if __name__ == "__main__":
    sys.exit(main())
