from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from competition.models import AuditHead, AuditRecord, database
from competition.services.audit import record
from competition.services.audit_heads import sign_ended_days, signed_heads
from competition.services.runtime import runtime, system_clock
from competition.services.sealing import seal_pending, verify_record
from competition.services.signing import public_key_pem, sign, verify

MIDNIGHT = datetime(2026, 5, 1, 16, tzinfo=UTC)  # 2 May, 00:00 in Shanghai


@pytest.fixture
def clock(each_app: Flask) -> Iterator[list[datetime]]:
    """The server's time, set by the test."""
    moment = [MIDNIGHT - timedelta(hours=2)]
    runtime.clock = lambda: moment[0]
    yield moment
    runtime.clock = system_clock


def write(action: str, competition_id: int | None = None) -> None:
    with database.writing() as session:
        record(session, None, action, "x:1", competition_id=competition_id)


def heads(competition_id: int | None = None) -> list[tuple[str, int, bool]]:
    return [
        (head.day.isoformat(), head.sequence, holds) for head, holds in signed_heads(competition_id)
    ]


def test_a_signature_holds_for_its_bytes_only(app: Flask) -> None:
    signature, key = sign(b"one")

    assert [
        verify(b"one", signature, key),
        verify(b"two", signature, key),
        verify(b"one", signature, "0" * 16),
        verify(b"one", "no base64", key),
        verify(b"one", "", key),
    ] == [True, False, False, False, False]
    assert public_key_pem().startswith("-----BEGIN PUBLIC KEY-----")


def test_a_day_is_signed_when_it_has_ended_in_the_competitions_zone(
    clock: list[datetime],
) -> None:
    write("a.one")
    write("a.two")
    seal_pending()

    before = sign_ended_days()
    clock[0] = MIDNIGHT
    after = sign_ended_days()

    assert (before, after) == (0, 1)
    assert heads() == [("2026-05-01", 2, True)]


def test_each_day_with_records_has_one_head(clock: list[datetime]) -> None:
    for days in (0, 0, 1, 3):
        clock[0] = MIDNIGHT + timedelta(days=days)
        write("a.one")
        seal_pending()
    clock[0] = MIDNIGHT + timedelta(days=9)

    sign_ended_days()
    again = sign_ended_days()

    assert again == 0
    assert heads() == [("2026-05-05", 4, True), ("2026-05-03", 3, True), ("2026-05-02", 2, True)]


def test_a_chain_that_was_written_anew_no_longer_has_its_signed_head(
    clock: list[datetime],
) -> None:
    write("a.one", 7)
    seal_pending()
    clock[0] = MIDNIGHT
    sign_ended_days()

    with database.writing() as session:
        session.execute(
            update(AuditRecord).values(detail={"changed": 1}, sequence=None, chain_hash=None)
        )
    seal_pending()

    assert verify_record(7).holds
    assert heads(7) == [("2026-05-01", 1, False)]


def test_a_forged_head_has_no_signature(clock: list[datetime]) -> None:
    write("a.one", 7)
    seal_pending()
    clock[0] = MIDNIGHT
    sign_ended_days()

    with database.writing() as session:
        session.execute(update(AuditHead).values(day=datetime(2026, 4, 30).date()))

    assert heads(7) == [("2026-04-30", 1, False)]


def test_heads_of_competitions_are_kept_apart(clock: list[datetime]) -> None:
    for scope in (7, 8, None):
        write("a.one", scope)
    seal_pending()
    clock[0] = MIDNIGHT

    signed = sign_ended_days()

    assert signed == 3
    assert sorted(database.session.scalars(select(AuditHead.competition_id))) == [0, 7, 8]


def test_the_keeper_verifies_from_the_command_line(each_app: Flask) -> None:
    write("a.one", 7)
    seal_pending()
    head = verify_record(7).head
    runner = each_app.test_cli_runner()

    good = runner.invoke(args=["audit", "verify", "--competition", "7", "--head", head])
    strange = runner.invoke(args=["audit", "verify", "--competition", "7", "--head", "f" * 64])
    with database.writing() as session:
        session.execute(update(AuditRecord).values(action="b.two"))
    broken = runner.invoke(args=["audit", "verify"])

    assert (good.exit_code, strange.exit_code, broken.exit_code) == (0, 1, 1)
    assert "1 条记录完整" in good.output
    assert "没有您提供的校验值" in strange.output
    assert "第 1 条记录的内容与校验值不符" in broken.output


def test_sealing_by_hand_can_be_repeated(app: Flask) -> None:
    write("a.one")
    runner = app.test_cli_runner()

    outputs = [runner.invoke(args=["audit", "seal"]).output for _ in range(2)]

    assert ["已计算 1 条" in outputs[0], "已计算 0 条" in outputs[1]] == [True, True]
