"""The pages on which scores are corrected after the lock: reached by those who may, by two."""

from collections.abc import Callable
from io import BytesIO

from flask import Flask
from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Proposal, ResultVersion, database
from tests.entry_factories import pdf
from tests.factories import Make
from tests.judging_factories import FULL, Contest
from tests.services.test_correction_results import with_cut
from tests.services.test_results import computed, scored, second_organiser
from tests.services.test_score_corrections import approve, proposed, sheets, wanted
from tests.two_stages import publish, seat_final, two_stages
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


def form_path(contest: Contest, entry: int = 0) -> str:
    return f"/organiser/stages/{contest.stage_id}/entries/{contest.entry_ids[entry]}/correct-score"


def typed(contest: Contest, judge: int = 0, **marks: str) -> dict[str, object]:
    """The form as filled in for the first entry."""
    texts = {**FULL, "benefit": "10", **marks}
    return {
        "judge": str(contest.judge_ids[judge]),
        "change": "marks",
        "reason": "录入时看错一行",
        **{f"mark-{key}": text for key, text in texts.items()},
    }


def only_proposal() -> int:
    database.session.rollback()
    return database.session.scalars(select(Proposal.id)).one()


def test_two_people_correct_a_mark(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    computed(contest)
    second = visitor(second_organiser(contest))
    first = visitor(contest.organiser)

    sheets_page = words(first.get(form_path(contest)))
    form = first.get(f"{form_path(contest)}?judge={contest.judge_ids[0]}").text
    told = words(first.follow(first.post(form_path(contest), typed(contest, novelty="29.5"))))
    path = f"/organiser/proposals/{only_proposal()}/score"
    alone = first.post(path, {"answer": "approve", "seen": seen_on(second.get(path).text)})
    refused = words(first.follow(alone))
    page = second.get(path)
    approved = second.post(path, {"answer": "approve", "seen": seen_on(page.text)})
    done = words(second.follow(approved))

    assert "评委甲" in sheets_page and "79.5" in sheets_page
    assert 'value="26.5"' in form
    assert "等待第二人审批" in told
    assert "提出人和批准人不能是同一人" in refused
    assert "79.50 → 80.50" in words(page)
    assert "评分已更正" in done
    assert [one.version for one in sheets(contest)] == [1, 2]


def seen_on(text: str) -> str:
    """What the approval form remembers of the effect that the page shows."""
    return text.split('name="seen" value="')[1].split('"')[0]


def test_a_mark_that_is_none_is_told_beside_its_field(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make)

    answer = visitor(contest.organiser).post(
        form_path(contest), typed(contest, novelty="29,5"), status=422
    )

    assert 'id="mark-novelty-error"' in answer.text
    assert 'value="29,5"' in answer.text
    assert "录入时看错一行" in answer.text


def test_a_form_without_a_reason_keeps_what_was_typed(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make)
    filled = typed(contest, novelty="29.5") | {"reason": " "}

    answer = visitor(contest.organiser).post(form_path(contest), filled, status=422)

    assert 'id="reason-error"' in answer.text
    assert 'value="29.5"' in answer.text


def test_a_scan_is_kept_and_downloaded_by_both_and_the_supervisor(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make)
    second = visitor(second_organiser(contest))
    supervisor = visitor(make.account(Role.SUPERVISOR, competition_id=contest.ident))
    scan = pdf()
    filled = typed(contest, novelty="29.5") | {"paper": (BytesIO(scan), "评分表.pdf")}

    visitor(contest.organiser).post(form_path(contest), filled)
    ident = only_proposal()

    for reader, room in ((second, "organiser"), (supervisor, "supervisor")):
        assert reader.get(f"/{room}/proposals/{ident}/paper").data == scan


def test_before_the_lock_no_sheet_is_opened(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    contest.put("open")
    organiser = visitor(contest.organiser)

    answer = organiser.get(form_path(contest), status=302)

    page = words(organiser.follow(answer))
    assert "尚未锁定" in page
    assert "79.5" not in page


def test_judges_find_no_correction(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    ident = proposed(contest, wanted(contest, novelty="20")).id
    judge = visitor(contest.principal(0))

    for path in (
        form_path(contest),
        f"/organiser/competitions/{contest.ident}/score-corrections",
        f"/organiser/proposals/{ident}/score",
        f"/supervisor/proposals/{ident}/score",
    ):
        judge.get(path, status=404)


def test_the_board_and_a_calculation_lead_to_the_correction(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make)
    number, entry = contest.entries[0].number, contest.entry_ids[0]
    organiser = visitor(contest.organiser)
    start = f"/organiser/competitions/{contest.ident}"

    board = organiser.get(f"{start}/board?stage={contest.stage_id}").text
    opened = organiser.get(f"{start}/results/entries/{entry}?part=online").text
    found = organiser.get(
        f"{start}/score-corrections?stage={contest.stage_id}&number={number}", status=302
    )

    assert f"{start}/score-corrections?stage={contest.stage_id}" in board
    assert f"{start}/score-corrections?stage={contest.stage_id}&amp;number={number}" in opened
    assert found.headers["Location"] == form_path(contest)


def test_a_number_is_found_as_people_type_it_and_sheets_are_told_by_what_became_of_them(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make)
    organiser = visitor(contest.organiser)
    typed = f" {contest.entries[0].number.lower()} ".replace("-", "－")
    start = f"/organiser/competitions/{contest.ident}/score-corrections"

    found = organiser.get(f"{start}?stage={contest.stage_id}&number={typed}", status=302)
    sheets = words(organiser.get(found.headers["Location"]))

    assert found.headers["Location"] == form_path(contest)
    assert ("已提交" in sheets, "已分配" in sheets) == (True, False)


def test_a_number_that_is_not_in_the_stage_is_told(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    start = f"/organiser/competitions/{contest.ident}/score-corrections"

    page = words(visitor(contest.organiser).get(f"{start}?stage={contest.stage_id}&number=X-9"))

    assert "没有编号为 X-9 的项目" in page


def test_what_cannot_be_undone_is_shown_and_not_offered(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, second = with_cut(make, 2)
    seat_final(contest)
    ident = proposed(contest, wanted(contest, 2, 0, **dict.fromkeys(FULL, "0"))).id

    page = words(visitor(second).get(f"/organiser/proposals/{ident}/score"))

    assert "名单不能再改" in page and "不再晋级" in page
    assert "同意更正" not in page and "退回申请" in page


def test_a_correction_that_was_done_still_shows_old_and_new(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, second = two_stages(make)
    publish(contest, second, None)
    ident = proposed(contest, wanted(contest, 0, 0, novelty="29.5")).id
    path = f"/organiser/proposals/{ident}/score"
    other = visitor(second)
    before = words(other.get(path))
    other.post(path, {"answer": "approve", "seen": seen_on(other.get(path).text)})

    after = words(other.get(path))
    listed = words(
        visitor(make.account(Role.SUPERVISOR, competition_id=contest.ident)).get(
            f"/supervisor/competitions/{contest.ident}/corrections"
        )
    )

    assert "79.50 → 80.50" in before and "79.50 → 80.50" in after
    assert "已被替换" in after and "查看新版本" in after
    assert "已更正" in listed
    states = database.session.scalars(select(ResultVersion.state)).all()
    assert states.count("superseded") == 2


def test_a_judge_whose_sheet_was_corrected_has_nothing_left_to_submit(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make)
    assignment = next(one for one in contest.assignments(0) if one.entry_id == contest.entry_ids[0])
    approve(second_organiser(contest), proposed(contest, wanted(contest, novelty="20")))

    page = words(visitor(contest.principal(0)).get(f"/judge/assignments/{assignment.id}"))

    assert "改动尚未提交" not in page
