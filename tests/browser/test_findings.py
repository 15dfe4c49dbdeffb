"""A department at the site finds something wrong; its unit puts it right, both on phones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import select

from competition.models import Finding, ScoreSheetVersion, database
from tests.browser.conftest import overflow
from tests.factories import Make
from tests.finding_factories import in_days, picture
from tests.period_factories import SAFETY, works

pytestmark = pytest.mark.browser


def test_a_finding_is_recorded_put_right_and_confirmed_on_phones(
    app: Flask, make: Make, device: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    made = works(make, lots=1)
    sheet = made.sheet("m05", SAFETY).id
    shot = tmp_path / "现场.jpg"
    shot.write_bytes(picture(size=(2400, 1800)))
    department = device(made.accounts[SAFETY], width=360, height=740).new_page()
    unit = device(made.accounts["lot0"], width=360, height=740).new_page()

    department.goto(f"/judge/assignments/{sheet}")
    expect(department.locator("#mark-safety")).to_have_value("60.0")
    department.get_by_role("link", name="记录检查问题").click()
    department.get_by_label("检查发现的问题").fill("临边防护缺失")
    department.get_by_label("扣分").fill("2.5")
    department.get_by_label("现场照片（整改前）").set_input_files(str(shot))
    department.get_by_label("要求整改").check()
    department.get_by_label("整改期限").fill(in_days(5))
    department.get_by_role("button", name="记录问题").click()
    expect(department.locator("#mark-safety")).to_have_value("57.5")
    assert overflow(department) == 0
    department.get_by_role("button", name="提交评分").click()
    department.wait_for_url("**/judge/**")

    unit.goto("/entrant/findings")
    unit.get_by_role("link", name="临边防护缺失").click()
    unit.get_by_label("怎样整改的").fill("已加装护栏")
    unit.get_by_label("整改后照片").set_input_files(str(shot))
    unit.get_by_role("button", name="提交整改答复").click()
    expect(unit.get_by_text("已提交整改答复")).to_be_visible()
    assert overflow(unit) == 0

    department.goto("/judge/findings?view=answered")
    department.get_by_role("link", name="临边防护缺失").click()
    department.get_by_role("button", name="确认已整改").click()
    expect(department.get_by_text("已确认整改")).to_be_visible()

    database.release()
    marks = database.session.scalars(
        select(ScoreSheetVersion.marks).where(ScoreSheetVersion.assignment_id == sheet)
    ).all()
    assert marks == [[["safety", "scored", 575]]]
    assert database.session.scalars(select(Finding.rectification)).all() == ["confirmed"]
