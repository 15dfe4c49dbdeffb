"""Users of sibling branches call everything at random and learn nothing of one another.

10,000 calls under `make soak`; otherwise each route of the application once.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from competition import create_app
from competition.domain.access import Role
from competition.models import Entry, database
from competition.web.access import allow
from tests.conftest import SETTINGS
from tests.factories import Make
from tests.faults.counts import SOAK, keep
from tests.tenancy.branches import build_branches
from tests.tenancy.calls import routes
from tests.tenancy.machine import Machine
from tests.tenancy.walking import Walk

pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]
STATED = 10_000
SEED = 20261123


LEAKS = {
    "leak_row": ("/leak/row", lambda: newest().title),
    "leak_count": ("/leak/count", lambda: f"{count_all()}"),
    "leak_id": ("/leak/id/<int:entry_id>", lambda entry_id: f"{there(entry_id)}"),
}


@pytest.fixture(scope="module")
def machine(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, font_folder: Path
) -> Iterator[Machine]:
    """The application with a province in it, and with pages that look at everybody's rows."""
    place = tmp_path_factory.mktemp("tenancy")
    shutil.copy(empty_database, place / "competition.sqlite3")
    app = create_app(place, fonts_path=str(font_folder), **SETTINGS)
    for name, (path, view) in LEAKS.items():
        app.add_url_rule(path, name, allow(Role.ENTRANT)(view))
    with closing(Machine(app, build_branches(Make()))) as made:
        yield made
    database.close()


def test_siblings_see_no_row_name_count_or_other_answer_of_one_another(machine: Machine) -> None:
    every = {rule.endpoint for rule, _ in routes(machine.app)} - LEAKS.keys()
    count = STATED if SOAK else len(routes(machine.app))

    leaks = Walk(machine, SEED).run(count)

    assert not leaks, "\n\n".join(leaks)
    assert machine.calls == count
    assert {endpoint for endpoint, _ in machine.answered} >= every
    opened = sum(status < 400 for _, status in machine.answered.elements())
    said = f"{machine.calls} calls, {machine.requests} requests, {opened} let in; nothing leaked"
    keep("random calls of sibling branches", f"{STATED:,} calls", said)


def test_the_machine_notices_rows_counts_and_ids_that_tell_something(machine: Machine) -> None:
    told = {name: Walk(machine, SEED, only=("entrant.start", name)).run(60) for name in LEAKS}

    assert "shows of a sibling" in told["leak_row"][0]
    assert "changed after" in told["leak_count"][0]
    assert "is not as a missing one" in told["leak_id"][0]


def newest() -> Entry:
    return database.session.scalars(select(Entry).order_by(Entry.id.desc())).first()  # type: ignore[return-value]


def count_all() -> int:
    return database.session.scalar(select(func.count(Entry.id))) or 0


def there(entry_id: int) -> bool:
    return database.session.get(Entry, entry_id) is not None
