"""Entry form, limits, rubric, rules and certificate of a competition on their pages."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from html5lib import parse
from PIL import Image

from competition.domain.access import Role
from competition.models import Competition, Stage, database
from competition.services.runtime import now
from competition.services.setup.certificate_settings import (
    DEMONSTRATION_SEAL,
    current_template,
)
from competition.services.setup.entry_forms import current_form
from competition.services.setup.entry_rules import declarations_of, limits_of
from competition.services.setup.opening import open_competition
from competition.services.setup.rules import current_rule_set
from competition.services.setup.stages import open_stage, stages_of
from competition.services.storage import read_file
from tests.visitor import NAMESPACE, words

PAGES = (
    "/form",
    "/form/new/choice",
    "/form/fields/kind",
    "/limits",
    "/declarations/new",
    "/declarations/truth",
    "/review-checklist",
    "/rules",
    "/rules/final",
    "/certificate",
)
STAGE_PAGES = ("", "/rules", "/criteria/new", "/criteria/novelty")


@pytest.fixture
def host(app, make):
    return SimpleNamespace(id=make.organisation("蜀江省总工会", kind="provincial").id)


@pytest.fixture
def actor(make, host):
    return make.account(Role.ORGANISER, organisation=host)


@pytest.fixture
def own(make, actor, host):
    return make.competition(actor, host).id


@pytest.fixture
def stages(own):
    return {stage.key: SimpleNamespace(id=stage.id) for stage in stages_of(database.session, own)}


@pytest.fixture
def organiser(visitor, actor):
    return visitor(actor)


def inputs(page):
    """Every field of the page's only posted form as a browser would send it."""
    tree = parse(page.get_data(as_text=True))
    forms = [form for form in tree.iter(f"{NAMESPACE}form") if form.get("novalidate") is not None]
    sent = {}
    for node in forms[0].iter():
        name = node.get("name")
        if not name or name == "csrf_token":
            continue
        if node.tag == f"{NAMESPACE}textarea":
            sent[name] = "".join(node.itertext()).lstrip("\n")
        elif node.tag == f"{NAMESPACE}select":
            chosen = [one for one in node.iter(f"{NAMESPACE}option") if "selected" in one.attrib]
            sent[name] = chosen[0].get("value") if chosen else ""
        elif node.get("type") in ("checkbox", "radio"):
            if "checked" in node.attrib:
                sent.setdefault(name, []).append(node.get("value"))
        elif node.tag == f"{NAMESPACE}input":
            sent[name] = node.get("value", "")
    return sent


def document(own):
    return current_rule_set(database.session, own).document


def fields(own):
    return current_form(database.session, own).fields


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stays_within_its_statements(organiser, own, count_statements, page):
    with count_statements() as seen:
        organiser.get(f"/organiser/competitions/{own}{page}")

    assert len(seen) <= 8, "\n".join(seen)


@pytest.mark.parametrize("page", STAGE_PAGES)
def test_every_page_of_a_stage_stays_within_its_statements(
    organiser, stages, count_statements, page
):
    with count_statements() as seen:
        organiser.get(f"/organiser/stages/{stages['online'].id}{page}")

    assert len(seen) <= 8, "\n".join(seen)


def test_a_foreign_competition_or_stage_looks_missing(visitor, make, own, stages):
    stranger = visitor(make.account(Role.ORGANISER, organisation=make.organisation()))

    for page in PAGES:
        stranger.get(f"/organiser/competitions/{own}{page}", status=404)
    for page in STAGE_PAGES:
        stranger.get(f"/organiser/stages/{stages['online'].id}{page}", status=404)
    for act in ("form/fields/video/remove", "declarations/truth/remove"):
        stranger.post(f"/organiser/competitions/{own}/{act}", status=404)
    stranger.post(f"/organiser/stages/{stages['online'].id}/criteria/spread/remove", status=404)


@pytest.mark.parametrize(
    "page", ["/form/fields/kind", "/form/fields/economic_benefit", "/form/fields/photos"]
)
def test_a_field_saved_as_it_is_shown_does_not_change(organiser, own, page):
    before = fields(own)
    path = f"/organiser/competitions/{own}{page}"

    organiser.post(path, inputs(organiser.get(path)))

    assert fields(own) == before


