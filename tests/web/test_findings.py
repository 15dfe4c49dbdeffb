"""Findings in three rooms: a department's sheet, a unit's rectification, the organisers' list."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from competition.documents.tables.read import read_rows
from competition.models import Competition, Finding, FindingPicture, database
from competition.services.judging.locking import lock_stage
from competition.services.periods.findings import withdraw_finding
from competition.services.periods.rectifying import answer_finding, confirm_finding
from tests.factories import Make
from tests.finding_factories import (
    MISSING_RAIL,
    acting,
    fetch,
    found,
    in_days,
    make_late,
    picture,
    unit,
)
from tests.judging_factories import scoring_contest
from tests.period_factories import PROGRESS, SAFETY, works
from tests.statements import counting
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
MOST = 8


def form(**changed: object) -> dict[str, object]:
    return {"criterion": "safety", "text": "脚手架缺扫地杆", "points": "1.5", **changed}


def pictures(finding: int) -> list[int]:
    rows = select(FindingPicture.id).where(FindingPicture.finding_id == finding)
    return list(database.session.scalars(rows.order_by(FindingPicture.id)))


def newest() -> Finding:
    return database.session.scalars(select(Finding).order_by(Finding.id.desc())).all()[0]


def test_a_department_records_a_finding_and_its_sheet_proposes_what_is_left(
    app: Flask, make: Make, visitor: Come
) -> None:
    sheet = works(make).sheet("m05", SAFETY)
    ident, department = sheet.id, visitor(acting(sheet))
    before = words(department.get(f"/judge/assignments/{ident}"))
    shot = (BytesIO(picture()), "现场.jpg")

    answer = department.post(
        f"/judge/assignments/{ident}/findings/new",
        form(demands="y", due_on=in_days(5), pictures=shot),
    )
    page = department.get(f"/judge/assignments/{ident}")

    assert "按检查问题应得 60.0 分" in before and "（没有检查问题）" in before
    assert answer.location == f"/judge/assignments/{ident}#mark-safety"
    assert "按检查问题应得 58.5 分" in words(page) and "脚手架缺扫地杆" in words(page)
    assert 'value="58.5"' in page.text
    assert len(pictures(newest().id)) == 1


def test_what_is_wrong_with_a_finding_stands_beside_its_fields(
    app: Flask, make: Make, visitor: Come
) -> None:
    sheet = works(make).sheet("m05", SAFETY)
    ident, department = sheet.id, visitor(acting(sheet))

    page = department.post(
        f"/judge/assignments/{ident}/findings/new",
        form(points="99", text="", demands="y"),
        status=422,
    )

    told = words(page)
    assert (
        "最多扣 60 分" in told and "请写明检查发现了什么问题" in told and "请填写整改期限" in told
    )


def test_an_unexplained_mark_is_told_beside_its_indicator_with_what_to_do(
    app: Flask, make: Make, visitor: Come
) -> None:
    sheet = works(make).sheet("m05", SAFETY)
    ident, department = sheet.id, visitor(acting(sheet))

    plain = department.post(f"/judge/assignments/{ident}", {"mark-safety": "50"}, status=422)
    script = department.post(
        f"/judge/assignments/{ident}/submit",
        json={"marks": {"safety": "50"}, "comment": "", "seen": 0, "key": "one-save-1"},
        status=422,
    )

    said = "请记录检查问题，说明另外扣的 10 分，或者改分。"
    assert said in words(plain)
    assert said in script.json["errors"]["safety"]


def test_the_sheet_of_a_judge_has_no_findings(app: Flask, make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    sheet = contest.assignments(0)[0]
    judge = visitor(contest.principal(0))

    assert "检查问题" not in words(judge.get(f"/judge/assignments/{sheet.id}"))
    judge.get(f"/judge/assignments/{sheet.id}/findings/new", status=302)


def test_a_verifier_reads_what_all_departments_found_and_writes_nothing(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = works(make, sheets=("self", "department", "verifier"))
    found(made.sheet("m05", SAFETY, 0))
    found(made.sheet("m05", PROGRESS, 0), "pace", "3", text="工期滞后")
    found(made.sheet("m05", PROGRESS, 1), "pace", "3", text="别的标段")
    sheet = made.sheet("m05", "verifier", 0).id

    page = visitor(made.accounts["verifier"]).get(f"/judge/assignments/{sheet}")

    told = words(page)
    assert MISSING_RAIL in told and "工期滞后" in told and "别的标段" not in told
    assert "记录检查问题" not in told and "/judge/findings/" not in page.text


def test_a_unit_answers_with_pictures_and_the_department_confirms(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    ident = found(sheet, demands=True, pictures=1)
    site, department = visitor(unit(made)), visitor(made.accounts[SAFETY])
    listed = words(site.get("/entrant/findings"))
    empty = site.post(f"/entrant/findings/{ident}/answer", {"text": " "}, status=422)
    shot = (BytesIO(picture("green")), "整改后.jpg")

    site.post(f"/entrant/findings/{ident}/answer", {"text": "已加装护栏", "pictures": shot})
    department.post(f"/judge/findings/{ident}/send-back", {"reason": "缺挡脚板"})
    site.post(f"/entrant/findings/{ident}/answer", {"text": "已补挡脚板"})
    department.post(f"/judge/findings/{ident}/confirm", {"text": "复查合格"})

    assert MISSING_RAIL in listed and "待整改" in listed
    assert "请写明怎样整改的" in words(empty)
    page = site.get(f"/entrant/findings/{ident}")
    told = words(page)
    assert all(text in told for text in ("已加装护栏", "缺挡脚板", "复查合格", "已整改"))
    assert 'id="answer"' not in page.text
    assert f"{SAFETY}考核员" not in told
    assert f"{SAFETY}考核员" in words(department.get(f"/judge/findings/{ident}"))
    for number in pictures(ident):
        with site.get(f"/entrant/findings/{ident}/pictures/{number}?size=small") as small:
            kept = small.mimetype, small.headers["Cache-Control"]
        assert kept == ("image/jpeg", "private, no-store")


def test_a_unit_reads_points_only_where_entrants_see_their_scores_and_after_the_lock(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = works(make)
    ident = found(made.sheet("m05", SAFETY), demands=True)
    site = visitor(unit(made))

    def sees() -> bool:
        return "扣分" in words(site.get(f"/entrant/findings/{ident}"))

    seen = [sees()]
    lock_stage(made.organiser, made.stage())
    seen.append(sees())
    with database.writing() as session:
        session.get_one(Competition, made.ident).entrants_see = "nothing"
    seen.append(sees())

    assert seen == [False, True, False]


def test_nobody_reads_or_answers_the_findings_of_others(
    app: Flask, make: Make, visitor: Come
) -> None:
    made, other = works(make), works(make)
    sheet = made.sheet("m05", SAFETY)
    ident, plain = found(sheet, demands=True, pictures=1), found(sheet)
    gone = found(sheet, demands=True)
    withdraw_finding(acting(sheet), fetch(gone), "记错了")
    shot = pictures(ident)[0]
    own, second, strange = visitor(unit(made)), visitor(unit(made, 1)), visitor(unit(other))
    progress = visitor(made.accounts[PROGRESS])
    away = visitor(other.organiser)

    for somebody in (second, strange):
        somebody.get(f"/entrant/findings/{ident}", status=404)
        somebody.get(f"/entrant/findings/{ident}/pictures/{shot}", status=404)
        somebody.post(f"/entrant/findings/{ident}/answer", {"text": "x"}, status=404)
        assert MISSING_RAIL not in words(somebody.get("/entrant/findings"))
    for hidden in (plain, gone):
        own.get(f"/entrant/findings/{hidden}", status=404)
    progress.get(f"/judge/findings/{ident}", status=404)
    progress.post(f"/judge/findings/{ident}/confirm", status=404)
    assert MISSING_RAIL not in words(progress.get("/judge/findings"))
    away.get(f"/organiser/findings/{ident}", status=404)
    away.get(f"/organiser/competitions/{made.ident}/findings", status=404)
    away.get(f"/organiser/competitions/{made.ident}/findings/list.pdf", status=404)


def test_a_picture_is_given_out_only_with_its_own_finding(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = works(make)
    one = found(made.sheet("m05", SAFETY, 0), demands=True, pictures=1)
    two = found(made.sheet("m05", SAFETY, 1), demands=True, pictures=1)

    visitor(unit(made)).get(f"/entrant/findings/{one}/pictures/{pictures(two)[0]}", status=404)


def test_a_locked_sheet_shows_its_findings_and_takes_no_more(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    ident, one = sheet.id, found(sheet)
    department = visitor(made.accounts[SAFETY])
    lock_stage(made.organiser, made.stage())

    assert MISSING_RAIL in words(department.get(f"/judge/assignments/{ident}"))
    department.get(f"/judge/assignments/{ident}/findings/new", status=302)
    assert "撤回问题" not in words(department.get(f"/judge/findings/{one}"))


def test_organisers_see_what_is_late_by_unit_and_department_and_remind(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = works(make)
    late = found(made.sheet("m05", SAFETY, 0), demands=True, text="电缆拖地")
    found(made.sheet("m05", PROGRESS, 1), "pace", demands=True, text="工期滞后")
    make_late(late)
    place = f"/organiser/competitions/{made.ident}/findings"
    organiser = visitor(made.organiser)

    everything = words(organiser.get(place))
    overdue = words(organiser.get(f"{place}?view=overdue"))
    searched = words(organiser.get(f"{place}?q=滞后"))
    of_stage = words(organiser.get(f"{place}?stage={made.stage('m06').id}"))
    units = words(organiser.get(f"{place}?by=unit"))
    departments = words(organiser.get(f"{place}?by=department"))
    reminded = words(organiser.follow(organiser.post(f"{place}/remind")))

    assert "电缆拖地" in everything and "工期滞后" in everything and "逾期未整改" in everything
    assert "电缆拖地" in overdue and "工期滞后" not in overdue
    assert "电缆拖地" not in searched and "工期滞后" in searched
    assert "没有这样的检查问题" in of_stage
    assert "一标段" in units and SAFETY in departments
    assert "已提醒 1 个单位" in reminded


def test_the_list_is_given_out_as_a_table_and_on_paper_with_pictures(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    ident = found(sheet, demands=True, pictures=1)
    answer_finding(unit(made), fetch(ident), "已加装护栏", [("后.jpg", picture("green"))])
    confirm_finding(acting(sheet), fetch(ident))
    found(made.sheet("m05", PROGRESS), "pace", "3", text="工期滞后")
    place = f"/organiser/competitions/{made.ident}/findings"
    organiser = visitor(made.organiser)

    sent = organiser.post(f"{place}/export?view=confirmed", status=200)
    table = [row.cells for row in read_rows(sent.data).rows]
    paper = PdfReader(BytesIO(organiser.get(f"{place}/list.pdf").data))

    told = "".join(page.extract_text() for page in paper.pages)
    assert [row[6] for row in table] == ["检查发现的问题", MISSING_RAIL]
    assert table[1][10] == "已整改" and table[1][12] == "已加装护栏"
    assert "工期滞后" in told and "已加装护栏" in told.replace("\n", "")
    assert sum(len(page.images) for page in paper.pages) == 2


def test_lists_take_as_many_statements_for_more_findings(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY).id
    ident = found(made.sheet("m05", SAFETY), demands=True, pictures=1)
    department = visitor(made.accounts[SAFETY])
    rooms = [
        (department, f"/judge/assignments/{sheet}"),
        (department, "/judge/findings"),
        (department, f"/judge/findings/{ident}"),
        (visitor(unit(made)), "/entrant/findings"),
        (visitor(unit(made)), f"/entrant/findings/{ident}"),
        (visitor(made.organiser), f"/organiser/competitions/{made.ident}/findings"),
        (visitor(made.organiser), f"/organiser/competitions/{made.ident}/findings?by=unit"),
        (visitor(made.organiser), f"/organiser/findings/{ident}"),
    ]
    few = [statements(somebody, path) for somebody, path in rooms]
    for _ in range(3):
        found(made.sheet("m05", SAFETY), demands=True, pictures=1)

    many = [statements(somebody, path) for somebody, path in rooms]

    assert many == few
    assert max(many) <= MOST, many


def statements(somebody: Visitor, path: str) -> int:
    somebody.get(path)
    with counting() as seen:
        somebody.get(path)
    return len(seen)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_findings_is_well_made_in_both_languages(
    app: Flask, make: Make, visitor: Come, language: str
) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY).id
    ident = found(made.sheet("m05", SAFETY), demands=True, pictures=1)
    answer_finding(unit(made), fetch(ident), "已加装护栏", [("后.jpg", picture("green"))])
    department, site = visitor(made.accounts[SAFETY]), visitor(unit(made))
    organiser = visitor(made.organiser)
    place = f"/organiser/competitions/{made.ident}/findings"

    for somebody, paths in (
        (
            department,
            [
                f"/judge/assignments/{sheet}",
                f"/judge/assignments/{sheet}/findings/new?criterion=safety",
                "/judge/findings",
                "/judge/findings?view=confirmed",
                f"/judge/findings/{ident}",
            ],
        ),
        (site, ["/entrant/findings", f"/entrant/findings/{ident}"]),
        (organiser, [place, f"{place}?by=unit", f"{place}?by=department", place + "/list.pdf"]),
    ):
        somebody.client.get(f"/language/{language}")
        for path in paths:
            somebody.get(path)
