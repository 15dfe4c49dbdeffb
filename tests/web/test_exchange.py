"""Entries and lists in and out as Excel, as organisers meet them on pages."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from competition.documents.tables.read import read_rows
from competition.domain.access import Role
from competition.models import AuditRecord, Competition, Entry, database
from competition.services.principal import Principal
from tests.entry_factories import entrant, open_contest, submitted
from tests.exchange_factories import row, workbook
from tests.factories import Make
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


@pytest.fixture
def contest(app: Flask, make: Make) -> tuple[Principal, Competition]:
    return open_contest(make)


def path_of(competition_id: int, page: str) -> str:
    return f"/organiser/competitions/{competition_id}/entries{page}"


def sent(content: bytes, state: str = "draft") -> dict[str, object]:
    return {"file": (BytesIO(content), "项目.xlsx"), "state": state}


def titles(competition_id: int) -> list[str]:
    database.release()
    statement = select(Entry.title).where(Entry.competition_id == competition_id)
    return list(database.session.scalars(statement.order_by(Entry.id)))


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_file_is_previewed_then_imported_as_it_was_previewed(
    contest: tuple[Principal, Competition], visitor: Come
) -> None:
    organiser, competition = contest
    ident = competition.id
    content = workbook(competition, row("甲", "李䶮"), row("乙", "王五", login="wang.wu"))
    guest = visitor(organiser)

    preview = guest.post(path_of(ident, "/import"), sent(content, "submitted"), status=200)
    before = titles(ident)
    token = token_in(preview.get_data(as_text=True))
    done = guest.post(path_of(ident, "/import/confirm"), {"token": token, "state": "submitted"})

    assert "新增 2 行" in words(preview)
    assert "将为申报人新建 1 个账号" in words(preview)
    assert before == []
    assert titles(ident) == ["甲", "乙"]
    assert "已导入 2 个项目、2 名完成人" in words(guest.follow(done))


def test_a_preview_is_good_for_its_own_state_and_once(
    contest: tuple[Principal, Competition], visitor: Come
) -> None:
    organiser, competition = contest
    ident = competition.id
    content = workbook(competition, row("甲"))
    guest = visitor(organiser)
    preview = guest.post(path_of(ident, "/import"), sent(content), status=200)
    token = token_in(preview.get_data(as_text=True))

    other_state = guest.post(
        path_of(ident, "/import/confirm"), {"token": token, "state": "submitted"}
    )
    assert "导入预览已过期" in words(guest.follow(other_state))
    done = guest.post(path_of(ident, "/import/confirm"), {"token": token, "state": "draft"})
    guest.follow(done)
    again = guest.post(path_of(ident, "/import/confirm"), {"token": token, "state": "draft"})

    assert "导入预览已过期" in words(guest.follow(again))
    assert titles(ident) == ["甲"]


def test_faults_are_shown_by_row_and_column_and_nothing_can_be_confirmed(
    contest: tuple[Principal, Competition], visitor: Come
) -> None:
    organiser, competition = contest
    ident = competition.id
    content = workbook(competition, row("甲", field__completed_on="去年"))

    page = visitor(organiser).post(path_of(ident, "/import"), sent(content), status=422)

    assert "文件中有 1 处错误" in words(page)
    assert "“去年”不是有效日期" in words(page)
    assert 'name="token"' not in page.get_data(as_text=True)


def test_a_file_with_headings_only_offers_nothing_to_confirm(
    contest: tuple[Principal, Competition], visitor: Come
) -> None:
    organiser, competition = contest

    page = visitor(organiser).post(
        path_of(competition.id, "/import"), sent(workbook(competition)), status=422
    )

    assert "表格只有表头" in words(page)
    assert 'name="token"' not in page.get_data(as_text=True)


def test_the_template_has_the_columns_of_this_competition(
    contest: tuple[Principal, Competition], visitor: Come
) -> None:
    organiser, competition = contest

    answer = visitor(organiser).get(path_of(competition.id, "/template.xlsx"))

    head = read_rows(answer.data).rows[0].cells
    assert head[:3] == ["赛道", "申报类别", "成果名称"]
    assert {"经济效益", "成员1姓名", "成员8身份证号"} <= set(head)
    assert "成员9姓名" not in head


def test_ticked_entries_are_exported_and_the_export_is_recorded(
    contest: tuple[Principal, Competition], visitor: Come, make: Make
) -> None:
    organiser, competition = contest
    ident = competition.id
    wanted = submitted(entrant(make, competition), competition, title="甲").id
    submitted(entrant(make, competition, "别人"), competition, title="乙")
    guest = visitor(organiser)

    asked = guest.post(path_of(ident, "/bulk"), {"ids": str(wanted), "action": "export"})
    page = guest.follow(asked).get_data(as_text=True)
    table = guest.post(path_of(ident, "/export"), {"ids": str(wanted)}, status=200)

    assert f'<input type="hidden" name="ids" value="{wanted}">' in page
    rows = read_rows(table.data).rows
    assert [each.cells[6] for each in rows] == ["成果名称", "甲"]
    database.release()
    details = database.session.scalars(
        select(AuditRecord.detail).where(AuditRecord.action == "entry.export")
    ).all()
    assert details == [{"count": 1, "personal": False}]


def test_an_export_of_the_list_keeps_its_conditions(
    contest: tuple[Principal, Competition], visitor: Come, make: Make
) -> None:
    organiser, competition = contest
    ident = competition.id
    submitted(entrant(make, competition), competition, title="甲")
    submitted(entrant(make, competition, "别人"), competition, title="乙")
    guest = visitor(organiser)

    part = guest.post(path_of(ident, "/export?q=乙"), {}, status=200)
    whole = guest.post(path_of(ident, "/export"), {}, status=200)

    assert len(read_rows(part.data).rows) == 2
    assert len(read_rows(whole.data).rows) == 3


def test_full_personal_numbers_need_a_purpose(
    contest: tuple[Principal, Competition], visitor: Come, make: Make
) -> None:
    organiser, competition = contest
    ident = competition.id
    submitted(entrant(make, competition), competition)
    guest = visitor(organiser)

    refused = guest.post(path_of(ident, "/export"), {"personal": "y"}, status=422)
    given = guest.post(path_of(ident, "/export"), {"personal": "y", "purpose": "保险"}, status=200)

    assert "请先写明用途" in words(refused)
    assert "13800001234" in {cell for each in read_rows(given.data).rows for cell in each.cells}


@pytest.mark.parametrize("page", ["/import", "/export", "/template.xlsx"])
def test_only_organisers_of_the_competition_reach_the_exchange(
    contest: tuple[Principal, Competition], visitor: Come, make: Make, page: str
) -> None:
    _, competition = contest
    ident = competition.id
    reviewer = make.account(Role.FORM_REVIEWER, competition_id=ident)
    foreign, _ = open_contest(make)

    visitor(reviewer).get(path_of(ident, page), status=404)
    visitor(foreign).get(path_of(ident, page), status=404)
