"""Entries taken in, panels made, judges assigned without conflicts, replaced, absent, recused."""

from collections import Counter

import pytest
from sqlalchemy import select

from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    Entry,
    EntryMember,
    Panel,
    PanelJudge,
    StageEntry,
    database,
)
from competition.services.judging.assigning import assign, assign_by_hand, remove_assignment
from competition.services.judging.conflicts import declare_conflict
from competition.services.judging.judges import add_judge, withdraw_judge
from competition.services.judging.locking import lock_stage, what_is_missing
from competition.services.judging.panels import make_panels, move_entry, seat_judge
from competition.services.judging.recusal import (
    mark_absent,
    mark_judge_absent,
    recuse,
    replace_judge,
)
from competition.services.judging.stage_entries import take_in
from tests.factories import Make
from tests.judging_factories import (
    Contest,
    add_entries,
    call_judge,
    new_contest,
    scoring_contest,
)

pytestmark = pytest.mark.usefixtures("app")


def pairs(contest: Contest, state: str = "assigned") -> set[tuple[int, int]]:
    return {(row.judge_id, row.entry_id) for row in contest.assignments() if row.state == state}


def places(contest: Contest) -> dict[int, tuple[str, int]]:
    database.session.rollback()
    return {
        row.entry_id: (row.blind_code, row.draw_order)
        for row in database.session.scalars(
            select(StageEntry).where(StageEntry.stage_id == contest.stage_id)
        )
    }


def test_entries_that_passed_are_taken_in_with_codes_that_later_ones_leave_alone(
    make: Make,
) -> None:
    contest = new_contest(make)
    add_entries(contest, 3)
    add_entries(contest, 1, state="rejected")
    first = take_in(contest.organiser, contest.stage)
    before = places(contest)
    add_entries(contest, 2)

    second = take_in(contest.organiser, contest.stage)

    after = places(contest)
    assert (first, second) == (3, 2)
    assert {entry: after[entry] for entry in before} == before
    assert sorted(order for _, order in after.values()) == [1, 2, 3, 4, 5]
    assert len({code for code, _ in after.values()}) == 5


def test_an_entry_that_is_withdrawn_leaves_while_nobody_is_assigned(make: Make) -> None:
    contest = new_contest(make)
    add_entries(contest, 2)
    take_in(contest.organiser, contest.stage)
    with database.writing() as session:
        session.get_one(Entry, contest.entry_ids[0]).state = "withdrawn"

    take_in(contest.organiser, contest.stage)

    assert set(places(contest)) == {contest.entry_ids[1]}


def test_a_later_stage_waits_for_the_result_before_it(make: Make) -> None:
    contest = scoring_contest(make)

    with pytest.raises(Refusal, match=r"stage\.nothing_advances"):
        take_in(contest.organiser, contest.final)


def test_panels_follow_tracks_and_judges_sit_on_as_few_as_possible(make: Make) -> None:
    contest = new_contest(make)
    for track, count in (("DL", 8), ("JX", 4), ("TX", 2)):
        add_entries(contest, count, track=track)
    for _ in range(12):
        call_judge(contest)
    take_in(contest.organiser, contest.stage)

    panels = make_panels(contest.organiser, contest.stage, seats=3)

    seats = Counter(
        database.session.scalars(
            select(PanelJudge.judge_id).join(Panel, Panel.id == PanelJudge.panel_id)
        )
    )
    held = Counter(
        database.session.scalars(
            select(StageEntry.panel_id).where(StageEntry.stage_id == contest.stage_id)
        )
    )
    assert [panel.name for panel in panels] == ["电力 1", "电力 2", "机械", "通信"]
    assert set(seats.values()) == {1} and len(seats) == 12
    assert [held[panel.id] for panel in panels] == [4, 4, 4, 2]


def test_few_judges_sit_on_every_panel(make: Make) -> None:
    contest = new_contest(make)
    add_entries(contest, 2, track="DL")
    add_entries(contest, 2, track="JX")
    for _ in range(3):
        call_judge(contest)
    take_in(contest.organiser, contest.stage)

    make_panels(contest.organiser, contest.stage)
    done = assign(contest.organiser, contest.stage)

    assert (done.added, done.least, done.most) == (12, 4, 4)


