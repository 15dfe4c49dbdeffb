"""Who sees what of the way up: the board of a branch, who is late on it, entries of one's own."""

from datetime import datetime, timedelta

from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Attachment, Entry, Recommendation, database
from competition.services.recommending.board import BoardFilter, BoardRow, board_rows
from competition.services.recommending.quotas import Issue, issue_quotas
from competition.services.recommending.route import level_rows
from competition.services.runtime import now
from competition.services.visibility import visible
from tests.entry_factories import at
from tests.kept import row_of
from tests.recommending_factories import Climb, climbing


def board(climb: Climb, above: object, **wanted: object) -> list[BoardRow]:
    """The board of an organisation, all on one page."""
    session = database.session
    competition = row_of(climb.competition)
    levels = level_rows(session, competition.id)
    filtered = BoardFilter(**wanted)  # type: ignore[arg-type]
    rows, total = board_rows(session, competition, row_of(above).id, levels, filtered)
    assert total == len(rows)
    return rows


def names(rows: list[BoardRow]) -> list[str]:
    return [row.name for row in rows]


def late_at(climb: Climb, moment: datetime) -> list[str]:
    """Who is late at that moment: the board asked for them alone, and all rows that say so."""
    host = climb.competition.organisation
    with at(moment):
        alone = names(board(climb, host, late=True))
        told = names([row for row in board(climb, host) if row.late])
    assert alone == told
    return alone


def test_late_are_those_whose_time_is_over_while_entries_wait(app, make):
    closes = now() + timedelta(days=3)
    climb = climbing(make, counties=3, closes_at=closes)
    waiting, sent, longer = climb.enterprises
    for place in climb.enterprises:
        climb.entry(place, f"成果{row_of(place).id}")
    step = database.session.scalars(
        select(Recommendation).where(Recommendation.organisation_id == row_of(sent).id)
    ).one()
    entry = database.session.get_one(Entry, step.entry_id)
    climb.forward(sent, entry)
    more = Issue(None, extended_until=closes + timedelta(days=1))
    host = climb.competition.organisation_id
    issue_quotas(climb.organiser, row_of(climb.competition), host, {longer.id: more})

    second = timedelta(seconds=1)
    assert late_at(climb, closes - second) == []
    assert late_at(climb, closes) == []
    assert late_at(climb, closes + second) == [climb.counties[1].name, waiting.name]
    assert late_at(climb, closes + timedelta(days=1)) == [climb.counties[1].name, waiting.name]
    assert late_at(climb, closes + timedelta(days=1) + second) == [
        climb.counties[1].name,
        waiting.name,
        longer.name,
    ]


def test_nobody_is_late_where_the_level_has_no_deadline(app, make):
    climb = climbing(make)
    climb.entry(climb.enterprises[0])

    assert late_at(climb, now() + timedelta(days=400)) == []


def test_a_board_shows_what_lies_below_its_organisation_and_nothing_else(app, make):
    climb = climbing(make, counties=2)
    for place in climb.enterprises:
        climb.forward(place, climb.entry(place, f"成果{row_of(place).id}"))
    first, second = climb.enterprises
    here, there = climb.counties

    assert names(board(climb, here)) == [first.name]
    assert names(board(climb, there)) == [second.name]
    assert names(board(climb, first)) == []
    assert names(board(climb, climb.city)) == [here.name, there.name, first.name, second.name]
    assert names(board(climb, climb.city, position=1)) == [here.name, there.name]


def test_a_desk_sees_entries_and_papers_of_its_own_branch_alone(app, make):
    climb = climbing(make, counties=2)
    first, second = (climb.entry(each, f"成果{each.id}").id for each in climb.enterprises)
    recommending = (Role.RECOMMENDER,)

    def seen(place: object) -> tuple[list[int], set[int]]:
        actor = climb.actor(place)  # type: ignore[arg-type]
        entries = select(Entry.id).where(visible(Entry, actor, recommending)).order_by(Entry.id)
        papers = select(Attachment.entry_id).where(visible(Attachment, actor, recommending))
        session = database.session
        return list(session.scalars(entries)), set(session.scalars(papers))

    assert seen(climb.enterprises[0]) == ([first], {first})
    assert seen(climb.counties[0]) == ([first], {first})
    assert seen(climb.counties[1]) == ([second], {second})
    assert seen(climb.city) == ([first, second], {first, second})
