"""Read a problem from the input, write the answer to the output."""

import json
import os
import sys

from solver.goals import answer
from solver.task import read_task

POLITE = 5


def main() -> None:
    """Solve one problem, behind the web process, which may have been kept to one core."""
    os.nice(POLITE)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    json.dump(answer(read_task(json.load(sys.stdin))), sys.stdout)


if __name__ == "__main__":
    main()
