"""One thread that commits what many threads want written, a group at a time.

SQLite makes one transaction durable at a time, and waits for the disk at each. Here many small
pieces of work share one transaction, and each is answered after its commit.
"""

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")
GROUP_LIMIT = 256


class _Piece:
    """Work of one thread, which waits until it is done."""

    __slots__ = ("answer", "done", "error", "work")

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.answer: Any = None
        self.error: BaseException | None = None
        self.done = threading.Lock()
        self.done.acquire()


class _Spoilt(Exception):
    """A piece failed after it had written: the transaction cannot be kept for the others."""


class GroupWriter:
    """Takes pieces of work from any thread; answers each when it is durable."""

    def __init__(self, engine: Engine, lock: threading.Lock, options: dict[str, Any]) -> None:
        self.engine = engine
        self.lock = lock
        self.options = options
        self.waiting: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._run, name="group-writer", daemon=True)
        self.thread.start()

    def submit(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in the next transaction; its error is raised here.

        It may be run twice, each time on a transaction that has nothing of it.
        """
        piece = _Piece(work)
        self.waiting.put(piece)
        piece.done.acquire()
        if piece.error is not None:
            raise piece.error
        answer: T = piece.answer
        return answer

    def stop(self) -> None:
        """Commit what waits, then end."""
        self.waiting.put(None)
        self.thread.join()

    def _run(self) -> None:
        while (first := self.waiting.get()) is not None:
            group = [first]
            ended = False
            while len(group) < GROUP_LIMIT and not ended:
                try:
                    following = self.waiting.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    ended = True
                else:
                    group.append(following)
            self._commit(group)
            if ended:
                return

    def _commit(self, group: list[_Piece]) -> None:
        try:
            self._together(group)
        except _Spoilt:
            for piece in group:
                self._together([piece])
        for piece in group:
            piece.done.release()

    def _together(self, group: list[_Piece]) -> None:
        """One transaction. A piece that fails before it wrote anything leaves the others alone."""
        try:
            with (
                self.lock,
                self.engine.connect().execution_options(**self.options) as connection,
                connection.begin(),
            ):
                driver: Any = connection.connection.driver_connection
                for piece in group:
                    before = driver.total_changes
                    piece.error = None
                    try:
                        piece.answer = piece.work(connection)
                    except Exception as error:
                        if driver.total_changes != before:
                            raise _Spoilt from error
                        piece.error = error
        except _Spoilt as spoilt:
            if len(group) > 1:
                raise
            group[0].error = spoilt.__cause__
        except BaseException as error:
            for piece in group:
                piece.error = piece.error or error
