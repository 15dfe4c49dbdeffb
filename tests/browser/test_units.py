"""A unit is found as one types its initials, and chosen with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from competition.domain.access import Role
from tests.browser.conftest import overflow
from tests.factories import Make

pytestmark = pytest.mark.browser


def test_a_unit_is_chosen_by_keyboard_from_what_its_initials_find(
    app: object,
    make: Make,
    device: Callable[..., BrowserContext],
    axe_findings: Callable[[Page], list[str]],
) -> None:
    root = make.organisation("蜀江省总工会", kind="provincial")
    for name in ("锦川市总工会", "锦城市总工会"):
        make.organisation(name, parent=root)
    page = device(make.account(Role.ADMINISTRATOR).account_id, width=360).new_page()
    page.goto("/organiser/organisations/new")
    field = page.get_by_role("combobox", name="上级单位")

    found = page.locator(".unit-list").get_by_role("option")

    field.press_sequentially("jcs")
    expect(found).to_have_count(2)
    field.press("ArrowDown")
    field.press("ArrowDown")
    chosen = page.locator(".unit-list [aria-selected=true]").locator("b").inner_text()
    findings, sticking_out = axe_findings(page), overflow(page)
    field.press("Enter")

    assert (findings, sticking_out) == ([], 0)
    expect(field).to_have_value(chosen)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(found).to_have_count(0)
