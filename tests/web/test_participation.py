"""Reporting on the web: the form, the file, the figures above, and what a sibling cannot see."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from competition.documents.participation_table import COLUMNS
from competition.documents.tables.write import Table, workbook_bytes
from competition.models import ParticipationReport, database
from competition.services.participation.checking import Numbers
from competition.services.participation.rolling import check_participation
from tests.factories import Make
from tests.participation_factories import YEAR, Branch, citizens, id_number, province

Q1 = 13
ABOUT = {
    "year": str(YEAR),
    "span": str(Q1),
    "activity": "焊工技能比武",
    "industry": "C",
    "as_of": f"{YEAR}-03-31",
}


@pytest.fixture
def branch(app, make: Make) -> Branch:
    return province(make)


def path(branch: Branch, code: str, rest: str = "") -> str:
    return f"/recommend/participation/{branch.unit(code).id}{rest}"


def reports() -> list[ParticipationReport]:
    return list(
        database.session.scalars(select(ParticipationReport).order_by(ParticipationReport.id))
    )


def people_file(*rows: tuple[str, str, str, str]) -> BytesIO:
    return BytesIO(workbook_bytes(Table("名单", COLUMNS, rows)))


def test_a_typed_list_is_reported_and_its_figure_appears_above(branch, visitor):
    unit, city = visitor(branch.actor("A1")), visitor(branch.actor("A"))
    form = {
        **ABOUT, "way": "list",
        "people-0-name": "王芳", "people-0-id_number": id_number(1), "people-0-times": "2",
        "people-1-name": "李明", "people-1-work_number": "A7", "people-1-times": "1",
    }  # fmt: skip

    answer = unit.post(path(branch, "A1", "/report"), form)
    above = city.get(path(branch, "A", f"?year={YEAR}&span={Q1}"))

    (report,) = reports()
    assert answer.location.endswith(f"/recommend/participation/reports/{report.id}")
    assert (report.participations, report.people, report.declared) == (3, 2, 0)
    assert re.findall(r"<dd>([^<]*)</dd>", above.text)[:3] == ["3", "2", "0"]


def test_a_refused_line_of_a_list_is_named_beside_its_field(branch, visitor):
    unit = visitor(branch.actor("A1"))
    form = {**ABOUT, "way": "list", "people-0-name": "王芳", "people-0-id_number": "123"}

    answer = unit.post(path(branch, "A1", "/report"), form, status=422)

    assert "people-0-id_number-error" in answer.text
    assert reports() == []


def test_a_file_is_looked_at_and_then_reported(branch, visitor):
    unit = visitor(branch.actor("A1"))
    file = people_file(("王芳", id_number(1), "", "1"), ("王芳", id_number(1), "", ""))

    seen = unit.post(
        path(branch, "A1", "/list"), {**ABOUT, "file": (file, "名单.xlsx")}, status=200
    )
    token = re.findall(r'name="token" value="([^"]+)"', seen.text)[0]
    unit.post(path(branch, "A1", "/list/confirm"), {**ABOUT, "token": token})

    (report,) = reports()
    assert (report.participations, report.people) == (2, 1)
    assert check_participation() == []


def test_a_file_with_a_fault_reports_nothing(branch, visitor):
    unit = visitor(branch.actor("A1"))
    file = people_file(("王芳", "", "", "1"), ("李明", id_number(2), "", "x"))

    seen = unit.post(
        path(branch, "A1", "/list"), {**ABOUT, "file": (file, "名单.xlsx")}, status=422
    )

    assert "没有身份证号码，也没有工号" in seen.text
    assert reports() == []


def test_a_report_is_corrected_and_withdrawn_with_a_reason(branch, visitor):
    first = branch.report("A1", Q1, Numbers(9, 9))
    unit = visitor(branch.actor("A1"))
    there = "/recommend/participation/reports/"

    form = {**ABOUT, "way": "number", "participations": "5", "declared": "4", "reason": "多报四人"}
    unit.post(f"{there}{first}/correct", form)
    second = reports()[-1].id
    unit.post(f"{there}{second}/withdraw", {"reason": "整份报错"})

    assert [report.state for report in reports()] == ["corrected", "withdrawn"]
    assert branch.figures("P").participations == 0


def test_only_the_unit_itself_reads_the_names_of_its_list(branch, visitor):
    ident = branch.report("A1", Q1, citizens(1))
    there = f"/recommend/participation/reports/{ident}"

    own = visitor(branch.actor("A1")).get(there)
    above = visitor(branch.actor("A")).get(there)

    assert ("李明" in own.text, id_number(1) in own.text) == (True, False)
    assert "李明" not in above.text


def test_nobody_above_reads_the_names_where_a_report_is_corrected(branch, visitor):
    ident = branch.report("A1", Q1, citizens(1))
    there = f"/recommend/participation/reports/{ident}/correct"

    own = visitor(branch.actor("A1")).get(there)
    above = visitor(branch.actor("A")).get(there)

    assert "李明" in own.text
    assert ("李明" in above.text, id_number(1) in above.text) == (False, False)


def test_a_sibling_branch_sees_nothing(branch, visitor):
    ident = branch.report("A1", Q1, citizens(1))
    sibling = visitor(branch.actor("B"))
    pages = [
        path(branch, "A1", rest) for rest in ("", "/annual", "/missing", "/reports", "/report")
    ]

    pages.append(f"/recommend/participation/reports/{ident}")

    told = {page: sibling.client.get(page).status_code for page in pages}

    assert set(told.values()) == {404}


def test_who_has_not_reported_is_listed_level_by_level(branch, visitor):
    branch.report("A1", Q1, citizens(1))
    province_ = visitor(branch.actor("P"))
    asked = f"/missing?year={YEAR}&span={Q1}"

    silent = province_.get(path(branch, "P", asked)).text
    partly = province_.get(path(branch, "P", f"{asked}&partly=1")).text

    listed = re.compile(r'<td class="main"><a[^>]*>([^<]*)</a>')
    assert (listed.findall(silent), listed.findall(partly)) == (["单位B"], ["单位A"])


@pytest.mark.parametrize("units", [1, 3])
def test_the_statistics_take_eight_statements_however_much_lies_below(
    branch, visitor, count_statements, units
):
    for number in range(units):
        branch.add(f"A9{number}", "A")
        branch.report(f"A9{number}", Q1, citizens(number + 1), industry="CDE"[number])
    city = visitor(branch.actor("A"))
    page = path(branch, "A")
    city.get(page)

    with count_statements() as seen:
        answer = city.get(page)

    assert answer.status_code == 200
    assert len(seen) <= 8, seen


def test_the_export_holds_what_the_page_shows(branch, visitor):
    branch.report("A1", Q1, citizens(1, 2))

    city, asked = visitor(branch.actor("A")), {"year": YEAR, "span": "0"}
    file = city.post(path(branch, "A", "/export"), asked, status=200)

    sheet = load_workbook(BytesIO(file.data))["按单位"]
    told = {row[0]: row[2:] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert told["A1"] == ("2", "2", "0", "1", "1", "1", "1", "100.00%")
    assert told["A2"] == ("0", "0", "0", "0", "0", "0", "1", "0.00%")
    assert told["A"] == ("2", "2", "0", "1", "1", "1", "2", "50.00%")
