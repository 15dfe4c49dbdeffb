"""A shared place of a fractional style is printed as it is, 1.5, and not cut off."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.canonical import digest
from competition.models import Competition, Entry, RuleSet, Standing, database
from competition.services.judging.locking import lock_stage
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import approved, stage_of
from tests.visitor import Visitor, words


def two_share_the_second_place(make: Make) -> Contest:
    """A locked stage ranked by a fractional style, the middle two of four entries level."""
    contest = scoring_contest(make, judges=3, entries=4)
    with database.writing() as session:
        row = session.scalars(
            select(RuleSet).where(RuleSet.competition_id == contest.ident, RuleSet.is_current)
        ).one()
        stages = dict(row.document["stages"])
        steps = [
            {**step, "style": "fractional"} if "rank" in step else step
            for step in stages["online"]["steps"]
        ]
        row.document = {
            **row.document,
            "stages": {**stages, "online": {**stages["online"], "steps": steps}},
        }
        row.digest = digest(row.document)
    marks = dict(zip([entry.id for entry in contest.entries], "1223", strict=True))
    for assignment in contest.assignments():
        contest.submit(assignment, benefit=marks[assignment.entry_id])
    lock_stage(contest.organiser, stage_of(contest))
    return contest


def test_a_fractional_rank_is_shown_and_kept_as_it_is(
    app: Flask, make: Make, visitor: Callable[..., Visitor]
) -> None:
    contest = two_share_the_second_place(make)
    middle = contest.entries[1].id
    entrant = make.account(Role.ENTRANT, competition_id=contest.ident)
    with database.writing() as session:
        session.get_one(Entry, middle).account_id = entrant.account_id
        session.get_one(Competition, contest.ident).entrants_see = "derivation"

    ident = approved(contest).id

    kept = database.session.scalars(
        select(Standing.rank_text).where(Standing.result_id == ident).order_by(Standing.place)
    ).all()
    assert kept == ["1", "2.5", "2.5", "4"]
    table = visitor(contest.organiser).get(f"/organiser/results/{ident}").get_data(as_text=True)
    assert table.count('<td class="rk">2.5</td>') == 2
    assert "2.5" in words(visitor(entrant).get(f"/entrant/entries/{middle}/result"))
