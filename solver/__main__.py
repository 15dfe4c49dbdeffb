"""Read a problem from the input, write the answer to the output.

``python -m solver MIB`` takes no more than so many MiB of address space: where that does not do,
the answer is ``{"state": "memory"}``, and the machine's other processes keep theirs.
"""

import json
import os
import resource
import sys
from typing import Any

from solver.goals import answer
from solver.task import read_task

POLITE = 5
MIB = 2**20


def main() -> None:
    """Solve one problem, behind the web process, which may have been kept to one core."""
    os.nice(POLITE)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    if len(sys.argv) > 1:
        most = int(sys.argv[1]) * MIB
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    json.dump(_answer(), sys.stdout)


def _answer() -> dict[str, Any]:
    try:
        return answer(read_task(json.load(sys.stdin)))
    except MemoryError:
        return {"state": "memory"}


if __name__ == "__main__":
    main()
