"""Founding competitions from presets and earlier editions, and opening them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from competition.domain.access import Role
from competition.domain.entry_limits import limits_to_json
from competition.domain.labour import Calendar, PeriodUnit
from competition.domain.presets import PRESET_KEYS, load_preset
from competition.domain.refusal import Refusal
from competition.models import (
    AuditRecord,
    AwardQuota,
    AwardTier,
    CertificateTemplate,
    Competition,
    Criterion,
    Declaration,
    EntryForm,
    EntryLimit,
    Organisation,
    RoleGrant,
    Stage,
    Track,
    database,
)
from competition.services.identity.sessions import principal_of
from competition.services.people import create_participant
from competition.services.people.participants import ParticipantValues
from competition.services.setup.competitions import (
    basics_of,
    change_basics,
    copy_edition,
    create_from_preset,
)
from competition.services.setup.opening import open_competition, readiness
from competition.services.setup.rules import current_rule_set
from competition.services.setup.seen import stamp

FIRST_DAY = date(2026, 3, 2)


def new_competition(make, actor=None, **given):
    host = make.organisation(kind="provincial")
    actor = actor or make.account(Role.ORGANISER, organisation=host)
    values = {
        "preset": "innovation_contest",
        "organisation_id": host.id,
        "name": "第五届蜀江省职工创新大赛",
        "edition": "第五届",
        "year": 2026,
        "opens_on": FIRST_DAY,
    }
    own = create_from_preset(actor, **{**values, **given})
    return principal_of(actor.account_id), database.session.get_one(Competition, own)


def rows(table, competition, *columns):
    return [
        tuple(row)
        for row in database.session.execute(
            select(*columns).where(table.competition_id == competition.id).order_by(table.id)
        )
    ]


@pytest.mark.parametrize("key", PRESET_KEYS)
def test_everything_of_a_preset_is_written(app, make, key):
    preset = load_preset(key)

    _, competition = new_competition(make, preset=key)

    assert rows(Track, competition, Track.key, Track.name) == [
        (track.key, track.name) for track in preset.tracks
    ]
    assert rows(Stage, competition, Stage.key, Stage.kind, Stage.is_blind) == [
        (stage.key, stage.kind, stage.is_blind) for stage in preset.stages
    ]
    assert rows(EntryForm, competition, EntryForm.version, EntryForm.fields) == [
        (1, preset.form_document["fields"])
    ]
    assert rows(Declaration, competition, Declaration.key, Declaration.version) == [
        (one.key, 1) for one in preset.declarations
    ]
    limits = limits_to_json(preset.limits).items()
    assert dict(rows(EntryLimit, competition, EntryLimit.kind, EntryLimit.value)) == {
        kind: value for kind, value in limits if value is not None
    }
    assert current_rule_set(database.session, competition.id).document == preset.rule_document
    assert rows(AwardTier, competition, AwardTier.key, AwardTier.code) == list(
        preset.tier_codes.items()
    )
    assert rows(CertificateTemplate, competition, CertificateTemplate.number_prefix) == [
        (preset.certificate.number_prefix,)
    ]
    assert [each["key"] for each in competition.review_checklist] == [
        each.key for each in preset.review_checklist
    ]


def test_stage_dates_follow_the_first_day_in_the_competition_zone(app, make):
    _, competition = new_competition(make)

    opens_at = database.session.scalar(
        select(Stage.opens_at).where(Stage.competition_id == competition.id, Stage.key == "entry")
    )

    assert opens_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_the_rubric_of_each_scoring_stage_is_projected(app, make):
    _, competition = new_competition(make)

    criteria = database.session.execute(
        select(Stage.key, Criterion.name, Criterion.maximum, Criterion.step, Criterion.scale)
        .join(Stage, Stage.id == Criterion.stage_id)
        .where(Stage.competition_id == competition.id)
        .order_by(Stage.position, Criterion.position)
    ).all()

    rubric = [("创新性", 300), ("先进性", 200), ("实用性", 200), ("效益", 200), ("推广性", 100)]
    assert [tuple(row) for row in criteria] == [
        (stage, name, most, 5, 1) for stage in ("online", "defence") for name, most in rubric
    ]


def test_quotas_are_projected_for_each_track(app, make):
    _, competition = new_competition(make)

    numbers = database.session.execute(
        select(AwardTier.key, AwardQuota.number, func.count())
        .join(AwardTier, AwardTier.id == AwardQuota.tier_id)
        .where(AwardTier.competition_id == competition.id)
        .group_by(AwardTier.key, AwardTier.position, AwardQuota.number)
        .order_by(AwardTier.position)
    ).all()

    assert [tuple(row) for row in numbers] == [
        ("special", 1, 5),
        ("first", 3, 5),
        ("second", 6, 5),
        ("third", 10, 5),
    ]


def test_whoever_founds_a_competition_organises_it(app, make):
    actor, competition = new_competition(make)

    assert Role.ORGANISER in {grant.role for grant in actor.grants}
    assert actor.competitions((Role.ORGANISER,)) == [competition.id]


def test_a_competition_is_founded_only_within_ones_own_branch(app, make):
    actor = make.account(Role.ORGANISER, organisation=make.organisation())

    with pytest.raises(Refusal) as refusal:
        new_competition(make, actor)

    assert refusal.value.code == "competition.organisation"
    assert database.session.scalar(select(func.count(Competition.id))) == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "  "}, "competition.name"),
        ({"name": "长" * 81}, "competition.name"),
        ({"year": 26}, "competition.year"),
        ({"preset": "none"}, "preset.unknown"),
    ],
)
def test_nonsense_founds_nothing(app, make, given, code):
    with pytest.raises(Refusal) as refusal:
        new_competition(make, **given)

    assert refusal.value.code == code
    assert database.session.scalar(select(func.count(Competition.id))) == 0


def test_one_host_has_one_competition_of_a_name_and_year(app, make):
    actor, competition = new_competition(make)
    twin = {"organisation_id": competition.organisation_id, "name": competition.name}

    with pytest.raises(Refusal) as refusal:
        new_competition(make, actor, **twin)

    assert refusal.value.code == "competition.name_taken"


def test_a_copied_edition_has_the_set_up_with_moved_dates_and_no_entries(app, make):
    actor, earlier = new_competition(make)

    own = copy_edition(
        actor, earlier.id, name="第六届职工创新大赛", edition="第六届", year=2027, days_later=364
    )

    later = database.session.get_one(Competition, own)
    assert (later.state, later.copied_from_id, later.year) == ("draft", earlier.id, 2027)
    for table, columns in (
        (Track, (Track.key, Track.name)),
        (EntryForm, (EntryForm.fields,)),
        (Declaration, (Declaration.key, Declaration.text)),
        (EntryLimit, (EntryLimit.kind, EntryLimit.value)),
        (AwardTier, (AwardTier.key, AwardTier.code)),
    ):
        assert rows(table, later, *columns) == rows(table, earlier, *columns)
    assert rows(Stage, later, Stage.opens_at, Stage.closes_at) == [
        (opens + timedelta(364), closes + timedelta(364))
        for opens, closes in rows(Stage, earlier, Stage.opens_at, Stage.closes_at)
    ]
    assert rows(RoleGrant, later, RoleGrant.account_id) == [(actor.account_id,)]


def test_a_competition_of_somebody_else_is_not_copied(app, make):
    _, earlier = new_competition(make)
    stranger = make.account(Role.ORGANISER, organisation=make.organisation())

    with pytest.raises(Refusal) as refusal:
        copy_edition(stranger, earlier.id, name="抄来的", edition="", year=2027, days_later=364)

    assert refusal.value.code == "competition.unknown"


def test_a_new_competition_from_a_preset_lacks_nothing_that_blocks_its_opening(app, make):
    _, competition = new_competition(make)

    items = readiness(database.session, competition)

    assert [item.code for item in items if not item.done] == [
        "stage.panels",
        "stage.judges",
        "stage.panels",
        "stage.judges",
        "organisers.two",
        "form_reviewers.present",
        "certificate.seal",
        "rehearsal.completed",
    ]


def test_opening_opens_entry_and_form_review_and_no_scoring(app, make):
    actor, competition = new_competition(make)

    open_competition(actor, competition)

    assert competition.state == "open"
    assert rows(Stage, competition, Stage.key, Stage.state) == [
        ("entry", "open"),
        ("form_review", "open"),
        ("online", "draft"),
        ("defence", "draft"),
    ]


def test_a_competition_opens_once(app, make):
    actor, competition = new_competition(make)
    open_competition(actor, competition)

    with pytest.raises(Refusal) as refusal:
        open_competition(actor, competition)

    assert refusal.value.code == "competition.not_draft"


def test_a_competition_without_dates_for_entries_does_not_open(app, make):
    actor, competition = new_competition(make)
    with database.writing() as session:
        session.scalars(select(Stage).where(Stage.key == "entry")).one().closes_at = None

    with pytest.raises(Refusal) as refusal:
        open_competition(actor, competition)

    assert (refusal.value.code, refusal.value.values["item"]) == (
        "competition.not_ready",
        "stage.dates",
    )
    assert competition.state == "draft"


def test_a_second_save_that_did_not_see_the_first_is_refused(app, make):
    actor, competition = new_competition(make)
    seen = stamp(basics_of(competition))
    change_basics(actor, competition, {"contact": "028-0000 0000"}, seen=seen)

    with pytest.raises(Refusal) as refusal:
        change_basics(actor, competition, {"contact": "028-1111 1111"}, seen=seen)

    assert refusal.value.code == "setup.changed"
    assert competition.contact == "028-0000 0000"


def test_the_zone_is_fixed_once_the_competition_is_open(app, make):
    actor, competition = new_competition(make)
    open_competition(actor, competition)

    with pytest.raises(Refusal) as refusal:
        change_basics(actor, competition, {"time_zone": "Asia/Urumqi"})

    assert refusal.value.code == "competition.zone_fixed"


def test_each_act_of_setting_up_leaves_one_record(app, make):
    actor, competition = new_competition(make)
    change_basics(actor, competition, {"contact": "028-0000 0000"})
    open_competition(actor, competition)

    assert rows(AuditRecord, competition, AuditRecord.action, AuditRecord.account_id) == [
        ("competition.create", actor.account_id),
        ("competition.change", actor.account_id),
        ("competition.open", actor.account_id),
    ]


def undone(competition):
    return {item.code for item in readiness(database.session, competition) if not item.done}


def test_a_second_organiser_over_an_organisation_above_counts_as_the_second_person(app, make):
    _, competition = new_competition(make)
    alone = "organisers.two" in undone(competition)
    above = database.session.get_one(Organisation, competition.organisation_id)

    make.account(Role.ORGANISER, organisation=make.organisation())
    stranger = "organisers.two" in undone(competition)
    make.account(Role.ORGANISER, organisation=above)

    assert (alone, stranger) == (True, True)
    assert "organisers.two" not in undone(competition)


def test_a_chief_judge_is_a_second_person_but_nobody_whom_the_first_has_made(app, make):
    actor, competition = new_competition(make)
    values = ParticipantValues(name="李明", role=Role.CHIEF_JUDGE)
    create_participant(actor, competition, values)
    made = "organisers.two" in undone(competition)

    make.account(Role.CHIEF_JUDGE, competition_id=competition.id)

    assert made is True
    assert "organisers.two" not in undone(competition)


def test_a_form_reviewer_over_the_organisation_counts(app, make):
    _, competition = new_competition(make)
    above = database.session.get_one(Organisation, competition.organisation_id)

    make.account(Role.FORM_REVIEWER, organisation=above)

    assert "form_reviewers.present" not in undone(competition)


def periods_of(competition):
    return rows(
        Stage, competition, Stage.key, Stage.name, Stage.period_from, Stage.period_to, Stage.tracks
    )


def test_a_labour_competition_has_the_periods_that_were_asked_for(app, make):
    host = make.organisation()
    organiser = make.account(Role.ORGANISER, organisation=host)

    ident = create_from_preset(
        organiser,
        preset="six_race",
        organisation_id=host.id,
        name="引水工程劳动竞赛",
        edition="",
        year=2026,
        opens_on=date(2026, 3, 1),
        calendar=Calendar(PeriodUnit.QUARTER, date(2026, 4, 1), 2),
    )

    found = periods_of(database.session.get_one(Competition, ident))
    assert found[2:] == [
        ("q01", "2026年第二季度", date(2026, 4, 1), date(2026, 6, 30), ["LOT"]),
        ("q02", "2026年第三季度", date(2026, 7, 1), date(2026, 9, 30), ["LOT"]),
        ("people", "班组和个人评审", None, None, ["CREW", "PERSON"]),
    ]


def test_periods_that_no_competition_has_are_refused_and_nothing_is_founded(app, make):
    host = make.organisation()
    organiser = make.account(Role.ORGANISER, organisation=host)

    with pytest.raises(Refusal) as refused:
        create_from_preset(
            organiser,
            preset="six_race",
            organisation_id=host.id,
            name="引水工程劳动竞赛",
            edition="",
            year=2026,
            opens_on=date(2026, 3, 1),
            calendar=Calendar(PeriodUnit.MONTH, date(2026, 4, 1), 7, quarters=True),
        )

    assert refused.value.code == "periods.quarters"
    assert database.session.scalars(select(Competition)).all() == []


@pytest.mark.parametrize("days", [350, 365, 371])
def test_the_next_edition_has_the_same_periods_a_year_later(app, make, days):
    organiser, competition = new_competition(make, preset="five_compare")

    ident = copy_edition(
        organiser,
        competition.id,
        name="下一年劳动竞赛",
        edition="",
        year=2027,
        days_later=days,
    )

    found = periods_of(database.session.get_one(Competition, ident))
    assert found[2][1:4] == ("2027年1月", date(2027, 1, 1), date(2027, 1, 31))
    assert found[3][1:4] == ("2027年2月", date(2027, 2, 1), date(2027, 2, 28))
    assert found[5][1:4] == ("2027年第一季度", date(2027, 1, 1), date(2027, 3, 31))