def test_a_field_is_added_changed_moved_and_removed(organiser, own):
    path = f"/organiser/competitions/{own}/form"
    form = inputs(organiser.get(f"{path}/new/choice"))
    audiences = ["form_reviewer", "open_judge"]
    new = {**form, "label": "班组类型", "choices": "一线班组\n创新工作室", "audiences": audiences}
    organiser.post(f"{path}/new/choice", new)
    organiser.post(f"{path}/fields/field_1/move", {"way": "up"})
    again = inputs(organiser.get(f"{path}/fields/field_1"))
    changed = {**again, "choices": "创新工作室\n一线班组\n工匠工作室", "required": "y"}
    organiser.post(f"{path}/fields/field_1", changed)
    organiser.post(f"{path}/fields/video/remove")

    assert fields(own)[-1] == {
        "key": "field_1",
        "label": "班组类型",
        "type": "choice",
        "audiences": audiences,
        "required": True,
        "choices": [
            {"key": "choice_2", "label": "创新工作室"},
            {"key": "choice_1", "label": "一线班组"},
            {"key": "choice_3", "label": "工匠工作室"},
        ],
    }


def test_what_is_wrong_with_a_field_is_said_beside_it(organiser, own):
    path = f"/organiser/competitions/{own}/form/new/money"
    form = inputs(organiser.get(path))

    answer = organiser.post(path, {**form, "label": "奖金"}, status=422)

    assert "请填写金额的单位，例如万元。" in words(answer)
    organiser.get(f"/organiser/competitions/{own}/form/new/nothing", status=404)


def test_limits_declarations_and_checklist_are_saved(organiser, own):
    path = f"/organiser/competitions/{own}"
    limits = inputs(organiser.get(f"{path}/limits"))
    organiser.post(f"{path}/limits", {**limits, "members_max": "6", "entries_per_unit": ""})
    wording = inputs(organiser.get(f"{path}/declarations/truth"))
    organiser.post(f"{path}/declarations/truth", {**wording, "text": "所填属实。"})
    organiser.post(f"{path}/declarations/no_secrets/remove")
    lines = inputs(organiser.get(f"{path}/review-checklist"))
    organiser.post(f"{path}/review-checklist", {**lines, "lines": "材料齐全\r\n资格相符"})

    found = limits_of(database.session, own)
    assert (found["members_max"], found.get("entries_per_unit")) == (6, None)
    current = declarations_of(database.session, own)
    assert [(one.key, one.version) for one in current] == [
        ("truth", 2),
        ("personal_information", 1),
    ]
    checklist = database.session.get_one(Competition, own).review_checklist
    assert [line["name"] for line in checklist] == ["材料齐全", "资格相符"]


def test_the_rules_are_shown_in_plain_words(organiser, own):
    text = words(organiser.get(f"/organiser/competitions/{own}/rules"))

    assert "评委合计去掉一个最高分和一个最低分后取平均" in text
    assert "满分 100 分" in text
    assert "先进性平均分、修约前的得分（更多小数位）" in text
    assert "每个赛道 3 项" in text


@pytest.mark.parametrize("page", ["rules", "criteria/novelty"])
def test_choices_of_a_stage_saved_as_they_are_shown_do_not_change(organiser, own, stages, page):
    before = document(own)
    path = f"/organiser/stages/{stages['online'].id}/{page}"

    organiser.post(path, inputs(organiser.get(path)))

    assert document(own) == before


def test_choices_of_the_final_result_saved_as_they_are_shown_do_not_change(organiser, own):
    before = document(own)
    path = f"/organiser/competitions/{own}/rules/final"

    organiser.post(path, inputs(organiser.get(path)))

    assert document(own) == before


def test_the_mean_and_the_cut_of_a_stage_are_changed(organiser, own, stages):
    path = f"/organiser/stages/{stages['online'].id}/rules"
    form = inputs(organiser.get(path))

    organiser.post(
        path,
        {
            **form,
            "drop_high": "0",
            "drop_low": "0",
            "quorum": "5",
            "mode": "half_even",
            "tie_1": "higher_marks::",
            "tie_2": "",
            "tie_3": "",
            "number": "20",
            "number_DL": "30",
            "policy": "chain",
            "chain_1": "criterion::novelty",
            "then": "shrink",
            "reason": "按通知调整",
        },
    )

    steps = document(own)["stages"]["online"]["steps"]
    assert steps[2:] == [
        {"reduce": "judge", "by": "mean", "from": "totals", "quorum": 5, "as": "mean"},
        {"round": 2, "mode": "half_even", "as": "score"},
        {"rank": [{"key": "score"}, {"higher_marks": "totals"}], "style": "1224", "per": "track"},
        {
            "select": "number",
            "number": {"DL": 30, "JX": 20, "TX": 20, "HG": 20, "JC": 20},
            "per": "track",
            "ties": "chain",
            "chain": [{"criterion": "novelty"}],
            "then": "shrink",
        },
    ]


