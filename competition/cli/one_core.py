"""The threads of one interpreter on one core of the machine.

Only one of them runs at a time. Spread over cores, each hand-over of the interpreter's lock wakes
another core and moves what the last one had in its cache; that cost half of what a score post
costs (docs/adr/0002-serve-with-granian.md). The server's own threads, which read and write sockets
without that lock, stay free to run elsewhere.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class OneCore:
    """Keeps threads to a core, one by one as they come.

    Args:
        core: its number for the system; None leaves threads where they are.
    """

    def __init__(self, core: int | None) -> None:
        self.core = core
        self._settled = threading.local()

    def settle(self) -> None:
        """Keep the current thread to the core, and those that it starts."""
        if self.core is not None and not getattr(self._settled, "here", False):
            os.sched_setaffinity(0, {self.core})
            self._settled.here = True

    @contextmanager
    def around(self) -> Iterator[None]:
        """Keep threads that are started meanwhile; the current one is free again afterwards."""
        if self.core is None:
            yield
            return
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {self.core})
        try:
            yield
        finally:
            os.sched_setaffinity(0, allowed)


def core_of(worker: int) -> int | None:
    """The core for the worker of this number, the last one first; None where there is no choice."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0), reverse=True)
    return cores[worker % len(cores)] if len(cores) > 1 else None
