"""Forms that save as one types, and long work that shows how far it is."""

from collections.abc import Callable

import pytest
from flask import Flask, jsonify, render_template_string, request
from playwright.sync_api import BrowserContext, expect

from competition.domain.access import Role
from tests.factories import Make

pytestmark = pytest.mark.browser

FORM = """{% extends 'layouts/entrant.html' %}{% import 'components/states.html' as states %}
{% block heading %}申报书{% endblock %}{% block net %}{{ states.net_state('草稿') }}{% endblock %}
{% block main %}<form method="post" data-autosave="/bench/draft">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input type="hidden" name="seen" value="0">
<label for="title">项目名称</label><input class="input" id="title" name="title">
</form>{% endblock %}"""
FIELDS = """{% extends 'layouts/entrant.html' %}{% import 'components/states.html' as states %}
{% block heading %}申报书{% endblock %}{% block net %}{{ states.net_state('草稿') }}{% endblock %}
{% block main %}<form method="post" data-autosave="/bench/draft">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input type="hidden" name="seen" value="0">
<div class="field"><label for="phone">电话</label>
<input class="input" id="phone" name="phone"></div>
<div class="field"><label for="unit">单位</label><input class="input" id="unit" name="unit"></div>
</form>{% endblock %}"""
FILES = """{% extends 'layouts/entrant.html' %}{% block heading %}附件{% endblock %}
{% block main %}<form method="post"><div class="field"><label for="paper">文件</label>
<input class="input" type="file" id="paper" name="paper" data-most-mb="1" multiple></div>
<button class="btn" type="submit">上传</button></form>{% endblock %}"""
JOB = """{% extends 'layouts/organiser.html' %}{% import 'components/states.html' as states %}
{% block heading %}生成证书{% endblock %}
{% block main %}{% call states.job('/bench/job', '准备中') %}<a href="#">下载</a>{% endcall %}
{% endblock %}"""


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """One that takes the routes of these tests."""
    return own_app


@pytest.fixture
def entrant(app: Flask, make: Make) -> int:
    return make.account(Role.ENTRANT, organisation=make.organisation()).account_id


@pytest.fixture
def drafts(app: Flask) -> list[dict[str, str]]:
    """Every draft the server was sent; the third one is refused as overtaken."""
    kept: list[dict[str, str]] = []

    def save() -> object:
        kept.append(request.form.to_dict())
        if len(kept) == 3:
            return jsonify(message=""), 409
        return jsonify(version=len(kept), saved_at="14:32")

    app.add_url_rule("/bench/form", "bench_form", lambda: render_template_string(FORM))
    app.add_url_rule("/bench/draft", "bench_autosave", save, methods=["POST"])
    return kept


def test_what_is_typed_is_saved_and_an_overtaken_form_says_so(
    entrant: int, drafts: list[dict[str, str]], device: Callable[..., BrowserContext]
) -> None:
    page = device(entrant).new_page()
    page.goto("/bench/form")
    corner = page.locator("#net")

    page.locator("#title").fill("一")
    expect(corner).to_have_text("14:32 已保存", timeout=10_000)
    page.locator("#title").fill("二")
    expect(page.locator("[name=seen]")).to_have_value("2", timeout=10_000)
    page.locator("#title").fill("三")

    expect(page.locator(".notice.err")).to_contain_text("另一处已改过此表", timeout=10_000)
    assert [(kept["title"], kept["seen"]) for kept in drafts] == [
        ("一", "0"),
        ("二", "1"),
        ("三", "2"),
    ]


def test_what_is_wrong_is_told_beside_its_field_once_it_is_left(
    app: Flask, entrant: int, device: Callable[..., BrowserContext]
) -> None:
    def save() -> object:
        wrong = {} if len(request.form["phone"]) == 11 else {"phone": "请填写 11 位手机号码。"}
        return jsonify(version=1, saved_at="14:32", faults=wrong)

    app.add_url_rule("/bench/form", "bench_form", lambda: render_template_string(FIELDS))
    app.add_url_rule("/bench/draft", "bench_autosave", save, methods=["POST"])
    page = device(entrant).new_page()
    page.goto("/bench/form")
    phone, words = page.locator("#phone"), page.locator("#phone-error")

    phone.fill("138123")
    expect(page.locator("#net")).to_have_text("14:32 已保存", timeout=10_000)
    expect(words).to_have_count(0)
    page.locator("#unit").focus()
    expect(words).to_have_text("请填写 11 位手机号码。")
    assert phone.get_attribute("aria-describedby") == "phone-error"

    phone.fill("13812341234")
    page.locator("#unit").focus()
    expect(words).to_have_count(0, timeout=10_000)
    assert phone.get_attribute("aria-invalid") is None


def test_a_form_cut_off_says_it_is_not_saved_and_saves_on_return(
    entrant: int, drafts: list[dict[str, str]], device: Callable[..., BrowserContext]
) -> None:
    phone = device(entrant)
    page = phone.new_page()
    page.goto("/bench/form")
    phone.set_offline(True)
    page.locator("#title").fill("断网时写的")
    expect(page.locator("#net")).to_have_text("离线，尚未保存", timeout=10_000)

    phone.set_offline(False)

    expect(page.locator("#net")).to_have_text("14:32 已保存", timeout=10_000)
    assert drafts[-1]["title"] == "断网时写的"


def test_long_work_shows_its_figures_and_then_its_result(
    app: Flask, make: Make, device: Callable[..., BrowserContext]
) -> None:
    answers = iter(
        [
            {"state": "running", "done": 62, "total": 100},
            {"state": "done", "done": 100, "total": 100, "url": "/bench/file"},
        ]
    )
    app.add_url_rule("/bench/work", "bench_work", lambda: render_template_string(JOB))
    app.add_url_rule("/bench/job", "bench_job", lambda: jsonify(next(answers)))
    account = make.account(Role.ORGANISER, organisation=make.organisation()).account_id
    page = device(account, width=1440).new_page()

    page.goto("/bench/work")

    expect(page.locator("[data-poll-words]")).to_have_text("已完成 62 / 100", timeout=10_000)
    expect(page.locator("[data-poll-words]")).to_have_text("已全部完成，共 100 项", timeout=10_000)
    expect(page.get_by_role("link", name="下载")).to_have_attribute("href", "/bench/file")


def test_a_file_too_big_is_told_beside_its_field_and_never_sent(
    app: Flask, entrant: int, device: Callable[..., BrowserContext]
) -> None:
    sent: list[str] = []

    def take() -> str:
        sent.extend(request.files)
        return render_template_string(FILES)

    app.config["MAX_CONTENT_LENGTH"] = 2 * 1024 * 1024
    app.add_url_rule("/bench/files", "bench_files", take, methods=["GET", "POST"])
    page = device(entrant).new_page()
    page.goto("/bench/files")
    paper, words = page.locator("#paper"), page.locator("#paper-error")
    file = {"name": "大.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1_100_000}
    half = {**file, "buffer": b"x" * 900_000}

    paper.set_input_files([file])
    expect(words).to_have_text("“大.pdf”超过 1 MB，请压缩或拆分后再选择。")
    page.get_by_role("button", name="上传").click()
    paper.set_input_files([half, half])
    expect(words).to_have_text("一次发送的文件合计不能超过 2 MB，请分几次上传。")
    paper.set_input_files([half])
    expect(words).to_have_count(0)

    assert sent == []
