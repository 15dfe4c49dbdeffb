from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from competition.documents.people_table import people_table
from competition.documents.tables.write import workbook_bytes
from competition.domain.access import Role
from competition.models import Account, Organisation, PersonalLink, RoleGrant, database
from competition.services.identity.accounts import grant_role
from competition.services.people import create_participant
from competition.services.people.participants import ParticipantValues
from competition.services.principal import Principal
from tests.factories import Make
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


@pytest.fixture
def root(app: Flask, make: Make) -> Organisation:
    return make.organisation("蜀江省总工会")


@pytest.fixture
def host(root: Organisation, make: Make) -> Organisation:
    return make.organisation("锦州市总工会", parent=root)


@pytest.fixture
def organiser(root: Organisation, make: Make) -> Principal:
    return make.account(Role.ORGANISER, organisation=root)


@pytest.fixture
def base(organiser: Principal, host: Organisation, make: Make) -> str:
    """The address of a competition of this organiser."""
    return f"/organiser/competitions/{make.competition(organiser, host).id}"


@pytest.fixture
def room(base: str, organiser: Principal, visitor: Come) -> Visitor:
    return visitor(organiser)


def add(room: Visitor, base: str, name: str = "李䶮", **values: str) -> int:
    answer = room.post(f"{base}/people/new", {"name": name, "role": "judge", **values})
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def host_again() -> Organisation:
    """The row again, after a request has ended the session it was loaded in."""
    return database.session.scalars(
        select(Organisation).where(Organisation.name == "锦州市总工会")
    ).one()


def link_of(account_id: int, purpose: str) -> PersonalLink:
    database.release()
    return database.session.scalars(
        select(PersonalLink).where(
            PersonalLink.account_id == account_id,
            PersonalLink.purpose == purpose,
            PersonalLink.revoked_at.is_(None),
        )
    ).one()


def test_a_person_is_added_and_listed(room: Visitor, base: str) -> None:
    add(room, base, unit="锦州市总工会", title="教授", phone="13800138000")

    page = words(room.get(f"{base}/people"))

    assert "李䶮" in page and "锦州市总工会" in page and "尚无链接" in page
    assert "13800138000" not in page and "138****8000" not in page


def test_a_wrong_phone_is_refused_beside_its_field(room: Visitor, base: str) -> None:
    answer = room.post(
        f"{base}/people/new", {"name": "李明", "role": "judge", "phone": "12345"}, status=422
    )

    assert "请填写 11 位手机号码。" in words(answer)


def test_a_unit_that_may_be_several_is_chosen_from_a_list(
    room: Visitor, base: str, make: Make
) -> None:
    first = make.organisation("东城机械厂工会").id
    make.organisation("西城机械厂工会")
    values = {"name": "李明", "role": "judge", "unit": "机械厂"}

    asked = words(room.post(f"{base}/people/new", values, status=422))
    room.post(f"{base}/people/new", {**values, "unit_picked": str(first)})

    assert "东城机械厂工会" in asked and "西城机械厂工会" in asked
    assert "东城机械厂工会" in words(room.get(f"{base}/people"))


def test_a_judges_link_is_made_shown_and_signs_in(room: Visitor, base: str, visitor: Come) -> None:
    judge = add(room, base)

    room.post(f"{base}/links", {"act": "sign_in", "ids": str(judge), "from": "person"})
    page = room.get(f"{base}/people/{judge}").get_data(as_text=True)
    address = page.split('data-copy="http://localhost')[1].split('"')[0]
    guest = visitor()
    guest.get(address)
    guest.post(address)

    assert "李䶮" in words(guest.get("/account"))
    assert "个人链接已绑定设备" in words(room.get(f"{base}/people"))


def test_a_released_link_waits_for_another_device(room: Visitor, base: str, visitor: Come) -> None:
    judge = add(room, base)
    room.post(f"{base}/links", {"act": "sign_in", "ids": str(judge)})
    page = room.get(f"{base}/people/{judge}").get_data(as_text=True)
    address = page.split('data-copy="http://localhost')[1].split('"')[0]
    first, second = visitor(), visitor()
    first.post(address)
    second.post(address, status=403)

    room.post(f"/organiser/links/{link_of(judge, 'sign_in').id}/release")

    second.post(address)
    first.get("/account", status=302)


def test_a_revoked_link_opens_nothing(room: Visitor, base: str, visitor: Come) -> None:
    judge = add(room, base)
    room.post(f"{base}/links", {"act": "sign_in", "ids": str(judge)})
    page = room.get(f"{base}/people/{judge}").get_data(as_text=True)
    address = page.split('data-copy="http://localhost')[1].split('"')[0]

    room.post(f"/organiser/links/{link_of(judge, 'sign_in').id}/revoke")

    visitor().get(address, status=410)


