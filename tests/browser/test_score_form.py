"""The score form: refusals in words, exact totals, and nothing typed is ever lost."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from competition.domain.access import Role
from tests.browser import bench
from tests.factories import Make

pytestmark = pytest.mark.browser


@dataclass
class Desk:
    """A judge's phone at the score form, and the sheet behind it."""

    account: int
    sheet: bench.Sheet
    device: Callable[..., BrowserContext]

    def sit(self, context: BrowserContext | None = None) -> Page:
        page = (context or self.device(self.account)).new_page()
        page.goto("/bench/7")
        return page


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """One that takes the routes of these tests."""
    return own_app


@pytest.fixture
def desk(app: Flask, make: Make, device: Callable[..., BrowserContext]) -> Desk:
    account = make.account(Role.JUDGE, organisation=make.organisation()).account_id
    return Desk(account, bench.lay(app, account), device)


def saved(page: Page) -> None:
    expect(page.locator("#net")).to_contain_text("已保存", timeout=10_000)


def type_mark(page: Page, key: str, text: str) -> None:
    page.locator(f"#mark-{key}").fill(text)
    page.locator(f"#mark-{key}").blur()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31", "现在 31，超过满分 30"),
        ("7.3", "7.3 不在档上，每档 0.5，请填 7 或 7.5"),
        ("1e2", "“1e2”不是分数，请填 0 到 30 的数"),
        ("5.", "“5.”不是分数，请填 0 到 30 的数"),
    ],
)
def test_a_mark_that_is_none_is_refused_beside_its_field(desk: Desk, text: str, words: str) -> None:
    page = desk.sit()

    type_mark(page, "novelty", text)

    expect(page.locator("#mark-novelty-error")).to_have_text(words)
    expect(page.locator("#total")).to_have_text("0.0")


def test_a_mark_in_error_is_never_called_saved_and_is_there_again(desk: Desk) -> None:
    page = desk.sit()
    type_mark(page, "use", "12")
    saved(page)

    type_mark(page, "use", "31")
    expect(page.locator("#net")).to_contain_text("有误的分数未送出", timeout=10_000)
    page.reload()

    expect(page.locator("#mark-use")).to_have_value("31")
    expect(page.locator("#mark-use-error")).to_contain_text("超过满分")
    type_mark(page, "use", "13")
    saved(page)
    assert desk.sheet.marks == {"novelty": "", "use": "13.0"}


def test_full_width_digits_are_shown_back_and_added_exactly(desk: Desk) -> None:
    page = desk.sit()

    type_mark(page, "novelty", " １２．５")
    type_mark(page, "use", ".5")

    expect(page.locator("#mark-novelty")).to_have_value("12.5")
    expect(page.locator("#total")).to_have_text("13.0")
    expect(page.locator("#left")).to_have_text("2 项已全部评完")
    saved(page)
    assert desk.sheet.marks == {"novelty": "12.5", "use": "0.5"}


def test_a_blank_is_no_zero(desk: Desk) -> None:
    page = desk.sit()
    type_mark(page, "novelty", "0")

    page.get_by_role("button", name="提交评分").click()

    expect(page.locator("#mark-use-error")).to_have_text("此项还没有评分。0 分也请填 0")
    expect(page.locator("#mark-use")).to_be_focused()
    assert desk.sheet.submitted == 0


def test_keyboard_and_buttons_keep_to_the_steps(desk: Desk) -> None:
    page = desk.sit()
    type_mark(page, "novelty", "29.5")

    page.locator("#mark-novelty").press("ArrowUp")
    page.locator("#mark-novelty").press("ArrowUp")
    page.get_by_role("button", name="实用性 加 0.5").click()

    expect(page.locator("#mark-novelty")).to_have_value("30.0")
    expect(page.locator("#mark-use")).to_have_value("0.5")


def test_a_level_button_explains_and_changes_no_mark(desk: Desk) -> None:
    page = desk.sit()

    page.get_by_role("button", name="良").first.click()

    expect(page.locator("#level-novelty p.on")).to_have_text("良 有明显改进，与现有做法不同")
    expect(page.locator("#mark-novelty")).to_have_value("")


