"""How far a result can be trusted: a lenient judge and two entries of equal merit, planted."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from competition.domain.rules.part import RESULT
from competition.jobs import run_waiting_jobs
from competition.models import AuditRecord, Entry, Judge, ResultVersion, database
from competition.services.judging.locking import lock_stage
from competition.services.judging.recusal import mark_absent
from competition.services.results import trust_ranks
from competition.services.results.compute import compute_result
from competition.services.results.trust import TrustReport, trust_report
from competition.services.results.trust_ranks import request_ranks
from competition.services.setup.rules import current_rule_set, save_rule_set
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import computed, stage_of
from tests.two_stages import two_stages, version

QUALITY = (2, 4, 8, 8, 12, 14)
NOISE = (
    (0, 0.5, -0.5, 0),
    (0.5, 0, 0, -0.5),
    (0, -0.5, 0.5, 0.5),
    (-0.5, 0.5, 0, 0),
    (0.5, -0.5, 0, 0),
    (-0.5, 0, 0.5, 0),
)
LENIENT, MORE = 3, 4


def planted(make: Make, *, favoured: int | None = None, absent: bool = False) -> Contest:
    """Four judges, six entries, three places; the last judge gives four points more.

    The third and the fourth entry are equally good. A favoured judge gives two points more to the
    first three entries, which are of that judge's city.
    """
    contest = scoring_contest(make, judges=4, entries=6, state="draft")
    three_places(contest)
    if favoured is not None:
        settle_in_one_city(contest, favoured)
    contest.put("open")
    for assignment in contest.assignments():
        entry = contest.entry_ids.index(assignment.entry_id)
        judge = contest.judge_ids.index(assignment.judge_id)
        mark = QUALITY[entry] + NOISE[entry][judge] + MORE * (judge == LENIENT)
        mark += 2 * (judge == favoured and entry < 3)
        if absent and (entry, judge) == (0, 0):
            mark_absent(contest.organiser, [assignment.id], "出差未能参加")
        else:
            contest.submit(assignment, benefit=f"{mark:g}")
    lock_stage(contest.organiser, stage_of(contest))
    return contest


def three_places(contest: Contest) -> None:
    """Three entries of each track go on."""
    document: dict[str, Any] = current_rule_set(database.session, contest.ident).document  # type: ignore[union-attr]
    document["stages"]["online"]["steps"][-1]["number"] = 3
    save_rule_set(contest.organiser, contest.competition, document, reason="测试")


def settle_in_one_city(contest: Contest, judge: int) -> None:
    """A judge and the first three entries below one city of the host."""
    city = contest.make.organisation(
        "洛溪市总工会", kind="municipal", parent=contest.competition.organisation
    )
    with database.writing() as session:
        session.get_one(Judge, contest.judge_ids[judge]).organisation_id = city.id
        for ident in contest.entry_ids[:3]:
            session.get_one(Entry, ident).organisation_id = city.id


def report_of(contest: Contest, part: str = "", result: ResultVersion | None = None) -> TrustReport:
    return trust_report(database.session, result or computed(contest), part, "")


def numbers(report: TrustReport, keys: tuple[str, ...]) -> list[str]:
    return [report.entries[key].number for key in keys]


def test_a_lenient_judge_stands_first_with_the_planted_points(app: Flask, make: Make) -> None:
    report = report_of(planted(make))

    assert report.sheets is not None
    first, *others = report.sheets.judges
    assert (first.name, first.signs) == ("评委丁", ("lenient",))
    assert first.profile is not None
    assert first.profile.leniency == pytest.approx(4 - 0.5 / 18)
    assert [one.signs for one in others] == [()] * 3
    assert {one.distant.judge for one in report.sheets.distant[:6]} == {first.key}


def test_leniency_over_the_whole_panel_moves_no_rank(app: Flask, make: Make) -> None:
    report = report_of(planted(make))

    ranks = [(row.line.rank, row.mean, row.least_squares, row.random) for row in report.rows]
    assert ranks == [(place,) * 4 for place in range(1, 7)]


def test_the_panel_agrees_on_entries_so_far_apart(app: Flask, make: Make) -> None:
    report = report_of(planted(make))

    assert report.sheets is not None
    (panel,) = report.sheets.panels
    assert (panel.entries, panel.judges, panel.whole, panel.counted) == (6, 4, 6, 4)
    assert panel.icc is not None
    assert panel.icc.icc2k > 0.9
    assert panel.w is not None
    assert panel.w.w > 0.95


def test_entries_of_equal_merit_at_the_cut_cannot_be_told_apart(app: Flask, make: Make) -> None:
    report = report_of(planted(make))

    (line,) = report.lines
    assert (line.tier, len(line.above)) == ("", 3)
    assert numbers(report, line.alike) == ["DL-003", "DL-004"]


def test_ranks_move_only_where_one_judge_decides(app: Flask, make: Make) -> None:
    report = report_of(planted(make))

    ranges = {
        row.line.number: (row.ranks.best, row.ranks.worst) for row in report.rows if row.ranks
    }
    assert ranges == {
        "DL-006": (1, 1),
        "DL-005": (2, 2),
        "DL-003": (3, 3),
        "DL-004": (3, 4),
        "DL-002": (5, 5),
        "DL-001": (6, 6),
    }
    assert numbers(report, report.lines[0].moving) == ["DL-004"]


def test_marks_for_the_own_city_are_held_against_all_others(each_app: Flask, make: Make) -> None:
    report = report_of(planted(make, favoured=0))

    assert report.sheets is not None
    judge = next(one for one in report.sheets.judges if one.name == "评委甲")
    assert judge.region_name == "洛溪市总工会"
    assert judge.region is not None
    assert judge.region.counts == (3, 3)
    assert judge.region.difference == pytest.approx(2, abs=0.5)
    assert judge.unit == judge.region
    assert {"own_unit", "own_region"} <= set(judge.signs)


def test_an_absent_judge_is_told_and_the_entry_left_out_of_agreement(
    app: Flask, make: Make
) -> None:
    report = report_of(planted(make, absent=True))

    assert report.sheets is not None
    judge = next(one for one in report.sheets.judges if one.name == "评委甲")
    assert (judge.due, judge.done, judge.missing, judge.signs) == (6, 5, 1, ("missing",))
    assert (report.sheets.panels[0].entries, report.sheets.panels[0].whole) == (6, 5)


def test_the_whole_adds_the_stages_up_by_their_weights(app: Flask, make: Make) -> None:
    contest, _second = two_stages(make)
    ident = compute_result(contest.organiser, contest.competition, None)
    result = database.session.get_one(ResultVersion, ident)

    whole, stage, final = (
        report_of(contest, part, result) for part in (RESULT, "online", "defence")
    )

    by_entry = {row.line.key: row for row in stage.rows}
    last = {row.line.key: row for row in final.rows}
    for row in whole.rows:
        first, second = by_entry[row.line.key].interval, last[row.line.key].interval
        assert row.interval is not None
        assert first is not None
        assert second is not None
        assert row.interval.estimate == pytest.approx(0.3 * first.estimate + 0.7 * second.estimate)
    assert whole.sheets is None
    assert [key for key, _ in whole.parts] == ["online", "defence", "result"]
    assert whole.has_ranges


def test_a_large_contest_is_worked_out_by_a_job_once(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    contest = planted(make)
    monkeypatch.setattr(trust_ranks, "AT_ONCE", 0)
    ident = computed(contest).id

    before = report_of(contest, result=version(ident))
    asked = [
        request_ranks(contest.organiser, version(ident), before.part, before.group) for _ in "12"
    ]
    waiting = report_of(contest, result=version(ident))
    run_waiting_jobs()
    after = report_of(contest, result=version(ident))

    assert (before.has_ranges, before.job, before.cost) == (False, None, 24 * 4)
    assert asked[0] == asked[1]
    assert waiting.job is not None
    assert after.has_ranges
    assert [row.ranks.worst for row in after.rows if row.ranks] == [1, 2, 3, 4, 5, 6]
    actions = select(AuditRecord.action).where(AuditRecord.action == "result.trust")
    assert len(database.session.scalars(actions).all()) == 1


def test_looking_changes_nothing(app: Flask, make: Make) -> None:
    contest = planted(make)
    result = computed(contest)
    before = (result.facts_digest, result.outcome_digest, result.state)

    report_of(contest, result=result)

    assert not database.session.dirty
    assert not database.session.new
    assert (result.facts_digest, result.outcome_digest, result.state) == before


def test_a_distant_sheet_says_what_rank_there_is_without_it(app: Flask, make: Make) -> None:
    report = report_of(planted(make))

    assert report.sheets is not None
    lenient = report.sheets.judges[0].key
    told = [(o.rank, o.without) for o in report.sheets.distant if o.distant.judge == lenient]
    still = [(str(rank), str(rank)) for rank in (1, 2, 4, 5, 6)]
    assert sorted(told) == sorted([*still, ("3", "4")])
