"""Whole bodies before work begins, so that a slow phone keeps nobody else waiting.

The server gives a request to a thread as soon as its headers are there, and waits for the rest
without an end. Here many threads may wait, few work at a time, and whoever sends nothing any more
is cut off.
"""

import os
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from competition.cli.one_core import OneCore

READERS = 96
PIECE = 1024 * 1024
MOST_SWALLOWED = 256 * PIECE
SILENCE = 60.0
LOOK_EVERY = 10.0
TCP_INFO = struct.Struct("8B13I")  # tcp(7); of its last four: ms since data was sent, received
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Places:
    """So many at a time, in the order in which they came.

    A semaphore lets whoever comes just then overtake those who wait; under load they wait for long.
    """

    def __init__(self, count: int) -> None:
        self._free = count
        self._lock = threading.Lock()
        self._queue: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1


class WholeBodies:
    """An application that begins when its request has come in whole.

    Args:
        places: how many requests are worked on at a time.
        most: bytes of a body that the application takes; of more it is given nothing, and refuses.
        core: to which the threads that work are kept.
    """

    def __init__(self, app: Application, *, places: int, most: int, core: OneCore) -> None:
        self.app, self.most, self.core = app, most, core
        self.places = Places(places)
        self.waiting: dict[int, float] = {}

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.core.settle()
        if environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING"):
            me = threading.get_ident()
            self.waiting[me] = time.monotonic()
            try:
                told = environ.get("CONTENT_LENGTH", "")
                length = int(told) if told.isascii() and told.isdigit() else None
                environ["wsgi.input"] = self.whole(environ["wsgi.input"], length)
            finally:
                del self.waiting[me]
        with self.places:
            return self.app(environ, start)

    def whole(self, body: Any, length: int | None) -> IO[bytes]:
        """What is sent, to its end; empty where it is too much, read all the same up to a bound.

        A browser shows an answer only after it has sent everything. A length that is told saves
        asking for the end, which costs a hand-over of the interpreter's lock.
        """
        small = length is not None and length <= PIECE
        kept: IO[bytes] = BytesIO() if small else SpooledTemporaryFile(max_size=PIECE)  # noqa: SIM115
        count = 0
        while count < MOST_SWALLOWED and count != length and (piece := body.read(PIECE)):
            count += len(piece)
            if count <= self.most:
                kept.write(piece)
        if count > self.most:
            kept.truncate(0)
        kept.seek(0)
        return kept

    def watch(self, port: int) -> None:
        """Cut off, for as long as the process lives, those who stopped in the middle."""
        while True:
            time.sleep(LOOK_EVERY)
            if any(since < time.monotonic() - SILENCE for since in [*self.waiting.values()]):
                cut_silent(port, SILENCE)


def cut_silent(port: int, seconds: float) -> int:
    """End connections to this port on which nothing moved for so long; returns how many."""
    cut = 0
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if link.readlink().name.startswith("socket:"):
                with socket.socket(fileno=os.dup(int(link.name))) as connection:
                    cut += _cut(connection, port, seconds)
    return cut


def _cut(connection: socket.socket, port: int, seconds: float) -> bool:
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    connection.getpeername()
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO.size)
    *_, sent, _, received, _ = TCP_INFO.unpack(told)
    if connection.getsockname()[1] != port or min(sent, received) <= seconds * 1000:
        return False
    connection.shutdown(socket.SHUT_RDWR)
    return True
