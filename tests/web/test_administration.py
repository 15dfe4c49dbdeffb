from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from competition.documents.tables.write import workbook_bytes
from competition.documents.unit_table import unit_table
from competition.domain.access import Role
from competition.models import Account, Organisation, PersonalLink, RoleGrant, database
from competition.services.principal import Principal
from tests.factories import PASSWORD, Make
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
ACCOUNT = {"name": "李组织", "login": "li.zuzhi", "role": "organiser"}


@pytest.fixture
def root_id(app: Flask, make: Make) -> int:
    root = make.organisation("蜀江省总工会", kind="provincial")
    make.organisation("锦州市总工会", parent=root)
    return root.id


@pytest.fixture
def administrator(root_id: int, make: Make) -> Principal:
    return make.account(Role.ADMINISTRATOR, name="管理员")


@pytest.fixture
def room(administrator: Principal, visitor: Come) -> Visitor:
    return visitor(administrator)


def unit(name: str) -> Organisation:
    database.release()
    return database.session.scalars(select(Organisation).where(Organisation.name == name)).one()


def account_id(login: str) -> int:
    database.release()
    return database.session.scalars(select(Account.id).where(Account.login == login)).one()


def test_organisations_are_found_by_name_and_branch(room: Visitor, root_id: int) -> None:
    found = words(room.get("/organiser/organisations?q=锦州"))
    branch = words(room.get(f"/organiser/organisations?under={root_id}"))
    nothing = words(room.get("/organiser/organisations?q=没有这样的"))

    assert "锦州市总工会" in found and "共 1 个单位" in found
    assert "单位2含本级" in branch and "锦州市总工会" in branch
    assert "没有找到单位" in nothing


def test_an_organisation_is_added_below_another(room: Visitor) -> None:
    values = {"name": "东城机械厂工会", "code": "jc01", "kind": "enterprise_union"}

    room.post("/organiser/organisations/new", {**values, "parent": "锦州市总工会"})

    page = words(room.get("/organiser/organisations?q=JC01"))
    assert "蜀江省总工会 / 锦州市总工会" in page and "企业工会" in page


def test_a_code_in_use_is_refused_beside_its_field(room: Visitor) -> None:
    code = unit("锦州市总工会").code
    values = {"name": "另一个", "code": code, "kind": "municipal", "parent": "蜀江省总工会"}

    page = words(room.post("/organiser/organisations/new", values, status=422))

    assert f"单位代码 {code} 已被使用" in page


def test_an_organisation_is_moved_by_another_parent(room: Visitor, make: Make) -> None:
    other = make.organisation("别省总工会", kind="provincial").id
    city = unit("锦州市总工会")
    path = f"/organiser/organisations/{city.id}"
    values = {"name": city.name, "code": city.code, "kind": city.kind, "parent": "别省总工会"}

    room.post(path, values)

    assert unit("锦州市总工会").parent_id == other
    assert "别省总工会" in words(room.get(path))


def test_an_organisation_is_closed_and_then_only_shown(room: Visitor) -> None:
    ident = unit("锦州市总工会").id

    room.post(f"/organiser/organisations/{ident}/close")

    assert "该单位已停用" in words(room.get(f"/organiser/organisations/{ident}"))
    assert "锦州市总工会" in words(room.get("/organiser/organisations?closed=1"))


def test_a_file_of_organisations_is_previewed_and_then_imported(room: Visitor) -> None:
    parent = unit("锦州市总工会").code
    content = workbook_bytes(unit_table([("NEW1", "西城电厂工会", "企业工会", parent, "西电", "")]))
    data: dict[str, Any] = {"file": (BytesIO(content), "units.xlsx")}

    page = room.post(
        "/organiser/organisations/import", data, status=200, content_type="multipart/form-data"
    ).get_data(as_text=True)
    token = page.split('name="token" value="')[1].split('"')[0]
    room.post("/organiser/organisations/import/confirm", {"token": token})

    assert "新增 1 行" in page
    assert "西城电厂工会" in words(room.get("/organiser/organisations?q=西城"))