def test_weights_and_awards_are_changed(organiser, own):
    path = f"/organiser/competitions/{own}/rules/final"
    form = inputs(organiser.get(path))
    awards = {"ranked": "all", "awards": "all", "tier_0_name": "", "tier_4_name": "优秀奖"}
    form |= {"weight_online": "40", "weight_defence": "60%", "tier_4_line": "60", **awards}

    organiser.post(path, {**form, "policy": "expand", "next_shrinks": "y"})

    steps = document(own)["final"]["steps"]
    assert steps[0]["combine"] == {"online.score": "40%", "defence.score": "60%"}
    assert "per" not in steps[2]
    assert steps[-1] == {
        "award": [
            {"tier": "first", "name": "一等奖", "quota": 3},
            {"tier": "second", "name": "二等奖", "quota": 6},
            {"tier": "third", "name": "三等奖", "quota": 10},
            {"tier": "tier_1", "name": "优秀奖", "line": "60"},
        ],
        "boundary": "expand",
        "next_shrinks": True,
        "unused": "vacant",
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weight_online": "40"}, "权重合计为 1.1，应为 1（100%）"),
        ({"weight_online": "很多"}, "请填写“网络初评”的权重，例如 30%"),
        ({"policy": "chain"}, "请选择名额末位并列时要比较的分数。"),
        ({"places": "9"}, "请填写 0 至 6 的整数。"),
        ({"source": ""}, "请选择一项。"),
    ],
)
def test_rules_that_make_no_sense_are_refused_in_words(organiser, own, change, message):
    before = document(own)
    path = f"/organiser/competitions/{own}/rules/final"
    form = inputs(organiser.get(path))

    answer = organiser.post(path, {**form, **change}, status=422)

    assert message in words(answer)
    assert document(own) == before


def test_a_criterion_is_added_changed_moved_and_removed(organiser, own, stages):
    path = f"/organiser/stages/{stages['defence'].id}/criteria"
    form = inputs(organiser.get(f"{path}/new"))
    levels = {"levels-0-name": "好", "levels-0-low": "6", "levels-0-high": "10"}
    new = {"name": "答辩", "max": "10", "step": "0.1", "group": "现场"}
    organiser.post(f"{path}/new", {**form, **new, **levels})
    organiser.post(f"{path}/spread/remove")
    organiser.post(f"{path}/criterion_1/move", {"way": "up"})
    utility = inputs(organiser.get(f"{path}/utility"))
    organiser.post(f"{path}/utility", {**utility, "group": "现场"})

    criteria = document(own)["stages"]["defence"]["criteria"]
    assert [one["key"] for one in criteria] == ["novelty", "advance", "group_1", "benefit"]
    assert [one["key"] for one in criteria[2]["children"]] == ["utility", "criterion_1"]
    assert criteria[2]["children"][1] == {
        "key": "criterion_1",
        "name": "答辩",
        "max": "10",
        "step": "0.1",
        "levels": [{"name": "好", "min": "6", "max": "10", "text": ""}],
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"max": "1e2"}, "请填数字"),
        ({"max": "三十"}, "请填数字"),
        ({"step": "0.0000001"}, "最多 6 位小数"),
        ({"weight": "1/3"}, "请填数字"),
        ({"name": "先进性"}, "已有一项评分指标叫“先进性”"),
        ({"levels-0-low": ""}, "请填写这一级的最低分和最高分"),
        ({"levels-0-name": ""}, "请填写这一级的名称"),
    ],
)
def test_a_criterion_that_makes_no_sense_is_refused_in_words(organiser, own, stages, change, said):
    path = f"/organiser/stages/{stages['online'].id}/criteria/novelty"
    before = document(own)
    form = inputs(organiser.get(path))

    answer = organiser.post(path, {**form, **change}, status=422)

    assert said in words(answer)
    assert "criteria[" not in words(answer)
    assert document(own) == before


def test_a_level_between_two_steps_and_a_zero_weight_are_refused_beside_their_fields(
    organiser, own, stages
):
    path = f"/organiser/stages/{stages['online'].id}/criteria/novelty"
    before = document(own)
    form = inputs(organiser.get(path))

    off = organiser.post(path, {**form, "levels-0-low": "27.5", "step": "0.3"}, status=422)
    zero = organiser.post(path, {**form, "weight": "0"}, status=422)

    assert "等级“优秀”的最低分和最高分应是打得出的分数" in words(off)
    assert 'id="levels-0-low-error"' in off.get_data(as_text=True)
    assert "系数为 0 的指标不计入合计。" in words(zero)
    assert 'id="weight-error"' in zero.get_data(as_text=True)
    assert document(own) == before


