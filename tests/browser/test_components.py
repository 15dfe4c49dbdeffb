"""The style guide in a real browser: every component, width and theme, keyboard, axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from competition.domain.access import Role
from tests.browser.conftest import overflow
from tests.factories import Make

pytestmark = pytest.mark.browser


@pytest.fixture
def organiser(app: object, make: Make) -> int:
    return make.account(Role.ORGANISER, organisation=make.organisation()).account_id


@pytest.fixture
def guide(organiser: int, device: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Opens the style guide."""

    def open_guide(**options: object) -> Page:
        page = device(organiser, **options).new_page()
        page.goto("/look")
        return page

    return open_guide


@pytest.mark.parametrize("width", [360, 390, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    guide: Callable[..., Page],
    axe_findings: Callable[[Page], list[str]],
    width: int,
    scheme: str,
) -> None:
    page = guide(width=width, color_scheme=scheme, reduced_motion="reduce")

    page.get_by_role("button", name="计算过程").click()

    assert axe_findings(page) == []
    assert overflow(page) == 0


def test_a_derivation_opens_and_closes(guide: Callable[..., Page]) -> None:
    page = guide(width=1440)
    steps = page.locator("#steps-026")
    expect(steps).to_be_hidden()

    page.get_by_role("button", name="计算过程").click()

    expect(steps).to_be_visible()
    page.get_by_role("button", name="收起").click()
    expect(steps).to_be_hidden()


def test_without_javascript_everything_can_be_read_and_dialogs_open_in_place(
    guide: Callable[..., Page],
) -> None:
    page = guide(width=390, java_script_enabled=False)

    page.get_by_role("button", name="作废证书").first.click()

    expect(page.locator("#revoke")).to_be_visible()
    expect(page.locator("#steps-026")).to_be_visible()
    expect(page.get_by_role("region", name="批量操作")).to_be_visible()


def test_a_dialog_takes_the_focus_and_gives_it_back(guide: Callable[..., Page]) -> None:
    page = guide(width=1440)
    opener = page.get_by_role("button", name="作废证书").first
    opener.focus()

    page.keyboard.press("Enter")

    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#revoke")).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_bulk_bar_stands_only_while_rows_are_ticked(guide: Callable[..., Page]) -> None:
    page = guide(width=1440)
    bar = page.get_by_role("region", name="批量操作")
    expect(bar).to_contain_text("已选 1 项")

    page.get_by_label("选择本页").check()

    expect(bar).to_contain_text("已选 4 项")
    page.get_by_role("button", name="取消选择").click()
    expect(bar).to_be_hidden()


def test_a_counter_says_how_much_is_too_much(guide: Callable[..., Page]) -> None:
    page = guide()

    page.locator("#title").fill("氯" * 43)

    expect(page.locator("#title-count")).to_have_text("现在 43 个字，请减少 3 个字")


def test_rows_are_added_moved_and_numbered_anew(guide: Callable[..., Page]) -> None:
    page = guide(width=1440)
    page.locator("#members-0-full_name").fill("甲")
    page.locator("#members-1-full_name").fill("乙")

    page.get_by_role("button", name="增加完成人").click()
    page.locator("#members-2-full_name").fill("丙")
    page.get_by_role("button", name="上移").nth(2).click()

    names = [page.locator(f"#members-{at}-full_name").input_value() for at in range(3)]
    assert names == ["甲", "丙", "乙"]
    assert page.locator("#members-1-full_name").get_attribute("name") == "members-1-full_name"


def test_the_chosen_theme_stays(guide: Callable[..., Page]) -> None:
    page = guide(width=1440, color_scheme="light")

    page.get_by_role("button", name="深色").click()
    page.reload()

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 20, 17)"
    expect(page.get_by_role("button", name="深色")).to_have_attribute("aria-pressed", "true")


def test_a_phone_shows_the_menu_in_groups(guide: Callable[..., Page]) -> None:
    page = guide(width=390)

    expect(page.locator(".side")).to_be_hidden()
    expect(page.locator("table.fold thead th").nth(1)).to_be_hidden()
    expect(page.locator("td[data-label='申报单位']").first).to_be_visible()


def test_touch_targets_of_a_phone_are_large_enough(guide: Callable[..., Page]) -> None:
    page = guide(width=390)

    small = page.evaluate(
        "[...document.querySelectorAll('.btn, .input:not(textarea), .stepper button')]"
        ".filter(node => node.offsetHeight > 0 && node.offsetHeight < 44)"
        ".map(node => node.outerHTML)"
    )

    assert small == []


def test_on_paper_standings_have_no_column_of_links(guide: Callable[..., Page]) -> None:
    page = guide(width=1440)

    page.emulate_media(media="print")

    cells = page.locator(".standings .act")
    assert cells.count() > 1
    assert [cell.is_visible() for cell in cells.all()] == [False] * cells.count()
