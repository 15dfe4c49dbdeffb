"""Transactions: one writer at a time on SQLite, groups that answer after the commit."""

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from competition.models import Attempt, database

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
