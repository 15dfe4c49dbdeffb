"""The invented province in a database, and the usual ways to open its tree and to search it.

The usual ways see the same rows: a recursive query over the parents for what lies below, LIKE with
a count and an offset for a search. Both ways give the same organisations and figures, which is
checked before anything is measured.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from competition import create_app
from competition.cli.demonstration.province import SIZE
from competition.cli.demonstration.province_load import load_province
from competition.domain.access import Grant, Role
from competition.models import database
from competition.models.migrate import upgrade
from competition.services.principal import Principal
from tests.postgres import postgresql

SIZES = (SIZE // 10, SIZE)
PAGE = 50
ADMINISTRATOR = (Role.ADMINISTRATOR,)
BELOW = """
WITH RECURSIVE below (top, id) AS (
  SELECT id, id FROM organisation WHERE parent_id {parent} AND closed_at IS NULL
  UNION ALL
  SELECT below.top, o.id FROM organisation o JOIN below ON o.parent_id = below.id
)
SELECT o.code, o.name, count(*), sum(u.members), sum(CASE WHEN u.above_scale THEN 1 ELSE 0 END)
FROM below JOIN organisation o ON o.id = below.top JOIN organisation u ON u.id = below.id
WHERE u.closed_at IS NULL
GROUP BY o.id, o.code, o.name ORDER BY o.code LIMIT {page}
"""
BRANCH = """
WITH RECURSIVE branch (id) AS (
  SELECT id FROM organisation WHERE id = :branch
  UNION ALL
  SELECT o.id FROM organisation o JOIN branch ON o.parent_id = branch.id
)
"""
SAID = "(name LIKE :q OR alias LIKE :q OR code LIKE :q) AND closed_at IS NULL"


@contextmanager
def province(engine: str, size: int, folder: Path) -> Iterator[float]:
    """The province in a database of its own; gives the seconds that loading took."""
    if engine == "sqlite":
        yield loaded(folder / f"{size}", size, {})
        database.close()
        return
    with postgresql() as url:
        yield loaded(folder / f"postgresql-{size}", size, {"database_url": url})
        database.close()


def loaded(folder: Path, size: int, settings: dict[str, Any]) -> float:
    """Make the tables and load them; the planner of either database knows their sizes."""
    folder.mkdir()
    create_app(folder, testing=True, embedded_jobs=False, log_level="CRITICAL", **settings)
    upgrade(database.engine)
    begun = time.perf_counter()
    load_province(size)
    taken = time.perf_counter() - begun
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return taken


def keeper(organisation: int | None = None) -> Principal:
    """An administrator of everything or of a branch."""
    grants = (Grant(Role.ADMINISTRATOR, organisation),)
    return Principal(1, 1, "keeper", "keeper", "zh", grants)


def unit_id(code: str) -> int:
    """The id that the database gave an organisation."""
    found = database.session.execute(
        text("SELECT id FROM organisation WHERE code = :code"), {"code": code}
    )
    return int(found.scalar_one())


def plain_tree(parent: int | None) -> list[tuple[Any, ...]]:
    """What lies directly below, with the totals of each branch, by a recursive query."""
    wanted = BELOW.format(parent="IS NULL" if parent is None else "= :parent", page=PAGE)
    rows = database.session.execute(text(wanted), {} if parent is None else {"parent": parent})
    return [tuple(map(plain_number, row)) for row in rows]


def plain_number(value: Any) -> Any:
    """Sums of PostgreSQL are Decimals."""
    return value if isinstance(value, str) else int(value)


def plain_search(query: str, branch: int | None) -> tuple[list[str], int]:
    """One page of what LIKE finds, and how many there are."""
    values = {"q": f"%{query}%", "branch": branch}
    head, scope = ("", "") if branch is None else (BRANCH, " AND id IN (SELECT id FROM branch)")
    where = f"FROM organisation WHERE {SAID}{scope}"
    total = database.session.execute(text(f"{head}SELECT count(*) {where}"), values).scalar_one()
    rows = database.session.execute(
        text(f"{head}SELECT code {where} ORDER BY code LIMIT {PAGE}"), values
    )
    return list(rows.scalars()), total


def quickest(work: Callable[[], Any], turns: int = 25) -> float:
    """Milliseconds of the quickest of some turns.

    Of CPU on SQLite, which works in this process; by the clock on PostgreSQL, which does not.
    """
    clock = time.process_time if database.embedded else time.perf_counter
    found = []
    for _ in range(turns):
        database.session.rollback()
        begun = clock()
        work()
        found.append(clock() - begun)
    return min(found) * 1000
