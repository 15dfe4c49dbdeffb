"""Events and items ready for pages of organisers and supervisors."""

from typing import Any

from flask import Response, request

from competition.documents.wording.refusals import refusal_text
from competition.models import Competition, ScoreEvent, ScoreItem, database
from competition.services.events.ground import Ground, read_ground
from competition.services.events.reading import (
    SIZE,
    STATES,
    faults_of,
    list_facts,
    read_fact,
    stands_under_results,
)
from competition.web.event_words import (
    STATES as STATE_WORDS,
)
from competition.web.event_words import (
    axes_told,
    effect_words,
    fact_rows,
    reason_words,
    state_of,
)
from competition.web.files import send_attachment
from competition.web.paging import here, page_number, pager


def event_list(competition: Competition, ground: Ground) -> dict[str, Any]:
    """What the list of events shows, in every room. Two statements."""
    state, page = _asked_state(), page_number()
    found = list_facts(
        database.session,
        competition.id,
        ScoreEvent,
        state=state,
        text=request.args.get("q", ""),
        page=page,
        kinds=ground.kinds,
    )
    uses = [(use.kind, ground.part_name(use.part), effect_words(use)) for use in ground.uses]
    return {
        "rows": [_event_row(ground, row) for row in found.rows],
        "counts": found.counts,
        "unknown": found.unknown,
        "uses": uses,
        "has_items": bool(ground.asked),
        **_frame(state, found.counts, found.total, page),
    }


def item_list(competition: Competition, ground: Ground) -> dict[str, Any]:
    """What the list of items shows. Two statements."""
    state, page = _asked_state(), page_number()
    found = list_facts(
        database.session,
        competition.id,
        ScoreItem,
        state=state,
        text=request.args.get("q", ""),
        page=page,
    )
    rows = [_item_row(ground, row) for row in found.rows]
    return {
        "rows": rows,
        "counts": found.counts,
        "asks": bool(ground.asked),
        **_frame(state, found.counts, found.total, page),
    }


def event_page(event: ScoreEvent) -> dict[str, Any]:
    """What the page of one event shows, in every room."""
    session = database.session
    ground = read_ground(session, event.competition)
    row = read_fact(session, event)
    state = state_of(event)
    faults = faults_of(ground, event, has_evidence=bool(event.evidence or row.files))
    return {
        **_event_row(ground, row),
        "event": event,
        "said": fact_rows(event, ground.members.get(ground.part_of(event.stage_id), {})),
        "files": event.files if row.files else [],
        "withdrawer": row.withdrawer or "",
        "reason_withdrawn": reason_words(event.withdrawn_reason),
        "faults": [refusal_text(fault) for fault in faults] if state != "withdrawn" else [],
        "settled": state != "withdrawn" and stands_under_results(session, ground, event),
    }


def send_evidence(event: ScoreEvent, number: int) -> Response | None:
    """One file of an event; None where it is not one of its own."""
    file = next((one for one in event.files if one.id == number), None)
    if file is None:
        return None
    return send_attachment(file.storage_key, name=file.name, media_type=file.media_type)


def _asked_state() -> str:
    asked = request.args.get("state", "")
    return asked if asked in STATES else ""


def _frame(state: str, counts: Any, total: int, page: int) -> dict[str, Any]:
    """Tabs and pager."""
    return {
        "state": state,
        "views": [
            {
                "label": STATE_WORDS[one][1],
                "href": here(state=one, page=None),
                "count": counts.get(one, 0),
                "current": state == one,
            }
            for one in STATES
        ],
        "pages": pager(total, page, SIZE),
        "total": total,
    }


def _event_row(ground: Ground, row: Any) -> dict[str, Any]:
    event: ScoreEvent = row[0]
    state = state_of(event)
    faults = faults_of(ground, event, has_evidence=bool(event.evidence or row.files))
    return {
        **_people(row, state),
        "kind": event.kind,
        "at": axes_told(event.at, ground.members.get(ground.part_of(event.stage_id), {})),
        "date": event.on_date.isoformat() if event.on_date else "",
        "worth": " ".join(text for text in (event.level, event.amount) if text),
        "matter": event.matter,
        "proofs": row.files + bool(event.evidence),
        "unfit": bool(faults) and state != "withdrawn",
    }


def _item_row(ground: Ground, row: Any) -> dict[str, Any]:
    item: ScoreItem = row[0]
    part = ground.part_of(item.stage_id) if item.stage_id else ""
    members = ground.members.get(part, {}).get(item.axis, {})
    return {
        **_people(row, state_of(item)),
        "name": members.get(item.name, item.name),
        "attributes": list(item.attributes.items()),
        "settled": False,
    }


def _people(row: Any, state: str) -> dict[str, Any]:
    fact = row[0]
    return {
        "ident": row.ident,
        "number": row.number or "",
        "title": row.title or "",
        "stage": row.stage or "",
        "state": state,
        "state_words": STATE_WORDS[state],
        "recorder": row.recorder or "",
        "recorded_at": fact.recorded_at,
        "verifier": row.verifier or "",
        "verified_at": fact.verified_at,
        "withdrawn_at": fact.withdrawn_at,
        "change_reason": reason_words(fact.change_reason),
    }
