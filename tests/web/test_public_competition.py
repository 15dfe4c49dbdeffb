"""The public page of a competition."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Competition, Stage, database
from competition.services.runtime import now
from competition.services.setup.competitions import change_basics
from competition.services.setup.opening import open_competition
from competition.services.setup.stages import close_stage
from tests.visitor import words


@pytest.fixture
def host(app, make):
    return make.organisation("蜀江省总工会", kind="provincial")


@pytest.fixture
def actor(make, host):
    return make.account(Role.ORGANISER, organisation=host)


@pytest.fixture
def own(make, actor, host):
    return make.competition(actor, host).id


def loaded(own):
    return database.session.get_one(Competition, own)


def open_now(actor, own):
    with database.writing() as session:
        for stage in session.scalars(select(Stage).where(Stage.competition_id == own)):
            days = {"entry": -3, "form_review": -2, "online": 50, "defence": 80}[stage.key]
            stage.opens_at = now() + timedelta(days=days)
            stage.closes_at = stage.opens_at + timedelta(days=10)
    open_competition(actor, loaded(own))


def test_a_competition_in_preparation_or_rehearsal_is_not_public(visitor, actor, own):
    visitor().get(f"/competitions/{own}", status=404)
    open_now(actor, own)
    with database.writing():
        loaded(own).is_rehearsal = True

    visitor().get(f"/competitions/{own}", status=404)


def test_a_number_that_no_row_can_have_is_not_found(visitor, actor, own):
    endless = "9" * 30

    visitor().get(f"/competitions/{endless}", status=404)
    visitor(actor).get(f"/organiser/competitions/{own}/entries?track={endless}", status=404)


def test_the_page_tells_notice_dates_awards_and_contact(visitor, actor, own):
    open_now(actor, own)
    texts = {"summary": "第一段。\n\n第二段。", "contact": "028-0000 0000"}
    change_basics(actor, loaded(own), {**texts, "co_organisers": "承办：甲"})

    text = words(visitor().get(f"/competitions/{own}"))

    for part in (
        "蜀江省总工会",
        "承办：甲",
        "第二段。",
        "028-0000 0000",
        "设电力、机械、通信、化工、建材，共 5 个赛道。",
        "每个项目主要完成人不超过 8 人。",
        "正在受理申报",
        "一等奖 15 项",
        "网络初评由每位评委按创新性、先进性、实用性、效益、推广性打分，满分 100 分",
    ):
        assert part in text


def test_the_page_says_when_entries_are_no_longer_taken(visitor, actor, own):
    open_now(actor, own)
    assert "正在受理申报" in words(visitor().get(f"/competitions/{own}"))
    close_stage(actor, database.session.scalars(select(Stage).where(Stage.key == "entry")).one())

    text = words(visitor().get(f"/competitions/{own}"))

    assert "申报已截止" in text
    assert "登录申报" not in text


def test_text_of_an_organiser_does_nothing_in_the_page(visitor, actor, own):
    open_now(actor, own)
    change_basics(actor, loaded(own), {"summary": "<script>alert(1)</script>"})

    page = visitor().get(f"/competitions/{own}").get_data(as_text=True)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_unchanged_page_is_answered_without_its_body(visitor, actor, own):
    open_now(actor, own)
    anybody = visitor()
    tag = anybody.get(f"/competitions/{own}").headers["ETag"]

    again = anybody.client.get(f"/competitions/{own}", headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")


def test_what_one_visitor_asked_is_not_told_to_the_next(visitor, actor, own):
    open_now(actor, own)
    first = visitor().get(f"/competitions/{own}?from=zhangsan").get_data(as_text=True)

    second = visitor().get(f"/competitions/{own}").get_data(as_text=True)

    assert "zhangsan" in first
    assert "zhangsan" not in second


def test_the_page_takes_few_statements_for_anybody(visitor, actor, own, count_statements):
    open_now(actor, own)
    for visiting in (visitor(), visitor(actor)):
        with count_statements() as seen:
            visiting.get(f"/competitions/{own}")

        assert len(seen) <= 8, "\n".join(seen)


def test_the_foot_names_the_zone_in_which_the_hours_of_the_page_are(visitor, actor, own):
    open_now(actor, own)
    with database.writing():
        loaded(own).time_zone = "Asia/Urumqi"
    moment = database.session.scalars(
        select(Stage.opens_at).where(Stage.competition_id == own, Stage.key == "entry")
    ).one()

    page = words(visitor().get(f"/competitions/{own}"))
    front = words(visitor().get("/"))

    assert "时间以服务器为准（乌鲁木齐时间）" in page
    assert "时间以服务器为准（北京时间）" in front
    assert f"{moment.astimezone(ZoneInfo('Asia/Urumqi')):%H:%M}" in page