def test_template_and_export_of_organisations_are_workbooks(room: Visitor) -> None:
    template = room.get("/organiser/organisations/template.xlsx")
    export = room.post("/organiser/organisations/export", status=200)

    assert [answer.data[:2] for answer in (template, export)] == [b"PK", b"PK"]


def test_a_new_account_is_invited_and_chooses_its_password(room: Visitor, visitor: Come) -> None:
    values = {**ACCOUNT, "scope": "organisation", "scope_unit": "锦州市总工会"}
    page = room.follow(room.post("/organiser/accounts/new", values)).get_data(as_text=True)
    address = page.split('data-copy="http://localhost')[1].split('"')[0]
    guest = visitor()

    guest.post(address, {"password": PASSWORD, "again": PASSWORD})

    assert "李组织" in words(guest.get("/account"))
    again = words(room.get(f"/organiser/accounts/{account_id('li.zuzhi')}"))
    assert "已设置" in again and "锦州市总工会" in again


def test_a_scope_left_blank_is_refused(room: Visitor) -> None:
    page = words(
        room.post("/organiser/accounts/new", {**ACCOUNT, "scope": "organisation"}, status=422)
    )

    assert "此范围不在您的管理权限内" in page


def test_a_judge_is_made_in_a_competition_only(room: Visitor) -> None:
    values = {**ACCOUNT, "role": "judge", "scope": "everywhere"}

    page = words(room.post("/organiser/accounts/new", values, status=422))

    assert "此角色只能在一项竞赛中分配" in page


def test_roles_are_added_and_taken_back(room: Visitor, make: Make) -> None:
    other = make.account(Role.SUPERVISOR).account_id
    path = f"/organiser/accounts/{other}"
    room.post(f"{path}/grants", {"role": "organiser", "scope": "everywhere"})
    grant = database.session.scalars(
        select(RoleGrant.id).where(RoleGrant.account_id == other, RoleGrant.role == "organiser")
    ).one()
    database.release()

    before = words(room.get(path))
    room.post(f"/organiser/grants/{grant}/revoke")

    assert "以“组织方”的身份办理" in before
    assert "以“组织方”的身份办理" not in words(room.get(path))


def test_administrators_do_not_change_their_own_roles(
    room: Visitor, administrator: Principal
) -> None:
    path = f"/organiser/accounts/{administrator.account_id}"
    grant = database.session.scalars(
        select(RoleGrant.id).where(RoleGrant.account_id == administrator.account_id)
    ).one()
    database.release()

    room.post(f"{path}/grants", {"role": "organiser", "scope": "everywhere"}, status=422)
    taken = room.follow(room.post(f"/organiser/grants/{grant}/revoke"))

    assert "不能更改自己的角色" in words(taken)


def test_a_closed_account_is_signed_out_and_listed_apart(
    room: Visitor, make: Make, visitor: Come
) -> None:
    other = make.account(Role.ORGANISER, login="zhao.liu", name="赵六")
    inside = visitor(other)

    room.post(f"/organiser/accounts/{other.account_id}/close")

    inside.get("/account", status=302)
    assert "赵六" not in words(room.get("/organiser/accounts"))
    assert "赵六" in words(room.get("/organiser/accounts?closed=1"))


def test_an_administrator_of_a_branch_stays_in_it(root_id: int, make: Make, visitor: Come) -> None:
    city, other = unit("锦州市总工会"), make.organisation("别市总工会")
    mine, foreign = city.id, other.id
    local = make.account(Role.ADMINISTRATOR, organisation=city)
    far = make.account(Role.ORGANISER, organisation=other)
    near = make.account(Role.ORGANISER, organisation=city)
    room = visitor(local)
    values = {"role": "organiser"}

    room.get(f"/organiser/accounts/{far.account_id}", status=404)
    room.get(f"/organiser/organisations/{foreign}", status=404)
    room.get(f"/organiser/organisations/{mine}")
    path = f"/organiser/accounts/{near.account_id}"
    there = {**values, "scope": "organisation", "scope_unit": "别市总工会"}
    beyond = words(room.post(f"{path}/grants", there, status=422))
    whole = words(room.post(f"{path}/grants", {**values, "scope": "everywhere"}, status=422))

    assert "没有找到这个单位" in beyond
    assert "此范围不在您的管理权限内" in whole


