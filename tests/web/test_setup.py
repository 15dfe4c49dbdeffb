"""Setting a competition up: list, founding, checklist, basics, tracks, stages."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Competition, Stage, Track, database
from competition.services.identity.sessions import principal_of
from competition.services.runtime import now
from competition.services.setup.competitions import change_basics
from competition.services.setup.opening import open_competition
from competition.services.setup.stages import open_stage, stages_of
from competition.services.setup.tracks import tracks_of
from tests.visitor import words

PAGES = ("", "/checklist", "/copy", "/basics", "/tracks", "/stages")


def snapshot(row):
    """The columns of a row, kept when its session ends."""
    return SimpleNamespace(**{one.key: getattr(row, one.key) for one in row.__table__.columns})


@pytest.fixture
def host(app, make):
    return snapshot(make.organisation("蜀江省总工会", kind="provincial"))


@pytest.fixture
def actor(make, host):
    return make.account(Role.ORGANISER, organisation=host)


@pytest.fixture
def competition(make, actor, host):
    return snapshot(make.competition(actor, host))


@pytest.fixture
def organiser(visitor, actor):
    return visitor(actor)


def loaded(competition):
    return database.session.get_one(Competition, competition.id)


def field(page, name):
    """The value of an input on a page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.get_data(as_text=True))
    assert found, f"no field {name}"
    return found[1]


def stage_named(competition, key):
    return next(each for each in stages_of(database.session, competition.id) if each.key == key)


def test_a_competition_is_founded_on_one_page(organiser, host):
    page = organiser.get("/organiser/competitions/new")
    assert field(page, "host") == host.name

    answer = organiser.post(
        "/organiser/competitions/new",
        {
            "preset": "five_small",
            "name": "第八届五小成果评选",
            "edition": "第八届",
            "year": "2026",
            "host": host.name,
            "opens_on": "2026-03-02",
        },
    )

    founded = database.session.scalars(select(Competition)).one()
    assert answer.headers["Location"] == f"/organiser/competitions/{founded.id}/checklist"
    assert (founded.kind, founded.organisation_id) == ("five_small", host.id)
    assert "竞赛已新建" in words(organiser.follow(answer))


def test_what_is_missing_is_said_beside_its_field(organiser, host, make):
    make.organisation("蓝河市总工会")

    answer = organiser.post(
        "/organiser/competitions/new",
        {
            "preset": "five_small",
            "name": "",
            "year": "26",
            "host": "蓝河市总工会",
            "opens_on": "",
        },
        status=422,
    )

    text = words(answer)
    for message in ("请填写竞赛名称。", "请填写四位数的年份，例如 2026。", "请填写申报开始日期。"):
        assert message in text
    values = {"preset": "five_small", "name": "新", "year": "2026", "opens_on": "2026-03-02"}
    foreign = organiser.post(
        "/organiser/competitions/new", {**values, "host": "蓝河市总工会"}, status=422
    )
    assert "没有找到这个单位" in words(foreign)
    assert database.session.scalars(select(Competition)).all() == []


def test_the_list_shows_ones_own_competitions_only(organiser, competition, make):
    other = snapshot(make.organisation())
    make.competition(make.account(Role.ORGANISER, organisation=other), other, name="别人的竞赛")

    text = words(organiser.get("/organiser/competitions"))

    assert competition.name in text
    assert "别人的竞赛" not in text


def test_the_list_is_searched_by_name_state_and_year(organiser, actor, host, competition, make):
    make.competition(actor, host, name="百分%之一")

    assert "没有符合条件的竞赛" in words(organiser.get("/organiser/competitions?q=没有这个"))
    assert competition.name not in words(organiser.get("/organiser/competitions?q=%25"))
    assert "百分%之一" in words(organiser.get("/organiser/competitions?q=%25"))
    assert competition.name in words(organiser.get("/organiser/competitions?state=draft&year=2026"))
    assert competition.name not in words(organiser.get("/organiser/competitions?state=open"))


