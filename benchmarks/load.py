"""A load client: so many connections to 127.0.0.1, each sending one score sheet after another.

Run as its own process: reads a plan as JSON from standard input, writes what it saw to standard
output. A connection has one judge's cookie and its own assignments, so each request is legal: it
names the revision that the answer before gave, and carries a new idempotency key. An answer counts
only if it is 200 and names the next revision.
"""

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any

MARKS = (
    {"novelty": "26.5", "advance": "17", "utility": "18", "benefit": "17", "spread": "8"},
    {"novelty": "24", "advance": "15.5", "utility": "16", "benefit": "18.5", "spread": "9"},
)


@dataclass
class Connection:
    """One keep-alive connection and the sheets it saves in turn."""

    number: int
    head: str
    assignments: list[int]
    seen: dict[int, int] = field(default_factory=dict)
    sent: int = 0
    start: float = 0.0
    answer: bytes = b""
    latencies: list[float] = field(default_factory=list)

    @property
    def assignment(self) -> int:
        return self.assignments[self.sent % len(self.assignments)]

    def request(self) -> bytes:
        """The next score sheet as bytes."""
        body = json.dumps(
            {
                "marks": MARKS[self.sent % 2],
                "comment": "数据完整，推广面宽。",
                "seen": self.seen.get(self.assignment, 0),
                "key": f"load-{self.number}-{self.sent}-{time.monotonic_ns()}",
            }
        ).encode()
        path = f"POST /judge/assignments/{self.assignment}/submit HTTP/1.1\r\n"
        return (path + self.head + f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    def accept(self) -> bool:
        """Whether the answer is the right one; counts the revision up."""
        head, _, body = self.answer.partition(b"\r\n\r\n")
        if head[9:12] != b"200":
            return False
        self.seen[self.assignment] = json.loads(body)["version"]
        return True


def is_whole(answer: bytes) -> bool:
    """Whether all of an answer with a Content-Length has come."""
    head, blank, body = answer.partition(b"\r\n\r\n")
    if not blank:
        return False
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return len(body) >= int(length)


class Load:
    """All connections in one loop."""

    def __init__(self, port: int, connections: list[Connection]) -> None:
        self.selector = selectors.DefaultSelector()
        self.port = port
        self.connections = connections
        self.errors: dict[str, int] = {}

    def open(self, connection: Connection) -> None:
        sock = socket.create_connection(("127.0.0.1", self.port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(sock, selectors.EVENT_READ, connection)
        self.send(sock, connection)

    def send(self, sock: socket.socket, connection: Connection) -> None:
        connection.answer = b""
        connection.start = time.perf_counter()
        sock.sendall(connection.request())

    def note(self, error: str) -> None:
        self.errors[error] = self.errors.get(error, 0) + 1

    def run(self, warm: float, seconds: float) -> float:
        """Drive every connection; returns how long was measured."""
        for connection in self.connections:
            self.open(connection)
        begin = time.perf_counter() + warm
        end = begin + seconds
        while (now := time.perf_counter()) < end:
            for key, _ in self.selector.select(min(1.0, end - now)):
                self.read(key.fileobj, key.data, begin, end)  # type: ignore[arg-type]
        return seconds

    def read(self, sock: socket.socket, connection: Connection, begin: float, end: float) -> None:
        try:
            piece = sock.recv(65536)
        except OSError:
            piece = b""
        if not piece:
            self.note("connection closed")
            self.selector.unregister(sock)
            sock.close()
            self.open(connection)
            return
        connection.answer += piece
        if not is_whole(connection.answer):
            return
        ended = time.perf_counter()
        if not connection.accept():
            self.note(connection.answer[9:12].decode("ascii", "replace"))
        elif begin <= ended <= end:
            connection.latencies.append(ended - connection.start)
        connection.sent += 1
        self.send(sock, connection)

    def waiting(self) -> list[float]:
        """How long the requests have waited that are unanswered now."""
        now = time.perf_counter()
        return [now - connection.start for connection in self.connections]


def head_of(plan: dict[str, Any], port: int) -> str:
    """The header lines that every request of a connection has."""
    return (
        f"Host: 127.0.0.1:{port}\r\n"
        f"Cookie: {plan['cookie']}\r\nX-CSRFToken: {plan['csrf']}\r\n"
        "Content-Type: application/json\r\nAccept: application/json\r\n"
    )


def main() -> None:
    """Read the plan, load the server, write the figures."""
    plan = json.load(sys.stdin)
    connections = [
        Connection(number, head_of(one, plan["port"]), one["assignments"])
        for number, one in enumerate(plan["connections"])
    ]
    load = Load(plan["port"], connections)
    seconds = load.run(plan["warm"], plan["seconds"])
    latencies = sorted(each for one in connections for each in one.latencies)
    longest = sorted([*latencies, *(each for each in load.waiting() if each > 1)])
    json.dump(
        {
            "requests": len(latencies) / seconds,
            "p50": latencies[len(latencies) // 2] * 1000 if latencies else 0,
            "p99": longest[int(len(longest) * 0.99)] * 1000 if longest else 0,
            "errors": load.errors,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
