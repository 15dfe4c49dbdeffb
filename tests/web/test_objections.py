"""Public notices and objections as people meet them: what is shown, hidden and refused."""

import json
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask

from competition.domain.access import Role
from competition.domain.objections import Consequence, Finding
from competition.models import Entry, Objection, database
from competition.services.identity.limits import count_attempt
from competition.services.objecting.raising import OBJECTION_ADDRESS
from competition.services.objecting.reading import token_of
from competition.services.objecting.settings import NoticePlan, save_plan
from competition.services.setup.competitions import change_basics
from competition.services.vault import seal
from tests.entry_factories import pdf
from tests.factories import Make
from tests.objecting_factories import Noticed, fetch, noticed
from tests.visitor import words

SAID = {
    "about": "award",
    "facts": "核心装置系他人完成",
    "grounds": "不符合通知第五条",
    "name": "李实名",
    "unit": "锦川市检修公司",
    "phone": "13812345678",
    "id_number": "11010519491231002X",
}


@pytest.fixture
def case(app: Flask, make: Make) -> Noticed:
    made = noticed(make)
    with database.writing():
        made.contest.competition.state = "open"
    return made


@pytest.fixture
def pages(case: Noticed) -> str:
    return f"/competitions/{case.contest.ident}/notices/{case.result_id}"


def best(case: Noticed) -> int:
    return next(iter(case.winners()))


def text_of(body: bytes) -> str:
    document = pypdfium2.PdfDocument(body)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_x02_a_notice_names_people_and_none_of_their_numbers(  # type: ignore[no-untyped-def]
    case: Noticed, pages: str, visitor, cases: Path
) -> None:
    examples = json.loads((cases / "worked_examples.json").read_text(encoding="utf-8"))
    x02 = next(one for one in examples["examples"] if one["id"] == "X02")
    phone, number = x02["input"]["phone"], x02["input"]["id"]
    with database.writing() as session:
        member = session.get_one(Entry, best(case)).members[0]
        member.phone_sealed = seal(phone, "phone")
        member.id_number_sealed = seal(number, "id_number")
        entry, name = best(case), member.name

    shown = [words(visitor().get(path)) for path in (pages, f"{pages}/object")]
    paper = text_of(visitor().get(f"{pages}/notice.pdf").data)
    staff = visitor(case.organiser).get(f"/organiser/entries/{entry}").get_data(as_text=True)

    assert name in shown[0] and name in paper
    for field in x02["rule"]["public_fields"]:
        assert field in shown[0]
    for text in (*shown, paper):
        assert phone not in text and number not in text and "****" not in text
    assert x02["expected"]["staff_masked"]["phone"] in staff
    assert x02["expected"]["staff_masked"]["id"] in staff
    assert phone not in staff and number not in staff


def test_the_days_and_the_contact_are_told_on_page_and_print(  # type: ignore[no-untyped-def]
    case: Noticed, pages: str, visitor
) -> None:
    plan = NoticePlan(contact="市总工会经济部 028-88886666", text="经评审委员会评审，现予公示。")
    save_plan(case.organiser, case.contest.competition, plan)

    shown = words(visitor().get(pages))
    paper = text_of(visitor().get(f"{pages}/notice.pdf").data).replace("\r\n", "")

    for text in (shown, paper):
        assert "从次日起计 5 个工作日" in text
        assert "028-88886666" in text
        assert "经评审委员会评审" in text