def test_expertise_decides_between_judges_who_are_otherwise_alike(make: Make) -> None:
    contest = new_contest(make)
    add_entries(contest, 1, track="DL")
    add_entries(contest, 1, track="JX")
    machinist = call_judge(contest, expertise="机械制造").id
    electrician = call_judge(contest, expertise="电力系统").id
    take_in(contest.organiser, contest.stage)

    make_panels(contest.organiser, contest.stage, seats=1)

    rows = database.session.execute(
        select(Panel.name, PanelJudge.judge_id).join(PanelJudge, PanelJudge.panel_id == Panel.id)
    )
    seated = {row.name: row.judge_id for row in rows}
    assert seated == {"电力": electrician, "机械": machinist}


def test_panels_in_use_are_not_made_again(make: Make) -> None:
    contest = scoring_contest(make)

    with pytest.raises(Refusal, match=r"panels\.in_use"):
        make_panels(contest.organiser, contest.stage)


def conflicted(make: Make) -> Contest:
    """Three judges and four entries; the first judge's unit has to do with three of them."""
    contest = new_contest(make)
    federation = make.organisation("锦川市总工会")
    company = make.organisation("锦川电力公司", parent=federation, kind="enterprise_union")
    call_judge(contest, "评委甲", organisation=company)
    call_judge(contest, "评委乙")
    call_judge(contest, "评委丙")
    add_entries(contest, 1, organisation=company)
    add_entries(contest, 1, organisation=federation)
    add_entries(contest, 1, unit_name="锦川 电力公司", member="欧阳明")
    add_entries(contest, 1, member="诸葛亮")
    take_in(contest.organiser, contest.stage)
    return contest


def barred(contest: Contest) -> dict[int, set[int]]:
    """By place of the judge, places of the entries that the judge did not get."""
    make_panels(contest.organiser, contest.stage)
    assign(contest.organiser, contest.stage)
    got = pairs(contest)
    return {
        place: {at for at, entry in enumerate(contest.entry_ids) if (judge, entry) not in got}
        for place, judge in enumerate(contest.judge_ids)
    }


def test_a_judge_gets_no_entry_of_the_own_unit_of_one_above_or_of_its_typed_name(
    make: Make,
) -> None:
    assert barred(conflicted(make)) == {0: {0, 1, 2}, 1: set(), 2: set()}


def test_declared_units_and_persons_are_avoided(make: Make) -> None:
    contest = conflicted(make)
    second, third = contest.judges[1:]
    declare_conflict(contest.organiser, second, person_name="诸葛亮")
    declare_conflict(contest.organiser, third, unit_name="锦川电力公司")

    assert barred(contest) == {0: {0, 1, 2}, 1: {3}, 2: {0, 2}}


def test_a_judge_never_gets_the_own_entry_nor_one_of_a_namesake(make: Make) -> None:
    contest = conflicted(make)
    namesake = call_judge(contest, "欧阳明")
    own = call_judge(contest, "黄某")
    person = own.account.person_id
    with database.writing() as session:
        session.add(
            EntryMember(entry_id=contest.entry_ids[3], position=2, name="黄 某某", person_id=person)
        )

    found = barred(contest)

    assert namesake.id and (found[3], found[4]) == ({2}, {3})


def test_an_entry_with_too_few_judges_is_named_by_its_number(make: Make) -> None:
    contest = conflicted(make)
    make_panels(contest.organiser, contest.stage)

    with pytest.raises(Refusal) as refused:
        assign(contest.organiser, contest.stage, per_entry=3)

    assert refused.value.code == "assignment.short"
    assert refused.value.values["entries"] == "DL-001, DL-002, DL-003"
    assert pairs(contest) == set()