def test_the_part_of_the_list_that_was_looked_at_is_there_again_after_making_links(
    room: Visitor, base: str
) -> None:
    judge = add(room, base)
    seen = "?q=%E6%9D%8E&role=judge&page=1"
    chosen = {"act": "sign_in", "ids": str(judge)}

    page = room.get(f"{base}/people{seen}").text
    made = room.post(f"{base}/links{seen}", chosen)
    asked = room.post(f"{base}/links{seen}", chosen, status=200).text

    assert f'action="{base}/links{seen}"'.replace("&", "&amp;") in page
    assert made.headers["Location"] == f"{base}/people{seen}"
    assert f'action="{base}/links{seen}"'.replace("&", "&amp;") in asked
    assert f'href="{base}/people{seen}"'.replace("&", "&amp;") in asked


def test_links_are_printed_as_a_sheet_with_the_names(room: Visitor, base: str) -> None:
    chosen = [str(add(room, base)), str(add(room, base, "欧阳明"))]
    room.post(f"{base}/links", {"act": "sign_in", "ids": chosen})

    answer = room.post(f"{base}/links", {"act": "print", "ids": chosen}, status=200)

    text = PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert answer.mimetype == "application/pdf"
    assert "李䶮" in text and "欧阳明" in text
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_anybody_ticked_nothing_is_made(room: Visitor, base: str) -> None:
    page = room.follow(room.post(f"{base}/links", {"act": "sign_in"}))

    assert "请先勾选人员。" in words(page)


def test_an_invitation_of_a_fellow_organiser_is_not_shown(
    room: Visitor, base: str, organiser: Principal, make: Make, visitor: Come
) -> None:
    fellow = add(room, base, "赵六", role="organiser", login="fellow")
    room.post(f"{base}/links", {"act": "invitation", "ids": str(fellow)})
    link_id = link_of(fellow, "invitation").id
    third = add(room, base, "钱七", role="organiser", login="third")

    own = room.get(f"{base}/people/{fellow}").get_data(as_text=True)
    other = visitor(third)
    seen = other.get(f"{base}/people/{fellow}").get_data(as_text=True)

    assert 'data-copy="' in own and 'data-copy="' not in seen
    room.get(f"/organiser/links/{link_id}/qr.svg")
    other.get(f"/organiser/links/{link_id}/qr.svg", status=404)


def test_a_role_is_ended_after_its_consequence_was_named(room: Visitor, base: str) -> None:
    judge = add(room, base)
    page = words(room.get(f"{base}/people/{judge}"))

    room.post(f"{base}/people/{judge}/roles/judge/end")

    assert "立即不能再以“评委”的身份参与本竞赛" in page
    room.get(f"{base}/people/{judge}", status=404)


def test_foreign_and_missing_people_look_alike(
    room: Visitor,
    base: str,
    organiser: Principal,
    make: Make,
    visitor: Come,
) -> None:
    other = make.competition(organiser, host_again(), name="另一项竞赛")
    stranger = create_participant(organiser, other, ParticipantValues("王五", Role.JUDGE))
    outsider = make.account(Role.ORGANISER, organisation=make.organisation())
    judge = add(room, base)

    room.get(f"{base}/people/{stranger}", status=404)
    room.get(f"{base}/people/999999", status=404)
    room.post(f"{base}/people/{stranger}/roles/judge/end", status=404)
    visitor(outsider).get(f"{base}/people", status=404)
    visitor(outsider).get(f"{base}/people/{judge}", status=404)
    visitor(judge).get(f"{base}/people", status=404)


def upload(room: Visitor, path: str, content: bytes, *, status: int = 200) -> str:
    data: dict[str, Any] = {"file": (BytesIO(content), "people.xlsx")}
    answer = room.post(path, data, status=status, content_type="multipart/form-data")
    return answer.get_data(as_text=True)


def test_a_file_is_previewed_and_then_imported(room: Visitor, base: str) -> None:
    content = workbook_bytes(people_table([("李明", "评委", "", "", "li.ming", "")]))

    page = upload(room, f"{base}/people/import", content)
    token = page.split('name="token" value="')[1].split('"')[0]
    before = database.session.scalars(select(Account.id).where(Account.login == "li.ming")).all()
    database.release()
    room.post(f"{base}/people/import/confirm", {"token": token})

    assert "新增 1 行" in page
    assert before == []
    assert "li.ming" in words(room.get(f"{base}/people"))


def test_a_preview_is_used_once_and_by_its_owner_only(
    room: Visitor, base: str, make: Make, visitor: Come
) -> None:
    content = workbook_bytes(people_table([("李明", "评委", "", "", "li.ming", "")]))
    page = upload(room, f"{base}/people/import", content)
    token = page.split('name="token" value="')[1].split('"')[0]
    fellow = visitor(add(room, base, "赵六", role="organiser"))

    refused = fellow.follow(fellow.post(f"{base}/people/import/confirm", {"token": token}))
    room.post(f"{base}/people/import/confirm", {"token": token})
    again = room.follow(room.post(f"{base}/people/import/confirm", {"token": token}))

    assert "导入预览已过期" in words(refused)
    assert "导入预览已过期" in words(again)