def test_somebody_objects_from_a_phone_and_reads_how_it_stands(  # type: ignore[no-untyped-def]
    case: Noticed, pages: str, visitor
) -> None:
    guest = visitor()
    files = {"files": (BytesIO(pdf("证明")), "证明.pdf")}

    answer = guest.post(f"{pages}/object", {**SAID, "entry": str(best(case)), **files}, status=303)
    page = guest.follow(answer)

    assert page.headers["Cache-Control"] == "no-store"
    assert "受理编号第 1 号" in words(page) and "待受理" in words(page)
    assert "李实名" not in words(page)
    row = database.session.query(Objection).one()
    assert (row.channel, row.entry_id, len(row.files)) == ("web", best(case), 1)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": "匿名"}, "请填写您的真实姓名"),
        ({"name": "知情人"}, "异议须实名提出"),
        ({"phone": "12"}, "电话"),
        ({"id_number": "110105194912310021"}, "身份证号"),
        ({"facts": ""}, "请写明事实"),
        ({"entry": "999999"}, ""),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(  # type: ignore[no-untyped-def]
    case: Noticed, pages: str, visitor, said: dict[str, str], told: str
) -> None:
    page = visitor().post(f"{pages}/object", {**SAID, "entry": "0", **said}, status=422)

    assert told in words(page)
    if "grounds" not in said:
        assert "不符合通知第五条" in page.get_data(as_text=True)
    assert database.session.query(Objection).count() == 0


def test_after_the_notice_its_dates_are_told_instead_of_the_form(  # type: ignore[no-untyped-def]
    case: Noticed, pages: str, visitor
) -> None:
    with database.writing():
        row = case.result
        row.notice_to = row.notice_from - timedelta(seconds=5)
    first = case.result.notice_from.date()

    page = visitor().get(f"{pages}/object")
    posted = visitor().post(f"{pages}/object", {**SAID, "entry": "0"}, status=200)

    for shown in (words(page), words(posted)):
        assert "现在不受理异议" in shown and str(first.year) in shown
    assert database.session.query(Objection).count() == 0


def test_too_many_at_once_are_held_up(case: Noticed, pages: str, visitor) -> None:  # type: ignore[no-untyped-def]
    for _ in range(OBJECTION_ADDRESS.most):
        count_attempt(OBJECTION_ADDRESS, "127.0.0.1")

    visitor().post(f"{pages}/object", {**SAID, "entry": "0"}, status=429)

    assert database.session.query(Objection).count() == 0


def test_a_notice_of_a_result_that_is_not_public_is_not_there(  # type: ignore[no-untyped-def]
    case: Noticed, pages: str, visitor
) -> None:
    change_basics(case.organiser, case.contest.competition, {"public_sees": "nothing"})

    for path in (pages, f"{pages}/notice.pdf", f"{pages}/object"):
        visitor().get(path, status=404)


def test_the_identity_is_for_handlers_and_organisers_only(  # type: ignore[no-untyped-def]
    case: Noticed, visitor, make: Make
) -> None:
    row = case.handled(case.objection())
    other = make.account(Role.ORGANISER, organisation=make.organisation(), name="外市组织员")
    supervisor = make.account(Role.SUPERVISOR, competition_id=case.contest.ident, name="郑监督")
    judge = case.contest.judges[0].account_id
    ident, token = row.id, token_of(row)

    own = visitor(case.second).get(f"/organiser/objections/{ident}").get_data(as_text=True)
    seen = visitor(supervisor).get(f"/supervisor/objections/{ident}").get_data(as_text=True)

    for text in (own, seen):
        assert "李实名" in text and "110105********002X" in text and "138****5678" in text
        assert "13812345678" not in text
    for stranger in (other, judge):
        visitor(stranger).get(f"/organiser/objections/{ident}", status=404)
    public = visitor().get(f"/objections/{token}").get_data(as_text=True)
    assert "李实名" not in public


def test_the_whole_telephone_is_shown_on_demand_and_that_is_recorded(  # type: ignore[no-untyped-def]
    case: Noticed, visitor, make: Make
) -> None:
    row = case.objection()
    ident = row.id

    page = visitor(case.organiser).post(f"/organiser/objections/{ident}/contact", status=200)

    assert "13812345678" in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"
    supervisor = make.account(Role.SUPERVISOR, competition_id=case.contest.ident, name="郑监督")
    record = visitor(supervisor).get(f"/supervisor/competitions/{case.contest.ident}/record")
    assert "查看异议人联系方式" in words(record)


