"""Who assesses a criterion, on the pages of the rules of a labour competition."""

import pytest

from competition.domain.access import Role
from competition.models import Stage, database
from competition.services.runtime import now
from competition.services.setup.rules import current_rule_set
from competition.services.setup.stages import stages_of
from competition.web.organiser.criteria import groups_in
from tests.visitor import words
from tests.web.test_rules import inputs


@pytest.fixture
def host(make):
    return make.organisation("蜀江省总工会", kind="provincial")


@pytest.fixture
def actor(make, host):
    return make.account(Role.ORGANISER, organisation=host)


@pytest.fixture
def own(make, actor, host):
    return make.competition(actor, host, preset="five_compare").id


@pytest.fixture
def path(own):
    stage = next(one for one in stages_of(database.session, own) if one.key == "m01")
    return f"/organiser/stages/{stage.id}/criteria"


def marked_by(own, key):
    criteria = current_rule_set(database.session, own).document["stages"]["m01"]["criteria"]
    return next(one for one in criteria if one["key"] == key).get("marked_by")


def test_a_criterion_saved_as_it_is_shown_keeps_who_assesses_it(visitor, actor, own, path):
    before = marked_by(own, "safety")
    organiser = visitor(actor)
    form = inputs(organiser.get(f"{path}/safety"))

    organiser.post(f"{path}/safety", form)

    assert before == ["self", "安全环保部"]
    assert form["marked_by"] == "自评\n安全环保部"
    assert marked_by(own, "safety") == before


def test_who_assesses_a_criterion_is_changed_on_its_page(visitor, actor, own, path):
    organiser = visitor(actor)
    form = inputs(organiser.get(f"{path}/safety"))

    organiser.post(f"{path}/safety", {**form, "marked_by": "自评、 安全  监督部；核定\n自评"})

    assert marked_by(own, "safety") == ["self", "安全 监督部", "verified"]


def test_a_new_criterion_without_departments_is_on_every_sheet(visitor, actor, own, path):
    organiser = visitor(actor)
    form = inputs(organiser.get(f"{path}/new"))

    organiser.post(f"{path}/new", {**form, "name": "比节约", "max": "10", "marked_by": " \n"})

    assert marked_by(own, "criterion_1") is None


def test_the_list_of_criteria_says_who_assesses_them(visitor, actor, own):
    page = words(visitor(actor).get(f"/organiser/competitions/{own}/rules"))

    assert "自评、安全环保部" in page
    assert "由前面各期的成绩合成，不单独评分。" in page
    assert page.count("评分指标与“2026年1月”相同") == 11


def test_groups_that_rules_have_a_word_for_may_be_written_either_way(app):
    with app.test_request_context():
        assert groups_in("self，互评,verified;质量部") == ["self", "peer", "verified", "质量部"]


def every_month(own, key):
    stages = current_rule_set(database.session, own).document["stages"]
    months = [part["criteria"] for name, part in stages.items() if name.startswith("m")]
    return [one.get("max") for criteria in months for one in criteria if one["key"] == key]


def test_a_criterion_changes_alike_in_the_periods_after_it(visitor, actor, own, path):
    organiser = visitor(actor)
    february = next(one for one in stages_of(database.session, own) if one.key == "m02")
    later = path.replace(f"/{path.split('/')[3]}/", f"/{february.id}/")
    form = inputs(organiser.get(f"{later}/safety"))

    organiser.post(f"{later}/safety", {**form, "max": "20"})
    organiser.post(
        f"{path}/pace", {**inputs(organiser.get(f"{path}/pace")), "max": "25", "later": ""}
    )

    assert every_month(own, "safety") == ["25", *["20"] * 11]
    assert every_month(own, "pace") == ["25", *["20"] * 11]


def test_a_period_in_which_somebody_has_scored_stays_as_it_is(visitor, actor, own, path):
    march = next(one for one in stages_of(database.session, own) if one.key == "m03")
    with database.writing() as session:
        session.get_one(Stage, march.id).rubric_frozen_at = now()
    organiser = visitor(actor)

    organiser.post(
        f"{path}/new", {**inputs(organiser.get(f"{path}/new")), "name": "新", "max": "5"}
    )

    assert every_month(own, "criterion_1") == ["5"] * 11


@pytest.mark.parametrize("page", ["rules", "rules/result/steps", "rules/q01/steps"])
def test_the_rules_of_a_preset_are_sound_on_their_pages(visitor, actor, own, page):
    answer = visitor(actor).get(f"/organiser/competitions/{own}/{page}")

    assert "不存在" not in words(answer)
