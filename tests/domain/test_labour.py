"""Plans of labour competitions: their periods, and what they are expanded into."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.labour import Calendar, PeriodUnit, Plan, expand, periods_of
from competition.domain.labour.periods import MONTHS, MOST_PERIODS
from competition.domain.presets import PRESET_KEYS, load_preset
from competition.domain.refusal import Refusal
from competition.domain.rules import Dimensions, parse_rule_set
from competition.domain.rules.attributes import marking_groups

YEAR = Calendar(PeriodUnit.MONTH, date(2026, 1, 1), 12, quarters=True)
LABOUR = [key for key in PRESET_KEYS if load_preset(key).plan is not None]
TRACKS = ("LOT", "CREW", "PERSON")


def plan_of(key: str = "five_compare", **changes: Any) -> Plan:
    plan = load_preset(key).plan
    assert plan is not None
    return replace(plan, **changes)


@pytest.mark.parametrize(
    ("calendar", "names"),
    [
        (Calendar(PeriodUnit.MONTH, date(2026, 11, 9), 3), "2026年11月 2026年12月 2027年1月"),
        (Calendar(PeriodUnit.QUARTER, date(2026, 10, 1), 2), "2026年第四季度 2027年第一季度"),
        (Calendar(PeriodUnit.QUARTER, date(2026, 2, 1), 1), "2026年2月至4月"),
        (Calendar(PeriodUnit.HALF, date(2026, 1, 1), 2), "2026年上半年 2026年下半年"),
        (Calendar(PeriodUnit.HALF, date(2026, 9, 1), 1), "2026年9月至2027年2月"),
        (Calendar(PeriodUnit.YEAR, date(2026, 1, 1), 1), "2026年度"),
    ],
)
def test_a_period_is_called_as_people_call_it(calendar: Calendar, names: str) -> None:
    assert [period.name for period in periods_of(calendar)] == names.split()


def test_a_quarter_follows_its_months_and_is_made_of_them() -> None:
    periods = periods_of(replace(YEAR, count=3))

    assert [period.key for period in periods] == ["m01", "m02", "m03", "q01"]
    assert periods[-1].of == ("m01", "m02", "m03")
    assert (periods[-1].begins, periods[-1].ends) == (date(2026, 1, 1), date(2026, 3, 31))


@given(
    unit=st.sampled_from(PeriodUnit),
    first=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    count=st.integers(1, MOST_PERIODS),
)
@settings(derandomize=True, max_examples=60)
def test_periods_cover_their_time_without_gap_or_overlap(
    unit: PeriodUnit, first: date, count: int
) -> None:
    periods = periods_of(Calendar(unit, first, count))

    assert periods[0].begins == first.replace(day=1)
    for one, following in zip(periods, periods[1:], strict=False):
        assert following.begins == one.ends + timedelta(days=1)
    months = (periods[-1].ends.year - first.year) * 12 + periods[-1].ends.month - first.month + 1
    assert months == count * MONTHS[unit]


@pytest.mark.parametrize(
    ("calendar", "code"),
    [
        (replace(YEAR, count=0), "periods.count"),
        (replace(YEAR, count=MOST_PERIODS + 1), "periods.count"),
        (replace(YEAR, count=4), "periods.quarters"),
        (replace(YEAR, unit=PeriodUnit.QUARTER, count=3), "periods.quarters"),
    ],
)
def test_a_calendar_that_no_competition_has_is_refused(calendar: Calendar, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        periods_of(calendar)

    assert refused.value.code == code


@pytest.mark.parametrize("key", LABOUR)
@pytest.mark.parametrize(
    "calendar",
    [
        YEAR,
        replace(YEAR, quarters=False),
        Calendar(PeriodUnit.QUARTER, date(2026, 1, 1), 4),
        Calendar(PeriodUnit.HALF, date(2026, 7, 1), 2),
        Calendar(PeriodUnit.YEAR, date(2026, 1, 1), 1),
    ],
    ids=["months and quarters", "months", "quarters", "halves", "year"],
)
def test_a_preset_is_sound_for_every_kind_of_period(key: str, calendar: Calendar) -> None:
    preset = load_preset(key, replace(calendar))
    scored = [stage.key for stage in preset.stages if stage.kind == "scoring"]

    rules = parse_rule_set(preset.rule_document, Dimensions(tuple(scored), TRACKS))

    assert list(rules.stages) == scored


@pytest.mark.parametrize("key", LABOUR)
def test_base_points_of_a_preset_add_up_to_a_hundred(key: str) -> None:
    assert sum(int(one.points) for one in plan_of(key).indicators) == 100


@pytest.mark.parametrize("key", LABOUR)
def test_every_indicator_of_a_preset_says_who_scores_it_and_what_proves_it(key: str) -> None:
    assert [one.key for one in plan_of(key).indicators if not (one.departments and one.hint)] == []


def test_criteria_name_whose_sheets_hold_them() -> None:
    _, rules = expand(plan_of(sheets=("self", "peer", "department", "verifier")), YEAR)

    first = rules["stages"]["m01"]["criteria"][0]

    assert first["marked_by"] == ["self", "peer", "verified", "质量管理部"]
    assert marking_groups(rules)[:3] == ("self", "peer", "verified")


@pytest.mark.parametrize(
    ("counts", "groups", "shares"),
    [
        ({"verifier": "1"}, [["verified"]], None),
        (
            {"self": "20%", "verifier": "80%"},
            [["self"], ["verified"]],
            {"自评分": "20%", "核定分": "80%"},
        ),
    ],
)
def test_the_plan_names_which_sheets_count(
    counts: dict[str, str], groups: list[list[str]], shares: dict[str, str] | None
) -> None:
    _, rules = expand(plan_of(sheets=("self", "verifier"), counts=counts), YEAR)

    steps = rules["stages"]["m01"]["steps"]

    assert [step["only"]["group"] for step in steps if "only" in step] == groups
    assert next((step["combine"] for step in steps if "combine" in step), None) == shares


def test_months_not_taken_part_in_are_left_out_or_zero_as_the_plan_says() -> None:
    _, taken = expand(plan_of(), YEAR)
    _, every = expand(plan_of(by_all_periods=True), YEAR)

    assert [rules["final"]["steps"][0]["missing"] for rules in (taken, every)] == ["skip", "zero"]


def test_a_plan_without_people_awards_lots_by_their_year() -> None:
    tiers = tuple(tier for tier in plan_of().tiers if tier.track == "LOT")
    stages, rules = expand(plan_of(people=(), tiers=tiers), YEAR)

    parse_rule_set(rules, Dimensions(tuple(stage.key for stage in stages), ("LOT",)))

    assert stages[-1].key == "q04"
    assert rules["final"]["steps"][-2]["rank"] == [{"key": "年度得分"}]
