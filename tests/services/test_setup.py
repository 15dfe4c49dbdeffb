"""Tracks, stages, entry form, limits, declarations, rules and certificates of a competition."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from competition.domain.access import Role
from competition.domain.presets import load_preset
from competition.domain.refusal import Refusal
from competition.models import (
    AwardTier,
    CertificateTemplate,
    Criterion,
    Declaration,
    Entry,
    EntryForm,
    RuleSet,
    Stage,
    Track,
    database,
)
from competition.services.runtime import now
from competition.services.setup.certificate_settings import (
    DEMONSTRATION_SEAL,
    Wording,
    current_template,
    save_certificate,
    template_state,
)
from competition.services.setup.entry_forms import (
    current_form,
    move_field,
    put_field,
    remove_field,
)
from competition.services.setup.entry_rules import (
    declarations_of,
    limits_of,
    remove_declaration,
    save_declaration,
    save_limits,
    save_review_checklist,
)
from competition.services.setup.opening import open_competition, readiness
from competition.services.setup.rules import current_rule_set, save_rule_set
from competition.services.setup.seen import stamp
from competition.services.setup.stages import (
    add_scoring_stage,
    change_stage,
    close_stage,
    open_stage,
    remove_stage,
    reopen_stage,
    stage_state,
    stages_of,
)
from competition.services.setup.tracks import (
    add_track,
    move_track,
    remove_track,
    rename_track,
    tracks_of,
)


@pytest.fixture
def host(app, make):
    return make.organisation(kind="provincial")


@pytest.fixture
def actor(make, host):
    return make.account(Role.ORGANISER, organisation=host)


@pytest.fixture
def competition(make, actor, host):
    return make.competition(actor, host)


def refused(code, act, *args, **options):
    with pytest.raises(Refusal) as refusal:
        act(*args, **options)
    assert refusal.value.code == code
    return refusal.value.values


def stage_named(competition, key):
    return next(each for each in stages_of(database.session, competition.id) if each.key == key)


def keys(competition):
    return [track.key for track in tracks_of(database.session, competition.id)]


def start_entry(competition, track=None):
    form = current_form(database.session, competition.id)
    with database.writing() as session:
        entry = Entry(
            competition_id=competition.id,
            form_id=form.id,
            track_id=track.id if track else None,
            created_at=now(),
            changed_at=now(),
        )
        session.add(entry)
    return entry


# tracks


def test_tracks_are_added_renamed_and_ordered(actor, competition):
    add_track(actor, competition, key="qt", name="其他")
    new = tracks_of(database.session, competition.id)[-1]

    rename_track(actor, new, "综合")
    move_track(actor, new, up=True)
    move_track(actor, tracks_of(database.session, competition.id)[0], up=True)

    assert keys(competition) == ["DL", "JX", "TX", "HG", "QT", "JC"]
    assert new.name == "综合"


@pytest.mark.parametrize(
    ("key", "name", "code"),
    [
        ("电力", "新", "track.key"),
        ("TOOLONG", "新", "track.key"),
        ("XX", " ", "track.name"),
        ("DL", "新", "track.taken"),
        ("XX", "电力", "track.taken"),
    ],
)
def test_a_track_needs_a_code_and_a_name_of_its_own(actor, competition, key, name, code):
    refused(code, add_track, actor, competition, key=key, name=name)

    assert len(keys(competition)) == 5


def test_a_used_track_is_not_removed(actor, competition):
    first, second, *_ = tracks_of(database.session, competition.id)
    start_entry(competition, first)

    refused("track.used", remove_track, actor, first)
    remove_track(actor, second)

    assert keys(competition) == ["DL", "TX", "HG", "JC"]


def test_tracks_are_fixed_once_scoring_has_begun(actor, competition):
    open_competition(actor, competition)
    open_stage(actor, stage_named(competition, "online"))

    refused("rules.frozen_final", add_track, actor, competition, key="QT", name="其他")
    refused(
        "rules.frozen_final", remove_track, actor, tracks_of(database.session, competition.id)[0]
    )


# stages


def edit(actor, stage, **changes):
    values = {
        "name": stage.name,
        "opens_at": stage.opens_at,
        "closes_at": stage.closes_at,
        "is_blind": stage.is_blind,
        "presentation_order": stage.presentation_order,
    }
    change_stage(actor, stage, **{**values, **changes})


def test_dates_out_of_order_are_refused(actor, competition):
    online = stage_named(competition, "online")
    before = stage_state(online)
    earlier = stage_named(competition, "entry").opens_at - timedelta(days=1)

    refused("calendar.closes_before_opens", edit, actor, online, closes_at=online.opens_at)
    values = refused("calendar.stage_order", edit, actor, online, opens_at=earlier)

    assert values == {"stage": "网络初评", "before": "形式审查"}
    assert stage_state(online) == before


def test_a_second_save_of_a_stage_that_did_not_see_the_first_is_refused(actor, competition):
    online = stage_named(competition, "online")
    seen = stamp(stage_state(online))
    edit(actor, online, name="网评")

    refused("setup.changed", edit, actor, online, name="初评", seen=seen)

    assert online.name == "网评"


def test_an_open_stage_stays_as_blind_as_it_began(actor, competition):
    open_competition(actor, competition)
    online = stage_named(competition, "online")
    open_stage(actor, online)

    refused("stage.blind_fixed", edit, actor, online, is_blind=False)


def test_stages_open_only_in_an_open_competition_and_once(actor, competition):
    online = stage_named(competition, "online")
    refused("stage.competition_draft", open_stage, actor, online)
    open_competition(actor, competition)
    open_stage(actor, online)

    refused("stage.not_draft", open_stage, actor, online)
    assert online.state == "open"


def test_taking_entries_is_closed_and_opened_again_with_a_reason(actor, competition):
    open_competition(actor, competition)
    entry = stage_named(competition, "entry")

    close_stage(actor, entry)
    assert entry.state == "locked"
    refused("stage.reason", reopen_stage, actor, entry, reason=" ")
    reopen_stage(actor, entry, reason="系统故障")
    assert entry.state == "open"


def test_taking_entries_is_not_opened_again_once_scoring_has_begun(actor, competition):
    open_competition(actor, competition)
    entry = stage_named(competition, "entry")
    close_stage(actor, entry)
    open_stage(actor, stage_named(competition, "online"))

    refused("stage.scoring_begun", reopen_stage, actor, entry, reason="补报")


def test_a_scoring_stage_is_locked_only_by_judging(actor, competition):
    open_competition(actor, competition)
    online = stage_named(competition, "online")
    open_stage(actor, online)

    refused("stage.scoring", close_stage, actor, online)


def test_a_new_scoring_stage_comes_with_criteria_and_rules(actor, competition):
    add_scoring_stage(actor, competition, "复评")

    added = stages_of(database.session, competition.id)[-1]
    marked = database.session.scalars(
        select(Criterion.key).where(Criterion.stage_id == added.id).order_by(Criterion.position)
    ).all()
    document = current_rule_set(database.session, competition.id).document
    assert marked == ["novelty", "advance", "utility", "benefit", "spread"]
    assert list(document["stages"]) == ["online", "defence", added.key]
    assert document["final"]["steps"][0]["combine"] == {
        "online.score": "30%",
        "defence.score": "70%",
        f"{added.key}.score": "0%",
    }


def test_a_scoring_stage_goes_with_its_rules(actor, competition):
    remove_stage(actor, stage_named(competition, "online"))

    document = current_rule_set(database.session, competition.id).document
    assert list(document["stages"]) == ["defence"]
    assert document["final"]["steps"][0]["rank"][0] == {"key": "defence.score"}
    assert [each.key for each in stages_of(database.session, competition.id)] == [
        "entry",
        "form_review",
        "defence",
    ]
    refused("stage.last_scoring", remove_stage, actor, stage_named(competition, "defence"))
    refused("stage.needed", remove_stage, actor, stage_named(competition, "entry"))


# entry form


def test_the_form_is_changed_in_place_while_nobody_uses_it(actor, competition):
    field = {"label": "班组", "type": "text", "limit": 20, "audiences": ["form_reviewer"]}

    key = put_field(actor, competition, field, key=None)

    form = current_form(database.session, competition.id)
    assert (form.version, form.fields[-1]) == (1, {"key": key, **field})


def test_an_entry_keeps_the_form_it_was_filled_in_with(actor, competition):
    entry = start_entry(competition)
    kept = list(current_form(database.session, competition.id).fields)

    remove_field(actor, competition, "video")
    move_field(actor, competition, "summary", up=True)

    assert entry.form.fields == kept
    form = current_form(database.session, competition.id)
    assert form.version == 2
    order = [field["key"] for field in form.fields]
    assert order[:4] == ["title", "kind", "summary", "completed_on"]
    assert "video" not in order


def test_a_key_is_never_used_for_another_field(actor, competition):
    field = {"label": "班组", "type": "text", "limit": 20, "audiences": []}
    first = put_field(actor, competition, field, key=None)
    start_entry(competition)
    remove_field(actor, competition, first)

    second = put_field(actor, competition, field, key=None)

    assert (first, second) == ("field_1", "field_2")


def test_a_form_without_a_title_or_with_a_faulty_field_is_refused(actor, competition):
    refused("form.title_missing", remove_field, actor, competition, "title")
    faulty = {"label": "类别", "type": "choice", "audiences": [], "choices": []}
    refused("form.choices_few", put_field, actor, competition, faulty, key="kind")
    refused("form.field_unknown", put_field, actor, competition, faulty, key="nothing")
    seen = stamp(current_form(database.session, competition.id).fields)
    move_field(actor, competition, "summary", up=True)
    refused("setup.changed", put_field, actor, competition, faulty, key="kind", seen=seen)

    assert database.session.scalar(select(func.count(EntryForm.id))) == 1


# limits, declarations, checklist


def test_limits_are_set_and_taken_away(actor, competition):
    save_limits(actor, competition, {"members_max": 6, "entries_per_unit": None})

    assert limits_of(database.session, competition.id) == {"members_max": 6}
    refused("limits.value", save_limits, actor, competition, {"members_max": 0})
    refused("limits.members", save_limits, actor, competition, {"members_min": 3, "members_max": 2})
    refused("setup.changed", save_limits, actor, competition, {"members_max": 5}, seen="old")
    assert limits_of(database.session, competition.id) == {"members_max": 6}


def test_a_new_text_is_a_new_version_of_a_declaration(actor, competition):
    save_declaration(actor, competition, key="truth", title="真实性承诺", text="所填属实。")
    save_declaration(actor, competition, key="truth", title="真实性承诺", text="所填属实。")

    versions = database.session.execute(
        select(Declaration.version, Declaration.is_current)
        .where(Declaration.competition_id == competition.id, Declaration.key == "truth")
        .order_by(Declaration.version)
    ).all()
    assert [tuple(row) for row in versions] == [(1, False), (2, True)]
    assert [each.key for each in declarations_of(database.session, competition.id)] == [
        "truth",
        "no_secrets",
        "personal_information",
    ]


def test_a_declaration_that_goes_stays_on_record(actor, competition):
    remove_declaration(actor, competition, "no_secrets")
    save_declaration(actor, competition, key=None, title="廉洁承诺", text="遵守评审纪律。")

    current = [each.key for each in declarations_of(database.session, competition.id)]
    assert current == ["truth", "personal_information", "declaration_4"]
    refused("declaration.unknown", remove_declaration, actor, competition, "no_secrets")
    refused("declaration.empty", save_declaration, actor, competition, key=None, title="", text="")


def test_a_line_of_the_review_checklist_keeps_its_key(actor, competition):
    first, second = competition.review_checklist[:2]

    save_review_checklist(actor, competition, [second["name"], "新的一条", first["name"], " "])

    assert competition.review_checklist == [
        second,
        {"key": "check_1", "name": "新的一条"},
        first,
    ]
    refused("review_checklist.twice", save_review_checklist, actor, competition, ["甲", "甲"])
    refused("review_checklist.long", save_review_checklist, actor, competition, ["长" * 101])


# rules


def document_with(competition, **final):
    document = load_preset("innovation_contest").rule_document
    steps = [
        {**step, **final} if "combine" in step else step for step in document["final"]["steps"]
    ]
    return {**document, "final": {"steps": steps}}


HALVES = {"combine": {"online.score": "50%", "defence.score": "50%"}}


def test_new_rules_are_a_new_version_and_the_old_ones_stay(actor, competition):
    version = save_rule_set(actor, competition, document_with(competition, **HALVES), reason="")

    versions = database.session.execute(
        select(RuleSet.version, RuleSet.is_current)
        .where(RuleSet.competition_id == competition.id)
        .order_by(RuleSet.version)
    ).all()
    assert version == 2
    assert [tuple(row) for row in versions] == [(1, False), (2, True)]


def test_the_same_rules_saved_again_are_no_new_version(actor, competition):
    same = current_rule_set(database.session, competition.id).document

    assert save_rule_set(actor, competition, dict(same), reason="") == 1


def test_rules_that_do_not_fit_the_competition_are_refused(actor, competition):
    document = load_preset("innovation_contest").rule_document
    lone = {"online": document["stages"]["online"]}
    turned = list(reversed(document["order"]))
    quarter = {"combine": {"online.score": "50%", "defence.score": "25%"}}

    save = [save_rule_set, actor, competition]
    refused("rules.stage_left_out", *save, {"schema": 1, "stages": lone}, reason="")
    halves = document_with(competition, **HALVES)
    refused("rules.stage_order", *save, {**halves, "order": turned}, reason="")
    refused("rules.weights_sum", *save, document_with(competition, **quarter), reason="")
    refused("setup.changed", *save, document_with(competition, **HALVES), reason="", seen="old")
    assert current_rule_set(database.session, competition.id).version == 1


def test_combining_and_awards_freeze_when_the_first_scoring_stage_opens(actor, competition):
    open_competition(actor, competition)
    open_stage(actor, stage_named(competition, "online"))

    values = refused(
        "rules.frozen_final",
        save_rule_set,
        actor,
        competition,
        document_with(competition, **HALVES),
        reason="改",
    )

    assert values == {"stage": "网络初评"}


def with_novelty_of(document, stage, most):
    criteria = [dict(one) for one in document["stages"][stage]["criteria"]]
    criteria[0] = {"key": "novelty", "name": "创新性", "max": most, "step": "0.5"}
    part = {**document["stages"][stage], "criteria": criteria}
    return {**document, "stages": {**document["stages"], stage: part}}


def test_the_part_of_a_stage_freezes_at_its_first_submitted_sheet(actor, competition):
    open_competition(actor, competition)
    open_stage(actor, stage_named(competition, "online"))
    document = current_rule_set(database.session, competition.id).document
    save_rule_set(actor, competition, with_novelty_of(document, "online", "40"), reason="更正")
    with database.writing() as session:
        frozen = session.scalars(select(Stage).where(Stage.key == "online")).one()
        frozen.rubric_frozen_at = now()

    document = current_rule_set(database.session, competition.id).document
    values = refused(
        "rules.frozen_stage",
        save_rule_set,
        actor,
        competition,
        with_novelty_of(document, "online", "50"),
        reason="再改",
    )
    save_rule_set(actor, competition, with_novelty_of(document, "defence", "40"), reason="更正")

    assert values == {"stage": "网络初评"}
    most = database.session.execute(
        select(Stage.key, Criterion.maximum)
        .join(Stage, Stage.id == Criterion.stage_id)
        .where(Criterion.key == "novelty")
        .order_by(Stage.position)
    ).all()
    assert [tuple(row) for row in most] == [("online", 400), ("defence", 400)]


def test_a_rehearsal_freezes_nothing(actor, competition):
    open_competition(actor, competition)
    open_stage(actor, stage_named(competition, "online"))
    with database.writing():
        competition.is_rehearsal = True

    assert save_rule_set(actor, competition, document_with(competition, **HALVES), reason="") == 2


def test_a_tier_keeps_its_code_and_a_new_one_gets_a_free_code(actor, competition):
    document = load_preset("innovation_contest").rule_document
    *steps, award = document["final"]["steps"]
    kept = [{**award["award"][1], "quota": 2}, {"tier": "merit", "name": "优秀奖", "quota": 9}]
    new = {**document, "final": {"steps": [*steps, {**award, "award": kept}]}}

    save_rule_set(actor, competition, new, reason="")

    tiers = database.session.execute(
        select(AwardTier.key, AwardTier.name, AwardTier.code).order_by(AwardTier.position)
    ).all()
    assert [tuple(row) for row in tiers] == [("first", "一等奖", "A"), ("merit", "优秀奖", "B")]


def test_a_removed_track_that_the_rules_name_is_on_the_checklist(actor, competition):
    document = load_preset("innovation_contest").rule_document
    *steps, award = document["final"]["steps"]
    numbers = dict.fromkeys(keys(competition), 3)
    tiers = [{**award["award"][0], "quota": numbers}, *award["award"][1:]]
    save_rule_set(
        actor,
        competition,
        {**document, "final": {"steps": [*steps, {**award, "award": tiers}]}},
        reason="",
    )

    remove_track(actor, tracks_of(database.session, competition.id)[0])

    faults = [
        item.values
        for item in readiness(database.session, competition)
        if item.code == "rules.valid" and not item.done
    ]
    assert faults == [{"fault": "rules.track_unknown"}]


# certificates


WORDING = Wording(
    title="荣誉证书",
    wording="成果《{title}》荣获{tier}。",
    issuer="蜀江省总工会",
    number_prefix="蜀工创",
    per_member=True,
)


def test_each_wording_of_the_certificate_is_a_version(actor, competition):
    save_certificate(actor, competition, WORDING, demonstration_seal=True)
    save_certificate(actor, competition, WORDING)
    save_certificate(actor, competition, replace(WORDING, per_member=False))

    versions = database.session.scalars(
        select(CertificateTemplate.version).order_by(CertificateTemplate.version)
    ).all()
    current = current_template(database.session, competition.id)
    assert versions == [1, 2, 3]
    assert (current.version, current.seal_storage_key) == (3, DEMONSTRATION_SEAL)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, "certificate.heading"),
        ({"issuer": "甲\n乙\n丙\n丁"}, "certificate.issuer"),
        ({"wording": ""}, "certificate.wording"),
        ({"wording": "{winner}"}, "certificate.placeholder"),
        ({"number_prefix": "abc"}, "numbering.prefix"),
    ],
)
def test_a_certificate_that_could_not_be_issued_is_refused(actor, competition, change, code):
    refused(code, save_certificate, actor, competition, replace(WORDING, **change))

    assert current_template(database.session, competition.id).version == 1


def test_two_organisers_cannot_overwrite_each_others_wording(actor, competition):
    seen = stamp(template_state(current_template(database.session, competition.id)))
    save_certificate(actor, competition, WORDING, seen=seen)

    refused("setup.changed", save_certificate, actor, competition, WORDING, seen=seen)


def test_dates_are_kept_as_instants(actor, competition):
    instant = datetime(2026, 4, 1, 1, 30, tzinfo=UTC)

    edit(actor, stage_named(competition, "entry"), closes_at=instant)

    assert database.session.scalar(select(Stage.closes_at).where(Stage.key == "entry")) == instant
    assert database.session.scalar(select(func.count(Track.id))) == 5
