"""The organiser's side of judging: judges, panels, one entry's judges, the board, the lock."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Conflict, Judge, Notification, Panel, database
from competition.services.judging.conflicts import declare_conflict
from competition.services.judging.locking import entries_short
from competition.services.judging.recusal import recuse
from tests.factories import Make
from tests.judging_factories import Contest, call_judge, new_contest, scoring_contest
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("app")
Come = Callable[..., Visitor]
Counting = Callable[[], AbstractContextManager[list[str]]]


def at(contest: Contest, place: str) -> str:
    return f"/organiser/competitions/{contest.ident}/{place}"


def panel_id(contest: Contest) -> int:
    return database.session.scalars(
        select(Panel.id).where(Panel.stage_id == contest.stage_id)
    ).one()


def pages(contest: Contest) -> dict[str, str]:
    stage = f"/organiser/stages/{contest.stage_id}"
    return {
        "judges": at(contest, "judges"),
        "judge": f"/organiser/judges/{contest.judge_ids[0]}",
        "panels": at(contest, "panels"),
        "panel": f"/organiser/panels/{panel_id(contest)}",
        "entry": f"{stage}/entries/{contest.entry_ids[0]}",
        "board": at(contest, "board"),
        "lock": f"{stage}/lock",
    }


def test_somebody_with_the_judges_role_is_called_by_a_form(make: Make, visitor: Come) -> None:
    contest = new_contest(make)
    account = make.account(Role.JUDGE, competition_id=contest.ident, name="韦明").account_id
    make.organisation("锦川市总工会")
    organiser = visitor(contest.organiser)

    organiser.post(
        at(contest, "judges"),
        {"account": str(account), "unit": "锦川市总工会", "expertise": "化工", "is_chief": "y"},
    )

    text = words(organiser.get(at(contest, "judges")))
    assert "韦明 评审组长" in text and "锦川市总工会" in text and "化工" in text


def test_everybody_with_the_role_is_called_at_once(make: Make, visitor: Come) -> None:
    contest = new_contest(make)
    for name in ("韦明", "韦亮"):
        make.account(Role.JUDGE, competition_id=contest.ident, name=name)
    chief = make.account(Role.CHIEF_JUDGE, competition_id=contest.ident, name="韦清")
    organiser = visitor(contest.organiser)

    organiser.post(at(contest, "judges/all"))
    organiser.post(at(contest, "judges/all"))

    judges = database.session.execute(select(Judge.name, Judge.is_chief, Judge.account_id)).all()
    assert {(row.name, row.is_chief) for row in judges} == {
        ("韦明", False),
        ("韦亮", False),
        ("韦清", True),
    }
    assert chief.account_id in {row.account_id for row in judges}


def test_an_account_without_the_role_here_cannot_be_called(make: Make, visitor: Come) -> None:
    contest = new_contest(make)
    stranger = make.account(Role.JUDGE, organisation=make.organisation()).account_id

    visitor(contest.organiser).post(at(contest, "judges"), {"account": str(stranger)}, status=422)

    assert contest.judges == []


def test_a_stage_is_set_up_step_by_step(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make, assigned=False)
    organiser = visitor(contest.organiser)
    stage = f"/organiser/stages/{contest.stage_id}"
    said = []

    for step, form in (
        ("take-in", {}),
        ("panels", {"seats": "7"}),
        ("assign", {"per_entry": ""}),
    ):
        answer = organiser.post(f"{stage}/{step}", form)
        said.append(words(organiser.follow(answer)))

    assert "新进入本阶段 4 个项目" in said[0]
    assert "已设 1 个评审组" in said[1]
    assert "新分配 12 项，避开 0 处利害关系，每位评委 4 项" in said[2]


@pytest.mark.parametrize("seats", ["0", "31", "七", ""])
def test_a_panel_has_one_to_thirty_seats(make: Make, visitor: Come, seats: str) -> None:
    contest = scoring_contest(make, assigned=False)
    organiser = visitor(contest.organiser)

    answer = organiser.post(f"/organiser/stages/{contest.stage_id}/panels", {"seats": seats})

    assert "每组评委人数请填 1 到 30" in words(organiser.follow(answer))


def test_a_conflict_by_hand_is_named_and_can_be_overruled(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    substitute = call_judge(contest, "评委丁")
    ident = substitute.id
    declare_conflict(contest.organiser, substitute, person_name="完成人乙")
    organiser = visitor(contest.organiser)
    place = f"/organiser/stages/{contest.stage_id}/entries/{contest.entry_ids[0]}"

    warned = organiser.post(f"{place}/judges", {"judge": str(ident)}, status=422)
    before = len(contest.assignments())
    organiser.post(f"{place}/judges", {"judge": str(ident), "in_spite": "1"})

    assert "评委丁：已申报与完成人有利害关系" in words(warned)
    assert (before, len(contest.assignments())) == (12, 13)


def test_the_board_shows_who_has_scored_but_never_a_mark(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    contest.submit(contest.assignments(0)[0], novelty="27.5")

    text = words(visitor(contest.organiser).get(at(contest, "board")))

    assert "已交 1 / 12" in text
    assert "1 / 4" in text
    assert "27.5" not in text and "87.5" not in text


def test_no_page_of_the_organiser_shows_a_mark_before_the_lock(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    contest.submit(contest.assignments(0)[0], novelty="29.5")
    organiser = visitor(contest.organiser)

    for path in pages(contest).values():
        text = words(organiser.get(path))
        assert "29.5" not in text and "89.5" not in text, path


def test_late_judges_are_reminded_once_each(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    for assignment in contest.assignments(0) + contest.assignments(1):
        contest.submit(assignment)
    late = contest.judges[2].account_id
    organiser = visitor(contest.organiser)

    organiser.post(f"/organiser/stages/{contest.stage_id}/nudge")

    rows = database.session.scalars(
        select(Notification).where(Notification.code == "judging.nudge")
    ).all()
    assert [(row.account_id, row.values["left"]) for row in rows] == [(late, 4)]


def test_the_lock_page_names_what_is_missing_and_then_locks(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    contest.submit(contest.assignments(0)[0])
    organiser = visitor(contest.organiser)
    place = f"/organiser/stages/{contest.stage_id}/lock"

    page = words(organiser.get(place))
    organiser.post(place)

    assert "还有 11 份评分表没有提交" in page
    assert "评委甲" in page
    assert contest.stage.state == "locked"


def test_nothing_is_called_assigned_before_an_entry_came_in(make: Make, visitor: Come) -> None:
    contest = new_contest(make)

    page = words(visitor(contest.organiser).get(at(contest, "panels")))

    assert "全部已分配" not in page
    assert "让项目进入本阶段" in page


def test_the_lock_page_warns_of_entries_that_would_stay_without_a_score(
    make: Make, visitor: Come
) -> None:
    contest = scoring_contest(make)
    away, *others = (row for number in range(3) for row in contest.assignments(number))
    recuse(contest.principal(0), away, "related")
    for assignment in others:
        contest.submit(assignment)

    page = words(visitor(contest.organiser).get(f"/organiser/stages/{contest.stage_id}/lock"))

    assert entries_short(contest.stage) == (1, 3)
    assert "有 1 个项目的评分表不足 3 份，不能计分" in page
    assert "评分表已全部提交" not in page


def test_a_judge_is_replaced_and_marked_absent_from_their_page(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    substitute = call_judge(contest, "评委丁").id
    organiser = visitor(contest.organiser)
    stage = f"/organiser/stages/{contest.stage_id}"

    organiser.post(
        f"{stage}/judges/{contest.judge_ids[0]}/replace",
        {"substitute": str(substitute), "reason": "出差"},
    )
    organiser.post(f"{stage}/judges/{contest.judge_ids[1]}/absent", {"reason": "未到"})

    assert {row.state for row in contest.assignments(0)} == {"replaced"}
    assert {row.state for row in contest.assignments(1)} == {"absent"}
    assert {row.state for row in contest.assignments(3)} == {"assigned"}


def test_an_organiser_notes_a_conflict_for_a_judge(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make, assigned=False)
    path = f"/organiser/judges/{contest.judge_ids[0]}/conflicts"

    visitor(contest.organiser).post(path, {"relation_person": "诸葛亮"})

    row = database.session.scalars(select(Conflict)).one()
    assert (row.judge_id, row.person_name) == (contest.judge_ids[0], "诸葛亮")


def test_another_organisers_stage_judge_panel_and_assignment_look_missing(
    make: Make, visitor: Come
) -> None:
    contest = scoring_contest(make)
    stranger = visitor(new_contest(make, name="另一项大赛").organiser)
    assignment = contest.assignments(0)[0].id
    stage = f"/organiser/stages/{contest.stage_id}"

    for path in pages(contest).values():
        stranger.get(path, status=404)
    for path in (
        f"{stage}/take-in",
        f"{stage}/panels",
        f"{stage}/assign",
        f"{stage}/lock",
        f"{stage}/nudge",
        f"{stage}/judges/{contest.judge_ids[0]}/replace",
        f"{stage}/entries/{contest.entry_ids[0]}/judges",
        f"/organiser/assignments/{assignment}/remove",
        f"/organiser/judges/{contest.judge_ids[0]}/withdraw",
    ):
        stranger.post(path, status=404)


def test_an_entry_of_another_competition_is_not_in_the_stage(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    other = scoring_contest(make, name="另一项大赛")

    visitor(contest.organiser).get(
        f"/organiser/stages/{contest.stage_id}/entries/{other.entry_ids[0]}", status=404
    )


def test_pages_take_few_statements_whatever_the_number_of_rows(
    make: Make, visitor: Come, count_statements: Counting
) -> None:
    found: list[dict[str, int]] = []

    for size in (1, 3):
        contest = scoring_contest(make, judges=size, entries=size, name=f"第{size}项大赛")
        organiser = visitor(contest.organiser)
        counts = {}
        for name, path in pages(contest).items():
            organiser.get(path)
            with count_statements() as seen:
                organiser.get(path)
            counts[name] = len(seen)
        found.append(counts)

    assert found[0] == found[1]
    assert max(found[0].values()) <= 8
