"""Signing in and out: with a password, on several devices, within limits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from competition.domain.access import Role
from competition.models import Account, LoginSession, database
from competition.services.identity.administration import close_account
from competition.services.principal import Principal
from competition.services.runtime import now, runtime
from tests.factories import PASSWORD, Make
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


@pytest.fixture
def administrator(app: Flask, make: Make) -> Principal:
    return make.account(Role.ADMINISTRATOR, name="王工", login="keeper")


def sign_in(
    guest: Visitor, password: str, *, status: int, login: str = "keeper", path: str = ""
) -> TestResponse:
    return guest.post(path or "/sign-in", {"login": login, "password": password}, status=status)


def test_the_right_password_signs_in(administrator: Principal, visitor: Come) -> None:
    guest = visitor()

    sign_in(guest, PASSWORD, status=302)

    assert "王工" in words(guest.get("/account"))


def test_a_wrong_password_says_no_more_than_that(administrator: Principal, visitor: Come) -> None:
    wrong = words(sign_in(visitor(), "not the password", status=422))
    nobody = words(sign_in(visitor(), "not the password", status=422, login="nobody"))

    assert "登录名或密码不正确" in wrong
    assert "登录名或密码不正确" in nobody


def test_an_empty_form_is_refused_beside_its_fields(
    administrator: Principal, visitor: Come
) -> None:
    page = words(sign_in(visitor(), "", status=422, login=""))

    assert "请填写登录名。" in page
    assert "请填写密码。" in page


def test_the_ninth_wrong_try_has_to_wait(administrator: Principal, visitor: Come) -> None:
    guest = visitor()
    for _ in range(8):
        sign_in(guest, "wrong wrong wrong", status=422)

    page = words(sign_in(guest, PASSWORD, status=429))

    assert "分钟后再试" in page


def test_a_closed_account_cannot_sign_in(
    administrator: Principal, make: Make, visitor: Come
) -> None:
    other = make.account(Role.ADMINISTRATOR, login="second")
    inside = visitor(other)
    close_account(administrator, other.account_id)

    sign_in(visitor(), PASSWORD, status=422, login="second")
    inside.get("/account", status=302)


def test_a_device_that_is_signed_out_elsewhere_is_out(
    administrator: Principal, visitor: Come
) -> None:
    here, there = visitor(administrator), visitor(administrator)
    last = database.session.scalars(
        select(LoginSession.id).order_by(LoginSession.id.desc())
    ).first()

    here.post(f"/account/devices/{last}/end")

    here.get("/account")
    there.get("/account", status=302)


def test_nobody_ends_the_session_of_another(
    administrator: Principal, make: Make, visitor: Come
) -> None:
    other = make.account(Role.ADMINISTRATOR, login="second")
    theirs = visitor(other)
    session_id = database.session.scalars(
        select(LoginSession.id).where(LoginSession.account_id == other.account_id)
    ).one()

    visitor(administrator).post(f"/account/devices/{session_id}/end", status=404)

    theirs.get("/account")


def test_signing_out_ends_the_session_on_the_server(
    administrator: Principal, visitor: Come
) -> None:
    person = visitor(administrator)

    person.post("/sign-out")

    person.get("/account", status=302)
    ended = database.session.scalars(select(LoginSession.revoked_at)).all()
    assert all(ended)


def test_a_session_ends_after_its_time(administrator: Principal, visitor: Come) -> None:
    person = visitor(administrator)
    with database.writing() as session:
        session.execute(update(LoginSession).values(expires_at=now() - timedelta(seconds=1)))

    person.get("/account", status=302)


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "x"],
)
def test_signing_in_never_leads_to_another_site(
    administrator: Principal, visitor: Come, target: str
) -> None:
    guest = visitor()
    guest.get("/sign-in")

    answer = guest.post(
        "/sign-in",
        {"login": "keeper", "password": PASSWORD},
        query_string={"next": target},
    )

    assert answer.headers["Location"] == "/home"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(
    administrator: Principal, visitor: Come
) -> None:
    guest = visitor()
    asked = guest.get("/account", status=302)

    answer = sign_in(guest, PASSWORD, status=302, path=asked.headers["Location"])

    assert answer.headers["Location"] == "/account"


def test_a_form_without_its_token_is_refused(administrator: Principal, app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"login": "keeper", "password": PASSWORD})

    assert answer.status_code == 400


def test_a_new_password_signs_every_device_out(administrator: Principal, visitor: Come) -> None:
    here, there = visitor(administrator), visitor(administrator)

    here.post(
        "/account",
        {"current": PASSWORD, "new": "春天 的 铁路 2026", "again": "春天 的 铁路 2026"},
    )

    here.get("/account", status=302)
    there.get("/account", status=302)
    sign_in(visitor(), "春天 的 铁路 2026", status=302)


def test_a_short_password_is_refused_beside_its_field(
    administrator: Principal, visitor: Come
) -> None:
    page = visitor(administrator).post(
        "/account", {"current": PASSWORD, "new": "short", "again": "short"}, status=422
    )

    assert "密码至少 10 位" in words(page)


def test_the_password_is_stored_under_argon2id(administrator: Principal) -> None:
    stored = database.session.scalars(select(Account.password_hash)).one()

    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert runtime.argon2_profile == "cheap"


def test_the_language_switch_keeps_the_page(administrator: Principal, visitor: Come) -> None:
    person = visitor(administrator)

    answer = person.get("/language/en", query_string={"next": "/account"}, status=302)

    assert answer.headers["Location"] == "/account"
    assert person.get("/account").headers["Content-Language"] == "en"


def test_a_page_that_is_not_there_answers_in_words(visitor: Come, app: Flask) -> None:
    page = visitor().get("/no/such/page", status=404)

    assert "没有找到" in words(page)