def test_the_list_takes_as_many_statements_for_three_rows_as_for_one(
    organiser, actor, host, competition, make, count_statements
):
    with count_statements() as one:
        organiser.get("/organiser/competitions")
    make.competition(actor, host, name="第二项")
    make.competition(actor, host, name="第三项")

    with count_statements() as three:
        organiser.get("/organiser/competitions")

    assert len(three) == len(one)
    assert len(one) <= 8


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_set_up_stays_within_its_statements(
    organiser, actor, competition, count_statements, page, opened
):
    if opened:
        open_competition(actor, loaded(competition))

    with count_statements() as seen:
        organiser.get(f"/organiser/competitions/{competition.id}{page}")

    assert len(seen) <= 8, "\n".join(seen)


@pytest.mark.parametrize("page", PAGES)
def test_a_foreign_competition_looks_like_a_missing_one(visitor, make, competition, page):
    stranger = visitor(make.account(Role.ORGANISER, organisation=make.organisation()))

    foreign = stranger.get(f"/organiser/competitions/{competition.id}{page}", status=404)
    missing = stranger.get(f"/organiser/competitions/{competition.id + 99}{page}", status=404)

    assert words(foreign) == words(missing)


def test_a_foreign_stage_or_track_is_not_touched(visitor, make, competition):
    stranger = visitor(make.account(Role.ORGANISER, organisation=make.organisation()))
    track = snapshot(tracks_of(database.session, competition.id)[0])
    stage = snapshot(stage_named(competition, "online"))

    stranger.get(f"/organiser/tracks/{track.id}", status=404)
    stranger.get(f"/organiser/stages/{stage.id}", status=404)
    for act in (f"tracks/{track.id}/remove", f"tracks/{track.id}/move", f"stages/{stage.id}/open"):
        stranger.post(f"/organiser/{act}", status=404)

    assert tracks_of(database.session, competition.id)[0].id == track.id


def test_the_checklist_says_what_is_missing_and_why(organiser, competition):
    text = words(organiser.get(f"/organiser/competitions/{competition.id}/checklist"))

    assert "必须完成 0 项，建议完成 8 项" in text
    assert "完成一次演练" in text
    assert "为“网络初评”设置评审组" in text


def test_a_competition_is_opened_from_its_checklist(organiser, competition):
    own = f"/organiser/competitions/{competition.id}"

    answer = organiser.post(f"{own}/open")

    assert "竞赛已开放" in words(organiser.follow(answer))
    assert loaded(competition).state == "open"
    assert "待办" in words(organiser.get(own))


def test_what_blocks_the_opening_is_said_and_the_competition_stays_closed(organiser, competition):
    with database.writing():
        stage_named(competition, "entry").closes_at = None
    own = f"/organiser/competitions/{competition.id}"

    assert "填写“申报”的起止时间" in words(organiser.get(f"{own}/checklist"))
    answer = organiser.post(f"{own}/open")

    assert "还有 1 项必须完成后才能开放" in words(organiser.follow(answer))
    assert loaded(competition).state == "draft"


def test_the_overview_says_what_to_do_next(organiser, actor, competition):
    open_competition(actor, loaded(competition))
    with database.writing():
        for stage in stages_of(database.session, competition.id):
            days = {"entry": 40, "form_review": 30, "online": 2, "defence": -20}[stage.key]
            stage.opens_at = now() - timedelta(days=days)
            stage.closes_at = stage.opens_at + timedelta(days=10)

    text = words(organiser.get(f"/organiser/competitions/{competition.id}"))

    assert "“申报”已到截止时间" in text
    assert "“形式审查”已到截止时间" in text
    assert "为“网络初评”设置评审组" in text


def basics_form(page, competition, **changes):
    values = {
        "seen": field(page, "seen"),
        "name": competition.name,
        "edition": competition.edition,
        "year": str(competition.year),
        "time_zone": competition.time_zone,
        "entrants_see": competition.entrants_see,
        "public_sees": competition.public_sees,
    }
    return {**values, **changes}


