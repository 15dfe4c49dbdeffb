"""Sweeping: only what no row names goes, after rest; who is stopped midway loses nothing."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from competition.models import IdempotencyKey, database
from competition.services.entries.attachments import remove_attachment
from competition.services.runtime import now, runtime
from competition.services.storage import ASIDE, file_path, read_file, store_file
from competition.services.sweeping import KEYS_REST, Swept, sweep
from tests.entry_factories import attach_papers, draft, entrant, open_contest

OLD = 2 * 86_400


def age(place: Path) -> Path:
    before = time.time() - OLD
    os.utime(place, (before, before))
    return place


def lost(content: bytes = b"nobody's") -> tuple[str, Path]:
    """A file that no row names and that has rested."""
    key = store_file(content)
    return key, age(file_path(key))


def files() -> list[str]:
    return sorted(each.name for each in runtime.storage.glob("??/??/*"))


@pytest.fixture
def entry(app, make):
    contest = open_contest(make)[1]
    writer = entrant(make, contest)
    entry = draft(writer, contest)
    attach_papers(writer, entry)
    return writer, entry


def test_papers_and_their_blind_copies_stay_while_a_row_names_them(entry):
    for name in files():
        age(file_path(name))
    before = files()

    assert len(before) == 4
    assert (sweep(), sweep()) == (Swept(0, 0, 0), Swept(0, 0, 0))
    assert files() == before


def test_a_removed_paper_goes_in_two_rounds_a_day_apart(entry):
    writer, one = entry
    paper = one.attachments[0]
    keys = [paper.storage_key, paper.blind_storage_key]
    remove_attachment(writer, paper)
    for key in keys:
        age(file_path(key))

    first, again = sweep(), sweep()
    for key in keys:
        age(runtime.storage / key[:2] / key[2:4] / f"{key}{ASIDE}")
    last = sweep()

    assert (first, again, last) == (Swept(2, 0, 0), Swept(0, 0, 0), Swept(0, 2, 0))
    assert not [name for name in files() if name[:64] in keys]


def test_on_either_database_what_nobody_names_is_set_aside(each_app):
    key, _ = lost()

    assert sweep() == Swept(1, 0, 0)
    assert files() == [f"{key}{ASIDE}"]


def test_a_young_file_stays(app):
    key = store_file(b"just now")

    assert sweep() == Swept(0, 0, 0)
    assert files() == [key]


def test_what_is_stored_again_does_not_rest(app):
    key, _ = lost()
    store_file(b"nobody's")

    assert sweep() == Swept(0, 0, 0)
    assert read_file(key) == b"nobody's"


def test_a_file_set_aside_comes_back_when_it_is_read_or_stored(app):
    key, _ = lost()
    sweep()

    assert read_file(key) == b"nobody's"
    age(file_path(key))
    sweep()
    store_file(b"nobody's")
    age(runtime.storage / key[:2] / key[2:4] / f"{key}{ASIDE}")
    sweep()
    assert files() == [key]


def test_a_sweep_stopped_midway_is_mended_by_the_next(entry):
    writer, one = entry
    place = file_path(one.attachments[0].storage_key)
    aside = place.with_suffix(ASIDE)
    age(place.rename(aside))
    part = place.with_name(f"{place.name}.1.ab.part")
    part.write_bytes(b"half")
    age(part)

    swept = sweep()

    assert swept == Swept(0, 1, 0)
    assert place.is_file() and not aside.exists() and not part.exists()


def test_old_idempotency_keys_are_forgotten_and_young_ones_kept(entry):
    writer, _ = entry
    with database.writing() as session:
        for name, days in (("old", 1), ("young", -1)):
            session.add(
                IdempotencyKey(
                    account_id=writer.account_id,
                    key=name,
                    body_digest="",
                    answer={},
                    created_at=now() - KEYS_REST - timedelta(days=days),
                )
            )

    assert sweep().keys == 1
    assert database.session.scalars(select(IdempotencyKey.key)).all() == ["young"]
