"""The page that builds a part of the rules step by step."""

import copy
import json
from types import SimpleNamespace

import pytest

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.rounding import Mode
from competition.domain.rules import parse_rule_set
from competition.domain.rules.award_rules import Barred, Unused
from competition.domain.rules.backfill import Backfill
from competition.domain.rules.boundary import Policy
from competition.domain.rules.calibrating.effect import Estimator
from competition.domain.rules.calibrating.panel import Overall
from competition.domain.rules.calibrating.standard import Deviation
from competition.domain.rules.caps import Over
from competition.domain.rules.keys import Direction
from competition.domain.rules.steps.calibrate import Method as Calibration
from competition.domain.rules.steps.combine import MissingPart
from competition.domain.rules.steps.gather import Absent, How
from competition.domain.rules.steps.map import METHODS
from competition.domain.rules.steps.map_bands import Between
from competition.domain.rules.steps.rank import Style, Then
from competition.domain.rules.steps.reduce_params import Below, BelowQuorum, Best, Meaning, Method
from competition.domain.rules.steps.tariff import Effect
from competition.domain.rules.steps.team import By
from competition.domain.rules.steps.veto import Effect as VetoEffect
from competition.domain.rules.steps.veto import Span
from competition.domain.rules.tiers import Counted, Whole
from competition.models import Assignment, ResultVersion, Stage, database
from competition.services.results.rule_changes import open_change
from competition.services.runtime import now
from competition.services.setup.rules import current_rule_set
from competition.web.organiser.step_form import StepForm, form_of, needed_keys
from competition.web.organiser.step_kinds import FIELDS, NAMES, begun, families, kind_of
from competition.web.organiser.step_values import Kind, as_json
from competition.web.organiser.step_ways import WAYS, way_steps
from tests.conftest import ROOT
from tests.services.test_results import scored
from tests.visitor import words
from tests.web.test_rules import inputs

WORKED = sorted((ROOT / "tests" / "domain" / "worked").glob("*.json"))
OPTIONS = {
    ("reduce", "by"): Method,
    ("reduce", "below"): Below,
    ("reduce", "below_quorum"): BelowQuorum,
    ("reduce", "best_is"): Best,
    ("reduce", "missing.blank"): Meaning,
    ("map:proportion", "mode"): Mode,
    ("map:bands", "between"): Between,
    ("map:places", "best"): Best,
    ("calibrate:panel_coefficient", "overall"): Overall,
    ("calibrate:judge_effect", "estimator"): Estimator,
    ("calibrate:z_score", "deviation_of"): Deviation,
    ("round", "mode"): Mode,
    ("combine:weights", "missing"): MissingPart,
    ("combine:alike", "missing"): Absent,
    ("combine:alike", "by"): How,
    ("team", "by"): By,
    ("team", "direction"): Direction,
    ("bar:event", "effect"): VetoEffect,
    ("bar:event", "span"): Span,
    ("rank", "style"): Style,
    ("rank", "then"): Then,
    ("select:number", "ties"): Policy,
    ("award", "boundary"): Policy,
    ("award", "unused"): Unused,
    ("award", "barred"): Barred,
    ("award", "backfill"): Backfill,
    ("award", "award.whole"): Whole,
    ("award", "award.of"): Counted,
    ("award", "caps.over"): Over,
    ("adjust", "adjust.effect"): Effect,
}


@pytest.fixture
def host(make):
    return SimpleNamespace(id=make.organisation("蜀江省总工会", kind="provincial").id)


@pytest.fixture
def actor(make, host):
    return make.account(Role.ORGANISER, organisation=host)


@pytest.fixture
def own(make, actor, host):
    return make.competition(actor, host).id


@pytest.fixture
def organiser(visitor, actor):
    return visitor(actor)


@pytest.fixture
def path(own):
    return f"/organiser/competitions/{own}/rules/online/steps"


def rules(own):
    return current_rule_set(database.session, own).document


def online(own):
    return rules(own)["stages"]["online"]["steps"]


def drafted(answer):
    """The steps that the page carries along, not saved yet."""
    return json.loads(inputs(answer)["document"])["stages"]["online"]["steps"]


def press(who, path, page, button, status=200, **typed):
    return who.post(path, {**inputs(page), **typed, "do": button}, status=status)


def all_steps(document):
    parts = [*document["stages"].values(), document.get("final", {"steps": []})]
    return [step for part in parts for step in part["steps"]]


def labelled(page, label):
    """The name of the field with this label."""
    text = page.get_data(as_text=True)
    before = text[: text.index(f">{label}")]
    return before[before.rindex('for="') + 5 :].split('"')[0]


