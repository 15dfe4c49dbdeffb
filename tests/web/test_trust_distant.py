"""What a far-off sheet costs its entry, also where the rules look across entries."""

import pytest
from flask import Flask

from competition.models import Decision, database
from competition.services.judging.locking import lock_stage
from competition.services.results import trust_distant
from competition.services.results.trust import trust_report
from competition.services.results.trust_distant import DistantSheet
from competition.services.runtime import now
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import computed, stage_of
from tests.services.test_trust import planted
from tests.visitor import Visitor, words

COLUMN, TOLD = "不计此份的名次", "没有逐份算出不计此份的名次"


def decided(make: Make) -> Contest:
    """The planted contest with an order recorded among two entries of the ranking."""
    contest = planted(make)
    among = [f"e{ident}" for ident in contest.entry_ids[2:4]]
    subject = {"part": "online", "step": "rank", "among": among, "chosen": among}
    with database.writing() as session:
        session.add(
            Decision(
                competition_id=contest.ident,
                stage_id=contest.stage_id,
                kind="order",
                subject=subject,
                reason="投票",
                decided_by_id=contest.organiser.account_id,
                decided_at=now(),
            )
        )
    return contest


def distant(contest: Contest) -> tuple[DistantSheet, ...]:
    report = trust_report(database.session, computed(contest), "online", "")
    assert report.sheets is not None
    return report.sheets.distant


def test_ranks_without_a_sheet_are_told_where_people_decided_a_tie(app: Flask, make: Make) -> None:
    shown = distant(decided(make))

    lenient = shown[0].distant.judge
    told = [(one.rank, one.without) for one in shown if one.distant.judge == lenient]
    still = [(str(rank), str(rank)) for rank in (1, 2, 4, 5, 6)]
    assert sorted(told) == sorted([*still, ("3", "4")])
    assert None not in [one.without for one in shown]


def test_what_is_too_much_to_calculate_is_said_once_and_not_by_dashes(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    contest = decided(make)
    organiser = Visitor(app, contest.organiser.account_id)
    path = f"/organiser/results/{computed(contest).id}/trust"

    calculated = words(organiser.get(path))
    monkeypatch.setattr(trust_distant, "AT_ONCE", 0)
    told = words(organiser.get(path))

    assert (calculated.count(TOLD), TOLD in told, told.count(COLUMN)) == (0, True, 1)
    assert calculated.count(COLUMN) == 1


def test_marks_equal_to_those_of_the_others_are_not_among_the_furthest(
    app: Flask, make: Make
) -> None:
    contest = scoring_contest(make, judges=3, entries=2, state="draft")
    contest.put("open")
    for assignment in contest.assignments():
        is_far = assignment.entry_id == contest.entry_ids[0]
        is_far = is_far and assignment.judge_id == contest.judge_ids[0]
        contest.submit(assignment, benefit="14" if is_far else "10")
    lock_stage(contest.organiser, stage_of(contest))

    shown = distant(contest)

    assert [one.distant.mark - one.distant.others for one in shown] == [4, -2, -2]
