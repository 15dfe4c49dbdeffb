"""Transactions: one writer at a time on SQLite, groups that answer after the commit."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError

from competition.models import Attempt, database
from competition.models.prepared import Prepared

AT = datetime(2026, 1, 1, tzinfo=UTC)


def add(digest: str):  # type: ignore[no-untyped-def]
    def work(connection: Connection) -> str:
        connection.execute(insert(Attempt).values(subject_digest=digest, window_start=AT, count=1))
        return digest

    return work


def stored() -> set[str]:
    database.session.rollback()
    return set(database.session.scalars(select(Attempt.subject_digest)))


def test_what_was_answered_is_committed(each_app: Flask) -> None:
    answers: list[str] = []

    def submit(number: int) -> None:
        answers.append(database.write_grouped(add(f"row-{number}")))
        database.release()

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert stored() == set(answers) == {f"row-{number}" for number in range(40)}


def test_one_bad_piece_of_a_group_leaves_the_others(each_app: Flask) -> None:
    database.write_grouped(add("first"))

    with pytest.raises(IntegrityError):
        database.write_grouped(add("first"))
    database.write_grouped(add("second"))

    assert stored() == {"first", "second"}


def test_a_failing_transaction_leaves_nothing(each_app: Flask) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        session.add(Attempt(subject_digest="half", window_start=AT, count=1))
        session.flush()
        raise RuntimeError("in the middle")

    assert stored() == set()


def test_writers_in_many_threads_all_get_their_turn(each_app: Flask) -> None:
    def count_one() -> None:
        with database.writing() as session:
            row = session.get(Attempt, ("shared", AT))
            if row is None:
                session.add(Attempt(subject_digest="shared", window_start=AT, count=1))
            else:
                row.count += 1
        database.release()

    with database.writing() as session:
        session.add(Attempt(subject_digest="shared", window_start=AT, count=0))
    threads = [threading.Thread(target=count_one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session.rollback()

    counted = database.session.get_one(Attempt, ("shared", AT)).count
    assert counted == 20 if database.embedded else counted >= 1


def test_a_naive_time_never_reaches_the_database(app: Flask) -> None:
    with pytest.raises(Exception, match="naive time"), database.writing() as session:
        session.add(Attempt(subject_digest="x", window_start=datetime(2026, 1, 1), count=1))


def test_a_moment_is_kept_in_utc_to_the_microsecond(app: Flask) -> None:
    moments = [datetime(2026, 1, 2, 8, tzinfo=timezone(timedelta(hours=8))), AT.replace(year=7)]
    with database.writing() as session:
        for moment in moments:
            session.add(Attempt(subject_digest="x", window_start=moment, count=1))

    stored = select(Attempt.window_start).order_by(Attempt.window_start.desc())
    read = list(database.session.scalars(stored))
    kept = "SELECT window_start FROM attempt ORDER BY 1 DESC"
    assert read == moments
    assert list(database.session.scalars(text(kept))) == [
        "2026-01-02 00:00:00.000000",
        "0007-01-01 00:00:00.000000",
    ]


def test_a_glance_sees_what_was_written_since_the_last_one(app: Flask) -> None:
    statement = Prepared(select(Attempt.subject_digest).order_by(Attempt.subject_digest))
    glances = []
    for digest in ("a", "b"):
        database.write_grouped(add(digest))
        glances.append([row.subject_digest for row in database.glance(statement, {})])

    assert glances == [["a"], ["a", "b"]]
