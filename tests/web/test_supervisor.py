from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from competition.domain.access import Role
from competition.domain.canonical import digest
from competition.models import AuditRecord, ResultVersion, RuleSet, database
from competition.services.people import create_participant
from competition.services.people.participants import ParticipantValues
from competition.services.result_seal import sign_result
from competition.services.runtime import now
from competition.services.sealing import chain_head, seal_pending
from tests.factories import Make
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


@pytest.fixture
def event_id(app: Flask, make: Make) -> int:
    root = make.organisation("蜀江省总工会")
    organiser = make.account(Role.ORGANISER, organisation=root, name="周组织")
    event = make.competition(organiser, root)
    create_participant(organiser, event, ParticipantValues("李明", Role.JUDGE))
    return event.id


@pytest.fixture
def supervisor(event_id: int, make: Make, visitor: Come) -> Visitor:
    return visitor(make.account(Role.SUPERVISOR, competition_id=event_id))


def record_page(event_id: int, rest: str = "") -> str:
    return f"/supervisor/competitions/{event_id}/record{rest}"


def test_a_supervisor_sees_the_competitions_in_scope(supervisor: Visitor) -> None:
    assert "测试职工创新大赛" in words(supervisor.get("/supervisor/"))


def test_the_record_says_who_did_what(supervisor: Visitor, event_id: int) -> None:
    page = words(supervisor.get(record_page(event_id)))

    assert "添加人员" in page and "新建竞赛" in page and "周组织" in page
    assert "即将计算" in page


def test_the_record_is_narrowed_by_action_actor_and_day(supervisor: Visitor, event_id: int) -> None:
    pages = [
        words(supervisor.get(record_page(event_id, query)))
        for query in (
            "?action=participant.add",
            "?actor=周组织",
            "?actor=无此人",
            "?since=2000-01-01&until=2000-01-02",
            "?since=nonsense",
        )
    ]

    found = ["没有符合条件的记录" not in page for page in pages]
    assert found == [True, True, False, False, True]
    assert "1 条" in pages[0]


def test_verifying_says_that_the_record_is_whole_and_prints_its_head(
    supervisor: Visitor, event_id: int
) -> None:
    seal_pending()
    sequence, head = chain_head(event_id)
    database.release()

    page = words(supervisor.post(record_page(event_id, "/verify"), {"head": head}, status=200))

    assert "记录完整" in page and f"{sequence} 条记录前后相符" in page
    assert "您提供的校验值在其中" in page
    assert head[:8] in page and head[-8:] in page


def test_records_not_yet_sealed_are_told_in_words(supervisor: Visitor, event_id: int) -> None:
    page = words(supervisor.post(record_page(event_id, "/verify"), status=200))

    assert "条刚写入，即将计算校验值" in page


def test_a_changed_record_is_named(supervisor: Visitor, event_id: int) -> None:
    seal_pending()
    with database.writing() as session:
        session.execute(
            update(AuditRecord)
            .where(AuditRecord.competition_id == event_id, AuditRecord.sequence == 2)
            .values(actor="别人")
        )

    page = words(supervisor.post(record_page(event_id, "/verify"), status=200))

    assert "记录不完整" in page and "第 2 条记录的内容与校验值不符" in page


def test_a_head_that_never_was_is_not_found(supervisor: Visitor, event_id: int) -> None:
    seal_pending()

    page = words(supervisor.post(record_page(event_id, "/verify"), {"head": "ab" * 32}, status=200))
    typo = words(supervisor.post(record_page(event_id, "/verify"), {"head": "xyz"}, status=422))

    assert "没有您提供的校验值" in page
    assert "校验值应为 64 位" in typo


def add_result(event_id: int) -> int:
    with database.writing() as session:
        rule_set = session.scalars(
            select(RuleSet).where(RuleSet.competition_id == event_id, RuleSet.is_current)
        ).one()
        account_id = session.scalars(
            select(AuditRecord.account_id).where(AuditRecord.account_id.is_not(None))
        ).first()
        result = ResultVersion(
            competition_id=event_id,
            rule_set_id=rule_set.id,
            version=1,
            state="final",
            facts={"marks": [1]},
            outcome={"ranks": [1]},
            identities={},
            facts_digest=digest({"marks": [1]}),
            outcome_digest=digest({"ranks": [1]}),
            computed_by_id=account_id,
            computed_at=now(),
        )
        sign_result(result)
        session.add(result)
        session.flush()
        return result.id


def test_results_are_checked_digest_by_digest(supervisor: Visitor, event_id: int) -> None:
    result_id = add_result(event_id)
    path = f"/supervisor/competitions/{event_id}/results"
    good = words(supervisor.get(path))

    with database.writing() as session:
        session.get_one(ResultVersion, result_id).outcome = {"ranks": [2]}
    changed = words(supervisor.get(path))
    with database.writing() as session:
        session.get_one(ResultVersion, result_id).outcome_digest = digest({"ranks": [2]})
    resigned = words(supervisor.get(path))

    assert "摘要相符" in good and "签名有效" in good
    assert "摘要不符" in changed and "签名有效" in changed
    assert "摘要相符" in resigned and "签名无效" in resigned


def test_the_room_is_closed_to_others_and_to_other_competitions(
    supervisor: Visitor, event_id: int, make: Make, visitor: Come
) -> None:
    other = visitor(make.account(Role.SUPERVISOR, organisation=make.organisation()))
    organiser = visitor(make.account(Role.ORGANISER))
    paths = [
        record_page(event_id),
        record_page(event_id, "/verify"),
        f"/supervisor/competitions/{event_id}/results",
    ]

    for path in paths:
        other.get(path, status=404)
        organiser.get(path, status=404)
        visitor().get(path, status=302)
    supervisor.get(record_page(event_id + 1), status=404)
    assert "还没有可监督的竞赛" in words(other.get("/supervisor/"))


def test_no_page_of_the_room_changes_anything(supervisor: Visitor, event_id: int) -> None:
    rules = [
        rule
        for rule in supervisor.app.url_map.iter_rules()
        if rule.endpoint.startswith("supervisor.")
    ]
    before = database.session.scalars(select(AuditRecord.id)).all()
    database.release()

    supervisor.get(record_page(event_id))
    supervisor.post(record_page(event_id, "/verify"), status=200)

    writing = {rule.endpoint for rule in rules if "POST" in (rule.methods or set())}
    assert writing == {"supervisor.verify"}
    assert database.session.scalars(select(AuditRecord.id)).all() == before


def test_pages_take_as_many_statements_for_three_rows_as_for_one(
    supervisor: Visitor, event_id: int, count_statements: Callable[[], Any]
) -> None:
    paths = ["/supervisor/", record_page(event_id), f"/supervisor/competitions/{event_id}/results"]

    def count() -> list[int]:
        numbers = []
        for path in paths:
            with count_statements() as seen:
                supervisor.get(path)
            numbers.append(len(seen))
        return numbers

    one = count()
    add_result(event_id)
    with database.writing() as session:
        session.execute(
            AuditRecord.__table__.insert(),  # type: ignore[attr-defined]
            [
                {
                    "competition_id": event_id,
                    "at": now(),
                    "actor": "甲",
                    "action": "entry.submit",
                    "subject": "entry:1",
                    "detail": {},
                    "before_digest": "",
                    "after_digest": "",
                }
            ]
            * 60,
        )

    assert count() == one
    assert max(one) <= 8
