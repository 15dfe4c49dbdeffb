from collections import Counter
from datetime import UTC, date, datetime

import pytest

from competition.documents.certificate import check_wording
from competition.domain.calendar import Span, order_faults
from competition.domain.entry_form import Audience, FieldType, visible_fields
from competition.domain.numbering import EntryFormat, entry_number
from competition.domain.presets import PRESET_KEYS, load_preset
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Judge, Sheet, calculate_all, parse_rule_set
from competition.domain.sheet import leaves

ZONE = "Asia/Shanghai"


CONTESTS = [key for key in PRESET_KEYS if load_preset(key).plan is None]


@pytest.fixture(params=CONTESTS)
def preset(request):
    return load_preset(request.param)


def test_the_presets_are_there():
    assert [(load_preset(key).kind, load_preset(key).name) for key in PRESET_KEYS] == [
        ("innovation_contest", "职工创新大赛"),
        ("five_small", "“五小”成果评选"),
        ("labour_competition", "“五比一创”劳动竞赛"),
        ("labour_competition", "“六比一创”劳动竞赛"),
        ("labour_competition", "“六比六赛”劳动竞赛"),
    ]


def test_another_preset_is_refused():
    with pytest.raises(Refusal) as refusal:
        load_preset("../innovation_contest")

    assert refusal.value.code == "preset.unknown"


def test_the_rubric_is_the_usual_one_in_each_scoring_stage(preset):
    rules = parse_rule_set(preset.rule_document)

    for part in rules.stages.values():
        assert [
            (leaf.name, leaf.range.high, leaf.range.step) for leaf in leaves(part.criteria)
        ] == [
            ("创新性", 300, 5),
            ("先进性", 200, 5),
            ("实用性", 200, 5),
            ("效益", 200, 5),
            ("推广性", 100, 5),
        ]


def test_every_mark_has_exactly_one_level_descriptor(preset):
    rules = parse_rule_set(preset.rule_document)

    for leaf in leaves(rules.stages["online"].criteria):
        assert [level.name for level in leaf.levels] == ["优秀", "良好", "一般", "较差"]
        covered = Counter(
            mark
            for level in leaf.levels
            for mark in range(level.low, level.high + 1, leaf.range.step)
        )
        assert covered == Counter(range(0, leaf.range.high + 1, leaf.range.step))


def test_blind_judges_see_nothing_that_bears_a_unit_or_a_person(preset):
    bearing = {"application_units", "rights_numbers", "earlier_awards", "contact"}
    bearing |= {"contact_phone", "proof", "video"}

    blind = {field.key for field in visible_fields(preset.form, Audience.BLIND_JUDGE)}

    assert not blind & bearing
    assert {"title", "summary", "novelty", "technology", "economic_benefit"} <= blind
    assert all(
        field.type not in (FieldType.ORGANISATION, FieldType.VIDEO_LINK)
        for field in visible_fields(preset.form, Audience.BLIND_JUDGE)
    )


def test_the_public_sees_the_title_and_the_summary_of_the_outcome_only(preset):
    public = {field.key for field in visible_fields(preset.form, Audience.PUBLIC)}

    assert public <= {"title", "kind", "summary"}


def test_contact_details_are_for_form_review_only(preset):
    for key in ("contact", "contact_phone"):
        assert preset.form.field(key).audiences == {Audience.FORM_REVIEWER}


def test_stages_follow_each_other_from_the_first_day(preset):
    start = date(2026, 3, 2)
    spans = [
        Span(stage.key, stage.opens.instant(start, ZONE), stage.closes.instant(start, ZONE))
        for stage in preset.stages
    ]

    assert [stage.name for stage in preset.stages] == ["申报", "形式审查", "网络初评", "决赛答辩"]
    assert [stage.is_blind for stage in preset.stages] == [False, False, True, False]
    assert order_faults(spans) == ()
    assert spans[0].opens_at == datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_three_declarations_are_required(preset):
    assert [each.key for each in preset.declarations] == [
        "truth",
        "no_secrets",
        "personal_information",
    ]
    assert all(len(each.text) > 80 for each in preset.declarations)


def test_numbers_and_wording_fit_what_prints_them(preset):
    check_wording(preset.certificate.wording)

    numbers = [
        entry_number(EntryFormat(preset.entry_prefix), year=2026, track=track.key, serial=1)
        for track in preset.tracks
    ]

    assert len(set(numbers)) == 5


def test_a_certificate_claims_no_notice_that_may_have_been_skipped(preset):
    assert preset.certificate.wording.count("公示") == 0


def test_every_award_tier_has_a_code_for_its_certificates(preset):
    award = parse_rule_set(preset.rule_document).last.steps[-1]

    assert [(tier.key, tier.name) for tier in award.tiers] == [
        ("special", "特等奖"),
        ("first", "一等奖"),
        ("second", "二等奖"),
        ("third", "三等奖"),
    ]
    assert list(preset.tier_codes) == [tier.key for tier in award.tiers]
    assert len(set(preset.tier_codes.values())) == 4


def test_the_rules_carry_a_contest_from_marks_to_awards(preset):
    track = preset.tracks[0].key
    keys = [f"E{number:02d}" for number in range(30)]
    judges = [f"J{number}" for number in range(5)]
    sheets = tuple(
        Sheet(stage, key, judge, dict.fromkeys(_criteria(preset), 2 * number + place))
        for stage in ("online", "defence")
        for number, key in enumerate(keys)
        for place, judge in enumerate(judges)
    )
    facts = Facts(
        entries=tuple(Entry(key, {"track": track}) for key in keys),
        judges=tuple(Judge(judge) for judge in judges),
        sheets=sheets,
    )

    *_, final = calculate_all(parse_rule_set(preset.rule_document), facts).values()

    award = parse_rule_set(preset.rule_document).last.steps[-1]
    quotas = {tier.key: tier.quota for tier in award.tiers}
    assert final.evaluation.blocks == ()
    assert Counter(each.tier for each in final.evaluation.awards) == quotas
    assert final.evaluation.awards[0].entry == "E29"


def _criteria(preset):
    part = parse_rule_set(preset.rule_document).stages["online"]
    return [leaf.key for leaf in leaves(part.criteria)]