def test_an_account_with_powers_beyond_the_branch_is_neither_invited_nor_closed(
    root_id: int, make: Make, visitor: Come
) -> None:
    city = unit("锦州市总工会")
    local = make.account(Role.ADMINISTRATOR, organisation=city)
    strong = make.account(Role.ORGANISER, organisation=city).account_id
    with database.writing() as session:
        session.add(
            RoleGrant(
                account_id=strong,
                role="administrator",
                created_at=database.session.get_one(Account, strong).created_at,
            )
        )
    room = visitor(local)

    for act in ("invite", "close"):
        page = room.follow(room.post(f"/organiser/accounts/{strong}/{act}"))
        assert "此范围不在您的管理权限内" in words(page)
    assert 'data-copy="' not in room.get(f"/organiser/accounts/{strong}").get_data(as_text=True)


def test_who_decides_on_results_does_not_invite_who_must_approve_them(
    administrator: Principal, root_id: int, make: Make, visitor: Come
) -> None:
    with database.writing() as session:
        known = session.get_one(Account, administrator.account_id)
        session.add(
            RoleGrant(
                account_id=known.id,
                role="organiser",
                organisation_id=root_id,
                created_at=known.created_at,
            )
        )
    second = make.account(Role.ORGANISER, organisation=unit("锦州市总工会")).account_id
    room = visitor(administrator)

    page = room.follow(room.post(f"/organiser/accounts/{second}/invite"))

    assert "只能由创建此账号的组织方人员" in words(page)
    assert (
        database.session.scalars(
            select(PersonalLink).where(PersonalLink.account_id == second)
        ).all()
        == []
    )


def test_only_administrators_enter(root_id: int, make: Make, visitor: Come) -> None:
    organiser = visitor(make.account(Role.ORGANISER))

    for path in ("accounts", "accounts/new", "organisations", "organisations/import"):
        organiser.get(f"/organiser/{path}", status=404)
        visitor().get(f"/organiser/{path}", status=302)


def test_lists_take_as_many_statements_for_three_rows_as_for_one(
    room: Visitor, make: Make, count_statements: Callable[[], Any]
) -> None:
    def count(path: str) -> int:
        with count_statements() as seen:
            room.get(path)
        return len(seen)

    root = unit("蜀江省总工会")
    pages = ("accounts", "organisations", "organisations?q=单位", "organisations?kind=municipal")
    paths = [f"/organiser/{page}" for page in pages]
    make.organisation("单位", parent=root)
    one = [count(path) for path in paths]
    for number in range(3):
        below = make.organisation(f"单位{number}", parent=root)
        make.account(Role.ORGANISER, organisation=below)

    assert [count(path) for path in paths] == one
    assert max(one) <= 8


def test_a_new_installation_says_what_comes_first(app: Flask, make: Make, visitor: Come) -> None:
    room = visitor(make.account(Role.ADMINISTRATOR, name="管理员"))

    empty = words(room.get("/organiser/accounts")), words(room.get("/organiser/organisations"))
    make.organisation("蜀江省总工会", kind="provincial")
    with_unit = words(room.get("/organiser/accounts"))
    make.account(Role.ORGANISER, organisation=unit("蜀江省总工会"))
    ready = words(room.get("/organiser/accounts"))

    assert all("请先做两件事" in page for page in empty)
    assert "还没有单位" in empty[1]
    assert "添加主办单位（已完成）" in with_unit
    assert "请先做两件事" not in ready
