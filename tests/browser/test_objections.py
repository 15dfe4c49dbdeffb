"""An objection strikes a winner, and the next one rises after a fresh notice."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from competition.models import Award, AwardTier, Certificate, Entry, ResultVersion, database
from competition.services.certificates.rendering import token_of
from competition.services.runtime import now, runtime
from tests.browser.story import Person
from tests.certificate_factories import issued
from tests.factories import Make
from tests.objecting_factories import Noticed, in_database, noticed

pytestmark = pytest.mark.browser
Hire = Callable[..., Person]


@pytest.fixture
def case(app: Flask, make: Make) -> Noticed:
    made = noticed(make)
    with database.writing():
        made.contest.competition.state = "open"
    return made


@pytest.fixture
def hire(
    site: str,
    device: Callable[..., BrowserContext],
    axe_findings: Callable[[Page], list[str]],
) -> Iterator[Hire]:
    """`hire(390)` is anybody with a phone; `hire(1280, account)` is signed in at a desk."""
    runtime.public_url = site
    looked: set[tuple[str, int]] = set()
    people: list[Person] = []

    def take(width: int, account: int | None = None) -> Person:
        page = device(account, width=width, locale="zh-CN").new_page()
        page.set_default_timeout(15_000)
        person = Person(page, axe_findings, looked)
        page.on("response", person.note)
        people.append(person)
        return person

    yield take
    assert [fault for person in people for fault in person.faults] == []


def test_an_objection_strikes_a_winner_and_the_next_one_rises(case: Noticed, hire: Hire) -> None:
    event, first = case.contest.ident, case.result_id
    struck, riser = (title_of(entry) for entry in list(case.winners())[:2])
    organiser = hire(1280, case.organiser.account_id)
    second = hire(1280, case.second.account_id)
    third = hire(1280, case.third.account_id)
    guest = hire(390)
    database.release()

    receipt = object_on_the_phone(guest, event, first, struck)
    number = take_up(organiser, event)
    decide(second, third, number)
    guest.go(receipt).see("已办结", "成立", "取消奖项，名次不变，按规则递补")
    fresh = approve_anew(organiser, second, number)
    organiser.press("不公示，确认结果").page.locator("#skip-reason").fill("已公示过")
    organiser.agree("确认为最终结果")
    organiser.see("须重新公示 5 个工作日")
    organiser.press("开始公示").agree("开始公示").see("公示已开始")

    guest.go(f"/competitions/{event}/notices/{first}").see("这份公示已被替代")
    guest.press("查看新的公示").see(riser, "根据异议处理决定")
    assert struck not in guest.page.locator("table").inner_text()
    end_notice(fresh)
    organiser.go(f"/organiser/results/{fresh}").press("确认为最终结果").agree("确认为最终结果")
    organiser.see("可以发放证书")
    check_certificates(case, guest, riser, struck)


def object_on_the_phone(guest: Person, event: int, result: int, title: str) -> str:
    """Who objects gives a name; returns the path of the receipt."""
    guest.go(f"/competitions/{event}/notices").press("关于第六届蜀江省职工创新大赛拟授奖结果的公示")
    guest.press("提出异议")
    guest.page.get_by_label("对哪个项目").select_option(label=title)
    guest.tick("奖项或入围").fill(facts="核心装置系他人完成", grounds="不符合通知第五条")
    guest.fill(name="匿名者", unit="锦川市检修公司", phone="13812345678")
    guest.fill(name="知情人").press("提交异议").see("异议须实名提出")
    guest.fill(name="李实名").press("提交异议").see("受理编号第 1 号", "待受理")
    return guest.page.url


def take_up(organiser: Person, event: int) -> str:
    """Admit it and name two who have nothing to do with the entry; the path of the objection."""
    organiser.go(f"/organiser/competitions/{event}/objections").press("第 1 号")
    organiser.press("受理").see("已受理").press("指定办理人").see("评过这个项目")
    organiser.tick("钱审批", "孙办理").press("指定办理人").see("办理人已指定")
    return organiser.page.url


def decide(second: Person, third: Person, number: str) -> None:
    """One drafts, the other sees what moves and signs."""
    second.go(number).press("起草处理决定")
    second.tick("成立", "取消奖项，名次不变，按规则递补")
    second.fill(found="经查属实。", reasons="通知第五条规定须为本单位完成。").press("提交签发")
    second.see("须由另一位办理人签发")
    third.go(number).press("审阅并签发").see("一等奖", "二等奖")
    third.press("签发处理决定").see("处理决定已签发", "已办结")


def approve_anew(organiser: Person, second: Person, number: str) -> int:
    """Two persons publish the version that the decision made; returns its id."""
    organiser.go(number).press("查看新版本").see("根据第 1 号异议或申诉的处理决定")
    organiser.press("提请公布").agree("提请公布")
    path = organiser.page.url
    second.go(path).press("审批同意")
    organiser.go(path)
    return int(path.rpartition("/")[2])


def end_notice(result: int) -> None:
    """Let the days of a notice pass."""
    with database.writing():
        row: ResultVersion = in_database(result)
        row.notice_to = now() - timedelta(seconds=5)
    database.release()


def check_certificates(case: Noticed, guest: Person, riser: str, struck: str) -> None:
    """Who rose has the first prize on a certificate that holds; who was struck has none."""
    issued(case.contest)
    rows = database.session.execute(
        select(Entry.title, AwardTier.key, Certificate.token_sealed)
        .join(Entry, Entry.id == Certificate.entry_id)
        .join(Award, Award.id == Certificate.award_id)
        .join(AwardTier, AwardTier.id == Award.tier_id)
    ).all()
    tiers = {row.title: row.key for row in rows}
    token = next(token_of(row.token_sealed) for row in rows if row.title == riser)
    database.release()

    assert tiers[riser] == "first" and struck not in tiers
    guest.go(f"/v/{token}").see("一等奖", riser)


def title_of(entry: int) -> str:
    return database.session.get_one(Entry, entry).title
