"""Places issued by track: typed by the host, told on the desk, refused by name."""

from collections.abc import Callable

import pytest
from flask import Flask

from competition.models import RecommendationQuota, database
from competition.services.recommending.answers import note_opinion, return_down
from competition.services.recommending.setup import LevelValues, save_levels
from tests.factories import Make
from tests.kept import Kept, row_of
from tests.recommending_factories import LEVELS, Climb, climbing
from tests.visitor import Visitor, words


@pytest.fixture
def climb(app: Flask, make: Make) -> Climb:
    """A contest in which places are limited in each track."""
    climb = climbing(make)
    levels = [LevelValues(name, frozenset({kind})) for name, kind in LEVELS]
    event = row_of(climb.competition)
    save_levels(
        climb.organiser, event, levels, needs_stamp=False, is_selective=False, by_track=True
    )
    return climb


def test_the_host_issues_places_by_track_and_the_desk_keeps_within_them(
    climb: Climb, visitor: Callable[..., Visitor]
) -> None:
    place, event = climb.enterprises[0], climb.competition.id
    first, second = Kept(climb.entry(place)), Kept(climb.entry(place, "隧道除尘"))
    desk = climb.actor(place)
    for entry in (first, second):
        note_opinion(desk, climb.step(entry.row), opinion="同意")

    visitor(climb.organiser).post(
        f"/organiser/competitions/{event}/recommending/quotas",
        {"name-new0": place.name, "number-new0": "5", "track-DL-new0": "1"},
    )
    page = visitor(desk).get(f"/recommend/{event}/{place.id}")
    both = visitor(desk).post(
        f"/recommend/{event}/{place.id}/forward",
        {"ids": [str(first.id), str(second.id)]},
        status=409,
    )
    visitor(desk).post(f"/recommend/{event}/{place.id}/forward", {"ids": [str(first.id)]})

    issued = database.session.get_one(RecommendationQuota, (event, place.id))
    assert (issued.number, issued.tracks) == (5, {"DL": 1})
    assert "各赛道名额电力 1" in words(page).replace("各赛道名额 ", "各赛道名额")
    assert "赛道“电力”名额 1 个，还剩 1 个，本次上报 2 个" in words(both)
    assert climb.step(first.row).organisation_id == climb.counties[0].id


def test_the_desk_marks_what_keeps_its_place(climb: Climb, visitor: Callable[..., Visitor]) -> None:
    place = climb.enterprises[0]
    climb.issue(1, place)
    entry = climb.entry(place)
    climb.forward(place, entry)
    return_down(climb.actor(climb.counties[0]), climb.step(entry), reason="请核对")

    page = visitor(climb.actor(place)).get(f"/recommend/{climb.competition.id}/{place.id}")

    assert "保留原名额" in words(page)
