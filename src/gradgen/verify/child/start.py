"""The script that the process begins with: it finds this package, and leaves no trace of it."""

import sys


def begin() -> None:
    """Imports the work from where gradgen is, then searches modules where the user does."""
    root, job_file, records_file = sys.argv[1:]
    sys.path.insert(0, root)
    from gradgen.verify.child.run import main

    sys.path.remove(root)
    main(job_file, records_file)


if __name__ == "__main__":
    begin()