@pytest.mark.parametrize("file", WORKED, ids=lambda file: file.stem)
def test_a_step_shown_and_read_again_does_not_change(app, file):
    with app.test_request_context(method="POST"):
        for document in json.loads(file.read_text(encoding="utf-8")).values():
            for step in all_steps(document):
                shown = StepForm(step, [])
                form = form_of(shown, posted=False)

                assert shown.read(form) == step, step


@pytest.mark.parametrize(("kind", "key"), OPTIONS, ids=lambda value: str(value))
def test_every_value_that_the_engine_knows_can_be_chosen(kind, key):
    outer, _point, inner = key.partition(".")
    found = {param.key: param for param in FIELDS[kind]}
    if key not in found:
        found = {f"{outer}.{column.key}": column for column in found[outer].columns}
    assert inner or key in found

    offered = [value for value, _label in found[key].options]
    assert sorted(offered) == sorted(one.value for one in OPTIONS[kind, key])


def test_fields_that_a_step_cannot_do_without_are_not_called_optional(app):
    with app.test_request_context():
        step = StepForm({"reduce": "judge", "by": "trimmed_mean"}, [])
        form = form_of(step, posted=False)
        told = {param.key: bool(form[names[0]].flags.needed) for param, names in step.groups}
    assert {key for key, is_needed in told.items() if is_needed} == {"reduce", "by"}


def test_rules_without_a_key_that_is_asked_for_are_refused():
    tried = {}
    for file in WORKED:
        for document in json.loads(file.read_text(encoding="utf-8")).values():
            for number, step in enumerate(all_steps(document)):
                for key in needed_keys(step) & step.keys():
                    left = copy.deepcopy(document)
                    del all_steps(left)[number][key]
                    tried.setdefault((kind_of(step), key), refuses(left))

    assert len(tried) > 30
    assert [each for each, is_refused in tried.items() if not is_refused] == []


def refuses(document) -> bool:
    try:
        parse_rule_set(document)
    except Refusal:
        return True
    return False


def test_every_kind_of_step_has_fields_and_a_name():
    assert NAMES.keys() == FIELDS.keys()
    assert {kind.removeprefix("map:") for kind in FIELDS if kind.startswith("map:")} == set(METHODS)
    calibrations = {kind.partition(":")[2] for kind in FIELDS if kind.startswith("calibrate:")}
    assert calibrations == {one.value for one in Calibration}
    assert [kind_of(begun(kind)) for kind in FIELDS] == list(FIELDS)
    assert sorted(kind for _name, kinds in families() for kind, _label in kinds) == sorted(FIELDS)


@pytest.mark.parametrize("way", WAYS)
def test_every_ready_way_gives_rules_that_hold_together(app, own, way):
    document = rules(own)
    stage = document["stages"]["online"]
    steps = way_steps(way, stage["steps"])
    changed = {**document, "stages": {**document["stages"], "online": {**stage, "steps": steps}}}

    assert parse_rule_set(changed).stages["online"].steps
    assert steps[-2:] == stage["steps"][-2:]


def test_what_a_field_cannot_show_is_kept_beside_it(app):
    step = {"rank": [{"key": "score"}], "style": "2x", "per": "track", "odd": [1, {"a": None}]}
    with app.test_request_context(method="POST"):
        shown = StepForm(step, [])

        assert json.loads(shown.data["more"]) == {"style": "2x", "odd": [1, {"a": None}]}
        assert shown.read(form_of(shown, posted=False)) == step


def test_steps_saved_as_they_are_shown_do_not_change(organiser, own, path):
    before = rules(own)
    opened = press(organiser, path, organiser.get(path), "open:2")

    press(organiser, path, opened, "save", status=302)

    assert rules(own) == before


def test_a_step_is_changed_added_moved_and_removed_before_anything_counts(organiser, own, path):
    before = rules(own)
    page = press(organiser, path, organiser.get(path), "open:2")
    field = labelled(page, "去掉最高分的个数")
    page = press(organiser, path, page, "add", kind="map:clamp", **{field: "2"})
    page = press(organiser, path, page, "up:6")
    page = press(organiser, path, page, "remove:0")

    steps = drafted(page)
    assert steps[1]["drop_high"] == 2
    assert [kind_of(step) for step in steps][3:] == ["rank", "map:clamp", "select:number"]
    assert rules(own) == before


