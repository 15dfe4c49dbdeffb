"""Recommendation upward: the way, the answers, order, quotas, substitutes, deadlines."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.domain.refusal import Refusal
from competition.models import AuditRecord, Notification, Recommendation, database
from competition.services.entries.oversight import reopen_entry
from competition.services.entries.submission import resume_entry, withdraw_entry
from competition.services.identity.sessions import principal_of
from competition.services.recommending.answers import (
    decline,
    note_opinion,
    promote,
    recall,
    return_down,
    return_to_applicant,
)
from competition.services.recommending.lists import Arranged, forward_now
from competition.services.recommending.quotas import Issue, issue_quotas, issued_by
from competition.services.recommending.setup import LevelValues, save_levels
from competition.services.recommending.way import way_of
from competition.services.runtime import now
from tests.entry_factories import at
from tests.kept import row_of
from tests.recommending_factories import Climb, climbing


@pytest.fixture
def climb(app, make) -> Climb:
    return climbing(make)


def refused(code: str, act, *values, **named) -> dict[str, object]:
    with pytest.raises(Refusal) as told:
        act(*values, **named)
    assert told.value.code == code
    return told.value.values


def test_an_entry_climbs_level_by_level_to_form_review(climb):
    entry = climb.entry(climb.enterprises[0])
    states = [entry.state]
    for place in (climb.enterprises[0], climb.counties[0], climb.city):
        climb.forward(place, entry)
        states.append(row_of(entry).state)

    way = way_of(database.session, entry.id)

    assert states == ["recommending", "recommending", "recommending", "submitted"]
    assert [(s.level.name, s.state, s.nomination_order) for s in way] == [
        ("企业工会", "forwarded", 1),
        ("县级工会", "forwarded", 1),
        ("市级工会", "forwarded", 1),
    ]


def test_a_level_without_an_organisation_on_the_way_is_passed_over(climb):
    direct = climb.make.organisation("市属重工集团工会", parent=climb.city, kind="enterprise_union")

    entry = climb.entry(direct)
    climb.forward(direct, entry)

    assert climb.step(entry).organisation_id == climb.city.id


def test_a_unit_outside_of_the_host_is_refused_before_it_is_handed_in(climb):
    stranger = climb.make.organisation("外省企业工会", kind="enterprise_union")

    refused("recommendation.outside", climb.entry, stranger)


def test_who_arrives_is_told_to_those_who_recommend_there(climb):
    desk = climb.actor(climb.enterprises[0])

    climb.entry(climb.enterprises[0], "超声探伤车")

    told = database.session.scalars(
        select(Notification).where(Notification.account_id == desk.account_id)
    ).one()
    assert (told.code, told.values["title"]) == ("recommendation.arrived", "超声探伤车")


def test_an_opinion_is_needed_before_an_entry_goes_up(climb):
    place = climb.enterprises[0]
    entry = climb.entry(place)
    wanted = Arranged([entry.id])

    told = refused(
        "recommendation.opinion",
        forward_now,
        climb.actor(place),
        row_of(climb.competition),
        row_of(place),
        wanted,
    )

    assert told == {"title": entry.title}
    assert climb.step(entry).state == "waiting"


def test_a_returned_entry_climbs_again_and_its_whole_way_stays(climb):
    place, county = climb.enterprises[0], climb.counties[0]
    entry = climb.entry(place)
    climb.forward(place, entry)
    return_to_applicant(climb.actor(county), climb.step(entry), reason="请补充效益证明")
    returned = row_of(entry).state
    climb.hand_in(principal(entry), row_of(entry))
    climb.forward(place, entry)

    way = way_of(database.session, entry.id)

    assert returned == "returned"
    assert [(s.organisation_id, s.state, s.is_last) for s in way] == [
        (place.id, "forwarded", False),
        (county.id, "returned", False),
        (place.id, "forwarded", True),
        (county.id, "waiting", True),
    ]
    assert way[1].reason == "请补充效益证明"
    assert way[2].opinion == "同意推荐"


def test_returned_to_the_level_below_it_waits_there_with_its_opinion(climb):
    place, county = climb.enterprises[0], climb.counties[0]
    entry = climb.entry(place)
    climb.forward(place, entry)

    return_down(climb.actor(county), climb.step(entry), reason="请重新排序")

    step = climb.step(entry)
    assert (step.organisation_id, step.state, step.opinion) == (place.id, "waiting", "同意推荐")
    assert row_of(entry).state == "recommending"


def test_the_lowest_level_can_return_to_the_applicant_only(climb):
    place = climb.enterprises[0]
    entry = climb.entry(place)

    refused(
        "recommendation.lowest",
        return_down,
        climb.actor(place),
        climb.step(entry),
        reason="请修改",
    )


def test_a_reason_is_needed_to_return_decline_or_recall(climb):
    place = climb.enterprises[0]
    entry = climb.entry(place)
    actor = climb.actor(place)

    for act in (return_to_applicant, decline):
        refused("recommendation.reason", act, actor, climb.step(entry), reason=" ")

    climb.forward(place, entry)
    sent = next(s for s in way_of(database.session, entry.id) if s.state == "forwarded")
    refused("recommendation.reason", recall, actor, sent, reason="")


def test_a_declined_entry_is_recommended_no_further_until_it_is_reopened(climb):
    place = climb.enterprises[0]
    entry = climb.entry(place)

    decline(climb.actor(place), climb.step(entry), reason="不属于申报范围")
    out = row_of(entry).state
    until = now() + timedelta(days=60)
    reopen_entry(climb.organiser, row_of(entry), until=until, reason="复核后同意重报")

    assert out == "not_recommended"
    assert row_of(entry).state == "returned"


def test_a_forwarded_entry_can_be_recalled_until_the_next_level_answers(climb):
    place, county = climb.enterprises[0], climb.counties[0]
    entry = climb.entry(place)
    climb.forward(place, entry)
    sent = last_of(entry, place)

    recall(climb.actor(place), sent, reason="排序有误")

    assert [(s.organisation_id, s.state) for s in way_of(database.session, entry.id)] == [
        (place.id, "forwarded"),
        (county.id, "recalled"),
        (place.id, "waiting"),
    ]
    climb.forward(place, entry)
    climb.forward(county, entry)
    refused(
        "recommendation.answered",
        recall,
        climb.actor(place),
        last_of(entry, place),
        reason="排序有误",
    )


def test_from_the_host_an_entry_is_recalled_while_nobody_reviewed_it(climb):
    entry = climb.entry(climb.enterprises[0])
    for place in (climb.enterprises[0], climb.counties[0], climb.city):
        climb.forward(place, entry)

    recall(climb.actor(climb.city), last_of(entry, climb.city), reason="名额调整")

    assert row_of(entry).state == "recommending"
    assert climb.step(entry).organisation_id == climb.city.id


def test_a_withdrawn_entry_leaves_the_desk_and_its_place(climb):
    place = climb.enterprises[0]
    climb.issue(1, place)
    first, second = climb.entry(place), climb.entry(place, "隧道除尘")
    climb.forward(place, first)

    withdraw_entry(principal(first), row_of(first), reason="放弃")
    climb.forward(place, second)

    assert last_of(first, climb.counties[0]).state == "withdrawn"
    assert climb.step(second).organisation_id == climb.counties[0].id
    assert last_of(second, place).nomination_order == 1


def test_no_more_than_the_quota_goes_up(climb):
    place = climb.enterprises[0]
    climb.issue(2, place, substitutes=1)
    entries = [climb.entry(place, f"成果{i}号") for i in range(4)]
    climb.forward(place, entries[0])

    for entry in entries:
        if climb.step(entry).state == "waiting" and climb.step(entry).organisation_id == place.id:
            note_opinion(climb.actor(place), climb.step(entry), opinion="同意")
    told = refused(
        "recommendation.over_quota",
        forward_now,
        climb.actor(place),
        row_of(climb.competition),
        row_of(place),
        Arranged([entries[1].id, entries[2].id]),
    )

    assert told == {"quota": 2, "left": 1, "count": 2}
    assert (
        database.session.scalar(
            select(Recommendation.state).where(Recommendation.entry_id == entries[1].id)
        )
        == "waiting"
    )


def test_what_is_returned_keeps_its_place_until_it_is_answered_anew(climb):
    place, county = climb.enterprises[0], climb.counties[0]
    climb.issue(1, place)
    first, second = climb.entry(place), climb.entry(place, "第二项")
    climb.forward(place, first)

    return_down(climb.actor(county), climb.step(first), reason="请核对")

    note_opinion(climb.actor(place), climb.step(second), opinion="同意")
    wanted = Arranged([second.id])
    here = (climb.actor(place), row_of(climb.competition), row_of(place), wanted)
    assert refused("recommendation.over_quota", forward_now, *here)["left"] == 0
    climb.forward(place, first)
    assert climb.step(first).organisation_id == county.id


def test_an_entry_that_its_applicant_changed_comes_back_to_its_place(climb):
    place, county = climb.enterprises[0], climb.counties[0]
    climb.issue(1, place)
    first = climb.entry(place)
    climb.forward(place, first)

    return_to_applicant(climb.actor(county), climb.step(first), reason="请补充")
    climb.hand_in(principal(first), row_of(first))

    assert (climb.step(first).state, climb.step(first).kept_order) == ("waiting", 1)
    decline(climb.actor(place), climb.step(first), reason="不再推荐")
    second = climb.entry(place, "第二项")
    climb.forward(place, second)
    assert climb.step(second).organisation_id == county.id


def test_what_was_recalled_or_withdrawn_keeps_no_place(climb):
    place = climb.enterprises[0]
    climb.issue(1, place)
    first, second = climb.entry(place), climb.entry(place, "第二项")
    climb.forward(place, first)

    recall(climb.actor(place), last_of(first, place), reason="另行推荐")
    climb.forward(place, second)
    withdraw_entry(principal(second), row_of(second))
    resume_entry(principal(second), row_of(second))
    climb.hand_in(principal(second), row_of(second))

    assert [climb.step(entry).kept_order for entry in (first, second)] == [None, None]


def test_places_can_be_limited_in_each_track(climb):
    place = climb.enterprises[0]
    host = climb.competition.organisation_id
    parts = {place.id: Issue(3, tracks={"DL": 1})}
    issue_quotas(climb.organiser, row_of(climb.competition), host, parts)
    climb.forward(place, climb.entry(place))
    other = climb.entry(place, "第二项")
    note_opinion(climb.actor(place), climb.step(other), opinion="同意")

    told = refused(
        "recommendation.over_track",
        forward_now,
        climb.actor(place),
        row_of(climb.competition),
        row_of(place),
        Arranged([other.id]),
    )

    assert told == {"track": "DL", "quota": 1, "left": 0, "count": 1}


def test_places_of_a_track_are_divided_within_their_number(app, make):
    climb = climbing(make, counties=2)
    host, city = climb.competition.organisation_id, climb.actor(climb.city)
    whole = {climb.city.id: Issue(None, tracks={"DL": 2})}
    issue_quotas(climb.organiser, row_of(climb.competition), host, whole)
    divided = {county.id: Issue(None, tracks={"DL": 2}) for county in climb.counties}

    told = refused(
        "recommendation.track_divided",
        issue_quotas,
        city,
        row_of(climb.competition),
        climb.city.id,
        divided,
    )

    assert told == {"track": "DL", "quota": 2, "issued": 4}


def test_a_substitute_moves_up_when_a_nominated_one_falls(climb):
    place = climb.enterprises[0]
    climb.issue(1, place, substitutes=1)
    first, second = climb.entry(place), climb.entry(place, "替补成果")
    climb.forward(place, first, substitutes=(second,))
    waiting = last_of(second, place)
    refused("recommendation.over_quota", promote, climb.actor(place), waiting)

    decline(climb.actor(climb.counties[0]), climb.step(first), reason="材料不实")
    promote(climb.actor(place), last_of(second, place))

    moved = last_of(second, place)
    assert (moved.state, moved.nomination_order) == ("forwarded", 1)
    assert climb.step(second).organisation_id == climb.counties[0].id


def test_a_quota_is_divided_again_within_its_number(app, make):
    climb = climbing(make, counties=2)
    climb.issue(5, climb.city)
    city = climb.actor(climb.city)
    parts = {climb.counties[0].id: Issue(3), climb.counties[1].id: Issue(2)}

    issue_quotas(city, row_of(climb.competition), climb.city.id, parts)
    told = refused(
        "recommendation.divided_over",
        issue_quotas,
        city,
        row_of(climb.competition),
        climb.city.id,
        {climb.counties[1].id: Issue(3)},
    )

    assert told == {"quota": 5, "issued": 6}


def test_one_selects_among_more_than_one_may_send_where_that_is_declared(app, make):
    climb = climbing(make, counties=2, is_selective=True)
    climb.issue(1, climb.city)
    parts = {county.id: Issue(4) for county in climb.counties}

    issue_quotas(climb.actor(climb.city), row_of(climb.competition), climb.city.id, parts)

    city = row_of(climb.city)
    issued = issued_by(database.session, row_of(climb.competition), city.id)
    assert sorted(each.number or 0 for each in issued.values()) == [4, 4]


def test_a_quota_is_not_cut_below_what_is_used(climb):
    place = climb.enterprises[0]
    climb.issue(2, place)
    climb.forward(place, climb.entry(place), climb.entry(place, "第二项"))

    told = refused("recommendation.quota_used", climb.issue, 1, place)

    assert told == {"organisation": place.id, "used": 2}


def test_nobody_issues_places_to_others_than_those_below(app, make):
    climb = climbing(make, counties=2)
    county = climb.actor(climb.counties[0])

    refused(
        "recommendation.not_below",
        issue_quotas,
        county,
        row_of(climb.competition),
        climb.counties[0].id,
        {climb.counties[1].id: Issue(1)},
    )


def test_after_its_deadline_a_level_sends_nothing_up_until_it_gets_more_time(app, make):
    climb = climbing(make, closes_at=now() + timedelta(days=3))
    place = climb.enterprises[0]
    entry = climb.entry(place)
    note_opinion(climb.actor(place), climb.step(entry), opinion="同意")
    later = now() + timedelta(days=4)

    with at(later):
        refused("recommendation.late", climb.forward, place, entry)
        more = Issue(None, extended_until=later + timedelta(days=1))
        host = climb.competition.organisation_id
        issue_quotas(climb.organiser, row_of(climb.competition), host, {place.id: more})
        climb.forward(place, entry)

    assert climb.step(entry).organisation_id == climb.counties[0].id


def test_another_branch_may_not_answer_and_one_above_answers_in_its_place(app, make):
    climb = climbing(make, counties=2)
    place = climb.enterprises[0]
    entry = climb.entry(place)
    step = climb.step(entry)
    refused(
        "recommendation.not_yours",
        note_opinion,
        climb.actor(climb.counties[1]),
        step,
        opinion="同意",
    )

    note_opinion(climb.actor(climb.city), step, opinion="代为推荐")

    assert climb.step(entry).on_behalf_of_id == climb.city.id


def test_levels_cannot_change_who_acts_once_entries_climb(climb):
    climb.entry(climb.enterprises[0])
    other = [LevelValues("县级工会", frozenset({"county"}))]

    refused(
        "recommendation.levels_in_use",
        save_levels,
        climb.organiser,
        row_of(climb.competition),
        other,
        needs_stamp=False,
        is_selective=False,
    )


def test_every_answer_leaves_one_record(climb):
    place = climb.enterprises[0]
    entry = climb.entry(place)
    before = len(records())

    climb.forward(place, entry)
    return_down(climb.actor(climb.counties[0]), climb.step(entry), reason="请核对")

    assert records()[before:] == [
        "recommendation.opinion",
        "recommendation.list",
        "recommendation.list_send",
        "recommendation.return_down",
    ]


def records() -> list[str]:
    return list(
        database.session.scalars(
            select(AuditRecord.action)
            .where(AuditRecord.action.startswith("recommendation."))
            .order_by(AuditRecord.id)
        )
    )


def last_of(entry, place) -> Recommendation:
    return database.session.scalars(
        select(Recommendation).where(
            Recommendation.entry_id == row_of(entry).id,
            Recommendation.organisation_id == row_of(place).id,
            Recommendation.is_last,
        )
    ).one()


def principal(entry):
    return principal_of(row_of(entry).account_id)
