"""A fatal accident in May: recorded, verified by a second person, and what it costs in the year."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from competition.domain.access import Role
from competition.services.identity.sessions import principal_of
from competition.services.judging.locking import lock_stage
from competition.services.periods.findings import FindingText, record_finding
from competition.services.periods.opening import open_period
from tests.factories import Make
from tests.period_factories import PROGRESS, SAFETY, Works, rules, works

pytestmark = pytest.mark.browser
ACCIDENT = "生产安全死亡事故"
LOST = ("0.0", "2.0", "5.0")


def document() -> dict[str, object]:
    """Two months and their mean; a fatal accident costs the award of the year."""
    made = deepcopy(rules())
    steps = made["final"]["steps"]
    veto = {"bar": "event", "kinds": [ACCIDENT], "span": "year", "effect": "award"}
    made["final"]["steps"] = [*steps[:2], veto, *steps[2:]]
    return made


def score(made: Works, key: str) -> None:
    """The first lot is best, the second next, the third last; then the period is locked."""
    for place, lost in enumerate(LOST):
        made.submit(made.sheet(key, "self", place), {"safety": "60", "pace": "40"})
        made.submit(made.sheet(key, PROGRESS, place), {"pace": "40"})
        sheet = made.sheet(key, SAFETY, place)
        if lost != "0.0":
            actor = principal_of(made.accounts[SAFETY])
            record_finding(actor, sheet, FindingText("safety", "临边防护缺失", lost))
        made.submit(sheet, {"safety": f"{60 - float(lost):.1f}"})
    lock_stage(made.organiser, made.stage(key))


def award_of(page: Page, lot: str) -> str:
    """What stands in the column of awards, in the row of a lot."""
    return page.locator("table.standings tr", has_text=lot).locator("td.won").inner_text()


def test_a_lot_with_a_fatal_accident_keeps_its_rank_and_loses_the_award(
    app: Flask, make: Make, device: Callable[..., BrowserContext]
) -> None:
    made = works(make, lots=3, document=document())
    score(made, "m05")
    open_period(made.organiser, made.stage("m06"))
    score(made, "m06")
    second = make.account(Role.ORGANISER, competition_id=made.ident, name="沈第二")
    place = f"/organiser/competitions/{made.ident}"
    one = device(made.organiser.account_id, width=1280, height=900).new_page()
    other = device(second.account_id, width=390, height=844).new_page()

    one.goto(f"{place}/results?part=result")
    assert award_of(one, "一标段") == "优胜单位"

    one.goto(f"{place}/events/new")
    one.locator("[name=entry]").fill("LW-001")
    one.locator("[name=kind]").select_option(ACCIDENT)
    one.locator("[name=stage]").select_option("m05")
    one.locator("[name=date]").fill("2026-05-17")
    one.locator("[name=matter]").fill("支洞塌方事故")
    one.get_by_role("button", name="记录事项").click()
    one.goto(f"{place}/results?part=result")
    assert award_of(one, "一标段") == "优胜单位"

    other.goto(f"{place}/events")
    other.get_by_role("button", name="核实全部待核实事项").click()

    one.goto(f"{place}/results?part=result")
    first = one.locator("table.standings tbody tr").first
    expect(first).to_contain_text("一标段")
    expect(first.locator("td.rk")).to_have_text("1")
    assert award_of(one, "一标段") == ACCIDENT
    assert award_of(one, "二标段") == "优胜单位"
    first.get_by_role("link", name="计算过程").click()
    expect(one.locator("main")).to_contain_text(ACCIDENT)
