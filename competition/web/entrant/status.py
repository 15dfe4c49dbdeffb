"""One entry's page: where it stands, what is due, what happened."""

from typing import Any

from flask import current_app, render_template, url_for
from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.entry_states import EntryActor
from competition.domain.result_states import PUBLISHED
from competition.models import Certificate, Entry, ResultVersion, Stage, Standing, database
from competition.services.entries.lists import OwnEntry
from competition.services.entries.moves import actions_for
from competition.web.access import allow
from competition.web.entrant.home import due
from competition.web.entrant.room import room
from competition.web.entry_timeline import timeline

CERTIFICATES = "entrant.certificates"
ON_THE_WAY = frozenset({"recommending", "submitted", "passed"})


@room.get("/entries/<int:entry_id>")
@allow(Role.ENTRANT, on=Entry)
def entry(entry: Entry) -> Any:
    """State, timeline and everything that can be done now."""
    session = database.session
    stages = session.scalars(
        select(Stage)
        .where(Stage.competition_id == entry.competition_id)
        .order_by(Stage.position.desc())
    ).all()
    taking = next((stage for stage in stages if stage.kind == "entry"), None)
    certificates = session.scalars(
        select(Certificate)
        .where(Certificate.entry_id == entry.id, Certificate.state == "valid")
        .order_by(Certificate.id)
    ).all()
    actions = {action.value for action in actions_for(entry, EntryActor.ENTRANT, stage=taking)}
    if any(stage.kind == "scoring" and stage.state == "locked" for stage in stages):
        actions -= {"withdraw"} if entry.state == "passed" else set()
    sees_result = entry.competition.entrants_see != "nothing" and has_result(entry.id)
    return render_template(
        "entrant/entry.html",
        entry=entry,
        points=timeline(entry),
        ahead=_ahead(entry, stages),
        due=due(OwnEntry(entry, entry.competition, taking, sees_result)),
        actions=actions,
        certificates=certificates,
        has_result=sees_result,
        certificates_url=_certificates_url() if certificates else None,
        closes_at=taking.closes_at if taking else None,
    )


def has_result(entry_id: int) -> bool:
    """Whether the entry stands in a published result."""
    found = (
        select(Standing.entry_id)
        .join(ResultVersion)
        .where(
            Standing.entry_id == entry_id,
            ResultVersion.state.in_(PUBLISHED),
        )
    )
    return database.session.scalar(found.limit(1)) is not None


def _certificates_url() -> str | None:
    """Where certificates are downloaded."""
    known = CERTIFICATES in current_app.view_functions
    return url_for(CERTIFICATES) if known else None


def _ahead(entry: Entry, stages: Any) -> list[Stage]:
    """Scoring stages that this entry may still come to, the last on top."""
    if entry.state not in ON_THE_WAY:
        return []
    return [stage for stage in stages if stage.kind == "scoring" and stage.state == "draft"]
