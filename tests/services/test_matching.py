"""The best assignment of a stage: asked for, worked out, put in force."""

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select

from competition.domain.refusal import Refusal
from competition.jobs.runner import run_waiting_jobs
from competition.models import Job, Track, database
from competition.services.judging.assigning import assign, assign_by_hand
from competition.services.judging.conflicts import declare_conflict
from competition.services.judging.judges import withdraw_judge
from competition.services.judging.matching import adopt_plan, last_plan, request_plan
from competition.services.judging.matching_task import ANEW, FEWEST, Demands
from competition.services.judging.panels import make_panels
from competition.services.judging.recusal import mark_judge_absent
from competition.services.judging.stage_entries import take_in
from competition.services.judging.trades import set_trade, tracks_known
from tests.factories import Make
from tests.judging_factories import SIGNS, Contest, add_entries, call_judge, new_contest

pytestmark = pytest.mark.usefixtures("app")
TWO = Demands(per_entry=2)


def ready(make: Make, *, judges: int = 6) -> Contest:
    """Three entries in each of two tracks, all judges seated, nobody assigned."""
    contest = new_contest(make)
    add_entries(contest, 3, track="DL")
    add_entries(contest, 3, track="JX", unit_name="蜀江机械厂")
    for number in range(judges):
        call_judge(contest, f"评委{SIGNS[number]}")
    take_in(contest.organiser, contest.stage, seed="test")
    make_panels(contest.organiser, contest.stage, seats=3, seed="test")
    return contest


def track(contest: Contest, key: str) -> int:
    found = select(Track.id).where(Track.competition_id == contest.ident, Track.key == key)
    return database.session.scalars(found).one()


def planned(contest: Contest, demands: Demands) -> Job:
    """The job, done."""
    request_plan(contest.organiser, contest.stage, demands)
    run_waiting_jobs()
    job = last_plan(contest.stage)
    assert job is not None
    return job


def adopted(contest: Contest, demands: Demands) -> Job:
    job = planned(contest, demands)
    adopt_plan(contest.organiser, contest.stage, job.id)
    return job


def pairs(contest: Contest) -> set[tuple[int, int]]:
    rows = contest.assignments()
    return {(row.judge_id, row.entry_id) for row in rows if row.state == "assigned"}


def test_a_plan_changes_nothing_until_it_is_adopted(make: Make) -> None:
    contest = ready(make)

    job = planned(contest, TWO)
    before = pairs(contest)
    added = adopt_plan(contest.organiser, contest.stage, job.id)

    assert (job.state, job.outcome["proven"], before) == ("done", True, set())
    assert added == 12
    assert Counter(entry for _, entry in pairs(contest)) == dict.fromkeys(contest.entry_ids, 2)
    assert set(Counter(judge for judge, _ in pairs(contest)).values()) <= {1, 2, 3}
    assert sum(job.outcome["parts"]) == 6 and len(job.outcome["parts"]) == 1


def test_judges_get_the_entries_of_the_tracks_they_know(make: Make) -> None:
    contest = ready(make)
    for place, judge in enumerate(contest.judges):
        key = "DL" if place < 3 else "JX"
        set_trade(contest.organiser, judge, is_senior=False, track_ids=[track(contest, key)])

    job = adopted(contest, replace(TWO, connected=False))

    power = set(contest.entry_ids[:3])
    assert job.outcome["total"] == 12_000
    assert all(
        (judge in contest.judge_ids[:3]) == (entry in power) for judge, entry in pairs(contest)
    )


def test_every_entry_gets_a_senior_where_that_is_asked(make: Make) -> None:
    contest = ready(make)
    for judge in contest.judges[:2]:
        set_trade(contest.organiser, judge, is_senior=True, track_ids=[])

    adopted(contest, replace(TWO, senior=True, high=3))

    seen = {entry for judge, entry in pairs(contest) if judge in contest.judge_ids[:2]}
    assert seen == set(contest.entry_ids)


def test_no_judge_gets_an_entry_in_conflict(make: Make) -> None:
    contest = ready(make)
    declare_conflict(contest.organiser, contest.judges[0], unit_name="蜀江机械厂")

    adopted(contest, TWO)

    machines = set(contest.entry_ids[3:])
    assert (
        not {entry for judge, entry in pairs(contest) if judge == contest.judge_ids[0]} & machines
    )


def test_demands_that_nobody_can_meet_are_refused_by_the_entrys_number(make: Make) -> None:
    contest = ready(make, judges=3)
    for judge in contest.judges[:2]:
        declare_conflict(contest.organiser, judge, unit_name="蜀江机械厂")

    job = planned(contest, TWO)

    assert (job.state, job.outcome["code"]) == ("failed", "matching.judges")
    assert job.outcome["values"] == {
        "count": 3,
        "needed": 2,
        "entries": "JX-004, JX-005, JX-006",
    }