def test_the_basics_are_changed(organiser, competition):
    path = f"/organiser/competitions/{competition.id}/basics"
    page = organiser.get(path)
    changes = {"contact": "咨询电话 028-0000 0000", "self_registration": "y", "entry_prefix": "GC"}

    organiser.post(path, basics_form(page, competition, **changes))

    changed = loaded(competition)
    assert changed.contact == "咨询电话 028-0000 0000"
    assert (changed.self_registration, changed.entry_prefix) == (True, "GC")


def test_two_tabs_do_not_overwrite_each_other_unseen(organiser, actor, competition):
    path = f"/organiser/competitions/{competition.id}/basics"
    page = organiser.get(path)
    change_basics(actor, loaded(competition), {"contact": "另一处填写的电话"})

    form = basics_form(page, competition, contact="这一处填写的电话")
    answer = organiser.post(path, form, status=422)

    assert "另一处已经保存过修改" in words(answer)
    assert "这一处填写的电话" in answer.get_data(as_text=True)
    organiser.post(path, {**form, "seen": field(answer, "seen")})
    assert loaded(competition).contact == "这一处填写的电话"


def test_tracks_are_edited_on_their_page(organiser, competition):
    path = f"/organiser/competitions/{competition.id}/tracks"
    organiser.post(path, {"name": "其他", "key": "qt"})
    added = snapshot(database.session.scalars(select(Track).where(Track.key == "QT")).one())
    organiser.post(f"/organiser/tracks/{added.id}", {"name": "综合"})
    organiser.post(f"/organiser/tracks/{added.id}/move", {"way": "up"})
    first = tracks_of(database.session, competition.id)[0]
    organiser.post(f"/organiser/tracks/{first.id}/remove")

    names = [track.name for track in tracks_of(database.session, competition.id)]
    assert names == ["机械", "通信", "化工", "综合", "建材"]
    taken = organiser.post(path, {"name": "综合", "key": "ZH"}, status=422)
    assert "已有赛道“综合”（代码 QT）" in words(taken)


def test_dates_of_a_stage_are_typed_and_shown_in_the_competitions_zone(organiser, competition):
    stage = snapshot(stage_named(competition, "entry"))
    path = f"/organiser/stages/{stage.id}"
    page = organiser.get(path)
    assert field(page, "opens_at") == "2026-03-01T09:00"

    organiser.post(
        path,
        {
            "seen": field(page, "seen"),
            "name": "报名",
            "opens_at": "2026-03-01T08:30",
            "closes_at": "2026-04-20T12:00",
        },
    )

    changed = database.session.get_one(Stage, stage.id)
    assert changed.name == "报名"
    assert changed.opens_at.isoformat() == "2026-03-01T00:30:00+00:00"
    assert changed.closes_at.isoformat() == "2026-04-20T04:00:00+00:00"


def test_dates_out_of_order_are_refused_beside_their_field(organiser, competition):
    stage = snapshot(stage_named(competition, "online"))
    page = organiser.get(f"/organiser/stages/{stage.id}")

    answer = organiser.post(
        f"/organiser/stages/{stage.id}",
        {
            "seen": field(page, "seen"),
            "name": stage.name,
            "opens_at": "2026-05-03T09:00",
            "closes_at": "2026-05-03T08:00",
            "presentation_order": "code",
        },
        status=422,
    )

    assert "结束时间应晚于开始时间，请修改。" in words(answer)