def test_a_conflict_by_hand_is_named_first_and_needs_a_second_press(make: Make) -> None:
    contest = conflicted(make)
    make_panels(contest.organiser, contest.stage)
    judge, entry = contest.judge_ids[0], contest.entry_ids[0]

    with pytest.raises(Refusal) as refused:
        assign_by_hand(contest.organiser, contest.stage, judge, entry)
    assign_by_hand(contest.organiser, contest.stage, judge, entry, in_spite=True)

    assert (refused.value.code, refused.value.values) == (
        "assignment.conflict",
        {"name": "评委甲", "barrier": "same_organisation"},
    )
    assert pairs(contest) == {(judge, entry)}


def test_assigning_again_keeps_what_is_there_and_serves_new_entries(make: Make) -> None:
    contest = scoring_contest(make, state="draft")
    before = pairs(contest)
    (new,) = add_entries(contest, 1)
    ident = new.id
    take_in(contest.organiser, contest.stage)

    done = assign(contest.organiser, contest.stage)

    assert done.added == 3
    assert pairs(contest) - before == {(judge, ident) for judge in contest.judge_ids}


def test_an_assignment_with_a_sheet_cannot_be_taken_back(make: Make) -> None:
    contest = scoring_contest(make)
    first, second = contest.assignments(0)[:2]
    contest.submit(first)

    with pytest.raises(Refusal, match=r"assignment\.has_sheet"):
        remove_assignment(contest.organiser, first)
    remove_assignment(contest.organiser, second)

    assert second.id not in {row.id for row in contest.assignments()}


def test_a_substitute_takes_the_open_entries_and_submitted_sheets_stay(make: Make) -> None:
    contest = scoring_contest(make)
    substitute = call_judge(contest, "评委丁").id
    done = contest.assignments(0)[0]
    contest.submit(done)

    moved = replace_judge(
        contest.organiser, contest.stage, contest.judge_ids[0], substitute, "出差"
    )

    held = {row.entry_id for row in contest.assignments(3)}
    assert moved == 3
    assert held == set(contest.entry_ids) - {done.entry_id}
    assert Counter(row.state for row in contest.assignments(0)) == {"assigned": 1, "replaced": 3}


def test_without_a_substitute_the_rest_of_the_panel_takes_over(make: Make) -> None:
    contest = new_contest(make)
    add_entries(contest, 4)
    for _ in range(3):
        call_judge(contest)
    take_in(contest.organiser, contest.stage)
    make_panels(contest.organiser, contest.stage)
    assign(contest.organiser, contest.stage, per_entry=1)
    leaving = next(place for place in range(3) if any(contest.assignments(place)))
    count = len(contest.assignments(leaving))

    moved = replace_judge(
        contest.organiser, contest.stage, contest.judge_ids[leaving], None, "生病"
    )

    assert moved == count
    assert {entry for _, entry in pairs(contest)} == set(contest.entry_ids)
    assert contest.judge_ids[leaving] not in {judge for judge, _ in pairs(contest)}


def test_absence_is_recorded_only_where_nothing_was_submitted(make: Make) -> None:
    contest = scoring_contest(make)
    first, second = contest.assignments(0)[:2]
    contest.submit(first)

    with pytest.raises(Refusal, match=r"assignment\.has_sheet"):
        mark_absent(contest.organiser, [first.id, second.id], "未到")
    count = mark_judge_absent(contest.organiser, contest.stage, contest.judge_ids[0], "未到")

    assert count == 3
    assert Counter(row.state for row in contest.assignments(0)) == {"assigned": 1, "absent": 3}


def test_absence_can_settle_what_is_missing_after_the_lock_but_recusal_comes_too_late(
    make: Make,
) -> None:
    contest = scoring_contest(make)
    lock_stage(contest.organiser, contest.stage)
    first = contest.assignments(0)[0]

    with pytest.raises(Refusal, match=r"stage\.locked"):
        recuse(contest.principal(0), first, "related")
    mark_judge_absent(contest.organiser, contest.stage, contest.judge_ids[0], "未到")

    assert {row.state for row in contest.assignments(0)} == {"absent"}


