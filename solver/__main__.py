"""Read a problem from the input, write the answer to the output."""

import json
import sys

from solver.goals import answer
from solver.task import read_task


def main() -> None:
    """Solve one problem."""
    json.dump(answer(read_task(json.load(sys.stdin))), sys.stdout)


if __name__ == "__main__":
    main()
