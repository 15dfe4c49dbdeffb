"""An objection from its receipt to what it changes: named, in time, by people without a tie."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.objections import About, Channel, Consequence, Finding
from competition.domain.refusal import Refusal
from competition.models import Decision, Entry, Objection, ResultVersion, database
from competition.services.identity.accounts import grant_role
from competition.services.identity.sessions import principal_of
from competition.services.objecting.deciding import (
    Ruling,
    answer_decision,
    draft_decision,
    link_correction,
    preview,
)
from competition.services.objecting.handling import admit, name_panel, refuse, withdraw
from competition.services.objecting.notices import listed, successor_of
from competition.services.objecting.raising import (
    Objector,
    Statement,
    raise_appeal,
    raise_objection,
    register_objection,
)
from competition.services.objecting.reading import (
    board,
    by_token,
    decisions_behind,
    objector_of,
)
from competition.services.results.decisions import withdraw_decision
from competition.services.results.publication import (
    confirm_result,
    skip_notice,
    start_notice,
)
from competition.services.runtime import now, runtime
from competition.services.setup.closing import end_competition
from tests.factories import Make
from tests.objecting_factories import (
    OBJECTOR,
    Noticed,
    fetch,
    fetched_proposal,
    in_database,
    noticed,
)
from tests.services.test_results import refusal_of
from tests.two_stages import publish, two_stages


@pytest.fixture
def case(app: Flask, make: Make) -> Noticed:
    return noticed(make)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """`later(days)` moves the clock."""
    clock = runtime.clock

    def move(days: int) -> None:
        runtime.clock = lambda: clock() + timedelta(days=days)

    yield move
    runtime.clock = clock


def best(case: Noticed) -> int:
    return next(iter(case.winners()))


def said(case: Noticed, entry: int | None = None) -> Statement:
    return Statement(entry or best(case), About.AWARD, "", "核心装置系他人完成", "不符合第五条")


@pytest.mark.parametrize("name", ["匿名", "知情人", "张某", "一名职工", "李*", ""])
def test_an_objection_without_a_real_name_is_refused_with_the_reason(
    case: Noticed, name: str
) -> None:
    nobody = Objector(name, "锦川市检修公司", "13812345678")

    code = refusal_of(raise_objection, case.result, nobody, said(case), address="203.0.113.9")

    assert code == "objection.anonymous"
    assert board(database.session, case.contest.competition).total == 0


def test_who_objects_is_sealed_and_shown_masked(case: Noticed) -> None:
    row = case.objection()

    shown = objector_of(row)

    assert (shown.name, shown.unit) == ("李实名", "锦川市检修公司")
    assert (shown.phone, shown.id_number) == ("138****5678", "110105********002X")
    kept = f"{row.name_sealed}{row.unit_sealed}{row.phone_sealed}{row.id_number_sealed}"
    assert not any(text in kept for text in ("李实名", "检修", "13812345678", "1949"))
    assert row.retain_until > now() + timedelta(days=365)


def test_the_receipt_opens_the_state_and_nothing_else_does(case: Noticed) -> None:
    receipt = case.object(best(case))

    found = by_token(database.session, receipt.token)

    assert found is not None and (found.id, found.serial) == (receipt.ident, 1)
    assert by_token(database.session, receipt.token[:-1]) is None


def test_an_objection_after_the_notice_is_refused_with_its_days(case: Noticed, later) -> None:  # type: ignore[no-untyped-def]
    first, last = (each.date() for each in (case.result.notice_from, case.result.notice_to))
    later(30)

    with pytest.raises(Refusal) as refused:
        case.object(best(case))

    assert refused.value.code == "objection.late"
    told = refused.value.values
    assert str(first.year) in told["first"] and str(last.month).zfill(2) in told["last"]


def test_a_result_that_is_not_in_notice_takes_no_objection(case: Noticed, later) -> None:  # type: ignore[no-untyped-def]
    later(30)
    confirm_result(case.organiser, case.result)

    assert refusal_of(case.object, best(case)) == "objection.closed"


def test_an_officer_registers_a_letter_but_not_a_web_form(case: Noticed) -> None:
    receipt = register_objection(case.organiser, case.result, Channel.LETTER, OBJECTOR, said(case))
    code = refusal_of(
        register_objection, case.organiser, case.result, Channel.WEB, OBJECTOR, said(case)
    )

    assert (fetch(receipt.ident).channel, code) == ("letter", "objection.channel")
    assert fetch(receipt.ident).received_by_id == case.organiser.account_id


def test_an_entry_that_is_not_in_the_result_cannot_be_objected_to(case: Noticed) -> None:
    assert refusal_of(case.object, 99999) == "objection.entry"


def test_an_admitted_one_is_due_after_the_working_days_of_the_competition(case: Noticed) -> None:
    row = case.objection()

    due = admit(case.organiser, row)

    assert fetch(row.id).state == "admitted"
    assert due >= now().date() + timedelta(days=15)
    assert refusal_of(admit, case.organiser, row) == "objection.state"


def test_what_is_inadmissible_is_refused_with_a_reason(case: Noticed) -> None:
    row = case.objection()

    assert refusal_of(refuse, case.organiser, row, reason=" ") == "objection.reason"
    refuse(case.organiser, row, reason="与评审结果无关")

    assert (fetch(row.id).state, fetch(row.id).refused_reason) == ("refused", "与评审结果无关")
    assert refusal_of(withdraw, row) == "objection.state"


def test_an_overdue_one_is_told_on_the_board(case: Noticed, later) -> None:  # type: ignore[no-untyped-def]
    admit(case.organiser, case.objection())

    before = board(database.session, case.contest.competition).counts["overdue"]
    later(60)

    assert (before, board(database.session, case.contest.competition).counts["overdue"]) == (0, 1)


def test_who_marked_the_entry_does_not_handle_it(case: Noticed) -> None:
    row = case.objection()
    admit(case.organiser, row)
    judge = case.contest.judges[0].account_id

    code = refusal_of(name_panel, case.organiser, row, [judge, case.second.account_id])

    assert code == "objection.tie_marked"


def test_nor_does_somebody_of_the_same_name_or_unit(case: Noticed, make: Make) -> None:
    row = case.objection()
    admit(case.organiser, row)
    unit = make.organisation("蜀江冶金公司")
    with database.writing() as session:
        session.get_one(Entry, row.entry_id).organisation_id = unit.id
    same_name = make.account(Role.ORGANISER, competition_id=case.contest.ident, name="李实名")
    same_unit = make.account(Role.ORGANISER, organisation=unit, name="冶金人")
    with database.writing() as session:
        grant_role(
            session,
            None,
            same_unit.account_id,
            Role.ORGANISER,
            competition_id=case.contest.ident,
        )

    codes = [
        refusal_of(name_panel, case.organiser, row, [who.account_id, case.second.account_id])
        for who in (same_name, same_unit)
    ]

    assert codes == ["objection.tie_objector", "objection.tie_same_organisation"]


def test_a_panel_of_one_or_without_two_who_can_sign_is_refused(case: Noticed, make: Make) -> None:
    row = case.objection()
    admit(case.organiser, row)
    one = [case.second.account_id]
    outsider = make.account(Role.ORGANISER, name="外省人", organisation=make.organisation())

    assert refusal_of(name_panel, case.organiser, row, one) == "objection.panel_size"
    stranger = [*one, outsider.account_id]
    assert refusal_of(name_panel, case.organiser, row, stranger) == "objection.unknown"


def test_only_a_handler_drafts_and_only_another_one_signs(case: Noticed) -> None:
    row = case.handled(case.objection())
    ruling = Ruling(Finding.REJECTED, Consequence.NONE, "经查不实。", "无证据。")

    stranger = refusal_of(draft_decision, case.organiser, row, ruling)
    proposal = fetched_proposal(draft_decision(case.second, row, ruling))
    own = refusal_of(answer_decision, case.second, proposal, approve=True)
    unnamed = refusal_of(answer_decision, case.organiser, proposal, approve=True)
    answer_decision(case.third, proposal, approve=True)

    assert (stranger, own, unnamed) == (
        "objection.not_handler",
        "separation.same_person",
        "objection.not_handler",
    )
    assert (fetch(row.id).state, fetch(row.id).finding) == ("decided", "rejected")
    assert in_database(case.result_id).state == "in_notice"


def test_a_result_is_not_final_while_somebody_objects(case: Noticed, later) -> None:  # type: ignore[no-untyped-def]
    row = case.objection()
    later(30)

    with pytest.raises(Refusal) as refused:
        confirm_result(case.organiser, case.result)
    later(0)
    withdraw(row)
    later(30)
    confirm_result(case.organiser, case.result)

    assert (refused.value.code, refused.value.values["numbers"]) == ("objection.open", "1")
    assert case.result.state == "final"


def test_a_struck_winner_keeps_its_rank_and_the_next_ones_rise(case: Noticed) -> None:
    before, ranks = case.winners(), case.ranks()
    first, second, third = before
    row = case.handled(case.objection(first))

    done = case.decide(row, Consequence.STRIKE)

    (after,) = [one["result"] for one in done.outcome["computed"]]
    fourth = sorted(ranks, key=lambda entry: ranks[entry] or 0)[3]
    assert case.winners(after) == {second: "first", third: "second", fourth: "second"}
    assert case.ranks(after) == ranks
    assert case.result.state == "superseded"
    assert [one.id for one in decisions_behind(database.session, in_database(after))] == [row.id]


def test_a_vacant_place_stays_empty_even_where_the_rules_would_fill_it(case: Noticed) -> None:
    before = case.winners()
    row = case.handled(case.objection())

    done = case.decide(row, Consequence.VACANT)

    (after,) = [one["result"] for one in done.outcome["computed"]]
    struck, *others = before
    assert case.winners(after) == {entry: before[entry] for entry in others}
    assert struck not in case.winners(after)


def test_a_disqualified_entry_loses_its_rank_and_the_others_rise(case: Noticed) -> None:
    before, ranks = case.winners(), case.ranks()
    row = case.handled(case.objection())

    done = case.decide(row, Consequence.DISQUALIFY)

    (after,) = [one["result"] for one in done.outcome["computed"]]
    struck, second, _third = before
    assert database.session.get_one(Entry, struck).state == "disqualified"
    assert case.ranks(after)[struck] is None
    assert case.ranks(after)[second] == 1 and ranks[second] == 2
    assert case.winners(after)[second] == "first"


def test_nobody_rises_against_the_rules(app: Flask, make: Make) -> None:
    case = noticed(make, backfill="vacant")
    row = case.handled(case.objection())

    assert refusal_of(case.draft, row, Consequence.STRIKE) == "objection.no_backfill"
    rejected = refusal_of(case.draft, row, Consequence.VACANT, Finding.REJECTED)
    assert rejected == "objection.rejected_changes"


def test_winners_who_rise_have_a_full_notice_of_their_own(case: Noticed) -> None:
    row = case.handled(case.objection())
    case.decide(row, Consequence.STRIKE)
    new = publish_again(case)

    skipped = refusal_of(skip_notice, case.organiser, new, reason="已公示过")
    short = refusal_of(start_notice, case.organiser, new, working_days=2)
    start_notice(case.organiser, new, working_days=5)

    assert (skipped, short) == ("notice.fresh", "notice.short")
    assert in_database(new.id).state == "in_notice"
    following = successor_of(database.session, case.result)
    assert following is not None and following.id == new.id


def publish_again(case: Noticed) -> ResultVersion:
    """The version that a decision has computed, approved by two persons."""
    return in_database(publish(case.contest, case.second, None))


def test_a_decision_cannot_be_undone_by_one_person(case: Noticed) -> None:
    row = case.handled(case.objection())
    case.decide(row, Consequence.STRIKE)
    decision = database.session.scalars(select(Decision).where(Decision.kind == "revoke")).one()

    code = refusal_of(withdraw_decision, case.organiser, case.contest.competition, decision.id)

    assert code == "decision.objection"


def test_a_correction_that_was_decided_holds_the_result_up_until_it_is_made(
    case: Noticed,
    later,  # type: ignore[no-untyped-def]
) -> None:
    row = case.handled(case.objection())
    done = case.decide(row, Consequence.CORRECT)
    later(30)

    waits = refusal_of(confirm_result, case.organiser, case.result)

    assert (waits, case.result.state) == ("objection.open", "in_notice")
    assert refusal_of(link_correction, case.organiser, row, done) == "objection.no_correction"


def test_an_entrant_appeals_about_the_own_entry_within_its_days(
    case: Noticed,
    make: Make,
    later,  # type: ignore[no-untyped-def]
) -> None:
    entrant = make.account(Role.ENTRANT, competition_id=case.contest.ident, name="王申报")
    with database.writing() as session:
        session.get_one(Entry, best(case)).account_id = entrant.account_id
    actor = principal_of(entrant.account_id)
    entry = database.session.get_one(Entry, best(case))

    receipt = raise_appeal(actor, entry, case.result, said(case))
    twice = refusal_of(raise_appeal, actor, entry, case.result, said(case))
    withdraw(fetch(receipt.ident))
    later(30)
    late = refusal_of(raise_appeal, actor, entry, case.result, said(case))

    row: Objection = fetch(receipt.ident)
    assert (row.kind, row.channel, row.account_id) == ("appeal", "account", entrant.account_id)
    assert (twice, late) == ("objection.waiting", "objection.late")


def test_a_notice_lists_the_public_fields_and_no_number(case: Noticed) -> None:
    rows = listed(database.session, case.result)

    assert [row.award for row in rows] == ["一等奖", "二等奖", "二等奖"]
    assert all(row.members and row.unit and row.title for row in rows)


def test_a_stage_result_is_appealed_against_and_only_it_waits(app: Flask, make: Make) -> None:
    contest, second = two_stages(make)
    third = make.account(Role.ORGANISER, competition_id=contest.ident, name="孙办理")
    entrant = make.account(Role.ENTRANT, competition_id=contest.ident, name="王申报")
    ident = contest.entry_ids[0]
    with database.writing() as session:
        session.get_one(Entry, ident).account_id = entrant.account_id
    final = in_database(publish(contest, second, contest.final_id))
    first = database.session.scalars(
        select(ResultVersion).where(ResultVersion.stage_id == contest.stage_id)
    ).one()
    entry = database.session.get_one(Entry, ident)
    actor = principal_of(entrant.account_id)
    appeal = Statement(ident, About.CRITERION, "效益", "漏计一项", "规则第三条")

    receipt = raise_appeal(actor, entry, final, appeal)

    assert refusal_of(skip_notice, contest.organiser, final, reason="无") == "objection.open"
    skip_notice(contest.organiser, first, reason="阶段结果不公示")
    row = fetch(receipt.ident)
    admit(contest.organiser, row)
    name_panel(contest.organiser, row, [second.account_id, third.account_id])
    struck = Ruling(Finding.UPHELD, Consequence.STRIKE, "经查属实。", "规则第三条。")
    assert refusal_of(draft_decision, second, row, struck) == "objection.no_award"
    out = Ruling(Finding.UPHELD, Consequence.DISQUALIFY, "经查属实。", "规则第三条。")
    proposal = fetched_proposal(draft_decision(second, row, out))
    effect = preview(database.session, proposal).effect
    assert effect is not None
    answer_decision(third, proposal, approve=True, seen=effect.seen)

    done = fetched_proposal(proposal.id).outcome
    assert [one["stage"] for one in done["computed"]] == [contest.final_id]
    assert (in_database(final.id).state, in_database(first.id).state) == ("superseded", "final")


def test_a_decision_that_was_looked_at_before_something_changed_is_not_signed(
    case: Noticed,
) -> None:
    row = case.handled(case.objection())
    proposal = case.draft(row, Consequence.STRIKE)

    code = refusal_of(answer_decision, case.third, proposal, approve=True, seen="")

    assert code == "correction.looked_old"
    assert (fetch(row.id).state, case.result.state) == ("admitted", "in_notice")


def test_a_tie_that_came_about_since_keeps_a_handler_from_signing(case: Noticed) -> None:
    row = case.handled(case.objection())
    proposal = case.draft(row, Consequence.NONE)
    with database.writing() as session:
        session.get_one(Entry, row.entry_id).account_id = case.third.account_id

    code = refusal_of(answer_decision, case.third, proposal, approve=True)

    assert code == "objection.tie_own_entry"


def test_a_competition_does_not_end_while_an_appeal_waits_and_takes_none_afterwards(
    app: Flask, make: Make
) -> None:
    contest, second = two_stages(make)
    entrant = make.account(Role.ENTRANT, competition_id=contest.ident, name="王申报")
    with database.writing() as session:
        session.get_one(Entry, contest.entry_ids[0]).account_id = entrant.account_id
        contest.competition.state = "open"
    final = in_database(publish(contest, second, None))
    skip_notice(contest.organiser, final, reason="内部竞赛不公示")
    entry = database.session.get_one(Entry, contest.entry_ids[0])
    actor = principal_of(entrant.account_id)
    appeal = Statement(entry.id, About.RANK, "", "名次有误", "规则第三条")
    receipt = raise_appeal(actor, entry, final, appeal)

    waits = refusal_of(
        end_competition, contest.organiser, contest.competition, without_certificates=True
    )
    withdraw(fetch(receipt.ident))
    end_competition(contest.organiser, contest.competition, without_certificates=True)

    assert waits == "objection.open"
    assert refusal_of(raise_appeal, actor, entry, final, appeal) == "competition.ended"
