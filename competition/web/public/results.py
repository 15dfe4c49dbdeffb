"""The public result of a competition: winners, scores or whole derivations, as the host set it."""

from typing import Any

from flask import abort, render_template
from sqlalchemy import select

from competition.domain.refusal import Refusal
from competition.models import Competition, EntryMember, ResultVersion, database
from competition.services.results.awarded import stored_evaluation, tier_lists
from competition.services.results.outcome import in_force
from competition.services.results.reading import (
    derivations,
    sheet_of_version,
    version_outcome,
    without_judge_names,
)
from competition.web.access import allow_everybody, enter_competition
from competition.web.derivation_page import derivation_parts
from competition.web.kept_pages import answer_kept
from competition.web.public.room import room


@room.get("/competitions/<int:competition_id>/results")
@allow_everybody
def results(competition_id: int) -> Any:
    """Rendered once for each version of what is public."""
    row = database.session.execute(
        select(Competition.public_version, Competition.public_sees).where(
            Competition.id == competition_id,
            Competition.state != "draft",
            Competition.is_rehearsal.is_(False),
        )
    ).first()
    if row is None:
        abort(404)
    key = ("results", competition_id, row.public_version, row.public_sees)
    return answer_kept(key, lambda: render_results(competition_id))


def render_results(competition_id: int) -> str:
    """The page itself."""
    session = database.session
    competition = session.get_one(Competition, competition_id)
    enter_competition(competition)
    result = in_force(session, competition_id, None)
    shown = competition.public_sees if result is not None else "nothing"
    sheet, tiers = None, []
    if result is not None and shown != "nothing":
        sheet = sheet_of_version(session, result)
        tiers = tier_lists(session, competition_id, stored_evaluation(result), sheet)
    return render_template(
        "public/results.html",
        result=result,
        shown=shown,
        sheet=sheet,
        tiers=tiers,
        track_names=dict(sheet.groups) if sheet else {},
        winners=member_names([line.entry_id for tier in tiers for line in tier.winners]),
    )


def member_names(entry_ids: list[int]) -> dict[int, list[str]]:
    """The people behind these entries, in the order of their contribution."""
    names: dict[int, list[str]] = {}
    rows = database.session.execute(
        select(EntryMember.entry_id, EntryMember.name)
        .where(EntryMember.entry_id.in_(entry_ids))
        .order_by(EntryMember.entry_id, EntryMember.position)
    )
    for row in rows:
        names.setdefault(row.entry_id, []).append(row.name)
    return names


@room.get("/competitions/<int:competition_id>/results/<int:number>")
@allow_everybody
def derivation(competition_id: int, number: int) -> Any:
    """How one entry came to its result, where the host lets the public see it."""
    result = public_result(competition_id)
    if result is None or result.competition.public_sees != "derivation":
        abort(404)
    enter_competition(result)
    outcome = without_judge_names(version_outcome(database.session, result))
    try:
        told = derivations(outcome, number)
    except Refusal:
        abort(404)
    return render_template(
        "public/derivation.html",
        result=result,
        entry=next(name for name in outcome.names.values() if name.id == number),
        parts=derivation_parts(outcome, told),
    )


def public_result(competition_id: int) -> ResultVersion | None:
    """The result of the whole that is in force in a public competition."""
    open_to_all = database.session.scalar(
        select(Competition.id).where(
            Competition.id == competition_id,
            Competition.state != "draft",
            Competition.is_rehearsal.is_(False),
        )
    )
    return in_force(database.session, competition_id, None) if open_to_all else None