def test_full_width_digits_of_a_criterion_are_read(organiser, own, stages):
    path = f"/organiser/stages/{stages['online'].id}/criteria/novelty"
    form = inputs(organiser.get(path))

    organiser.post(path, {**form, "max": "４０"})

    criteria = document(own)["stages"]["online"]["criteria"]
    assert criteria[0]["max"] == "40"


def test_a_criterion_that_decides_ties_stays(organiser, own, stages):
    path = f"/organiser/stages/{stages['online'].id}/criteria"

    answer = organiser.post(f"{path}/novelty/remove")

    assert "分数相同时要比较这项指标" in words(organiser.follow(answer))
    wrong = inputs(organiser.get(f"{path}/novelty"))
    refused = organiser.post(f"{path}/novelty", {**wrong, "max": "30.3"}, status=422)
    assert "30" in words(refused)


def test_frozen_parts_are_changed_by_a_proposal_with_a_reason(organiser, actor, own, stages):
    pages = {
        name: (path, inputs(organiser.get(path)))
        for name, path in (
            ("stage", f"/organiser/stages/{stages['online'].id}/rules"),
            ("final", f"/organiser/competitions/{own}/rules/final"),
        )
    }
    open_competition(actor, database.session.get_one(Competition, own))
    open_stage(actor, database.session.get_one(Stage, stages["online"].id))
    with database.writing() as session:
        session.get_one(Stage, stages["online"].id).rubric_frozen_at = now()

    before = document(own)

    page = words(organiser.get(f"/organiser/competitions/{own}/rules"))
    path, form = pages["stage"]
    silent = organiser.post(path, {**form, "quorum": "5"}, status=422)
    stage = organiser.post(path, {**form, "quorum": "5", "reason": "评委减少"})
    path, form = pages["final"]
    weights = {"weight_online": "40", "weight_defence": "60"}
    final = organiser.post(path, {**form, **weights, "reason": "调整权重"})

    assert "已有评委提交评分表" in page
    assert "已经开始评分" in page
    assert "请填写修改原因" in words(silent)
    for answer, reason in ((stage, "评委减少"), (final, "调整权重")):
        assert reason in words(organiser.follow(answer))
    assert document(own) == before


def test_the_second_of_two_tabs_is_told(organiser, own, stages):
    path = f"/organiser/stages/{stages['online'].id}/rules"
    form = inputs(organiser.get(path))
    organiser.post(path, {**form, "quorum": "4"})

    answer = organiser.post(path, {**form, "quorum": "5"}, status=422)

    assert "另一处已经保存过修改" in words(answer)
    assert document(own)["stages"]["online"]["steps"][2]["quorum"] == 4


def test_the_certificate_is_worded_and_sealed(organiser, own):
    path = f"/organiser/competitions/{own}/certificate"
    form = inputs(organiser.get(path))
    organiser.post(path, form)
    assert current_template(database.session, own).version == 1

    organiser.post(path, {**form, "number_prefix": "蜀工创", "seal": "demonstration"})

    template = current_template(database.session, own)
    assert (template.version, template.number_prefix) == (2, "蜀工创")
    assert template.seal_storage_key == DEMONSTRATION_SEAL


def png(mode="RGBA"):
    out = BytesIO()
    Image.new(mode, (20, 20), (200, 0, 0, 120)).save(out, "PNG")
    return out.getvalue()


def test_an_image_of_a_seal_is_taken_by_its_content(organiser, own):
    path = f"/organiser/competitions/{own}/certificate"
    form = {**inputs(organiser.get(path)), "seal": "upload"}

    wrong = {**form, "file": (BytesIO(b"<svg/>"), "seal.png")}
    refused = organiser.post(path, wrong, status=422, content_type="multipart/form-data")
    none = organiser.post(path, form, status=422)
    right = {**form, "file": (BytesIO(png()), "公章.txt")}
    organiser.post(path, right, content_type="multipart/form-data")

    assert "PNG" in words(refused)
    assert none.status_code == 422
    key = current_template(database.session, own).seal_storage_key
    assert Image.open(BytesIO(read_file(key))).size == (20, 20)


def test_a_wording_with_an_unknown_place_is_refused_beside_it(organiser, own):
    path = f"/organiser/competitions/{own}/certificate"
    form = inputs(organiser.get(path))

    answer = organiser.post(path, {**form, "wording": "{winner} 获奖"}, status=422)

    assert "winner" in words(answer)
    assert current_template(database.session, own).version == 1
