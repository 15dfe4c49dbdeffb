"""Run the benchmarks, all or the named ones: ``python -m benchmarks import-xlsx certificate``.

Each is a module with `main()` and runs in a process of its own, so that none warms another up.
"""

import subprocess
import sys

MODULES = {
    "score-post-sqlite": "score_post_sqlite",
    "score-post-postgresql": "score_post_postgresql",
    "result-page": "result_page",
    "standings-page": "standings_page",
    "import-xlsx": "import_xlsx",
    "certificate": "certificate",
    "assignment": "assignment",
    "rerank": "rerank",
    "one-sheet": "one_sheet",
    "period-year": "period_year",
    "calibration": "calibration",
    "tree-page": "tree_page",
    "branch-search": "branch_search",
    "roll-up": "roll_up",
}


def main() -> int:
    """Run what is asked for; the number of those that failed."""
    asked = sys.argv[1:] or list(MODULES)
    unknown = [name for name in asked if name not in MODULES]
    if unknown:
        print(f"no benchmark named {', '.join(unknown)}; there are {', '.join(MODULES)}")
        return 2
    failed = 0
    for name in asked:
        print(f"== {name}", flush=True)
        failed += subprocess.run(
            [sys.executable, "-m", f"benchmarks.{MODULES[name]}"], check=False
        ).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
