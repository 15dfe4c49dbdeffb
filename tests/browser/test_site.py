"""A site union on a phone reports a month with photos on a connection that drops."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from competition.models import ScoreSheetVersion, database
from competition.services.storage import read_file
from tests.browser.conftest import overflow
from tests.factories import Make
from tests.period_factories import Works
from tests.site_factories import BLUE, GREEN, RED, photos, report, send_photo, site

pytestmark = pytest.mark.browser


@pytest.fixture
def made(app: Flask, make: Make) -> Works:
    return site(make)


def address(made: Works) -> str:
    return f"/entrant/site/{report(made)}"


def camera(path: Path, colour: tuple[int, int, int], name: str = "photo.jpg") -> str:
    """A photo as a phone takes it: large, with place and time."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:05:20 09:30:00"
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    Image.new("RGB", (2400, 1800), colour).save(out, "JPEG", exif=exif)
    (path / name).write_bytes(out.getvalue())
    return str(path / name)


def chosen(page: Page, key: str, *files: str, camera_too: bool = False) -> None:
    place = page.locator(f"#photos-{key} [data-shoot]")
    place.nth(0 if camera_too else 1).set_input_files(list(files))


def test_a_month_with_photos_is_reported_on_a_connection_that_drops(
    made: Works, device: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    phone = device(made.accounts["lot0"], width=360, height=740)
    page = phone.new_page()
    page.goto("/entrant/site/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_function(
        f"caches.open('judge-pages').then(c => c.match('{address(made)}')).then(Boolean)"
    )
    page.get_by_role("link", name="本期自评").click()
    page.locator("#mark-safety").fill("55.5")
    chosen(page, "safety", camera(tmp_path, RED, "a.jpg"), camera_too=True)
    expect(page.locator("#photo-state")).to_have_text("照片已全部上传，共 1 张", timeout=15_000)
    expect(page.locator("#net")).to_contain_text("已保存", timeout=10_000)

    phone.set_offline(True)
    page.locator("#mark-pace").fill("38")
    chosen(
        page,
        "safety",
        camera(tmp_path, GREEN, "b.jpg"),
        camera(tmp_path, BLUE, "c.jpg"),
    )
    expect(page.locator("#photo-state")).to_have_text("待上传 2 张", timeout=15_000)
    page.get_by_role("button", name="提交本期填报").click()
    expect(page.locator("#scoreform")).to_contain_text("联网后自动提交")
    page.close()
    again = phone.new_page()
    again.goto(address(made))
    expect(again.locator("#photo-state")).to_have_text("待上传 2 张")
    expect(again.locator("#mark-pace")).to_have_value("38")
    expect(again.locator("[data-photo]")).to_have_count(3)
    assert overflow(again) == 0
    phone.set_offline(False)

    again.wait_for_url("**/entrant/site/", timeout=30_000)
    expect(again.locator(".jlist li").first).to_contain_text("已提交，锁定前可以修改")
    kept, sheets = photos(), database.session.scalars(select(ScoreSheetVersion)).all()
    assert [sheet.marks for sheet in sheets] == [
        [["safety", "scored", 555], ["pace", "scored", 380]]
    ]
    assert [photo.version for photo in kept] == [1, 1, 1]
    assert {f"{photo.taken_at:%Y-%m-%d %H:%M}" for photo in kept} == {"2026-05-20 01:30"}
    with Image.open(BytesIO(read_file(kept[2].storage_key))) as picture:
        assert (picture.size, dict(picture.getexif())) == ((1600, 1200), {})


def test_an_answer_that_was_lost_makes_no_second_photo(
    made: Works, device: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    phone = device(made.accounts["lot0"])
    page = phone.new_page()
    page.goto(address(made))
    lost: list[int] = []

    def lose(route):  # type: ignore[no-untyped-def]
        answer = route.fetch()
        lost.append(answer.status)
        route.abort() if len(lost) == 1 else route.fulfill(response=answer)

    phone.route("**/photo", lose)
    chosen(page, "safety", camera(tmp_path, BLUE))

    expect(page.locator("#photo-state")).to_have_text("照片已全部上传，共 1 张", timeout=20_000)
    assert (lost, len(photos())) == ([200, 200], 1)


def test_a_photo_that_no_browser_opens_is_told_beside_its_criterion(
    made: Works, device: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = device(made.accounts["lot0"]).new_page()
    page.goto(address(made))
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(40))

    chosen(page, "safety", str(tmp_path / "a.heic"))

    expect(page.locator("#photos-safety .msg")).to_contain_text("兼容性最佳")
    page.locator("#mark-safety").fill("50")
    expect(page.locator("#photos-safety .msg")).to_be_visible()
    assert photos() == []


def test_a_photo_is_taken_off_again_without_a_connection(
    made: Works, device: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    send_photo(made)
    phone = device(made.accounts["lot0"])
    page = phone.new_page()
    page.goto(address(made))
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    phone.set_offline(True)

    page.get_by_role("button", name="移除").click()
    expect(page.locator("[data-photo]")).to_have_count(0)
    with page.expect_response("**/photos/remove"):
        phone.set_offline(False)
    page.reload()

    expect(page.locator("[data-photo]")).to_have_count(0)
    assert photos() == []


def test_axe_finds_nothing_on_the_report(
    made: Works,
    device: Callable[..., BrowserContext],
    axe_findings: Callable[[Page], list[str]],
) -> None:
    send_photo(made)
    page = device(made.accounts["lot0"], width=360).new_page()
    page.goto(address(made))
    expect(page.locator("#photo-state")).to_contain_text("共 1 张")

    assert (axe_findings(page), overflow(page)) == ([], 0)
