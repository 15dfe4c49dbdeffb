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
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from hypothesis import settings
from mutmut.mutation import trampoline

UNNOTICED, NOTICED, NO_TESTS = 0, 1, 33
MEMORY = 4 << 30
STARTED = 2
SAID = "said.txt"
IN_CLASS = "ǁ"
QUIET = ("-p", "no:xdist", "-s", "--tb=no")
Functions = dict[CodeType, str]


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
            tried = self._try_module(session, one)
            print(json.dumps([one["module"], tried]), file=self.results, flush=True)
        return True

    def _try_module(self, session: pytest.Session, one: dict[str, Any]) -> dict[str, int]:
        files = set(one["tests"])
        tried = {}
        for mutant in one["mutants"]:
            tests = self.known.tests.get(_function_of(mutant), ())
            mine = [test for test in tests if test.partition("::")[0] in files]
            tried[mutant] = self._try(session, mutant, sorted(mine, key=self._seconds))
        return tried

    def _seconds(self, test: str) -> float:
        return self.known.seconds[test]

    def _learn(self, session: pytest.Session) -> None:
        kept = Path("known.json").absolute()

        def learn() -> int:
            known = self._run_unchanged(session, self._functions())
            kept.write_text(json.dumps([known.seconds, known.tests]), encoding="utf-8")
            return UNNOTICED

        assert _in_child(learn) == UNNOTICED, "the tests cannot be run"
        self.known = Known(*json.loads(kept.read_text(encoding="utf-8")))

    def _functions(self) -> Functions:
        """What is changed, by the code that runs while it is not."""
        names = {_function_of(mutant) for one in self.told for mutant in one["mutants"]}
        return {_loaded(name).__code__: name for name in names}

    def _run_unchanged(self, session: pytest.Session, functions: Functions) -> Known:
        known = Known()
        reached: set[str] = set()

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code in functions:
                reached.add(functions[frame.f_code])

        for item, following in pairwise([*session.items, None]):
            reached.clear()
            start = time.process_time()
            sys.settrace(note)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            sys.settrace(None)
            known.seconds[item.nodeid] = time.process_time() - start
            if session.testsfailed:
                print("left out, since it fails unchanged:", item.nodeid, file=sys.stderr)
                session.testsfailed = 0
                continue
            for function in reached:
                known.tests[function].append(item.nodeid)
        return known

    def _try(self, session: pytest.Session, mutant: str, tests: list[str]) -> int:
        if not tests:
            return NO_TESTS
        most = STARTED + ceil(3 * sum(map(self._seconds, tests)))

        def run() -> int:
            gc.disable()
            resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            _put(mutant)
            for test, following in pairwise([*tests, None]):
                self._run(test, following)
                if session.testsfailed:
                    return NOTICED
            return UNNOTICED

        return _in_child(run)

    def _run(self, test: str, following: str | None) -> None:
        item = self.items[test]
        after = self.items[following] if following else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)


def _function_of(mutant: str) -> str:
    return mutant.rpartition("__mutmut_")[0]


def _loaded(name: str) -> FunctionType:
    """A function, or a version of it, by the name that mutmut gives it."""
    module, _, local = name.rpartition(".")
    place = vars(sys.modules[module])
    if local.startswith(f"x{IN_CLASS}"):
        _, of_class, inner = local.split(IN_CLASS)
        place = vars(place[of_class])
        local = local if "__mutmut_" in inner else inner
    elif "__mutmut_" not in local:
        local = local.removeprefix("x_")
    found = place[local]
    return found if isinstance(found, FunctionType) else found.__func__


def _put(mutant: str) -> None:
    """Let the function that a mutant is a version of do what the mutant does."""
    function, version = _loaded(_function_of(mutant)), _loaded(mutant)
    function.__code__ = version.__code__
    function.__defaults__ = version.__defaults__
    function.__kwdefaults__ = version.__kwdefaults__


def _leave(*_: object, **__: object) -> Callable[[FunctionType], FunctionType]:
    """In place of what mutmut puts around each function: nothing, for speed."""
    return lambda function: function


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
    trampoline.wrap_in_trampoline = _leave
    settings.register_profile("mutants", deadline=None, database=None)
    settings.load_profile("mutants")
    told = json.loads(Path("trial.json").read_text(encoding="utf-8"))
    files = dict.fromkeys(file for one in told for file in one["tests"])
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as results, Path(SAID).open("wb") as said:
        os.dup2(said.fileno(), 1)
        return int(pytest.main([*QUIET, *files], plugins=[Trial(told, results)]))


if __name__ == "__main__":
    sys.exit(main())
