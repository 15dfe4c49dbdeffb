"""The public page of one competition: notice, dates, how to enter, awards, rules, contact."""

from typing import Any

from flask import abort, render_template
from sqlalchemy import select

from competition.domain.calendar import phase
from competition.models import Competition, database
from competition.services.runtime import now
from competition.services.setup.entry_rules import limits_of
from competition.services.setup.public_reading import tier_lines, track_names, with_rules
from competition.services.setup.stages import stages_of
from competition.web.access import allow_everybody, enter_competition
from competition.web.kept_pages import answer_kept
from competition.web.places import place
from competition.web.public.room import room
from competition.web.rule_words import rule_sentences
from competition.web.stage_ruler import has_ended, stage_ruler


@room.get("/competitions/<int:competition_id>")
@allow_everybody
def competition(competition_id: int) -> Any:
    """Rendered anew when something public changes, and every minute, since dates pass."""
    version = database.session.scalar(
        select(Competition.public_version).where(
            Competition.id == competition_id,
            Competition.state != "draft",
            Competition.is_rehearsal.is_(False),
        )
    )
    if version is None:
        abort(404)
    minute = int(now().timestamp()) // 60
    key = ("competition", competition_id, version, minute)
    return answer_kept(key, lambda: render_competition(competition_id))


def render_competition(competition_id: int) -> str:
    """The page itself."""
    session, moment = database.session, now()
    event, rules = with_rules(session, competition_id)
    enter_competition(event)
    stages = stages_of(session, competition_id)
    drawing, columns = stage_ruler(stages, event.time_zone, moment)
    entry = next((stage for stage in stages if stage.kind == "entry"), None)
    return render_template(
        "public/competition.html",
        drawing=drawing,
        stages=stages,
        columns=columns,
        entry=entry,
        entry_phase=entry_phase(entry, moment),
        tracks=track_names(session, competition_id),
        tiers=tier_lines(session, competition_id),
        limits=limits_of(session, competition_id),
        sentences=rule_sentences(rules, stages, event.tracks),
        register_url=place("account.register", competition_id=event.id)
        if event.self_registration
        else "",
        enter_url=place("entrant.home"),
    )


def entry_phase(entry: Any, moment: Any) -> str:
    """before, open or after; after as well once a person has ended the stage or the whole."""
    if entry is None or has_ended(entry):
        return "after"
    if entry.state == "draft":
        return "before"
    return str(phase(entry.opens_at, entry.closes_at, moment).value)
