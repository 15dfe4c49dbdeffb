from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Account, Competition, Notification, Person, RoleGrant, database
from competition.services.notifications import notify
from tests.factories import PASSWORD, Make
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
VALUES = {
    "name": "陈静",
    "unit": "锦州市总工会",
    "phone": "13900139000",
    "login": "chen.jing",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture
def path(app: Flask, make: Make) -> str:
    """Where entrants register for an open competition."""
    root = make.organisation("锦州市总工会")
    event = make.competition(make.account(Role.ORGANISER, organisation=root), root)
    ident = event.id
    with database.writing() as session:
        row = session.get_one(Competition, ident)
        row.state, row.self_registration = "open", True
        for stage in row.stages:
            stage.opens_at = stage.closes_at = None
    return f"/competitions/{ident}/register"


def person(login: str) -> Person:
    database.release()
    return database.session.scalars(
        select(Person).join(Account).where(Account.login == login)
    ).one()


def test_an_entrant_registers_and_is_inside(path: str, visitor: Come) -> None:
    guest = visitor()

    answer = guest.post(path, VALUES)

    assert answer.headers["Location"] == "/entrant/"
    assert "陈静" in words(guest.get("/account"))
    assert person("chen.jing").organisation_id is not None


def test_a_unit_that_is_not_listed_is_taken_as_typed(path: str, visitor: Come) -> None:
    guest = visitor()
    values = {**VALUES, "unit": "没有登记的小厂"}

    asked = words(guest.post(path, values, status=422))
    guest.post(path, {**values, "unit_picked": "typed"})

    assert "以上都不是，按我填写的名称登记" in asked
    assert person("chen.jing").unit_typed == "没有登记的小厂"


def test_what_is_wrong_is_said_beside_its_field(path: str, visitor: Come, make: Make) -> None:
    make.account(Role.ENTRANT, login="taken")
    guest = visitor()

    said = [
        words(guest.post(path, {**VALUES, **change}, status=422))
        for change in (
            {"login": "taken"},
            {"password": "short", "again": "short"},
            {"again": "another password"},
            {"phone": "110"},
            {"unit": ""},
        )
    ]

    expected = ["已被使用", "密码至少 10 位", "两次输入的密码不一致", "11 位手机", "请填写所在单位"]
    assert [text in page for text, page in zip(expected, said, strict=True)] == [True] * 5


def test_all_that_is_wrong_is_said_at_once_and_passwords_are_asked_again(
    path: str, visitor: Come
) -> None:
    wrong = {**VALUES, "unit": "没有登记的小厂", "phone": "110", "login": "陈静", "again": "x"}

    page = visitor().post(path, wrong, status=422)

    said = words(page)
    expected = ("以上都不是", "11 位手机", "登录名：", "密码不一致", "请再填一次")
    assert [text in said for text in expected] == [True] * 5
    assert PASSWORD not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "change", [{"state": "draft"}, {"self_registration": False}, {"is_rehearsal": True}]
)
def test_a_competition_that_takes_nobody_looks_like_none(
    path: str, visitor: Come, change: dict[str, object]
) -> None:
    with database.writing() as session:
        row = session.scalars(select(Competition)).one()
        for name, value in change.items():
            setattr(row, name, value)

    visitor().get(path, status=404)
    visitor().post(path, VALUES, status=404)


def test_who_has_an_account_joins_with_it(path: str, visitor: Come, make: Make) -> None:
    entrant = make.account(Role.ENTRANT)
    inside = visitor(entrant)

    page = words(inside.get(path))
    inside.post(path.replace("register", "join"))

    assert "加入本竞赛" in page
    held = database.session.scalars(
        select(RoleGrant.competition_id).where(RoleGrant.account_id == entrant.account_id)
    ).all()
    assert len(held) == 2


def test_notifications_are_shown_in_words_and_marked_as_read(
    path: str, visitor: Come, make: Make
) -> None:
    mine, other = make.account(Role.ENTRANT), make.account(Role.ENTRANT)
    with database.writing() as session:
        notify(
            session,
            [mine.account_id, mine.account_id, other.account_id],
            "entry.return",
            {
                "title": "导叶轴套",
                "reason": "请补充查新报告",
                "deadline": "2026-05-01T10:00:00+00:00",
            },
            competition_id=None,
            path="/entrant/entries/1",
        )
    inside = visitor(mine)

    before = words(inside.get("/notifications"))
    inside.post("/notifications/read")
    after = words(inside.get("/notifications"))

    assert "《导叶轴套》需要修改" in before and "请补充查新报告" in before
    assert "2026年5月1日" in before
    assert ("未读" in before, "未读" in after) == (True, False)
    unread = database.session.scalars(
        select(Notification.account_id).where(Notification.read_at.is_(None))
    ).all()
    assert unread == [other.account_id]


def test_without_notifications_the_page_says_what_will_come(
    path: str, visitor: Come, make: Make
) -> None:
    assert "还没有通知" in words(visitor(make.account(Role.ENTRANT)).get("/notifications"))
