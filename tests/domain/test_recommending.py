"""Recommendation upward as plain rules: the way, the answers, the order, the quota."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.recommending import (
    Level,
    Quota,
    Standing,
    Step,
    StepAction,
    StepState,
    Unit,
    allowed_at,
    arranged,
    division_faults,
    next_orders,
    next_unit,
    require_action,
    require_room,
    route_of,
)
from competition.domain.recommending.route import require_levels
from competition.domain.refusal import Refusal

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
LEVELS = (
    Level(0, "企业工会", frozenset({"enterprise_union", "site_union"})),
    Level(1, "县级工会", frozenset({"county"})),
    Level(2, "市级工会", frozenset({"municipal"})),
)
SITE, FIRM, COUNTY, CITY, HOST = (
    Unit(1, "site_union"),
    Unit(2, "enterprise_union"),
    Unit(3, "county"),
    Unit(4, "municipal"),
    Unit(5, "provincial"),
)
A, S = StepAction, StepState


def code_of(act, *values, **named):
    with pytest.raises(Refusal) as told:
        act(*values, **named)
    return told.value.code, told.value.values


def test_the_way_leads_over_each_level_once_to_the_host():
    stops = route_of([SITE, FIRM, COUNTY, CITY, HOST], LEVELS, HOST.id)

    assert [(stop.level.name, stop.unit.id) for stop in stops] == [
        ("企业工会", 1),
        ("县级工会", 3),
        ("市级工会", 4),
    ]


def test_a_level_that_is_not_on_the_way_is_passed_over():
    assert [stop.unit.id for stop in route_of([FIRM, CITY, HOST], LEVELS, HOST.id)] == [2, 4]
    assert route_of([HOST], LEVELS, HOST.id) == ()


def test_a_lower_level_above_a_higher_one_is_no_stop():
    odd = [COUNTY, FIRM, CITY, HOST]

    assert [stop.unit.id for stop in route_of(odd, LEVELS, HOST.id)] == [3, 4]


def test_a_unit_outside_of_the_host_has_no_way():
    assert code_of(route_of, [FIRM, CITY], LEVELS, HOST.id) == ("recommendation.outside", {})


def test_the_next_stop_follows_the_tree_as_it_is_now():
    moved = [FIRM, CITY, HOST]

    assert next_unit(moved, LEVELS, HOST.id, above=0).unit == CITY
    assert next_unit([CITY, HOST], LEVELS, HOST.id, above=2) is None


def test_levels_name_their_kinds_each_once():
    twice = [LEVELS[0], Level(1, "市级", frozenset({"site_union"}))]

    assert code_of(require_levels, [Level(0, "空", frozenset())])[0] == "recommendation.level_empty"
    assert code_of(require_levels, twice) == (
        "recommendation.level_twice",
        {"kind": "site_union"},
    )


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (
            Step(S.WAITING),
            {A.ARRANGE, A.FORWARD, A.STAND_BY, A.RETURN_TO_APPLICANT, A.DECLINE},
        ),
        (
            Step(S.WAITING, has_below=True),
            {A.ARRANGE, A.FORWARD, A.STAND_BY, A.RETURN_TO_APPLICANT, A.DECLINE, A.RETURN_DOWN},
        ),
        (Step(S.WAITING, listed=True), set()),
        (Step(S.STANDBY), {A.PROMOTE}),
        (Step(S.FORWARDED), {A.RECALL}),
        (Step(S.FORWARDED, answered_above=True), set()),
        (Step(S.RETURNED), set()),
        (Step(S.DECLINED), set()),
        (Step(S.RECALLED), set()),
        (Step(S.WITHDRAWN), set()),
    ],
)
def test_what_a_level_may_do_with_an_arrival(step, expected):
    assert allowed_at(step, Standing(), now=NOW) == expected


def test_after_the_deadline_nothing_goes_up_and_everything_else_is_still_answered():
    over = Standing(NOW - timedelta(seconds=2))

    assert allowed_at(Step(S.WAITING), over, now=NOW) == {
        A.ARRANGE,
        A.RETURN_TO_APPLICANT,
        A.DECLINE,
    }
    told = code_of(require_action, Step(S.WAITING), A.FORWARD, over, now=NOW)
    assert told == ("recommendation.late", {"deadline": over.deadline, "seconds_late": 2})


def test_more_time_lengthens_and_never_shortens():
    deadline = NOW - timedelta(hours=1)

    assert not Standing(deadline, NOW + timedelta(hours=1)).is_late(NOW)
    assert not Standing(NOW, NOW - timedelta(days=1)).is_late(NOW)
    assert not Standing(None, NOW - timedelta(days=1)).is_late(NOW)


def test_a_quota_holds_for_nominated_and_substitutes_apart():
    quota = Quota(3, 1)

    require_room(quota, nominated=1, standby=0, adding=2, behind=1)
    over = code_of(require_room, quota, nominated=2, standby=0, adding=2, behind=0)
    behind = code_of(require_room, quota, nominated=0, standby=1, adding=0, behind=1)

    assert over == ("recommendation.over_quota", {"quota": 3, "left": 1, "count": 2})
    assert behind == ("recommendation.over_substitutes", {"quota": 1, "left": 0, "count": 1})


def test_without_a_quota_nothing_limits():
    require_room(Quota(), nominated=500, standby=5, adding=100, behind=100)


@pytest.mark.parametrize("quota", [(-1, 0), (100_001, 0), (1, -1), (None, 100_001)])
def test_a_quota_is_a_number_of_places(quota):
    assert code_of(Quota, *quota)[0] == "recommendation.quota_range"


def test_a_division_keeps_within_what_was_issued_unless_one_selects():
    parts = {7: Quota(3), 8: Quota(3)}

    assert [
        (fault.code, fault.values) for fault in division_faults(Quota(5), parts, selective=False)
    ] == [("recommendation.divided_over", {"quota": 5, "issued": 6})]
    assert division_faults(Quota(5), parts, selective=True) == ()
    assert division_faults(Quota(), parts, selective=False) == ()


def test_nobody_is_left_with_fewer_places_than_are_used():
    faults = division_faults(Quota(), {7: Quota(1), 8: Quota()}, selective=False, held={7: 2, 8: 9})

    assert [(each.code, each.values) for each in faults] == [
        ("recommendation.quota_used", {"organisation": 7, "used": 2})
    ]


def test_entries_follow_in_the_order_given_substitutes_behind():
    places = arranged([31, 12], [40, 41], taken=[1, 2], behind=1)

    assert [(p.entry, p.order, p.is_substitute) for p in places] == [
        (31, 3, False),
        (12, 4, False),
        (40, 2, True),
        (41, 3, True),
    ]


def test_a_list_needs_entries_each_once():
    assert code_of(arranged, [], [], taken=[])[0] == "recommendation.empty"
    assert code_of(arranged, [3], [3], taken=[])[0] == "recommendation.twice"


def test_a_place_given_back_is_filled_first():
    assert next_orders([1, 3], 2) == [2, 4]


@given(st.sets(st.integers(1, 30)), st.integers(0, 10))
def test_orders_are_new_distinct_and_the_lowest(taken, count):
    orders = next_orders(taken, count)

    assert len(orders) == count == len(set(orders) - taken)
    assert orders == sorted(orders)
    last = max(orders, default=0)
    assert set(range(1, last + 1)) <= taken | set(orders)
