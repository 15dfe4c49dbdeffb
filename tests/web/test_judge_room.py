"""The judge's room: what is listed, what a sheet shows, how it is saved, who sees nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from competition.models import Assignment, Attachment, Conflict, ScoreSheetVersion, database
from competition.services.judging.locking import lock_stage
from competition.services.judging.score_sheets import save_score_draft
from competition.services.runtime import now
from competition.services.storage import store_file
from tests.factories import Make
from tests.judging_factories import FULL, KEYS, Contest, scoring_contest
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("app")
Come = Callable[..., Visitor]
Counting = Callable[[], AbstractContextManager[list[str]]]


def url(assignment: Assignment, action: str = "") -> str:
    return f"/judge/assignments/{assignment.id}{action}"


def body(seen: int = 0, key: str = "a-good-key", **marks: str) -> dict[str, Any]:
    return {"marks": {**FULL, **marks}, "comment": "好", "seen": seen, "key": key}


def form(seen: int = 0, **marks: str) -> dict[str, Any]:
    texts = {f"mark-{key}": text for key, text in {**FULL, **marks}.items()}
    return {**texts, "comment": "", "seen": str(seen), "key": "a-good-key"}


def current(assignment: Assignment) -> ScoreSheetVersion | None:
    return database.session.scalars(
        select(ScoreSheetVersion).where(
            ScoreSheetVersion.assignment_id == assignment.id, ScoreSheetVersion.is_current
        )
    ).first()


def test_the_list_shows_progress_and_the_next_entry(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    contest.submit(contest.assignments(0)[0])

    page = visitor(contest.principal()).get("/judge/")

    text = words(page)
    assert "1 / 4 项已提交" in text
    assert "还剩 3 项" in text
    assert "接着评第" in text


def test_a_blind_list_and_sheet_name_no_unit_no_member_and_no_number(
    make: Make, visitor: Come
) -> None:
    contest = scoring_contest(make)
    judge = visitor(contest.principal())

    seen = [words(judge.get("/judge/"))]
    seen += [words(judge.get(url(each))) for each in contest.assignments(0)]

    for text in seen:
        assert not any(entry.unit_name in text for entry in contest.entries)
        assert not any(entry.members[0].name in text for entry in contest.entries)
        assert not any((entry.number or "-") in text for entry in contest.entries)


def test_an_open_stage_names_unit_and_members(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    with database.writing() as session:
        session.refresh(contest.stage)
        contest.stage.is_blind = False
    assignment = contest.assignments(0)[0]

    text = words(visitor(contest.principal()).get(url(assignment)))

    assert assignment.entry.unit_name in text
    assert assignment.entry.members[0].name in text


def test_a_sheet_is_submitted_as_json_and_leads_to_the_next(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    judge = visitor(contest.principal())

    answer = judge.post(url(assignment, "/submit"), json=body(), status=200)

    assert answer.json == {"version": 1}
    assert current(assignment) is not None
    following = judge.get(url(assignment, "/next"), status=302).headers["Location"]
    assert following in {url(each) for each in contest.assignments(0)} - {url(assignment)}


def test_a_draft_comes_back_as_typed_with_all_decimals(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    judge = visitor(contest.principal())

    answer = judge.post(url(assignment, "/draft"), json=body(novelty="26", spread=""), status=200)

    page = judge.get(url(assignment)).get_data(as_text=True)
    assert answer.json == {"version": 1}
    assert 'name="mark-novelty" inputmode="decimal"' in page
    assert 'value="26.0"' in page
    assert 'data-version="1"' in page
    assert "已评 4 项，还差 1 项" in page
    assert current(assignment) is None


def test_a_faulty_mark_is_named_beside_its_field_in_words(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    judge = visitor(contest.principal())

    answer = judge.post(url(assignment, "/submit"), json=body(novelty="31", spread=""), status=422)
    page = judge.post(url(assignment), form(novelty="31", spread=""), status=422)

    assert answer.json is not None
    assert set(answer.json["errors"]) == {"novelty", "spread"}
    assert answer.json["errors"]["novelty"] in words(page)
    assert 'id="mark-novelty-error"' in page.get_data(as_text=True)
    assert 'value="31"' in page.get_data(as_text=True)


def test_without_script_a_sheet_can_be_submitted(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]

    visitor(contest.principal()).post(url(assignment), form())

    sheet = current(assignment)
    assert sheet is not None and sheet.total == 865


def test_the_second_tab_gets_both_values_as_json_and_as_a_page(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    judge = visitor(contest.principal())
    judge.post(url(assignment, "/draft"), json=body(key="the-first-tab", novelty="20"), status=200)

    answer = judge.post(url(assignment, "/submit"), json=body(novelty="30"), status=409)
    page = judge.post(url(assignment), form(novelty="30"), status=409)

    assert answer.json is not None
    assert answer.json["current"]["marks"]["novelty"] == "20.0"
    assert answer.json["current"]["version"] == 1
    assert set(answer.json["current"]["marks"]) == set(KEYS)
    text = page.get_data(as_text=True)
    assert '<td class="right num">30</td><td class="right num">20.0</td>' in text
    assert 'name="seen" value="1"' in text


def test_a_post_after_the_lock_is_told_so_and_keeps_the_text_on_the_page(
    make: Make, visitor: Come
) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    judge = visitor(contest.principal())
    lock_stage(contest.organiser, contest.stage)

    answer = judge.post(url(assignment, "/submit"), json=body(), status=409)
    page = judge.post(url(assignment), form(novelty="29.5"), status=409)

    assert answer.json is not None
    assert "current" not in answer.json
    assert "已锁定" in answer.json["message"]
    assert "29.5" in words(page)
    assert current(assignment) is None


@pytest.mark.parametrize(
    "broken",
    [
        [],
        {"marks": {}, "seen": 0},
        {"marks": {"novelty": 5}, "comment": "", "seen": 0, "key": "a-good-key"},
        {"marks": {}, "comment": None, "seen": 0, "key": "a-good-key"},
        {"marks": {}, "comment": "", "seen": "0", "key": "a-good-key"},
        {"marks": {}, "comment": "", "seen": -1, "key": "a-good-key"},
        {"marks": {"bonus": "5"}, "comment": "", "seen": 0, "key": "a-good-key"},
        {"marks": {}, "comment": "", "seen": 0, "key": "short"},
    ],
)
def test_a_body_of_another_shape_is_refused(make: Make, visitor: Come, broken: Any) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]

    answer = visitor(contest.principal()).post(url(assignment, "/draft"), json=broken, status=422)

    assert answer.json is not None and answer.json["message"]


@pytest.mark.parametrize(
    "action", ["", "/submit", "/draft", "/state", "/recuse", "/next", "/attachments/1"]
)
def test_a_foreign_and_a_missing_sheet_look_alike(make: Make, visitor: Come, action: str) -> None:
    contest = scoring_contest(make)
    judge = visitor(contest.principal(0))
    foreign = url(contest.assignments(1)[0], action)
    missing = f"/judge/assignments/999999{action}"

    for path in (foreign, missing):
        if action in ("/submit", "/draft"):
            judge.post(path, json=body(), status=404)
        elif action == "/recuse":
            judge.post(path, {"reason": "abstain"}, status=404)
        else:
            judge.get(path, status=404)


def test_recusing_needs_a_reason_and_takes_the_entry_off(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    judge = visitor(contest.principal())

    judge.post(url(assignment, "/recuse"), {"reason": ""})
    judge.post(url(assignment, "/recuse"), {"reason": "other", "words": " "})
    before = contest.assignments(0)[0].state
    judge.post(url(assignment, "/recuse"), {"reason": "related", "words": "夫妻"})

    database.session.rollback()
    after = contest.assignments(0)[0]
    assert before == "assigned"
    assert (after.state, after.reason) == ("recused", "related:夫妻")
    assert "亲属或其他关系（夫妻）" in words(judge.get(url(assignment)))


def attach(contest: Contest, assignment: Assignment) -> None:
    with database.writing() as session:
        session.add(
            Attachment(
                entry_id=assignment.entry_id,
                field_key="report",
                kind="pdf",
                name="蜀江电力检修公司成果报告.pdf",
                media_type="application/pdf",
                size=9,
                digest="x",
                storage_key=store_file(b"%PDF-open"),
                blind_storage_key=store_file(b"%PDF-blind"),
                created_at=now(),
            )
        )


def test_a_blind_attachment_has_a_neutral_name_and_is_the_blind_copy(
    make: Make, visitor: Come
) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    attach(contest, assignment)
    judge = visitor(contest.principal())

    page = judge.get(url(assignment))
    file = judge.get(url(assignment, "/attachments/1"))

    assert "蜀江电力检修公司成果报告" not in page.get_data(as_text=True)
    assert file.data == b"%PDF-blind"
    assert "attachment" in file.headers["Content-Disposition"]
    assert "%E9%99%84%E4%BB%B61.pdf" in file.headers["Content-Disposition"]
    file.close()
    judge.get(url(assignment, "/attachments/2"), status=404)


def test_a_judge_declares_a_unit_and_a_person_and_confirms(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make, assigned=False)
    unit = make.organisation("锦川市总工会").id
    judge = visitor(contest.principal())
    path = f"/judge/as/{contest.judges[0].id}/conflicts"

    judge.post(path, {"unit": "锦川市总工会", "note": "曾任职"})
    judge.post(path, {"person": "欧 阳明"})
    judge.post(path, {"unit": "某外地企业", "unit_picked": "typed"})
    judge.post(f"{path}/confirm")

    rows = database.session.scalars(select(Conflict).order_by(Conflict.id)).all()
    assert [(row.organisation_id, row.unit_name, row.person_name) for row in rows] == [
        (unit, "", ""),
        (None, "", "欧阳明"),
        (None, "某外地企业", ""),
    ]
    text = words(judge.get("/judge/conflicts"))
    assert "锦川市总工会" in text and "确认申报完整" in text


def test_declaring_nothing_or_both_is_refused_on_the_page(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make, assigned=False)
    make.organisation("锦川市总工会")
    judge = visitor(contest.principal())
    path = f"/judge/as/{contest.judges[0].id}/conflicts"

    empty = judge.post(path, {}, status=422)
    both = judge.post(path, {"unit": "锦川市总工会", "person": "欧阳明"}, status=422)

    assert "二者选一" in words(empty)
    assert "二者选一" in words(both)


def test_another_judges_declarations_are_out_of_reach(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make, assigned=False)
    judge = visitor(contest.principal(0))

    judge.post(f"/judge/as/{contest.judges[1].id}/conflicts", {"person": "甲乙"}, status=404)


@pytest.mark.parametrize("entries", [1, 3])
def test_pages_of_the_room_take_few_statements_whatever_the_number_of_entries(
    make: Make, visitor: Come, count_statements: Counting, entries: int
) -> None:
    contest = scoring_contest(make, entries=entries)
    judge = visitor(contest.principal())
    sheet = url(contest.assignments(0)[0])
    found = {}

    for path in ("/judge/", sheet, "/judge/conflicts"):
        judge.get(path)
        with count_statements() as seen:
            judge.get(path)
        found[path.replace(sheet, "sheet")] = len(seen)

    assert found == {"/judge/": 6, "sheet": 4, "/judge/conflicts": 3}


def test_a_score_post_takes_at_most_ten_statements(
    make: Make, visitor: Come, count_statements: Counting
) -> None:
    contest = scoring_contest(make)
    first, second, third = contest.assignments(0)[:3]
    judge = visitor(contest.principal())
    token = {"X-CSRFToken": judge.csrf()}
    judge.post(url(third, "/draft"), json=body(), status=200)
    numbers = []

    for path, sent in (
        (url(first, "/submit"), body(key="first-of-stage")),
        (url(first, "/submit"), body(seen=1, key="changed-again")),
        (url(second, "/draft"), body(key="only-a-draft")),
        (url(second, "/submit"), body(seen=1, key="then-submitted")),
    ):
        with count_statements() as seen:
            answer = judge.client.post(path, json=sent, headers=token)
        assert answer.status_code == 200, answer.json
        numbers.append(len(seen))

    assert numbers == [8, 8, 4, 6]


def test_a_form_that_asks_is_told_of_the_lock_and_of_what_counts(
    make: Make, visitor: Come, count_statements: Counting
) -> None:
    contest = scoring_contest(make)
    first, second = contest.assignments(0)[:2]
    contest.submit(first)
    judge = visitor(contest.principal())
    before = judge.client.get(url(first, "/state")).json
    lock_stage(contest.organiser, contest.stage)

    with count_statements() as seen:
        after = judge.client.get(url(first, "/state")).json
    nothing = judge.client.get(url(second, "/state")).json

    assert before == {"open": True}
    assert after is not None
    assert after["open"] is False
    assert after["message"].startswith("本阶段已锁定，分数不再更改。计入成绩的是您20")
    assert after["message"].endswith("提交的评分，合计 86.5 分。")
    assert nothing == {
        "open": False,
        "message": "本阶段已锁定。您没有提交这份评分表，填过的内容不计入成绩。",
    }
    assert len(seen) <= 3


def test_a_closed_sheet_keeps_what_counts_apart_from_what_was_typed_later(
    make: Make, visitor: Come
) -> None:
    contest = scoring_contest(make)
    first = contest.assignments(0)[0]
    contest.submit(first)
    judge = visitor(contest.principal())
    token = {"X-CSRFToken": judge.csrf()}
    typed = body(seen=1, key="typed-later", novelty="11")
    assert judge.client.post(url(first, "/draft"), json=typed, headers=token).status_code == 200
    lock_stage(contest.organiser, contest.stage)

    counted, later = words(judge.get(url(first))).split("您填过而没有计入的内容")

    assert "26.5 / 30" in counted.split("您提交的评分表")[1]
    assert "合计 86.5 / 100" in counted
    assert "11.0 / 30" in later or "11 / 30" in later


def test_a_late_draft_is_refused_too(make: Make, app: Flask) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    lock_stage(contest.organiser, contest.stage)

    with pytest.raises(Exception, match=r"stage\.locked"):
        save_score_draft(
            contest.principal(), assignment.id, {}, comment="", seen_version=0, key="a-good-key"
        )
