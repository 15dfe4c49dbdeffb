"""A site union reports a list on a phone; the figure stands in the statistics above it at once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import overflow
from tests.factories import Make
from tests.participation_factories import Branch, id_number, province

pytestmark = pytest.mark.browser
Device = Callable[..., BrowserContext]
LAST_YEAR = str(datetime.now(UTC).year - 1)
Q2 = "14"


@pytest.fixture
def branch(app: Flask, make: Make) -> Branch:
    made = province(make)
    made.add("A11", "A1", kind="site_union")
    return made


def test_a_list_reported_on_a_phone_counts_in_the_city_above(
    branch: Branch, device: Device, axe_findings: Callable[[Page], list[str]]
) -> None:
    phone = device(branch.actor("A11").account_id).new_page()
    phone.goto("/recommend/participation")
    phone.get_by_role("link", name="上报参赛情况").first.click()
    phone.get_by_label("年份").select_option(LAST_YEAR)
    phone.get_by_label("报告期").select_option(Q2)
    phone.get_by_label("活动名称").fill("塔吊司机技能比武")
    expect(phone.get_by_label("参赛人次")).to_be_visible()
    phone.get_by_label("填写名单").check()
    expect(phone.get_by_label("参赛人次")).to_be_hidden()
    phone.get_by_label("姓名").first.fill("王芳")
    phone.get_by_label("身份证号码").first.fill(id_number(1))
    phone.get_by_role("button", name="增加一人").click()
    phone.get_by_label("姓名").nth(1).fill("李明")
    phone.get_by_label("工号").nth(1).fill("T-17")
    assert (overflow(phone), axe_findings(phone)) == (0, [])
    phone.get_by_role("button", name="上报", exact=True).click()
    expect(phone.locator(".flashes")).to_contain_text("已上报")

    city = device(branch.actor("A").account_id).new_page()
    city.goto("/recommend/participation")

    expect(city.locator("h1")).to_have_text("单位A")
    assert city.locator(".figures dd:not(.note)").all_text_contents()[:4] == ["2", "2", "0", "1"]
    expect(city.locator("#branches tr", has_text="单位A1").locator("td").nth(2)).to_have_text("2")
    assert (overflow(city), axe_findings(city)) == (0, [])
    city.set_viewport_size({"width": 1280, "height": 900})
    assert (overflow(city), axe_findings(city)) == (0, [])
