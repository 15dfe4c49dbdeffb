"""What a correction does to ranks, awards, certificates, the next stage and what was published."""

import os
import time
from copy import deepcopy
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from competition.documents.wording.figures import Names
from competition.documents.wording.judge_table import judge_columns
from competition.domain.score_correction import Change
from competition.jobs import run_waiting_jobs
from competition.models import (
    Assignment,
    Competition,
    Proposal,
    Stage,
    StageEntry,
    database,
)
from competition.services.identity.sessions import principal_of
from competition.services.judging.assigning import assign, remove_assignment
from competition.services.judging.locking import lock_stage
from competition.services.judging.panels import make_panels
from competition.services.judging.stage_entries import take_in
from competition.services.principal import Principal
from competition.services.rehearsal.deleting import delete_rehearsal
from competition.services.rehearsal.making import cast_of, make_rehearsal
from competition.services.rehearsal.running import request_run
from competition.services.results.correction_answers import answer_correction
from competition.services.results.correction_effect import NextStage
from competition.services.results.publication import skip_notice, start_notice
from competition.services.results.score_corrections import Paper, Wanted, propose_correction
from competition.services.runtime import now
from competition.services.setup.rules import current_rule_set, save_rule_set, scoring_stages
from competition.services.storage import file_path
from competition.services.sweeping import sweep
from tests.certificate_factories import certificates_of, finalise, issued, word
from tests.entry_factories import pdf
from tests.factories import Make
from tests.judging_factories import Contest, new_contest, scoring_contest
from tests.services.test_results import (
    refusal_of,
    second_organiser,
    single_stage_rules,
    stage_of,
)
from tests.services.test_score_corrections import (
    approve,
    effect,
    fetch,
    proposed,
    states,
    wanted,
)
from tests.two_stages import publish, seat_final, two_stages, version

HIGH = {"novelty": "30", "advance": "20", "utility": "20", "benefit": "20", "spread": "10"}


def with_cut(make: Make, number: int) -> tuple[Contest, Principal]:
    """A contest whose first stage is published and lets so many of four entries go on."""
    contest = scoring_contest(make, judges=3, entries=4, state="draft")
    row = current_rule_set(database.session, contest.ident)
    assert row is not None
    document = deepcopy(dict(row.document))
    for step in document["stages"]["online"]["steps"]:
        if "select" in step:
            step["number"] = number
    save_rule_set(contest.organiser, contest.competition, document, reason="")
    contest.put("open")
    for assignment in contest.assignments():
        place = contest.entry_ids.index(assignment.entry_id)
        contest.submit(assignment, benefit=str(10 + place))
    lock_stage(contest.organiser, stage_of(contest))
    second = second_organiser(contest)
    publish(contest, second, contest.stage_id)
    return contest, second


def put(contest: Contest, stage_id: int, state: str) -> None:
    with database.writing() as session:
        session.get_one(Stage, stage_id).state = state


def test_a_corrected_extreme_is_dropped_anew(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=7, entries=2)
    for assignment in contest.assignments():
        place = contest.judge_ids.index(assignment.judge_id)
        contest.submit(assignment, benefit=str(10 + place))
    lock_stage(contest.organiser, stage_of(contest))
    proposal = proposed(contest, wanted(contest, 0, 0, benefit="20"))

    shown = effect(proposal)

    names = Names(judges={f"j{ident}": str(place) for place, ident in enumerate(contest.judge_ids)})
    dropped = [
        {one.judge for one in judge_columns(told, names) if one.dropped}
        for told in (shown.before, shown.after)
    ]
    assert dropped == [{"0", "6"}, {"0", "1"}]


def test_a_correction_before_the_next_stage_has_entries_shows_who_goes_on(
    app: Flask, make: Make
) -> None:
    contest, _ = with_cut(make, 3)
    last, third, *_ = contest.entry_ids

    shown = effect(proposed(contest, wanted(contest, 0, 0, **HIGH))).next_stage

    assert shown == NextStage(contest.final_id, (last,), (third,), (), "")


def test_an_open_next_stage_is_filled_anew_when_nobody_scored_there(app: Flask, make: Make) -> None:
    contest, second = with_cut(make, 2)
    take_in(contest.organiser, contest.final, seed="test")
    make_panels(contest.organiser, contest.final)
    assign(contest.organiser, contest.final)
    put(contest, contest.final_id, "open")
    proposal = proposed(contest, wanted(contest, 2, 0, **zeros()))
    shown = effect(proposal).next_stage
    assert shown is not None

    done = approve(second, proposal)
    publish(contest, second, contest.stage_id)
    for row in database.session.scalars(
        select(Assignment).where(
            Assignment.stage_id == contest.final_id, Assignment.entry_id == contest.entry_ids[2]
        )
    ).all():
        remove_assignment(contest.organiser, row)
    take_in(contest.organiser, contest.final, seed="test")

    third, second_entry, best = contest.entry_ids[1], contest.entry_ids[2], contest.entry_ids[3]
    assert (shown.joins, shown.leaves, shown.stranded) == (
        (third,),
        (second_entry,),
        (second_entry,),
    )
    assert done.outcome["effect"]["next_stage"]["stranded"] == [second_entry]
    assert set(taken(contest)) == {third, best}