def test_rules_begun_from_nothing_say_what_is_missing_and_later_parts_follow(organiser, own, path):
    page = organiser.get(path)
    while drafted(page):
        page = press(organiser, path, page, "remove:0")
    refused = press(organiser, path, page, "save", 422)

    page = press(organiser, path, page, "add", kind="reduce")
    page = press(organiser, path, page, "close", p0="criterion", p1="sum", p18="合计")
    page = press(organiser, path, page, "add", kind="reduce")
    page = press(organiser, path, page, "close", p0="judge", p1="mean", p18="得分")
    unranked = words(page)
    page = press(organiser, path, press(organiser, path, page, "add", kind="rank"), "close")
    press(organiser, path, page, "save", 302)

    assert words(refused).count("还没有步骤，请先增加一步，或从“常用办法”中选一种。") == 2
    assert "“网络初评”的步骤 缺少排名步骤，请补上。" in unranked
    assert drafted(page)[-1]["rank"] == [{"key": "得分"}]
    final = str(rules(own)["final"])
    assert ("online.得分" in final, "online.score" in final) == (True, False)


def test_the_paragraph_follows_what_is_typed(organiser, path):
    page = press(organiser, path, organiser.get(path), "open:2")

    page = press(organiser, path, page, "show", **{labelled(page, "去掉最低分的个数"): "0"})

    assert "评委合计去掉一个最高分后取平均" in words(page)


def test_a_ready_way_replaces_the_steps_before_the_ranking(organiser, own, path):
    page = press(organiser, path, organiser.get(path), "way:median")
    press(organiser, path, page, "save", status=302)

    steps = online(own)
    assert [step.get("by") for step in steps if "reduce" in step] == ["sum", "median"]


def test_a_fault_of_the_rules_is_said_beside_its_field_and_nothing_is_saved(organiser, own, path):
    before = rules(own)
    page = press(organiser, path, organiser.get(path), "open:2")
    field = labelled(page, "达到几份才去")

    page = press(organiser, path, page, "show", **{field: "1"})
    assert "第 3 步“达到几份才去”" in words(page)
    assert f'id="{field}-error"' in page.get_data(as_text=True)
    press(organiser, path, page, "save", status=422)

    assert rules(own) == before


