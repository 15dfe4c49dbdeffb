"""A sheet is corrected after the lock by two persons; what stood on it is computed anew."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.score_correction import Change
from competition.models import (
    Assignment,
    AuditRecord,
    Competition,
    Notification,
    Proposal,
    ResultVersion,
    ScoreSheetVersion,
    Standing,
    database,
)
from competition.services.identity.accounts import grant_role
from competition.services.identity.sessions import principal_of
from competition.services.principal import Principal
from competition.services.results.correction_answers import answer_correction
from competition.services.results.correction_effect import Effect, read_effect
from competition.services.results.correction_preview import effect_of
from competition.services.results.correction_reading import list_corrections
from competition.services.results.gather import gather
from competition.services.results.publication import propose_publication
from competition.services.results.score_corrections import Paper, Wanted, propose_correction
from competition.services.storage import read_file
from tests.entry_factories import pdf
from tests.factories import Make
from tests.judging_factories import FULL, Contest, scoring_contest
from tests.services.test_results import (
    added_by,
    approved,
    computed,
    refusal_of,
    scored,
    second_organiser,
    stage_of,
)
from tests.two_stages import publish


def wanted(contest: Contest, entry: int = 0, judge: int = 0, **marks: str) -> Wanted:
    """All marks of a judge's sheet: as the first stage's were, but for those named."""
    texts = {**FULL, "benefit": str(10 + entry), **marks}
    return Wanted(contest.entry_ids[entry], contest.judge_ids[judge], Change.MARKS, texts)


def aside(contest: Contest, change: Change, entry: int = 0, judge: int = 0) -> Wanted:
    return Wanted(contest.entry_ids[entry], contest.judge_ids[judge], change)


def proposed(contest: Contest, what: Wanted, reason: str = "录入时看错一行") -> Proposal:
    ident = propose_correction(contest.organiser, stage_of(contest), what, reason=reason)
    return fetch(ident)


def fetch(ident: int) -> Proposal:
    return database.session.get_one(Proposal, ident, populate_existing=True)


def effect(proposal: Proposal) -> Effect:
    gathered = gather(database.session, proposal.competition_id)
    return effect_of(database.session, gathered, proposal.subject)


def approve(second: Principal, proposal: Proposal) -> Proposal:
    answer_correction(second, proposal, approve=True, seen=effect(proposal).seen)
    return fetch(proposal.id)


def sheets(contest: Contest, entry: int = 0, judge: int = 0) -> list[ScoreSheetVersion]:
    return list(
        database.session.scalars(
            select(ScoreSheetVersion)
            .join(Assignment, Assignment.id == ScoreSheetVersion.assignment_id)
            .where(
                Assignment.stage_id == contest.stage_id,
                Assignment.entry_id == contest.entry_ids[entry],
                Assignment.judge_id == contest.judge_ids[judge],
            )
            .order_by(ScoreSheetVersion.version)
            .execution_options(populate_existing=True)
        )
    )


def states(contest: Contest) -> list[tuple[int | None, int, str]]:
    """Stage, version and state of every result of the contest, in the order of computing."""
    rows = database.session.scalars(
        select(ResultVersion)
        .where(ResultVersion.competition_id == contest.ident)
        .order_by(ResultVersion.id)
        .execution_options(populate_existing=True)
    )
    return [(row.stage_id, row.version, row.state) for row in rows]


def scores(result_id: int) -> dict[int, tuple[str, str]]:
    rows = select(Standing.entry_id, Standing.rank, Standing.score)
    found = database.session.execute(rows.where(Standing.result_id == result_id))
    return {row.entry_id: (str(row.rank), row.score) for row in found}


def test_a_second_person_corrects_a_mark_and_the_stage_is_ranked_anew(
    app: Flask, make: Make
) -> None:
    contest = scored(make)
    first = computed(contest).id
    before = scores(first)
    second = second_organiser(contest)
    proposal = proposed(contest, wanted(contest, 0, 0, novelty="29.5"))

    waiting = [one.version for one in sheets(contest)]
    approve(second, proposal)

    old, new = sheets(contest)
    assert waiting == [1]
    assert (old.is_current, new.is_current, new.version) == (False, True, 2)
    assert (new.source, new.proposal_id, new.account_id) == (
        "correction",
        proposal.id,
        contest.organiser.account_id,
    )
    assert new.total - old.total == 3 * 10**new.total_scale
    assert states(contest) == [
        (contest.stage_id, 1, "superseded"),
        (contest.stage_id, 2, "computed"),
    ]
    again = database.session.scalars(
        select(ResultVersion.id).where(ResultVersion.state == "computed")
    ).one()
    entry = contest.entry_ids[0]
    assert (before[entry], scores(again)[entry]) == (("4", "79.50"), ("3", "80.50"))


def test_what_is_shown_before_the_approval_is_what_comes_of_it(app: Flask, make: Make) -> None:
    contest = scored(make)
    computed(contest)
    proposal = proposed(contest, wanted(contest, 0, 0, novelty="30", benefit="20", spread="10"))
    shown = effect(proposal)

    done = approve(second_organiser(contest), proposal)

    result = done.outcome["computed"][0]["result"]
    real = scores(result)
    moves = {move.entry: (move.after.rank, move.after.score) for move in shown.parts[0].moves}
    assert shown.parts[0].key == "online"
    assert moves == {entry: real[entry] for entry in moves}
    assert read_effect(done.outcome["effect"]) == shown


def test_a_correction_without_a_reason_or_a_difference_is_refused(app: Flask, make: Make) -> None:
    contest = scored(make)
    same, other = wanted(contest), wanted(contest, novelty="20")
    stage, organiser = stage_of(contest), contest.organiser

    answers = [
        refusal_of(propose_correction, organiser, stage, other, reason="  "),
        refusal_of(propose_correction, organiser, stage, other, reason="错" * 501),
        refusal_of(propose_correction, organiser, stage, same, reason="录入错误"),
    ]

    assert answers == ["correction.reason", "correction.reason_long", "correction.none"]


@pytest.mark.parametrize("text", ["", "1e1", "-3", "26,5", "26.3", "31", "NaN"])
def test_a_corrected_mark_keeps_to_the_grammar_of_all_marks(
    app: Flask, make: Make, text: str
) -> None:
    contest = scored(make)

    with pytest.raises(Refusal) as refused:
        proposed(contest, wanted(contest, novelty=text))

    assert refused.value.code == "sheet.faults"
    assert list(refused.value.values["errors"]) == ["novelty"]


def test_full_width_digits_are_read_as_everywhere(app: Flask, make: Make) -> None:
    contest = scored(make)

    proposal = proposed(contest, wanted(contest, novelty=" ２７．５ "))

    assert proposal.subject["after"]["marks"][0] == ["novelty", "scored", 275]


def test_the_proposer_alone_corrects_nothing(app: Flask, make: Make) -> None:
    contest = scored(make)
    proposal = proposed(contest, wanted(contest, novelty="20"))

    alone = refusal_of(
        answer_correction,
        contest.organiser,
        proposal,
        approve=True,
        seen=effect(proposal).seen,
    )

    assert alone == "separation.same_person"
    assert [one.version for one in sheets(contest)] == [1]


def test_no_account_of_the_proposers_own_chain_approves(app: Flask, make: Make) -> None:
    contest = scored(make)
    made = added_by(contest.organiser, contest, "赵中间", "zhao.zhongjian")
    puppet = added_by(made, contest, "孙末端", "sun.moduan")
    proposal = proposed(contest, wanted(contest, novelty="20"))
    seen = effect(proposal).seen

    answers = [
        refusal_of(answer_correction, actor, proposal, approve=True, seen=seen)
        for actor in (made, puppet)
    ]

    assert answers == ["separation.made_by_other"] * 2


def test_a_chief_judge_approves_but_neither_proposes_nor_corrects_an_own_sheet(
    app: Flask, make: Make
) -> None:
    contest = scored(make)
    chief = contest.principal(0)
    with database.writing() as session:
        grant_role(session, None, chief.account_id, Role.CHIEF_JUDGE, competition_id=contest.ident)
    chief = principal_of(chief.account_id)
    own = proposed(contest, wanted(contest, 0, 0, novelty="20"))
    others = proposed(contest, wanted(contest, 0, 1, novelty="20"))

    proposing = refusal_of(
        propose_correction,
        chief,
        stage_of(contest),
        wanted(contest, 1, 1, novelty="20"),
        reason="录入错误",
    )
    seen = effect(own).seen
    answers = [
        refusal_of(answer_correction, chief, own, approve=approve, seen=seen)
        for approve in (True, False)
    ]
    done = approve(chief, others)

    assert proposing == "separation.proposer_role"
    assert answers == ["correction.own_sheet"] * 2
    assert fetch(own.id).state == "open"
    assert done.state == "approved"


def test_a_judge_proposes_nothing(app: Flask, make: Make) -> None:
    contest = scored(make)

    answers = [
        refusal_of(
            propose_correction,
            contest.principal(place),
            stage_of(contest),
            wanted(contest, novelty="20"),
            reason="写错了",
        )
        for place in (0, 1)
    ]

    assert answers == ["correction.own_sheet", "separation.proposer_role"]


def test_while_a_stage_is_open_nothing_is_corrected(app: Flask, make: Make) -> None:
    contest = scored(make)
    contest.put("open")

    answer = refusal_of(
        propose_correction,
        contest.organiser,
        stage_of(contest),
        wanted(contest, novelty="20"),
        reason="录入错误",
    )

    assert answer == "correction.stage_open"


def test_when_the_competition_has_ended_nothing_is_corrected(app: Flask, make: Make) -> None:
    contest = scored(make)
    proposal = proposed(contest, wanted(contest, novelty="20"))
    seen = effect(proposal).seen
    with database.writing() as session:
        session.get_one(Competition, contest.ident).state = "closed"

    answers = [
        refusal_of(
            propose_correction,
            contest.organiser,
            stage_of(contest),
            wanted(contest, 1, novelty="20"),
            reason="录入错误",
        ),
        refusal_of(answer_correction, second_organiser(contest), proposal, approve=True, seen=seen),
    ]

    assert answers == ["competition.ended", "competition.ended"]


def test_one_sheet_has_one_open_correction(app: Flask, make: Make) -> None:
    contest = scored(make)
    proposed(contest, wanted(contest, novelty="20"))

    with pytest.raises(Refusal) as refused:
        proposed(contest, wanted(contest, novelty="21"))

    assert refused.value.code == "correction.waiting"


def test_a_sheet_that_changed_since_is_not_corrected(app: Flask, make: Make) -> None:
    contest = scored(make)
    proposal = proposed(contest, wanted(contest, novelty="20"))
    seen = effect(proposal).seen
    with database.writing() as session:
        row = session.get_one(Assignment, contest.assignments(0)[0].id)
        row.state = "recused"

    answer = refusal_of(
        answer_correction, second_organiser(contest), proposal, approve=True, seen=seen
    )

    assert answer == "correction.outdated"
    assert fetch(proposal.id).state == "open"


def test_an_effect_that_changed_since_it_was_seen_has_to_be_looked_at_again(
    app: Flask, make: Make
) -> None:
    contest = scored(make)
    second = second_organiser(contest)
    one = proposed(contest, wanted(contest, 0, 0, novelty="20"))
    other = proposed(contest, wanted(contest, 0, 1, novelty="20"))
    seen = effect(other).seen
    approve(second, one)

    answer = refusal_of(answer_correction, second, other, approve=True, seen=seen)
    done = approve(second, fetch(other.id))

    assert answer == "correction.looked_old"
    assert done.state == "approved"


def test_a_declined_correction_changes_nothing_and_stays_declined(app: Flask, make: Make) -> None:
    contest = scored(make)
    second = second_organiser(contest)
    proposal = proposed(contest, wanted(contest, novelty="20"))

    answer_correction(second, proposal, approve=False)

    assert [one.version for one in sheets(contest)] == [1]
    again = refusal_of(answer_correction, second, fetch(proposal.id), approve=True)
    assert again == "proposal.closed"


def test_an_answer_about_something_else_is_no_answer(app: Flask, make: Make) -> None:
    contest = scored(make)
    proposal = proposed(contest, wanted(contest, novelty="20"))
    with database.writing() as session:
        session.merge(proposal).action = "revoke_certificate"

    answer = refusal_of(
        answer_correction, second_organiser(contest), fetch(proposal.id), approve=True
    )

    assert answer == "proposal.closed"


def test_the_record_names_both_and_tells_no_mark(app: Flask, make: Make) -> None:
    contest = scored(make)
    second = second_organiser(contest)
    approve(second, proposed(contest, wanted(contest, novelty="20")))

    rows = database.session.scalars(
        select(AuditRecord)
        .where(AuditRecord.action.in_(("score.propose_correction", "score.correct")))
        .order_by(AuditRecord.id)
    ).all()

    assert [(row.action, row.account_id) for row in rows] == [
        ("score.propose_correction", contest.organiser.account_id),
        ("score.correct", second.account_id),
    ]
    assert all("marks" not in row.detail and "200" not in str(row.detail) for row in rows)
    assert all(row.before_digest != row.after_digest for row in rows)


def test_the_judge_is_told(app: Flask, make: Make) -> None:
    contest = scored(make)
    approve(second_organiser(contest), proposed(contest, wanted(contest, novelty="20")))

    told = database.session.scalars(
        select(Notification.account_id).where(Notification.code == "score.corrected")
    ).all()

    assert told == [contest.judges[0].account_id]


def test_a_missing_sheet_is_entered_from_paper(app: Flask, make: Make) -> None:
    contest = scored(make, missing=1)
    missing = next(one for one in contest.assignments() if not has_sheet(one.id))
    scan = pdf()
    what = Wanted(missing.entry_id, missing.judge_id, Change.MARKS, FULL)

    ident = propose_correction(
        contest.organiser,
        stage_of(contest),
        what,
        reason="评委用纸质评分表评分",
        paper=Paper("评分表.pdf", scan),
    )
    kept = fetch(ident).subject["paper"]
    done = approve(second_organiser(contest), fetch(ident))

    assert (kept["name"], kept["media_type"]) == ("评分表.pdf", "application/pdf")
    assert read_file(kept["key"]) == scan
    assert done.outcome["blocked"] == 0
    assert has_sheet(missing.id)


def test_a_paper_that_is_no_paper_is_refused(app: Flask, make: Make) -> None:
    contest = scored(make)

    answer = refusal_of(
        propose_correction,
        contest.organiser,
        stage_of(contest),
        wanted(contest, novelty="20"),
        reason="录入错误",
        paper=Paper("评分表.pdf", b"MZ not a paper"),
    )

    assert answer == "upload.kind"


def test_a_judge_who_scored_on_paper_without_being_assigned_is_assigned(
    app: Flask, make: Make
) -> None:
    contest = scored(make)
    with database.writing() as session:
        row = session.get_one(Assignment, contest.assignments(2)[0].id)
        entry, judge = row.entry_id, row.judge_id
        session.query(ScoreSheetVersion).filter_by(assignment_id=row.id).delete()
        session.delete(row)
    what = Wanted(entry, judge, Change.MARKS, FULL)

    none = refusal_of(
        propose_correction,
        contest.organiser,
        stage_of(contest),
        replace(what, change=Change.ABSENT),
        reason="缺席",
    )
    approve(second_organiser(contest), proposed(contest, what))

    assert none == "correction.no_sheet"
    assert sheets(contest, contest.entry_ids.index(entry), 2)[0].source == "correction"


@pytest.mark.parametrize("change", [Change.RECUSED, Change.ABSENT])
def test_a_sheet_is_set_aside_and_brought_back(app: Flask, make: Make, change: Change) -> None:
    contest = scored(make)
    second = second_organiser(contest)
    first = approve(second, proposed(contest, aside(contest, change), "与完成人同单位"))
    row = database.session.get_one(Assignment, contest.assignments(0)[0].id)
    entry = contest.entry_ids.index(row.entry_id)
    left = (row.state, row.reason, len(sheets(contest)))

    again = refusal_of(
        propose_correction,
        contest.organiser,
        stage_of(contest),
        aside(contest, change),
        reason="同上",
    )
    approve(second, proposed(contest, wanted(contest), "查明不是同单位"))

    assert entry == 0
    assert left == (change.value, "与完成人同单位", 1)
    assert first.outcome["effect"]["after"]["sheets"][0]["state"] == change.value
    assert again == "correction.none"
    assert database.session.get_one(Assignment, row.id, populate_existing=True).state == "assigned"
    assert [one.version for one in sheets(contest)] == [1, 2]


def test_an_entry_under_quorum_is_scored_after_the_lock(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=3, entries=2)
    late, *handed_in = contest.assignments()
    for assignment in handed_in:
        contest.submit(assignment, benefit=str(10 + contest.entry_ids.index(assignment.entry_id)))
    contest.put("locked")
    blocked = refusal_of(computed, contest)
    what = Wanted(late.entry_id, late.judge_id, Change.MARKS, FULL)

    done = approve(second_organiser(contest), proposed(contest, what, "按纸质评分表补录"))

    assert blocked == "result.blocked"
    assert len(done.outcome["computed"]) == 1
    assert states(contest) == [(contest.stage_id, 1, "computed")]


def test_a_published_stage_gives_way_and_is_published_again_by_two(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = approved(contest).id
    second = second_organiser(contest)
    proposal = proposed(contest, wanted(contest, novelty="20"))
    listed = [(one.ident, one.state) for one in effect(proposal).versions]

    approve(second, proposal)

    assert listed == [(result, "approved")]
    assert states(contest) == [
        (contest.stage_id, 1, "superseded"),
        (contest.stage_id, 2, "computed"),
    ]
    assert publish(contest, second, contest.stage_id) > result


def test_corrections_are_carried_out_and_listed_on_either_database(
    each_app: Flask, make: Make
) -> None:
    contest = scored(make)
    computed(contest)
    second = second_organiser(contest)
    proposed(contest, wanted(contest, 1, 0, novelty="20"), "待审批")
    approve(second, proposed(contest, wanted(contest, 0, 0, novelty="20"), "已审批"))

    rows = list_corrections(database.session, contest.ident)

    assert [(row.Proposal.state, row.title, row.judge, row.approver) for row in rows] == [
        ("open", contest.entries[1].title, "评委甲", None),
        ("approved", contest.entries[0].title, "评委甲", "钱审批"),
    ]


def test_what_waited_about_an_old_version_falls_away(app: Flask, make: Make) -> None:
    contest = scored(make)
    waiting = propose_publication(contest.organiser, computed(contest))

    approve(second_organiser(contest), proposed(contest, wanted(contest, novelty="20")))

    assert fetch(waiting).state == "withdrawn"


def has_sheet(assignment_id: int) -> bool:
    found = database.session.scalars(
        select(ScoreSheetVersion.id).where(
            ScoreSheetVersion.assignment_id == assignment_id, ScoreSheetVersion.is_current
        )
    ).first()
    return found is not None