def test_the_lock_names_what_is_missing(make: Make) -> None:
    contest = scoring_contest(make)
    contest.submit(contest.assignments(0)[0])
    recuse(contest.principal(1), contest.assignments(1)[0], "related")

    missing = what_is_missing(contest.stage_id)

    assert missing.sheets == 10
    assert missing.judges == (("评委丙", 4), ("评委乙", 3), ("评委甲", 3))
    assert missing.unassigned == 0


def test_a_stage_is_locked_once_and_only_when_open(make: Make) -> None:
    contest = scoring_contest(make, state="draft")
    with pytest.raises(Refusal, match=r"stage\.not_open"):
        lock_stage(contest.organiser, contest.stage)
    contest.put("open")
    lock_stage(contest.organiser, contest.stage)

    with pytest.raises(Refusal, match=r"stage\.locked"):
        lock_stage(contest.organiser, contest.stage)

    assert contest.stage.locked_by_id == contest.organiser.account_id


def test_after_the_lock_nothing_of_a_stage_changes(make: Make) -> None:
    contest = scoring_contest(make)
    lock_stage(contest.organiser, contest.stage)
    stage, assignment = contest.stage, contest.assignments(0)[0]
    acts = (
        lambda: take_in(contest.organiser, stage),
        lambda: make_panels(contest.organiser, stage),
        lambda: assign(contest.organiser, stage),
        lambda: assign_by_hand(
            contest.organiser, stage, contest.judge_ids[0], contest.entry_ids[0]
        ),
        lambda: remove_assignment(contest.organiser, assignment),
        lambda: replace_judge(contest.organiser, stage, contest.judge_ids[0], None, "出差"),
    )

    for act in acts:
        with pytest.raises(Refusal, match=r"stage\.locked"):
            act()


def test_ids_of_another_competition_are_unknown(make: Make) -> None:
    contest = scoring_contest(make)
    other = scoring_contest(make, name="另一项大赛")
    panel = database.session.scalars(
        select(Panel).where(Panel.stage_id == contest.stage_id)
    ).first()
    foreign = database.session.scalars(
        select(Panel.id).where(Panel.stage_id == other.stage_id)
    ).first()
    assert panel is not None and foreign is not None
    acts = (
        (lambda: seat_judge(contest.organiser, panel, other.judge_ids[0]), "judge.unknown"),
        (
            lambda: assign_by_hand(
                contest.organiser, contest.stage, other.judge_ids[0], contest.entry_ids[0]
            ),
            "judge.unknown",
        ),
        (
            lambda: assign_by_hand(
                contest.organiser, contest.stage, contest.judge_ids[0], other.entry_ids[0]
            ),
            "stage.entry_unknown",
        ),
        (
            lambda: move_entry(contest.organiser, contest.stage, contest.entry_ids[0], foreign),
            "panels.unknown",
        ),
        (
            lambda: replace_judge(
                contest.organiser, contest.stage, contest.judge_ids[0], other.judge_ids[0], "出差"
            ),
            "judge.unknown",
        ),
        (
            lambda: mark_absent(
                contest.organiser,
                [contest.assignments(0)[0].id, other.assignments(0)[0].id],
                "未到",
            ),
            "assignment.unknown",
        ),
    )

    for act, code in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == code


def test_a_judge_is_called_once_and_may_leave_only_without_open_work(make: Make) -> None:
    contest = scoring_contest(make)
    judge = contest.judges[0]

    with pytest.raises(Refusal, match=r"judge\.twice"):
        add_judge(contest.organiser, contest.competition, judge.account_id)
    with pytest.raises(Refusal, match=r"judge\.busy"):
        withdraw_judge(contest.organiser, judge)
    replace_judge(contest.organiser, contest.stage, judge.id, call_judge(contest).id, "出差")
    withdraw_judge(contest.organiser, contest.judges[0])

    assert contest.judges[0].withdrawn_at is not None
    assert database.session.scalars(
        select(Assignment.state).where(Assignment.judge_id == contest.judge_ids[0])
    ).unique().all() == ["replaced"]