def test_what_was_assigned_stays_and_counts(make: Make) -> None:
    contest = ready(make)
    assign_by_hand(contest.organiser, contest.stage, contest.judge_ids[5], contest.entry_ids[0])
    kept = pairs(contest)

    adopted(contest, TWO)

    assert kept < pairs(contest)
    assert Counter(entry for _, entry in pairs(contest)) == dict.fromkeys(contest.entry_ids, 2)


def test_sheets_stay_where_the_rest_is_assigned_anew(make: Make) -> None:
    contest = ready(make)
    assign(contest.organiser, contest.stage, per_entry=2)
    contest.put("open")
    begun = contest.assignments()[0]
    contest.submit(begun)
    for judge in contest.judges:
        known = [track(contest, "DL")] if judge.id != begun.judge_id else [track(contest, "JX")]
        set_trade(contest.organiser, judge, is_senior=False, track_ids=known)

    adopted(contest, replace(TWO, existing=ANEW))

    assert (begun.judge_id, begun.entry_id) in pairs(contest)
    assert len(pairs(contest)) == 12


def test_the_gaps_of_an_absent_judge_are_filled_with_the_fewest_changes(make: Make) -> None:
    contest = ready(make)
    adopted(contest, TWO)
    mark_judge_absent(contest.organiser, contest.stage, contest.judge_ids[0], "病假")
    left = pairs(contest)

    job = adopted(contest, replace(TWO, existing=FEWEST, low=0))

    assert job.outcome["dropped"] == 0
    assert left < pairs(contest)
    assert Counter(entry for _, entry in pairs(contest)) == dict.fromkeys(contest.entry_ids, 2)


def test_a_plan_that_the_stage_has_outgrown_is_not_adopted(make: Make) -> None:
    contest = ready(make)
    job = planned(contest, TWO)
    judge = contest.judges[0]
    declare_conflict(contest.organiser, judge, unit_name="蜀江机械厂")
    for number in (1, 2, 3):
        declare_conflict(contest.organiser, judge, unit_name=f"蜀江第{number}电力检修公司")

    with pytest.raises(Refusal, match="matching.stale"):
        adopt_plan(contest.organiser, contest.stage, job.id)

    assert pairs(contest) == set()


def test_a_withdrawn_judge_takes_the_plan_with_them(make: Make) -> None:
    contest = ready(make)
    job = planned(contest, TWO)
    withdraw_judge(contest.organiser, contest.judges[0])

    with pytest.raises(Refusal, match="matching.stale"):
        adopt_plan(contest.organiser, contest.stage, job.id)


def test_a_second_plan_waits_for_the_first(make: Make) -> None:
    contest = ready(make)
    request_plan(contest.organiser, contest.stage, TWO)

    with pytest.raises(Refusal, match="matching.waiting"):
        request_plan(contest.organiser, contest.stage, TWO)


@pytest.mark.parametrize(
    "demands", [Demands(per_entry=0), Demands(per_entry=2, low=3, high=2), Demands(2, existing="x")]
)
def test_senseless_demands_are_refused(make: Make, demands: Demands) -> None:
    contest = ready(make, judges=3)

    with pytest.raises(Refusal, match="matching.demands"):
        request_plan(contest.organiser, contest.stage, demands)


def test_what_a_judge_is_known_for_is_of_their_own_competition(make: Make) -> None:
    contest, other = ready(make, judges=3), new_contest(make, name="另一项竞赛")
    judge, own = contest.judges[0], track(contest, "JX")
    set_trade(contest.organiser, judge, is_senior=True, track_ids=[own])

    with pytest.raises(Refusal, match="judge.track"):
        set_trade(contest.organiser, judge, is_senior=False, track_ids=[track(other, "JX")])

    known = [track.id for track, known in tracks_known(contest.judges[0]) if known]
    assert (contest.judges[0].is_senior, known) == (True, [own])


def test_a_plan_made_anew_tells_what_of_the_assignments_in_force_would_go(make: Make) -> None:
    contest = ready(make)
    assign(contest.organiser, contest.stage, per_entry=3)
    before = pairs(contest)

    job = planned(contest, replace(TWO, existing=ANEW))
    adopt_plan(contest.organiser, contest.stage, job.id)

    assert job.outcome["added"] == len(pairs(contest) - before)
    assert job.outcome["dropped"] == len(before - pairs(contest)) >= 6