def test_what_was_typed_survives_a_cut_connection_a_reload_and_is_submitted_later(
    desk: Desk,
) -> None:
    phone = desk.device(desk.account)
    page = desk.sit(phone)
    type_mark(page, "novelty", "26.5")
    saved(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_timeout(1000)

    phone.set_offline(True)
    type_mark(page, "use", "20")
    expect(page.locator("#net")).to_contain_text("离线，已存本机")
    page.reload()
    expect(page.locator("#mark-novelty")).to_have_value("26.5")
    expect(page.locator("#mark-use")).to_have_value("20")
    page.get_by_role("button", name="提交评分").click()
    expect(page.locator("#scoreform")).to_contain_text("联网后自动提交")
    phone.set_offline(False)

    page.wait_for_url("**/bench/", timeout=30_000)
    assert (desk.sheet.marks, desk.sheet.submitted) == ({"novelty": "26.5", "use": "20.0"}, 1)


def test_a_sheet_left_behind_is_sent_from_the_list(desk: Desk) -> None:
    phone = desk.device(desk.account)
    page = desk.sit(phone)
    type_mark(page, "novelty", "10")
    saved(page)
    phone.set_offline(True)
    type_mark(page, "use", "11")
    expect(page.locator("#net")).to_contain_text("离线，已存本机")
    page.close()
    phone.set_offline(False)

    later = phone.new_page()
    with later.expect_response("**/bench/7/draft"):
        later.goto("/bench/")

    assert desk.sheet.marks == {"novelty": "10.0", "use": "11.0"}


def test_an_answer_that_was_lost_makes_no_conflict_with_oneself(desk: Desk) -> None:
    phone = desk.device(desk.account)
    page = desk.sit(phone)
    desk.sheet.lose_answer = True
    type_mark(page, "novelty", "21")
    expect(page.locator("#net")).to_contain_text("等待送出")
    page.wait_for_timeout(1500)
    page.locator("#mark-novelty").fill("22")
    page.wait_for_timeout(300)
    page.close()

    again = desk.sit(phone)

    expect(again.locator("#mark-novelty")).to_have_value("22")
    saved(again)
    expect(again.locator("#conflict")).to_be_hidden()
    assert (desk.sheet.marks["novelty"], desk.sheet.version) == ("22.0", 2)


@pytest.mark.parametrize(("choice", "kept"), [("用我刚才填的", "28.5"), ("用已保存的", "10.0")])
def test_a_second_save_is_told_and_shows_both_values(desk: Desk, choice: str, kept: str) -> None:
    phone, tablet = desk.sit(), desk.sit()
    type_mark(tablet, "novelty", "10")
    saved(tablet)

    type_mark(phone, "novelty", "28.5")

    rows = phone.locator("[data-conflict-rows] tr")
    expect(rows).to_have_text(["创新性28.510.0"], timeout=10_000)
    phone.get_by_role("button", name=choice).click()
    saved(phone)
    expect(phone.locator("#mark-novelty")).to_have_value(kept)
    assert desk.sheet.marks["novelty"] == kept


def test_a_locked_stage_says_so_and_keeps_what_was_typed(desk: Desk) -> None:
    page = desk.sit()
    desk.sheet.locked = True

    type_mark(page, "novelty", "5")

    expect(page.locator("#scoreform .notice.err")).to_have_text("此阶段已锁定，不能再改")
    expect(page.locator("#net")).to_contain_text("未能保存")
    expect(page.locator("#mark-novelty")).to_have_value("5")


def test_signing_out_leaves_no_page_of_the_room_on_the_device(desk: Desk) -> None:
    page = desk.sit()
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_timeout(1000)
    assert page.evaluate("caches.open('judge-pages').then(c => c.keys()).then(k => k.length)") == 1

    page.get_by_role("button", name="退出").click()
    page.wait_for_load_state()

    assert page.evaluate("caches.has('judge-pages')") is False


def test_axe_finds_nothing_on_the_form(
    desk: Desk, axe_findings: Callable[[Page], list[str]]
) -> None:
    page = desk.sit()
    type_mark(page, "novelty", "31")
    expect(page.locator("#mark-novelty-error")).to_be_visible()

    assert axe_findings(page) == []
