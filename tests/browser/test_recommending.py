"""Three levels recommend entries up under quotas, one is returned, changed and sent again.

Forty of them under `make soak`, eight otherwise.
"""

from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from competition.models import Entry, Recommendation, RecommendationList, database
from tests.browser.conftest import overflow
from tests.factories import Make
from tests.faults.counts import SOAK
from tests.recommending_factories import Climb, climbing

pytestmark = pytest.mark.browser
Device = Callable[..., BrowserContext]
ENTRIES = 40 if SOAK else 8


@pytest.fixture
def climb(app: Flask, make: Make) -> Climb:
    """Two counties with an enterprise each, entries handed in, places for three of four."""
    made = handed_in(make, ENTRIES)
    made.issue(ENTRIES * 3 // 4, made.city, substitutes=2)
    return made


@pytest.fixture
def few(app: Flask, make: Make) -> Climb:
    """The same with four entries and no quota."""
    return handed_in(make, 4)


def handed_in(make: Make, count: int) -> Climb:
    made = climbing(make, counties=2, needs_stamp=True)
    for number in range(count):
        made.entry(made.enterprises[number % 2], f"装配式检修平台{number + 1:02}号")
    return made


def desk_of(climb: Climb, device: Device, organisation: object, width: int = 390) -> Page:
    page = device(climb.actor(organisation).account_id, width=width).new_page()  # type: ignore[arg-type]
    page.goto("/recommend/")
    return page


def recommend_all(page: Page, *, places: int | None = None) -> None:
    """One opinion for all, then all that there are places for into a list."""
    page.locator("[data-pick-all]").check()
    page.get_by_label("统一推荐意见").fill("经审核，同意推荐。")
    page.get_by_role("button", name="填入所选").click()
    expect(page.locator(".flashes")).to_contain_text("推荐意见已填写")
    ticks = page.locator("input[name=ids]")
    for place in range(ticks.count() if places is None else places):
        ticks.nth(place).check()
    page.get_by_role("button", name="生成推荐汇总表").click()
    expect(page.locator("h1")).to_contain_text("推荐汇总表")


def stamp_and_send(page: Page, seal: str) -> None:
    """Print, scan at the next copier, upload, send."""
    paper = page.request.get(f"{page.url}/paper.pdf").body()
    scan = BytesIO()
    pypdfium2.PdfDocument(paper)[0].render(scale=150 / 72).to_pil().save(scan, "JPEG", quality=60)
    page.get_by_label("盖章后的扫描件").set_input_files(
        {"name": "盖章.jpg", "mimeType": "image/jpeg", "buffer": scan.getvalue()}
    )
    page.get_by_label("印章上的文字").fill(seal)
    page.get_by_role("button", name="上传扫描件").click()
    expect(page.locator(".flashes")).to_contain_text("扫描件与本份汇总表相符")
    page.get_by_role("button", name="推荐上报").click()
    expect(page.locator(".flashes")).to_contain_text("已推荐上报")


@pytest.mark.soak
def test_entries_climb_three_levels_and_one_comes_back_on_the_way(
    climb: Climb, device: Device
) -> None:
    for place in (*climb.enterprises, *climb.counties):
        page = desk_of(climb, device, place)
        recommend_all(page)
        stamp_and_send(page, place.name)

    city = desk_of(climb, device, climb.city, width=1280)
    expect(city.locator("tbody tr")).to_have_count(ENTRIES)
    city.get_by_role("link", name="装配式检修平台01号", exact=True).click()
    city.get_by_role("button", name="退回申报单位").click()
    dialog = city.get_by_role("dialog")
    dialog.get_by_label("原因").fill("请补充应用证明")
    dialog.get_by_role("button", name="退回修改").click()
    expect(city.locator("tbody tr")).to_have_count(ENTRIES - 1)
    hand_in_again(climb, device)
    for place in (climb.enterprises[0], climb.counties[0]):
        page = desk_of(climb, device, place)
        page.locator("input[name=ids]").check()
        page.get_by_role("button", name="生成推荐汇总表").click()
        stamp_and_send(page, place.name)

    city.goto("/recommend/")
    recommend_all(city, places=ENTRIES * 3 // 4)
    assert overflow(city) == 0
    stamp_and_send(city, climb.city.name)

    assert states() == {"submitted": ENTRIES * 3 // 4, "recommending": ENTRIES // 4}
    assert way_of_returned() == [
        "forwarded",
        "forwarded",
        "returned",
        "forwarded",
        "forwarded",
    ]
    assert lists_sent() == 7


def test_more_than_the_quota_is_refused_and_what_was_typed_stays(
    few: Climb, device: Device
) -> None:
    few.issue(1, few.enterprises[0])
    page = desk_of(few, device, few.enterprises[0])
    page.locator("input[name^=order-]").first.fill("7")
    page.locator("[data-pick-all]").check()

    page.get_by_role("button", name="生成推荐汇总表").click()

    expect(page.locator(".notice.err")).to_contain_text("名额 1 个，还剩 1 个，本次上报 2 个")
    expect(page.locator("input[name^=order-]").first).to_have_value("7")
    expect(page.locator("input[name=ids]:checked")).to_have_count(2)
    assert overflow(page) == 0


def test_the_scan_of_another_list_is_known_for_what_it_is(few: Climb, device: Device) -> None:
    first, second = (desk_of(few, device, place) for place in few.enterprises)
    for page in (first, second):
        recommend_all(page)
    paper = first.request.get(f"{first.url}/paper.pdf").body()

    second.get_by_label("盖章后的扫描件").set_input_files(
        {"name": "盖章.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    second.get_by_label("印章上的文字").fill(few.enterprises[1].name)
    second.get_by_role("button", name="上传扫描件").click()

    expect(second.locator(".notice.err")).to_contain_text("不是这一份")


def hand_in_again(climb: Climb, device: Device) -> None:
    """The applicant reads why and hands the entry in again, on a phone."""
    entry = database.session.scalars(select(Entry).where(Entry.title == "装配式检修平台01号")).one()
    page = device(entry.account_id).new_page()
    ident = entry.id
    database.release()
    page.goto(f"/entrant/entries/{ident}")
    expect(page.locator("main")).to_contain_text("请补充应用证明")
    page.goto(f"/entrant/entries/{ident}/submit")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".flashes")).to_contain_text("申报书已提交")


def states() -> dict[str, int]:
    database.session.rollback()
    rows = database.session.execute(select(Entry.state, func.count()).group_by(Entry.state))
    return {row[0]: row[1] for row in rows}


def way_of_returned() -> list[str]:
    return list(
        database.session.scalars(
            select(Recommendation.state)
            .join(Entry, Entry.id == Recommendation.entry_id)
            .where(Entry.title == "装配式检修平台01号")
            .order_by(Recommendation.serial)
            .limit(5)
        )
    )


def lists_sent() -> int:
    sent = select(func.count()).where(RecommendationList.state == "sent")
    return database.session.scalar(sent) or 0