def test_stages_are_begun_ended_and_begun_again_by_buttons(organiser, actor, competition):
    open_competition(actor, loaded(competition))
    entry = snapshot(stage_named(competition, "entry"))
    online = snapshot(stage_named(competition, "online"))

    organiser.post(f"/organiser/stages/{entry.id}/close")
    again = organiser.post(f"/organiser/stages/{entry.id}/reopen", {"reason": ""})
    assert "请填写重新开放的原因" in words(organiser.follow(again))
    organiser.post(f"/organiser/stages/{entry.id}/reopen", {"reason": "系统故障"})
    organiser.post(f"/organiser/stages/{online.id}/open")
    locked = organiser.post(f"/organiser/stages/{online.id}/close")

    assert "是评审阶段，请在评审进度页锁定" in words(organiser.follow(locked))
    states = {stage.key: stage.state for stage in stages_of(database.session, competition.id)}
    assert states == {
        "entry": "open",
        "form_review": "open",
        "online": "open",
        "defence": "draft",
    }


def test_the_time_zone_of_stages_is_called_as_people_call_it(organiser, competition):
    stage = stages_of(database.session, competition.id)[0]

    pages = [
        words(organiser.get(path))
        for path in (
            f"/organiser/competitions/{competition.id}/stages",
            f"/organiser/stages/{stage.id}",
        )
    ]

    assert ["时间按北京时间" in page for page in pages] == [True, True]


def test_a_scoring_stage_is_added_and_removed(organiser, competition):
    organiser.post(f"/organiser/competitions/{competition.id}/stages", {"name": "复评"})
    added = snapshot(database.session.scalars(select(Stage).where(Stage.name == "复评")).one())
    organiser.post(f"/organiser/stages/{added.id}/remove")

    keys = [stage.key for stage in stages_of(database.session, competition.id)]
    assert keys == ["entry", "form_review", "online", "defence"]


def test_the_next_edition_is_founded_from_the_last(organiser, competition):
    path = f"/organiser/competitions/{competition.id}/copy"
    page = organiser.get(path)
    assert field(page, "opens_on") == "2027-02-28"

    answer = organiser.post(
        path,
        {"name": "第六届", "edition": "六", "year": "2027", "opens_on": field(page, "opens_on")},
    )

    later = database.session.scalars(select(Competition).where(Competition.year == 2027)).one()
    assert answer.headers["Location"] == f"/organiser/competitions/{later.id}/checklist"
    opens_at = stage_named(later, "entry").opens_at
    assert opens_at - stage_named(competition, "entry").opens_at == timedelta(days=364)


def test_a_form_reviewer_sees_the_overview_and_no_set_up(visitor, make, competition):
    reviewer = visitor(make.account(Role.FORM_REVIEWER, competition_id=competition.id))

    reviewer.get(f"/organiser/competitions/{competition.id}")

    for page in PAGES[1:]:
        reviewer.get(f"/organiser/competitions/{competition.id}{page}", status=404)


def test_one_who_organises_a_single_competition_is_told_who_founds(visitor, make, competition):
    helper = make.account(Role.ORGANISER, competition_id=competition.id)

    text = words(visitor(helper).get("/organiser/competitions/new"))

    assert "您只负责个别竞赛，不能新建" in text
    assert principal_of(helper.account_id).organisations((Role.ORGANISER,)) == []


def test_opening_a_stage_without_judges_says_that_nobody_can_score(organiser, actor, competition):
    open_competition(actor, loaded(competition))
    online = stage_named(competition, "online")
    path = f"/organiser/competitions/{competition.id}/stages"

    before = words(organiser.get(path))
    opened = words(organiser.follow(organiser.post(f"/organiser/stages/{online.id}/open")))

    assert before.count("本阶段还没有分配评委，开始后还没有人能评分。") == 2
    assert "“网络初评”已开始，还没有分配评委，没有人能评分。" in opened


def test_scoring_freezes_the_tracks(organiser, actor, competition):
    open_competition(actor, loaded(competition))
    open_stage(actor, stage_named(competition, "online"))

    path = f"/organiser/competitions/{competition.id}/tracks"
    answer = organiser.post(path, {"name": "其他", "key": "QT"}, status=422)

    assert "“网络初评”已经开始评分" in words(answer)
