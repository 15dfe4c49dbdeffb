"""Runs in the copy of the project: every mutant in a child process, until a test notices it.

The tests are collected once. A child of this process takes over a mutant, runs the tests that come
to the changed function, quick ones first, and ends with what they say.
"""

import gc
import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name

UNNOTICED, NOTICED, NO_TESTS = 0, 1, 33
ACTIVE = "MUTANT_UNDER_TEST"
MEMORY = 4 << 30
STARTED = 2
SAID = "said.txt"


@dataclass
class Known:
    """What the tests did without a change: their CPU seconds, and who comes to a function."""

    seconds: dict[str, float] = field(default_factory=dict)
    tests: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Trial:
    """A pytest plug-in that runs the collected tests for each mutant in place of once."""

    def __init__(self, told: list[dict[str, Any]], results: Any) -> None:
        self.told = told
        self.results = results
        self.known = Known()
        self.items: dict[str, pytest.Item] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn who comes where, then try each module and tell how its mutants ended."""
        if session.testsfailed:
            return False
        self.items = {item.nodeid: item for item in session.items}
        gc.freeze()
        self._learn(session)
        for one in self.told:
            files = set(one["tests"])
            tried = {name: self._try(session, name, files) for name in one["mutants"]}
            print(json.dumps([one["module"], tried]), file=self.results, flush=True)
        return True

    def _learn(self, session: pytest.Session) -> None:
        kept = Path("known.json").absolute()

        def learn() -> int:
            os.environ[ACTIVE] = "stats"
            os.environ["MUTMUT_DEPENDENCY_DEPTH"] = "-1"
            known = self._run_unchanged(session)
            kept.write_text(json.dumps([known.seconds, known.tests]), encoding="utf-8")
            return NOTICED if session.testsfailed else UNNOTICED

        assert _in_child(learn) == UNNOTICED, "a test fails before anything is changed"
        self.known = Known(*json.loads(kept.read_text(encoding="utf-8")))

    def _run_unchanged(self, session: pytest.Session) -> Known:
        known = Known()
        state()._stats.clear()
        for item, following in pairwise([*session.items, None]):
            start = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            known.seconds[item.nodeid] = time.process_time() - start
            for function in state()._stats:
                known.tests[function].append(item.nodeid)
            state()._stats.clear()
            if session.testsfailed:
                print("fails unchanged:", item.nodeid, file=sys.stderr)
                break
        return known

    def _try(self, session: pytest.Session, name: str, files: set[str]) -> int:
        seconds = self.known.seconds
        tests = self.known.tests.get(mangled_name_from_mutant_name(name), ())
        mine = sorted((t for t in tests if t.partition("::")[0] in files), key=seconds.__getitem__)
        if not mine:
            return NO_TESTS
        most = STARTED + ceil(3 * sum(seconds[test] for test in mine))

        def run() -> int:
            resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            gc.disable()
            os.environ[ACTIVE] = name
            for test, following in pairwise([*mine, None]):
                self._run(test, following)
                if session.testsfailed:
                    return NOTICED
            return UNNOTICED

        return _in_child(run)

    def _run(self, test: str, following: str | None) -> None:
        item = self.items[test]
        after = self.items[following] if following else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)


def _in_child(run: Callable[[], int]) -> int:
    child = os.fork()
    if not child:
        code = NOTICED
        try:
            code = run()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> int:
    """Try what `trial.json` tells: modules, their mutants and the files of their tests."""
    told = json.loads(Path("trial.json").read_text(encoding="utf-8"))
    files = dict.fromkeys(file for one in told for file in one["tests"])
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as results, Path(SAID).open("wb") as said:
        os.dup2(said.fileno(), 1)
        return int(pytest.main(["-p", "no:xdist", *files], plugins=[Trial(told, results)]))


if __name__ == "__main__":
    sys.exit(main())
