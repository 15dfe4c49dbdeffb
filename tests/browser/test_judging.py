"""The real judge's room on a phone: submitted, told of another tab, carried over a lost network."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from competition.models import ScoreSheetVersion, database
from competition.services.judging.locking import lock_stage
from tests.browser.conftest import overflow
from tests.factories import Make
from tests.judging_factories import FULL, Contest, scoring_contest

pytestmark = pytest.mark.browser
Device = Callable[..., BrowserContext]


@pytest.fixture
def contest(app: Flask, make: Make) -> Contest:
    return scoring_contest(make)


def fill(page: Page, **marks: str) -> None:
    for key, text in {**FULL, **marks}.items():
        page.locator(f"#mark-{key}").fill(text)
        page.locator(f"#mark-{key}").blur()


def totals(contest: Contest) -> list[int]:
    database.session.rollback()
    ids = [row.id for row in contest.assignments(0)]
    return list(
        database.session.scalars(
            select(ScoreSheetVersion.total)
            .where(ScoreSheetVersion.assignment_id.in_(ids), ScoreSheetVersion.is_current)
            .order_by(ScoreSheetVersion.id)
        )
    )


def test_a_judge_scores_one_entry_after_another(contest: Contest, device: Device) -> None:
    page = device(contest.principal().account_id).new_page()
    page.goto("/judge/")
    page.get_by_role("link", name="从第 1 项开始评").click()

    fill(page)
    expect(page.locator("#total")).to_have_text("86.5")
    page.get_by_role("button", name="提交评分").click()

    expect(page.locator(".over")).to_contain_text("第 2 项，共 4 项")
    assert totals(contest) == [865]


def test_the_second_tab_shows_both_values_and_the_judge_chooses(
    contest: Contest, device: Device
) -> None:
    phone = device(contest.principal().account_id)
    address = f"/judge/assignments/{contest.assignments(0)[0].id}"
    first, second = phone.new_page(), phone.new_page()
    first.goto(address)
    second.goto(address)
    fill(first, novelty="20")
    expect(first.locator("#net")).to_contain_text("已保存", timeout=10_000)

    fill(second, novelty="24")

    dialog = second.locator("#conflict")
    expect(dialog).to_be_visible(timeout=10_000)
    expect(dialog.locator("tr.changed")).to_have_text("创新性24.020.0")
    dialog.get_by_role("button", name="用我刚才填的").click()
    expect(dialog).to_be_hidden()
    second.get_by_role("button", name="提交评分").click()
    second.wait_for_url(lambda url: not url.endswith(address))
    assert totals(contest) == [840]


def test_a_cut_connection_and_a_closed_tab_lose_nothing(contest: Contest, device: Device) -> None:
    phone = device(contest.principal().account_id)
    address = f"/judge/assignments/{contest.assignments(0)[0].id}"
    page = phone.new_page()
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_timeout(1000)

    phone.set_offline(True)
    fill(page)
    expect(page.locator("#net")).to_contain_text("离线，已存本机")
    page.close()
    again = phone.new_page()
    again.goto(address)
    expect(again.locator("#mark-novelty")).to_have_value("26.5")
    again.get_by_role("button", name="提交评分").click()
    before = totals(contest)
    phone.set_offline(False)

    again.wait_for_url(lambda url: not url.endswith(address), timeout=30_000)
    assert (before, totals(contest)) == ([], [865])


def test_an_open_form_closes_by_itself_when_the_stage_is_locked(
    contest: Contest, device: Device
) -> None:
    address = f"/judge/assignments/{contest.assignments(0)[0].id}"
    phone = device(contest.principal().account_id)
    page = phone.new_page()
    page.clock.install()
    page.goto(address)
    fill(page)
    page.clock.run_for(2000)
    expect(page.locator("#net")).to_contain_text("已保存", timeout=10_000)
    phone.set_offline(True)
    page.locator("#mark-novelty").fill("30")
    lock_stage(contest.organiser, contest.stage)
    phone.set_offline(False)

    page.clock.run_for(31_000)

    expect(page.locator("#scoreform .notice.err")).to_contain_text("您没有提交这份评分表")
    expect(page.locator("#net")).to_contain_text("评分已关闭")
    expect(page.locator("#mark-novelty")).to_have_value("30")
    expect(page.locator("#mark-novelty")).to_have_attribute("readonly", "")
    expect(page.locator("#submit")).to_be_disabled()
    page.goto("/judge/")
    page.get_by_role("link", name="打开核对").click()
    kept = page.locator("[data-kept-sheet]")
    expect(kept.locator("[data-kept=novelty]")).to_have_text("30")
    kept.get_by_role("button", name="从本机清除").click()
    expect(kept).to_be_hidden()
    page.goto("/judge/")
    expect(page.locator("#net")).to_contain_text("已联网")
    page.wait_for_timeout(500)
    expect(page.locator(".notice[data-stuck]")).to_have_count(0)


def test_recusing_asks_for_a_reason_and_leads_on(contest: Contest, device: Device) -> None:
    page = device(contest.principal().account_id).new_page()
    page.goto(f"/judge/assignments/{contest.assignments(0)[0].id}")

    page.get_by_role("button", name="我要回避").click()
    page.get_by_label("亲属或其他关系").check()
    page.get_by_role("button", name="确认回避").click()

    expect(page.locator(".flashes")).to_contain_text("不再由您评分")
    assert contest.assignments(0)[0].state == "recused"


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_judging_fit_and_axe_finds_nothing(
    contest: Contest, device: Device, axe_findings: Callable[[Page], list[str]], width: int
) -> None:
    contest.submit(contest.assignments(0)[0])
    stage = f"/organiser/stages/{contest.stage_id}"
    ident = contest.ident
    judge = device(contest.principal().account_id, width=width).new_page()
    organiser = device(contest.organiser.account_id, width=width).new_page()
    found = []

    for page, path in (
        (judge, "/judge/"),
        (judge, f"/judge/assignments/{contest.assignments(0)[0].id}"),
        (judge, "/judge/conflicts"),
        (organiser, f"/organiser/competitions/{ident}/judges"),
        (organiser, f"/organiser/judges/{contest.judge_ids[0]}"),
        (organiser, f"/organiser/competitions/{ident}/panels"),
        (organiser, f"/organiser/competitions/{ident}/board"),
        (organiser, f"{stage}/entries/{contest.entry_ids[0]}"),
        (organiser, f"{stage}/lock"),
    ):
        page.goto(path)
        found += [f"{path}: {line}" for line in axe_findings(page)]
        if overflow(page) > 0:
            found.append(f"{path} is wider than the window")

    assert found == []