def test_faults_of_a_file_are_listed_by_row_and_column(room: Visitor, base: str) -> None:
    content = workbook_bytes(people_table([("李明", "裁判", "", "", "", "123")]))

    page = upload(room, f"{base}/people/import", content, status=422)

    assert "文件中有 2 处错误" in page
    assert '<td class="right num">2</td><td class="num">F</td>' in page
    assert 'name="token"' not in page


def test_a_file_that_is_no_table_is_refused_beside_its_field(room: Visitor, base: str) -> None:
    page = upload(room, f"{base}/people/import", b"PK\x03\x04 no workbook", status=422)

    assert "summary" in page and 'name="token"' not in page


def test_template_and_export_are_workbooks(room: Visitor, base: str) -> None:
    template = room.get(f"{base}/people/template.xlsx")
    export = room.post(f"{base}/people/export", status=200)

    assert [answer.data[:2] for answer in (template, export)] == [b"PK", b"PK"]


def test_the_list_takes_as_many_statements_for_three_as_for_one(
    room: Visitor, base: str, count_statements: Callable[[], Any]
) -> None:
    with count_statements() as one:
        room.get(f"{base}/people")
    chosen = [str(add(room, base, name)) for name in ("甲", "乙")]
    room.post(f"{base}/links", {"act": "sign_in", "ids": chosen})
    with count_statements() as three:
        room.get(f"{base}/people")

    assert len(one) == len(three) <= 8


def test_grants_of_a_closed_page_are_recorded_with_who_gave_them(
    room: Visitor, base: str, organiser: Principal
) -> None:
    judge = add(room, base)

    grants = database.session.scalars(
        select(RoleGrant.granted_by_id).where(RoleGrant.account_id == judge)
    ).all()

    assert grants == [organiser.account_id]


def test_links_in_use_are_counted_before_they_are_replaced_and_kept_by_default(
    room: Visitor, base: str, visitor: Come
) -> None:
    first, second, third = (add(room, base, name) for name in ("甲一", "乙二", "丙三"))
    room.post(f"{base}/links", {"act": "sign_in", "ids": [str(first), str(second)]})
    page = room.get(f"{base}/people/{first}").get_data(as_text=True)
    visitor().post(page.split('data-copy="http://localhost')[1].split('"')[0])
    before = [link_of(each, "sign_in").id for each in (first, second)]
    chosen = {"act": "sign_in", "ids": [str(first), str(second), str(third)]}

    asked = words(room.post(f"{base}/links", chosen, status=200))
    untouched = [link_of(each, "sign_in").id for each in (first, second)]
    room.post(f"{base}/links", {**chosen, "mode": "only_without"})
    kept = [link_of(each, "sign_in").id for each in (first, second)]
    room.post(f"{base}/links", {**chosen, "mode": "replace"})
    replaced = [link_of(each, "sign_in").id for each in (first, second)]

    assert "所选 3 人中，2 人已有个人登录链接：1 人已绑定设备，1 人尚未使用。" in asked
    assert "只为没有链接的 1 人生成，已有的不变" in asked
    assert (untouched, kept) == (before, before)
    assert set(replaced).isdisjoint(before)
    assert link_of(third, "sign_in").id not in before


def test_where_everybody_has_a_link_only_replacing_is_offered(room: Visitor, base: str) -> None:
    judge = add(room, base)
    room.post(f"{base}/links", {"act": "sign_in", "ids": str(judge)})

    asked = words(room.post(f"{base}/links", {"act": "sign_in", "ids": str(judge)}, status=200))

    assert "停用旧链接并重新生成" in asked
    assert "只为没有链接" not in asked


def test_those_whose_role_over_the_host_reaches_here_are_named_apart(
    room: Visitor, base: str, make: Make
) -> None:
    top = database.session.get_one(Organisation, host_again().parent_id)
    make.account(Role.SUPERVISOR, organisation=top, name="严监督")
    other = make.organisation("别省总工会", kind="provincial")
    make.account(Role.SUPERVISOR, organisation=other, name="别家监督")
    both = make.account(Role.ORGANISER, organisation=top, name="周两处")
    ident = int(base.rsplit("/", 1)[1])
    with database.writing() as session:
        grant_role(session, both, both.account_id, Role.ORGANISER, competition_id=ident)

    page = words(room.get(f"{base}/people"))

    assert "监督员 严监督" in page
    assert page.count("周两处") == 1
    assert "别家监督" not in page


def test_a_unit_nobody_registered_may_be_left_blank_and_says_so(room: Visitor, base: str) -> None:
    values = {"name": "李䶮", "role": "judge", "unit": "没有登记的公司"}

    page = words(room.post(f"{base}/people/new", values, status=422))
    add(room, base, unit="")

    assert "可以先留空，或请系统管理员登记" in page
    assert "李䶮" in words(room.get(f"{base}/people"))


def test_a_unit_in_somebodys_own_words_is_shown_and_found(room: Visitor, base: str) -> None:
    ident = add(room, base)
    with database.writing() as session:
        session.get_one(Account, ident).person.unit_typed = "没有登记的小厂"

    page = words(room.get(f"{base}/people?q=小厂"))

    assert "李䶮" in page
    assert "没有登记的小厂" in page