def test_who_is_tied_cannot_be_ticked_and_the_reason_stands_beside(  # type: ignore[no-untyped-def]
    case: Noticed, visitor
) -> None:
    ident = case.handled(case.objection()).id

    page = visitor(case.organiser).get(f"/organiser/objections/{ident}/panel")

    text = page.get_data(as_text=True)
    judge = case.contest.judges[0].account_id
    assert re.search(rf'value="{judge}"[^>]*disabled', text)
    assert "评过这个项目" in words(page)


def test_the_decision_names_the_objector_only_to_the_objector(  # type: ignore[no-untyped-def]
    case: Noticed, visitor, make: Make
) -> None:
    entrant = make.account(Role.ENTRANT, competition_id=case.contest.ident, name="王申报")
    with database.writing() as session:
        session.get_one(Entry, best(case)).account_id = entrant.account_id
    row = case.handled(case.objection())
    case.decide(row, Consequence.NONE, Finding.REJECTED)
    ident, entry, token = row.id, best(case), token_of(fetch(row.id))

    own = text_of(visitor().get(f"/objections/{token}/decision.pdf").data)
    theirs = text_of(
        visitor(entrant).get(f"/entrant/entries/{entry}/appeals/{ident}/decision.pdf").data
    )
    listed = visitor(entrant).get(f"/entrant/entries/{entry}/appeals")

    assert "李实名" in own and "异议不成立" in own.replace("\r\n", "")
    assert "李实名" not in theirs and "身份信息依法保密" in theirs.replace("\r\n", "")
    assert "李实名" not in words(listed) and "不成立" in words(listed)
    other = make.account(Role.ENTRANT, competition_id=case.contest.ident, name="赵申报")
    visitor(other).get(f"/entrant/entries/{entry}/appeals", status=404)


def test_an_entrant_appeals_on_a_page_of_the_own_entry(case: Noticed, visitor, make: Make) -> None:  # type: ignore[no-untyped-def]
    entrant = make.account(Role.ENTRANT, competition_id=case.contest.ident, name="王申报")
    with database.writing() as session:
        session.get_one(Entry, best(case)).account_id = entrant.account_id
    entry, guest = best(case), visitor(entrant)
    said = {"about": "criterion", "about_name": "效益", "facts": "漏计", "grounds": "规则三"}

    guest.get(f"/entrant/entries/{entry}/appeals/new/{case.result_id}")
    answer = guest.post(f"/entrant/entries/{entry}/appeals/new/{case.result_id}", said)
    page = words(guest.follow(answer))

    assert "申诉 · 第 1 号" in page and "待受理" in page
    again = guest.post(f"/entrant/entries/{entry}/appeals/new/{case.result_id}", said, status=422)
    assert "正在办理" in words(again)


def test_a_name_that_needs_an_approval_is_warned_about_until_it_has_one(  # type: ignore[no-untyped-def]
    case: Noticed, visitor
) -> None:
    ident, organiser = case.contest.ident, visitor(case.organiser)
    change_basics(case.organiser, case.contest.competition, {"name": "全国职工创新大赛"})
    places = (f"/organiser/competitions/{ident}/{page}" for page in ("basics", "notice", ""))
    pages = [place.rstrip("/") for place in places]

    before = [words(organiser.get(page)) for page in pages]
    save_plan(
        case.organiser, case.contest.competition, NoticePlan(approval_number="国评组发〔2026〕1号")
    )
    after = [words(organiser.get(page)) for page in pages]

    assert ["批准" in page and "全国" in page for page in before] == [True] * 3
    assert ["须经批准才能使用的字样" in page for page in after] == [False] * 3


def test_a_notice_that_was_replaced_says_so(case: Noticed, pages: str, visitor) -> None:  # type: ignore[no-untyped-def]
    row = case.handled(case.objection())
    case.decide(row, Consequence.STRIKE)

    page = visitor().get(pages)

    assert "这份公示已被替代" in words(page) and "新的结果形成后另行公示" in words(page)
    assert "提出异议" not in words(visitor().get(pages))
