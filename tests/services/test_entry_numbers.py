"""Entry numbers under many submissions at once: no gap, no number twice."""

from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import delete

from competition.models import EntryLimit, database
from competition.services.entries.submission import submit_entry
from tests.entry_factories import all_declarations, attach_papers, draft, entrant, open_contest
from tests.kept import Kept

AT_ONCE = 6


@pytest.fixture
def waiting(each_app, make):
    """Complete drafts, each with its writer, and the declarations to accept."""
    contest = open_contest(make)[1]
    with database.writing() as session:
        session.execute(delete(EntryLimit))
    found = []
    for place in range(AT_ONCE):
        writer = entrant(make, contest, "申报人")
        entry = draft(writer, contest, title=f"成果{place}")
        attach_papers(writer, entry)
        found.append((writer, Kept(entry)))
    return found, all_declarations(contest)


def test_submissions_at_once_take_one_number_each_without_a_gap(each_app: Flask, waiting):
    entries, accepted = waiting
    start = Barrier(AT_ONCE)
    numbers, errors = [], []

    def hand_in(writer, kept):
        with each_app.app_context():
            entry = kept.row
            start.wait()
            try:
                numbers.append(
                    submit_entry(writer, entry, accepted=accepted, seen_revision=entry.revision)
                )
            except Exception as error:
                errors.append(error)

    threads = [Thread(target=hand_in, args=each) for each in entries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert sorted(numbers) == [f"CX2026-DL-{n:04}" for n in range(1, AT_ONCE + 1)]
