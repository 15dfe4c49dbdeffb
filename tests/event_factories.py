"""Contests whose rules look for events and items."""

from copy import deepcopy
from typing import Any

from sqlalchemy import select

from competition.models import ScoreEvent, database
from competition.services.events.checking import EventText
from competition.services.events.recording import record_event
from competition.services.events.verifying import verify_facts
from competition.services.judging.locking import lock_stage
from competition.services.principal import Principal
from competition.services.setup.rules import current_rule_set, save_rule_set
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest

ADJUST = {
    "adjust": [
        {
            "kind": "加分",
            "effect": "plus",
            "levels": {"国家级": "5", "省部级": "3"},
            "once_per": "matter",
        },
        {
            "kind": "超时",
            "effect": "minus",
            "overtime": {"limit": "480", "unit": "30", "points": "0.5", "count": "started"},
        },
        {"kind": "专利", "effect": "plus", "points": "2", "needs_evidence": True},
    ],
    "as": "adjusted",
}
VOTES = [
    {"map": "events", "kind": "大众投票", "as": "votes"},
    {"map": "best_of_field", "max": "100", "as": "popular"},
    {"combine": {"mean": "80%", "popular": "20%"}, "missing": "zero", "as": "joined"},
]
DIFFICULT = {
    "map": "multiply",
    "by": [{"attribute": "难度系数", "of": "criterion"}],
    "as": "weighted",
}
VETO = {"bar": "event", "kinds": ["安全责任事故"], "effect": "award", "span": "year"}


def event_rules(
    contest: Contest, *, votes: bool = False, difficulty: bool = False
) -> dict[str, Any]:
    """The contest's rules with bonuses and overtime in its first stage and a veto in the end."""
    row = current_rule_set(database.session, contest.ident)
    assert row is not None
    found = deepcopy(dict(row.document))
    steps = found["stages"]["online"]["steps"]
    place = next(number for number, step in enumerate(steps) if "round" in step)
    steps[place:place] = [*(VOTES if votes else []), ADJUST]
    if difficulty:
        place = next(number for number, step in enumerate(steps) if "reduce" in step)
        steps.insert(place, DIFFICULT)
    final = found["final"]["steps"]
    rank = next(number for number, step in enumerate(final) if "rank" in step)
    final.insert(rank, VETO)
    return found


def event_contest(
    make: Make, *, entries: int = 4, votes: bool = False, difficulty: bool = False
) -> Contest:
    """A contest with such rules whose first stage is scored and locked; later ones are better."""
    contest = scoring_contest(make, entries=entries, state="draft")
    document = event_rules(contest, votes=votes, difficulty=difficulty)
    save_rule_set(contest.organiser, contest.competition, document, reason="")
    contest.put("open")
    order = {entry.id: place for place, entry in enumerate(contest.entries)}
    for assignment in contest.assignments():
        contest.submit(assignment, benefit=str(10 + order[assignment.entry_id]))
    lock_stage(contest.organiser, contest.stage)
    return contest


def number_of(contest: Contest, entry: int) -> str:
    return str(database.session.merge(contest.entries[entry]).number)


def bonus(contest: Contest, entry: int = 0, **values: Any) -> EventText:
    """A bonus of national level, with whatever is to be said otherwise."""
    said = {"kind": "加分", "level": "国家级", "matter": "全国劳动竞赛一等奖", **values}
    return EventText(entry=number_of(contest, entry), **said)


def recorded(contest: Contest, typed: EventText, **options: Any) -> int:
    return record_event(contest.organiser, contest.competition, typed, **options)


def verified(contest: Contest, second: Principal, typed: EventText, **options: Any) -> int:
    ident = recorded(contest, typed, **options)
    verify_facts(second, contest.competition, ScoreEvent, [ident])
    return ident


def fetch(ident: int) -> ScoreEvent:
    return database.session.scalars(
        select(ScoreEvent).where(ScoreEvent.id == ident).execution_options(populate_existing=True)
    ).one()
