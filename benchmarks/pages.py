"""Result pages in CPU time: ours rendered anew, ours unchanged, and the usual way, taking turns."""

import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import create_environ

from benchmarks.plain_pages import create_pages
from benchmarks.plain_result import copy_result
from benchmarks.published import publish
from benchmarks.report import conclude
from benchmarks.scene import make_app, scratch
from competition.models import database
from competition.web.kept_pages import kept_pages
from tests.judging_factories import Contest

AIM, UNCHANGED_AIM = 5, 200
TURNS, RENDERED, UNCHANGED = 9, 4, 300
ENVIRON = create_environ("/")
LINE = re.compile(
    r'<td class="rk">(.*?)</td><td class="opt num muted">(.*?)</td>.*?'
    r'<span class="title">(.*?)</span><span class="sub">(.*?)</span>.*?tot">(.*?)</td>',
    re.DOTALL,
)


def fetch(app: Flask, path: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
    """One request through the WSGI interface: status, headers, body."""
    environ = {**ENVIRON, "PATH_INFO": path, **headers}
    begun: list[Any] = []
    answer = app.wsgi_app(environ, lambda *given: begun.append(given))
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    status, given = begun[0][:2]
    return status, dict(given), body


def cpu_each(act: Callable[[], Any], times: int) -> float:
    """CPU milliseconds for each time."""
    start = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - start) * 1000 / times


@dataclass
class Page:
    """Our page and the two ways to make the same without us."""

    app: Flask
    plain: Flask
    path: str
    stored: str
    marks: str
    etag: str = ""

    def anew(self) -> bytes:
        """Ours with nothing kept."""
        kept_pages.pages.clear()
        return self.read(self.app, self.path)

    def unchanged(self) -> None:
        """Ours for a reader who has it already."""
        status, _, _ = fetch(self.app, self.path, HTTP_IF_NONE_MATCH=self.etag)
        if status[:3] != "304":
            raise RuntimeError(f"answered {status} where nothing had changed")

    def read(self, app: Flask, path: str) -> bytes:
        status, headers, body = fetch(app, path)
        if status[:3] != "200":
            raise RuntimeError(f"{path} answered {status}")
        self.etag = headers.get("ETag", self.etag)
        return body

    def check_same(self) -> int:
        """Make sure that every page shows the same lines; returns how many."""
        mine = lines(self.anew())
        for path in filter(None, (self.stored, self.marks)):
            if lines(self.read(self.plain, path)) != mine:
                raise RuntimeError(f"{path} shows another result")
        return len(mine)


def lines(body: bytes) -> list[tuple[str, ...]]:
    """Rank, number, title, unit and score of every line."""
    return [tuple(cell.strip() for cell in found) for found in LINE.findall(body.decode())]


def prepare(folder: Path, tracks: dict[str, int], *, sees: str) -> tuple[Page, Contest]:
    """The same published result in both applications."""
    app = make_app(folder)
    contest = publish(tracks, sees=sees)
    plain = create_pages(f"sqlite:///{folder / 'plain.sqlite3'}")
    copy_result(plain, contest)
    database.release()
    there = f"/contests/{contest.ident}"
    linked = sees == "derivation"
    page = Page(
        app,
        plain,
        f"/competitions/{contest.ident}/results",
        f"{there}/stored/linked" if linked else f"{there}/stored",
        f"{there}/marks" if linked else "",
    )
    return page, contest


def measure(name: str, tracks: dict[str, int], *, sees: str, by_marks: bool) -> None:
    """Take turns and print what came of it."""
    with scratch() as folder:
        page, _ = prepare(folder, tracks, sees=sees)
        sys.stdout.flush()
        count = page.check_same()
        seen: dict[str, list[float]] = {}
        acts: dict[str, tuple[Callable[[], Any], int]] = {
            "stored": (lambda: page.read(page.plain, page.stored), RENDERED),
            "anew": (page.anew, RENDERED),
            "unchanged": (page.unchanged, UNCHANGED),
        }
        if by_marks:
            acts["marks"] = (lambda: page.read(page.plain, page.marks), 1)
        for _ in range(TURNS):
            for act, (run, times) in acts.items():
                seen.setdefault(act, []).append(cpu_each(run, times))
        database.close()
    tell(name, count, {act: statistics.median(each) for act, each in seen.items()})


def tell(name: str, count: int, took: dict[str, float]) -> None:
    """Both aims hold only together."""
    print(f"{count} lines, medians of CPU time:")
    for act, spent in took.items():
        print(f"  {act:9} {spent:8.3f} ms")
    reference = took.get("marks", took["stored"])
    way = "mark rows" if "marks" in took else "stored standings"
    ratio, unchanged = reference / took["anew"], reference / took["unchanged"]
    conclude(
        name,
        f"ORM rows ({way}) through Jinja: {reference:.1f} ms of CPU",
        ratio,
        AIM,
        ratio >= AIM and unchanged >= UNCHANGED_AIM,
        unchanged_ratio=round(unchanged, 1),
        unchanged_aim=UNCHANGED_AIM,
        stored_ratio=round(took["stored"] / took["anew"], 2),
        stored_unchanged_ratio=round(took["stored"] / took["unchanged"], 1),
    )
