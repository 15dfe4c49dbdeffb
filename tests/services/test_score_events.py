"""Events: recorded by one person, verified by a second, told when no rule looks for them."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from competition.domain.bundle import check_bundle
from competition.domain.canonical import canonical_json
from competition.domain.refusal import Refusal
from competition.models import (
    AuditRecord,
    ResultVersion,
    ScoreEvent,
    ScoreEventFile,
    Standing,
    database,
)
from competition.services.events.checking import EventText
from competition.services.events.reading import list_facts
from competition.services.events.recording import record_event, replace_event
from competition.services.events.verifying import verify_facts, withdraw_fact
from competition.services.results.bundle import result_bundle
from competition.services.results.compute import compute_result
from competition.services.results.gather import gather
from competition.services.results.publication import propose_publication
from competition.services.results.staleness import is_stale
from competition.services.runtime import now
from competition.services.storage import read_file
from tests.entry_factories import pdf
from tests.event_factories import (
    bonus,
    event_contest,
    fetch,
    number_of,
    recorded,
    verified,
)
from tests.factories import Make
from tests.judging_factories import Contest
from tests.services.test_results import added_by, computed, refusal_of, second_organiser, stage_of


def score(contest: Contest, result: ResultVersion, entry: int = 0) -> str:
    return database.session.scalars(
        select(Standing.score).where(
            Standing.result_id == result.id, Standing.entry_id == contest.entry_ids[entry]
        )
    ).one()


def faults_of(contest: Contest, typed: EventText) -> dict[str, str]:
    with pytest.raises(Refusal) as refused:
        recorded(contest, typed)
    assert refused.value.code == "event.faults"
    errors: dict[str, Refusal] = refused.value.values["errors"]  # type: ignore[assignment]
    return {name: fault.code for name, fault in errors.items()}


def test_an_event_counts_once_a_second_person_has_verified_it(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    before = score(contest, computed(contest))
    ident = recorded(contest, bonus(contest))
    waiting = score(contest, computed(contest))

    verify_facts(second_organiser(contest), contest.competition, ScoreEvent, [ident])

    counted = score(contest, computed(contest))
    assert (before, waiting, counted) == ("79.50", "79.50", "84.50")


def test_nobody_verifies_what_they_or_their_own_accounts_recorded(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    ident = recorded(contest, bonus(contest))
    puppet = added_by(contest.organiser, contest, "赵中间", "zhao.zhongjian")

    codes = [
        refusal_of(verify_facts, actor, contest.competition, ScoreEvent, [ident])
        for actor in (contest.organiser, puppet, contest.principal(0))
    ]

    assert codes == [
        "separation.same_person",
        "separation.made_by_other",
        "separation.approver_role",
    ]
    assert fetch(ident).verified_at is None


def test_the_database_too_refuses_one_person_for_both(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    ident = recorded(contest, bonus(contest))

    with pytest.raises(IntegrityError), database.writing() as session:
        row = session.get_one(ScoreEvent, ident)
        row.verified_by_id, row.verified_at = row.recorded_by_id, now()


@pytest.mark.parametrize("amount", ["1e2", "5,0", "NaN"])
def test_the_database_keeps_amounts_that_are_exact_texts(
    app: Flask, make: Make, amount: str
) -> None:
    contest = event_contest(make)
    ident = recorded(contest, bonus(contest))

    with pytest.raises(IntegrityError), database.writing() as session:
        session.get_one(ScoreEvent, ident).amount = amount


def test_all_that_wait_are_verified_at_once_but_for_ones_own(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    theirs = [recorded(contest, bonus(contest, entry)) for entry in range(3)]
    own = record_event(second, contest.competition, bonus(contest, 3))

    done = verify_facts(second, contest.competition, ScoreEvent)

    assert done == 3
    assert [fetch(one).verified_by_id for one in theirs] == [second.account_id] * 3
    assert fetch(own).verified_at is None
    assert refusal_of(verify_facts, second, contest.competition, ScoreEvent) == "event.none"
    again = refusal_of(verify_facts, second, contest.competition, ScoreEvent, theirs)
    assert again == "event.gone"


def test_what_the_rules_cannot_read_is_refused_field_by_field(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    tomorrow = (now() + timedelta(days=2)).date().isoformat()

    told = [
        faults_of(contest, typed)
        for typed in (
            bonus(contest, kind="奖励"),
            bonus(contest, level="市级"),
            bonus(contest, matter=""),
            bonus(contest, date=tomorrow),
            bonus(contest, date="三月五日", reason="长" * 501),
            bonus(contest, stage="复评"),
            bonus(contest, stage="总成绩"),
            bonus(contest, kind="超时", amount="9分"),
            bonus(contest, kind="超时", amount="-9"),
            bonus(contest, kind="超时"),
            EventText(entry="没有", kind="超时", amount="500"),
        )
    ]

    assert told == [
        {"kind": "event.kind"},
        {"level": "event.level"},
        {"matter": "event.field"},
        {"date": "event.date_ahead"},
        {"date": "event.date", "reason": "event.too_long"},
        {"stage": "event.stage_unknown"},
        {"stage": "event.stage"},
        {"amount": "event.amount"},
        {"amount": "event.amount_negative"},
        {"amount": "event.amount_missing"},
        {"entry": "event.entry"},
    ]


def test_evidence_is_kept_and_asked_for_before_it_counts(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    bare = recorded(contest, bonus(contest, kind="专利", level=""))
    code = refusal_of(verify_facts, second, contest.competition, ScoreEvent, [bare])

    proven = recorded(
        contest, bonus(contest, 1, kind="专利", level=""), files=[("证书.pdf", pdf("专利证书"))]
    )
    verify_facts(second, contest.competition, ScoreEvent, [proven])

    (file,) = fetch(proven).files
    assert code == "event.evidence"
    assert (file.name, file.media_type) == ("证书.pdf", "application/pdf")
    assert len(read_file(file.storage_key)) == file.size
    assert refusal_of(recorded, contest, bonus(contest), files=[("a.exe", b"MZ")]) == "upload.kind"


def test_a_change_takes_the_place_once_it_is_verified(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    old = verified(contest, second, bonus(contest), files=[("证书.pdf", pdf("证书"))])

    new = replace_event(
        contest.organiser, fetch(old), bonus(contest, level="省部级"), reason="级别核对有误"
    )
    between = (fetch(old).withdrawn_at is None, score(contest, computed(contest)))
    twice = refusal_of(replace_event, contest.organiser, fetch(old), bonus(contest), reason="又改")
    verify_facts(second, contest.competition, ScoreEvent, [new])

    assert between == (True, "84.50")
    assert twice == "event.replaced"
    assert (fetch(old).withdrawn_reason, fetch(new).change_reason) == ("级别核对有误",) * 2
    assert [file.name for file in fetch(new).files] == ["证书.pdf"]
    assert score(contest, computed(contest)) == "82.50"


def test_a_change_of_what_waits_takes_its_place_at_once(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    old = recorded(contest, bonus(contest))

    replace_event(contest.organiser, fetch(old), bonus(contest, level="省部级"), reason="级别有误")

    assert fetch(old).withdrawn_reason == "级别有误"
    code = refusal_of(replace_event, contest.organiser, fetch(old), bonus(contest), reason="再改")
    assert code == "event.gone"


def test_a_withdrawn_event_stays_with_its_reason_and_counts_no_longer(
    app: Flask, make: Make
) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    ident = verified(contest, second, bonus(contest))

    blank = refusal_of(withdraw_fact, contest.organiser, fetch(ident), reason=" ")
    withdraw_fact(contest.organiser, fetch(ident), reason="证书系他人所有")

    row = fetch(ident)
    assert blank == "event.reason"
    assert (row.withdrawn_reason, row.verified_at is None) == ("证书系他人所有", False)
    assert score(contest, computed(contest)) == "79.50"
    assert refusal_of(withdraw_fact, contest.organiser, row, reason="再次") == "event.gone"


def test_a_computed_result_is_stale_once_events_change(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    result = computed(contest)
    ident = recorded(contest, bonus(contest))
    waiting = is_stale(database.session, result, gather(database.session, contest.ident))

    verify_facts(second, contest.competition, ScoreEvent, [ident])

    assert waiting is False
    assert is_stale(database.session, result, gather(database.session, contest.ident)) is True
    proposal = propose_publication(contest.organiser, computed(contest))
    assert proposal > 0


def test_evidence_that_changes_makes_a_result_stale_too(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    ident = verified(contest, second, bonus(contest), files=[("证书.pdf", pdf("证书"))])
    result = computed(contest)

    with database.writing() as session:
        file = session.scalars(select(ScoreEventFile)).one()
        file.storage_key = "0" * 64

    assert fetch(ident).verified_at is not None
    assert is_stale(database.session, result, gather(database.session, contest.ident)) is True


def test_a_bundle_recomputes_events_and_says_nothing_of_what_was_written(
    app: Flask, make: Make
) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    verified(
        contest,
        second,
        bonus(
            contest, matter="王小明的奖", type="张三申报", reason="李雷核对", evidence="赵六证书"
        ),
    )
    verified(
        contest, second, bonus(contest, kind="超时", amount="505", level="", date="2026-01-05")
    )
    result = computed(contest)
    with database.writing() as session:
        session.get_one(ResultVersion, result.id).state = "approved"

    bundle = json.loads(canonical_json(result_bundle(database.session, result)))

    text = json.dumps(bundle, ensure_ascii=False)
    events = bundle["facts"]["facts"]["events"]
    assert check_bundle(bundle).holds
    assert [word for word in ("王小明", "张三", "李雷", "赵六") if word in text] == []
    assert sorted(event["kind"] for event in events) == ["加分", "超时"]
    assert {event["id"] for event in events} <= set(bundle["facts"]["commitments"])
    assert score(contest, result) == "84.00"


def test_an_event_of_a_later_stage_leaves_the_result_of_an_earlier_one_alone(
    app: Flask, make: Make
) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    result = computed(contest)

    verified(contest, second, bonus(contest, kind="安全责任事故", level=""))

    assert is_stale(database.session, result, gather(database.session, contest.ident)) is False


def test_each_act_leaves_one_record(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    ident = verified(contest, second, bonus(contest))
    withdraw_fact(contest.organiser, fetch(ident), reason="证书系他人所有")

    rows = database.session.scalars(
        select(AuditRecord.action)
        .where(AuditRecord.competition_id == contest.ident, AuditRecord.action.startswith("event."))
        .order_by(AuditRecord.id)
    )
    assert list(rows) == ["event.record", "event.verify", "event.withdraw"]


def test_after_the_end_nothing_is_recorded(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    typed = bonus(contest)
    with database.writing() as session:
        session.merge(contest.competition).state = "closed"

    assert refusal_of(recorded, contest, typed) == "competition.ended"


def test_the_whole_can_be_computed_with_a_veto(app: Flask, make: Make) -> None:
    contest = event_contest(make)

    typed = EventText(entry=number_of(contest, 0), kind="安全责任事故", stage="总成绩")

    assert fetch(recorded(contest, typed)).stage_id is None
    assert compute_result(contest.organiser, contest.competition, stage_of(contest)) > 0


def test_on_either_database_events_are_listed_by_state(each_app: Flask, make: Make) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    verified(contest, second, bonus(contest, 1))
    gone = recorded(contest, bonus(contest, 2))
    withdraw_fact(contest.organiser, fetch(gone), reason="误录")
    waiting = recorded(contest, bonus(contest, 0), files=[("证书.pdf", pdf("证书"))])

    page = list_facts(
        database.session, contest.ident, ScoreEvent, state="waiting", text="劳动", kinds=("超时",)
    )

    assert dict(page.counts) == {"verified": 1, "waiting": 1, "withdrawn": 1}
    assert [(row.ident, row.number, row.files, row.verifier) for row in page.rows] == [
        (waiting, number_of(contest, 0), 1, None)
    ]
    assert (page.total, page.unknown) == (1, 2)