def test_an_entry_that_judges_scored_in_the_next_stage_cannot_be_taken_out(
    app: Flask, make: Make
) -> None:
    contest, second = with_cut(make, 2)
    seat_final(contest)
    put(contest, contest.final_id, "open")
    proposal = proposed(contest, wanted(contest, 2, 0, **zeros()))
    shown = effect(proposal)

    answer = refusal_of(answer_correction, second, proposal, approve=True, seen=shown.seen)

    assert shown.next_stage is not None
    assert shown.next_stage.stranded == (contest.entry_ids[2],)
    assert answer == "correction.next_scored"


def test_the_list_of_a_locked_stage_stays(app: Flask, make: Make) -> None:
    contest, second = with_cut(make, 2)
    seat_final(contest)
    proposal = proposed(contest, wanted(contest, 2, 0, **zeros()))

    answer = refusal_of(
        answer_correction, second, proposal, approve=True, seen=effect(proposal).seen
    )

    assert answer == "correction.next_locked"
    assert fetch(proposal.id).state == "open"


def zeros() -> dict[str, str]:
    return dict.fromkeys(HIGH, "0")


def taken(contest: Contest) -> list[int]:
    rows = select(StageEntry.entry_id).where(StageEntry.stage_id == contest.final_id)
    return list(database.session.scalars(rows))


def test_all_results_that_stand_on_the_sheet_are_computed_anew(app: Flask, make: Make) -> None:
    contest, second = two_stages(make)
    publish(contest, second, contest.final_id)
    whole = publish(contest, second, None)
    skip_notice(contest.organiser, version(whole), reason="内部竞赛")
    proposal = proposed(contest, wanted(contest, 0, 0, novelty="20"))

    done = approve(second, proposal)

    assert states(contest) == [
        (contest.stage_id, 1, "superseded"),
        (contest.final_id, 1, "superseded"),
        (None, 1, "superseded"),
        (contest.stage_id, 2, "computed"),
        (contest.final_id, 2, "computed"),
        (None, 2, "computed"),
    ]
    assert (len(done.outcome["computed"]), done.outcome["blocked"]) == (3, 0)
    parts = (contest.stage_id, contest.final_id, None)
    assert [version(publish(contest, second, part)).state for part in parts] == ["approved"] * 3


def test_a_result_in_public_notice_has_to_go_there_again(app: Flask, make: Make) -> None:
    contest, second = two_stages(make)
    whole = publish(contest, second, None)
    start_notice(contest.organiser, version(whole), until=now() + timedelta(days=5))

    shown = effect(proposed(contest, wanted(contest, 0, 0, novelty="20"))).versions

    assert [(one.stage, one.state, one.noticed) for one in shown] == [
        (contest.stage_id, "approved", False),
        (None, "in_notice", True),
    ]


def test_certificates_whose_award_changes_are_listed_and_stay_valid_until_revoked(
    app: Flask, make: Make
) -> None:
    contest = scoring_contest(make, judges=3, entries=3, state="draft")
    word(contest)
    single_stage_rules(contest, 2, "committee")
    contest.put("open")
    for assignment in contest.assignments():
        place = contest.entry_ids.index(assignment.entry_id)
        contest.submit(assignment, benefit=str(10 + place))
    lock_stage(contest.organiser, stage_of(contest))
    second = second_organiser(contest)
    finalise(contest, second)
    loses, keeps = (one for one in issued(contest))
    proposal = proposed(contest, wanted(contest, 0, 0, **HIGH))

    shown = effect(proposal)
    done = approve(second, proposal)

    last, middle, best = contest.entry_ids
    moves = {move.entry: move.award_changes for move in shown.parts[-1].moves}
    assert moves == {last: True, middle: True, best: True} | {best: False}
    by_entry = {one.entry_id: one.number for one in (loses, keeps)}
    assert [(one.entry, one.number) for one in shown.certificates] == [(middle, by_entry[middle])]
    assert [one.state for one in certificates_of(contest)] == ["valid", "valid"]
    assert [one["entry"] for one in done.outcome["effect"]["certificates"]] == [middle]


def test_the_scan_of_a_correction_is_not_swept(app: Flask, make: Make) -> None:
    contest, _ = with_cut(make, 2)
    ident = propose_correction(
        contest.organiser,
        stage_of(contest),
        wanted(contest, novelty="20"),
        reason="录入错误",
        paper=Paper("评分表.pdf", pdf()),
    )
    place = file_path(fetch(ident).subject["paper"]["key"])
    old = time.time() - 3 * 24 * 3600
    os.utime(place, (old, old))

    sweep()

    assert place.is_file()


def test_a_rehearsal_is_corrected_alike_and_still_deleted_whole(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    ident = make_rehearsal(contest.organiser, contest.competition, with_judges=False)
    request_run(contest.organiser, database.session.get_one(Competition, ident), everything=True)
    run_waiting_jobs()
    stage = scoring_stages(database.session, ident)[0]
    row = database.session.scalars(
        select(Assignment).where(Assignment.stage_id == stage.id).order_by(Assignment.id)
    ).all()[0]
    second = principal_of(cast_of(database.session, ident).second)
    what = Wanted(row.entry_id, row.judge_id, Change.ABSENT)

    proposal = propose_correction(contest.organiser, stage, what, reason="练习更正")
    state = approve(second, fetch(proposal)).state
    delete_rehearsal(contest.organiser, database.session.get_one(Competition, ident))

    assert state == "approved"
    left = select(Proposal.id).where(Proposal.competition_id == ident)
    assert database.session.scalars(left).all() == []