@pytest.mark.parametrize(
    ("label", "typed", "message"),
    [
        ("去掉最高分的个数", "一个", "“一个”不是整数"),
        ("权重", "novelty 40%", "没有写成“名称 = 数值”"),
        ("其他参数（JSON）", "{odd}", "第 1 行第 2 列不符合 JSON 的写法"),
        ("其他参数（JSON）", "[1]", "请写成一个对象"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(organiser, path, label, typed, message):
    page = press(organiser, path, organiser.get(path), "open:2")

    answer = press(organiser, path, page, "show", 422, **{labelled(page, label): typed})

    assert message in words(answer)
    assert typed in inputs(answer).values()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "7",
        '{"stages": {}}',
        '{"stages": {"online": 1}}',
        f'{{"stages": {"1" * 5000}}}',
        f'{{"stages": {"[" * 500}{"]" * 500}}}',
        r'{"stages": "\ud800"}',
    ],
    ids=range(8),
)
def test_a_document_that_is_none_is_refused_and_kept(organiser, own, path, text):
    before = rules(own)

    answer = press(organiser, path, organiser.get(path), "save", 422, document=text)

    assert inputs(answer)["document"] == text
    assert rules(own) == before


def test_a_document_with_broken_criteria_is_told_of_on_the_page(organiser, own, path):
    document = json.loads(json.dumps(rules(own)))
    document["stages"]["online"]["criteria"] = [[[]]]

    answer = press(organiser, path, organiser.get(path), "open:0", document=json.dumps(document))

    assert 'role="alert"' in answer.text


def test_a_name_full_of_blanks_holds_nobody_up(organiser, own, path):
    document = json.loads(json.dumps(rules(own)))
    steps = [{"combine": {f"a{' ' * 180_000}b": "40%", "c": "60%"}}]
    document["stages"]["online"]["steps"] = steps

    answer = press(organiser, path, organiser.get(path), "open:0", document=json.dumps(document))

    assert drafted(answer) == steps


def test_a_document_brings_no_turn_of_direction_hidden_in_an_escape(organiser, own, path):
    sent = json.dumps({**rules(own), "name": "初\u202e评\x00"})

    answer = press(organiser, path, organiser.get(path), "show", document=sent)

    assert json.loads(inputs(answer)["document"])["name"] == "初评"


def test_rules_are_tried_on_invented_marks_before_a_stage_is_locked(organiser, own, path):
    before = rules(own)
    page = press(organiser, path, organiser.get(path), "way:median")

    page = press(organiser, path, page, "try")

    assert "以下为虚构的项目和评分" in words(page)
    assert "→" in words(page)
    assert rules(own) == before
    assert database.session.query(ResultVersion).count() == 0


def test_each_group_of_judges_is_invented_whole(organiser, path):
    page = press(organiser, path, organiser.get(path), "way:groups")
    page = press(organiser, path, page, "open:2")
    page = press(organiser, path, page, "close", p2="1", p3="1", p4="5", p5="block")

    page = press(organiser, path, page, "try")

    assert "有效评分表不足 5 份时须另行决定" in words(page)
    assert "以下为虚构的项目和评分" in words(page)
    assert "项待办，处理后才能公布" not in words(page)


def test_more_marks_than_a_page_can_wait_for_are_not_invented(organiser, own, path):
    document = json.loads(json.dumps(rules(own)))
    axes = {f"axis{number}": [str(each) for each in range(100)] for number in range(5)}
    stage = document["stages"]["online"]
    folded = [{"reduce": axis, "by": "sum", "as": axis} for axis in axes]
    stage |= {"dimensions": axes, "steps": folded + [s for s in stage["steps"] if "check" not in s]}

    answer = press(organiser, path, organiser.get(path), "try", document=json.dumps(document))

    assert "50000 份以上的评分表" in words(answer)
    assert 'id="trial"' not in answer.text


def test_frozen_steps_are_proposed_with_a_reason(organiser, own, path):
    with database.writing() as session:
        stage = session.query(Stage).filter_by(competition_id=own, key="online").one()
        stage.rubric_frozen_at = now()
    page = press(organiser, path, organiser.get(path), "way:median")

    refused = press(organiser, path, page, "save", 422)
    press(organiser, path, refused, "save", 302, reason="按评审细则改用中位数")

    change = open_change(database.session, own)
    assert [step.get("by") for step in change.subject["document"]["stages"]["online"]["steps"]][
        1:3
    ] == ["sum", "median"]


def test_two_people_do_not_overwrite_each_other(organiser, own, path):
    first, second = organiser.get(path), organiser.get(path)
    press(organiser, path, press(organiser, path, first, "way:median"), "save", 302)

    answer = press(organiser, path, press(organiser, path, second, "way:mean"), "save", 422)

    assert [step.get("by") for step in online(own) if "reduce" in step] == ["sum", "median"]
    assert "已被他人修改" in words(answer) or "修改" in words(answer)


def test_the_final_part_is_built_the_same_way(organiser, own):
    path = f"/organiser/competitions/{own}/rules/result/steps"
    page = press(organiser, path, organiser.get(path), "open:0")

    press(
        organiser,
        path,
        page,
        "save",
        302,
        **{labelled(page, "各部分和权重"): "online.score = 50%\ndefence.score = 50%"},
    )

    assert rules(own)["final"]["steps"][0]["combine"] == {
        "online.score": "50%",
        "defence.score": "50%",
    }


def test_an_unknown_part_or_a_foreign_competition_looks_missing(
    organiser, visitor, make, own, path
):
    stranger = visitor(make.account(Role.ORGANISER, organisation=make.organisation()))

    organiser.get(f"/organiser/competitions/{own}/rules/nothing/steps", status=404)
    stranger.get(path, status=404)
    stranger.post(path, {"do": "save"}, status=404)


def test_the_page_stays_within_its_statements(organiser, path, count_statements):
    with count_statements() as seen:
        organiser.get(f"{path}?open=2")

    assert len(seen) <= 8, "\n".join(seen)


def test_chains_offer_what_is_there(app, own):
    step = {"rank": [{"key": "score"}], "style": "1224"}
    with app.test_request_context():
        shown = StepForm(step, [(as_json({"key": "score"}), "得分")])

    assert [param.key for param in shown.params if param.kind is Kind.KEYS] == ["rank"]
    assert shown.field_of("rank[0].key") == "p0_0"


def test_judges_who_cannot_be_compared_are_told_by_name(app, make, visitor):
    contest = scored(make, judges=4, entries=4)
    with database.writing() as session:
        rows = session.query(Assignment).filter_by(stage_id=contest.stage_id).all()
        first = {*contest.judge_ids[:2]}
        for row in rows:
            early = contest.entry_ids.index(row.entry_id) < 2
            if early != (row.judge_id in first):
                row.state = "recused"
    path = f"/organiser/competitions/{contest.ident}/rules/online/steps"
    who = visitor(contest.organiser)
    page = press(who, path, who.get(path), "way:leniency")

    page = press(who, path, page, "try")

    assert "评委甲, 评委乙: DL-001, DL-002" in words(page)
