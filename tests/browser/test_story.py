"""The whole story in a real browser, from an empty database to a verified certificate."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from competition.jobs import EmbeddedRunner
from competition.services.runtime import runtime
from tests.browser.story import PASSWORD, Person
from tests.entry_factories import pdf
from tests.qr_reader import read_qr

pytestmark = pytest.mark.browser
Hire = Callable[..., Person]
HOST = "蜀江省总工会"
CONTEST = "第五届蜀江省职工创新大赛"
TITLE = "高压断路器操作机构带电检测装置"
MARKS = {"novelty": "26.5", "advance": "17", "utility": "18", "benefit": "17", "spread": "8"}
TEXTS = {
    "answer_title": TITLE,
    "answer_completed_on": "2025-11-20",
    "answer_summary": "在不停电的条件下判断操作机构的健康状态。",
    "answer_problem": "停电检测影响供电，漏检会造成拒动。",
    "answer_novelty": "非接触取样，现场判别。",
    "answer_technology": "振动信号与电流信号联合判别。",
    "answer_application": "已在 12 座变电站应用 18 个月。",
    "answer_economic_benefit": "286.50",
    "answer_prospects": "可用于同类断路器。",
    "answer_contact": "张㛃",
    "answer_contact_phone": "028-88886666",
}


@pytest.fixture
def hire(
    app: Flask,
    site: str,
    device: Callable[..., BrowserContext],
    axe_findings: Callable[[Page], list[str]],
) -> Iterator[Hire]:
    """`hire(390)` is somebody with a phone; `hire(1280)` sits at a desk."""
    runtime.public_url = site
    runner = EmbeddedRunner(app)
    runner.start()
    looked: set[tuple[str, int]] = set()
    people: list[Person] = []

    def take(width: int) -> Person:
        page = device(width=width, locale="zh-CN").new_page()
        page.set_default_timeout(10_000)
        person = Person(page, axe_findings, looked)
        page.on("response", person.note)
        people.append(person)
        return person

    yield take
    runner.stop()
    assert [fault for person in people for fault in person.faults] == []


def test_from_an_empty_database_to_a_verified_certificate(app: Flask, hire: Hire) -> None:
    organiser, second = staff(app, hire)
    event = found(organiser)
    entrant = enter(hire(390), event)
    review(organiser, event)
    judges = call_judges(organiser, hire, event)
    begin_scoring(organiser, event)
    score_with_a_cut(judges[0])
    for judge in judges[1:]:
        score(judge)
    lock(organiser, event)
    publish(organiser, second, event, "online")
    publish(organiser, second, event, "result")
    finish(organiser, event)
    issue(organiser, event)
    address = download(entrant)
    verify(hire(390), address)


def staff(app: Flask, hire: Hire) -> tuple[Person, Person]:
    """The keeper of the server makes one account; it makes the host and two organisers."""
    made = app.test_cli_runner().invoke(
        args=["user", "create", "keeper", "--name", "管理员", "--password", PASSWORD]
    )
    assert made.exit_code == 0, made.output
    keeper = hire(1280).go("/sign-in").fill(login="keeper", password=PASSWORD).press("登录")
    keeper.go("/organiser/organisations/new").fill(name=HOST, code="SJ")
    keeper.choose(kind="provincial").press("添加单位")
    return organiser_by_invitation(keeper, hire, "周敏", "zhoumin"), organiser_by_invitation(
        keeper, hire, "钱立", "qianli"
    )


def organiser_by_invitation(keeper: Person, hire: Hire, name: str, login: str) -> Person:
    keeper.go("/organiser/accounts/new").fill(name=name, login=login, scope_unit="SJ")
    keeper.choose(role="organiser").tick("一个单位及其下级").press("创建账号")
    keeper.press("生成邀请链接")
    person = hire(1280).go(shown_link(keeper))
    person.fill(password=PASSWORD, again=PASSWORD).press("设置密码并登录")
    return person


def shown_link(person: Person) -> str:
    return person.page.locator("code.clip").first.inner_text()


def found(organiser: Person) -> str:
    """A contest from the preset, with one scoring stage, opened; returns its place."""
    organiser.go("/organiser/competitions/new").tick("职工创新大赛")
    organiser.fill(
        name=CONTEST,
        edition="第五届",
        year=str(date.today().year),
        host="SJ",
        opens_on=(date.today() - timedelta(days=1)).isoformat(),
    ).press("新建竞赛")
    event = "/organiser/competitions/1"
    organiser.go(f"{event}/basics").fill(contact="竞赛办公室 028-12345678")
    organiser.tick("允许申报人自行注册").press("保存基本信息")
    organiser.go(f"{event}/stages")
    organiser.page.get_by_role("row", name="决赛答辩").get_by_role("button", name="删除").click()
    organiser.agree("删除阶段")
    organiser.go(f"{event}/checklist").press("开放竞赛").agree("开放竞赛")
    return event


def enter(entrant: Person, event: str) -> Person:
    """Somebody registers on a phone, fills the form in, adds papers and submits."""
    entrant.go(event.replace("/organiser", "")).press("注册并申报")
    entrant.fill(name="张㛃", unit="蜀江电力检修公司", phone="13800001234", login="zhangjie")
    entrant.fill(password=PASSWORD, again=PASSWORD).press("注册并开始申报")
    if entrant.page.get_by_label("以上都不是，按我填写的名称登记").count():
        entrant.tick("以上都不是，按我填写的名称登记")
        entrant.fill(password=PASSWORD, again=PASSWORD).press("注册并开始申报")
    entrant.go("/entrant/").press("开始申报")
    entrant.page.get_by_label("电力").check()
    entrant.press("开始填写申报表").fill(unit="蜀江电力检修公司", **TEXTS)
    entrant.page.locator("[name='answer_kind']").first.check()
    entrant.page.locator("[name='members-0-name']").fill("张㛃")
    entrant.press("保存，下一步上传附件")
    for key, name in (("report", "技术报告.pdf"), ("proof", "应用证明.pdf")):
        entrant.page.locator(f"#upload-{key}").set_input_files(
            {"name": name, "mimeType": "application/pdf", "buffer": pdf(key)}
        )
        entrant.press("上传文件", within=f"#file-{key}")
    entrant.press("3 核对提交")
    for box in entrant.page.locator("[name=accept]").all():
        box.check()
    return entrant.press("提交申报书").see("CX")


def review(organiser: Person, event: str) -> None:
    organiser.go(f"{event}/form-reviews").press("开始审查")
    for box in organiser.page.locator("[name=check]").all():
        box.check()
    organiser.page.locator("[name=decision][value=pass]").check()
    organiser.press("保存结论")


def call_judges(organiser: Person, hire: Hire, event: str) -> list[Person]:
    """Three judges by personal link, who confirm that they are related to nobody."""
    judges = []
    for name in ("陈评", "卢审", "许鉴"):
        organiser.go(f"{event}/people/new?role=judge").fill(name=name)
        organiser.choose(role="judge").press("添加人员")
        organiser.press("生成个人登录链接")
        judge = hire(390).go(shown_link(organiser)).press("我是本人，进入系统")
        organiser.go(f"{event}/judges")
        organiser.page.locator("select[name=account]").select_option(index=0)
        organiser.fill(expertise="电力").press("添加评委")
        judges.append(judge.go("/judge/conflicts").press("确认申报完整"))
    return judges


def begin_scoring(organiser: Person, event: str) -> None:
    organiser.go(f"{event}/panels").press("让项目进入本阶段")
    organiser.press("设评审组").press("分配评委").press("开放评分").agree("确认开放").see("进行中")


def mark(judge: Person, key: str) -> None:
    judge.page.locator(f"#mark-{key}").fill(MARKS[key])
    judge.page.locator(f"#mark-{key}").blur()


def score_with_a_cut(judge: Person) -> None:
    """The connection is cut while the judge types; what was typed arrives when it is back."""
    judge.go("/judge/").press("从第 1 项开始评")
    net = judge.page.locator("#net")
    mark(judge, "novelty")
    expect(net).to_contain_text("已保存")
    judge.context.set_offline(True)
    mark(judge, "advance")
    expect(net).to_contain_text("离线")
    judge.context.set_offline(False)
    expect(net).to_contain_text("已保存", timeout=15_000)
    judge.page.reload()
    expect(judge.page.locator("#mark-advance")).to_have_value("17.0")
    for key in ("utility", "benefit", "spread"):
        mark(judge, key)
    expect(judge.page.locator("#total")).to_have_text("86.5")
    judge.press("提交评分").see("已全部提交")


def score(judge: Person) -> None:
    judge.go("/judge/").press("从第 1 项开始评")
    for key in MARKS:
        mark(judge, key)
    judge.press("提交评分").see("已全部提交")


def lock(organiser: Person, event: str) -> None:
    organiser.go(f"{event}/board").see("已交 3 / 3")
    organiser.press("锁定本阶段").press("锁定，不再接收分数")


def publish(organiser: Person, second: Person, event: str, part: str) -> None:
    """One organiser asks, the other approves."""
    organiser.go(f"{event}/results?part={part}").see("86.50")
    organiser.press("形成成绩版本").agree("形成成绩版本")
    organiser.press("提请公布").agree("提请公布").see("本人不能审批自己提出的申请")
    second.go(f"{event}/publication").press("查看并审批").press("审批同意")


def finish(organiser: Person, event: str) -> None:
    organiser.go(f"{event}/results?part=result").press("查看生效的成绩版本")
    organiser.press("不公示，确认结果")
    organiser.page.locator("dialog[open] [name=reason]").fill("内部竞赛，经研究不作公示")
    organiser.agree("确认为最终结果").see("内部竞赛，经研究不作公示")


def issue(organiser: Person, event: str) -> None:
    """Certificates are made by a job whose page shows the progress."""
    organiser.go(f"{event}/certificates").press("发放证书").agree("发放 1 张证书")
    expect(organiser.page.get_by_role("link", name="查看证书")).to_be_visible(timeout=30_000)
    organiser.press("查看证书").see("〔")
    organiser.page.locator("td.main a").first.click()
    organiser.look()


def download(entrant: Person) -> str:
    """The winner downloads the certificate; returns the address in its QR."""
    entrant.go("/entrant/certificates")
    with entrant.page.expect_download() as waiting:
        entrant.page.get_by_role("link", name="下载证书").first.click()
    file = Path(waiting.value.path())
    words = PdfReader(BytesIO(file.read_bytes())).pages[0].extract_text()
    assert "张㛃" in words
    assert TITLE in words
    printed = subprocess.run(
        ["pdftoppm", "-r", "150", "-gray", str(file)], check=True, capture_output=True
    )
    return read_qr(Image.open(BytesIO(printed.stdout)))


def verify(anybody: Person, address: str) -> None:
    anybody.go(address).see("证书有效", "张*", TITLE)
    assert "张㛃" not in anybody.page.inner_text("body")
