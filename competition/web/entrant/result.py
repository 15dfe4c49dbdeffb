"""What came of an entry: its published results, as far as the host shows them to entrants."""

from typing import Any

from flask import Response, abort, render_template
from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.models import AwardTier, Entry, ResultVersion, Stage, Standing, database
from competition.services.results.reading import (
    derivations,
    version_outcome,
    without_judge_names,
)
from competition.web.access import allow
from competition.web.derivation_page import DerivationPart, derivation_parts
from competition.web.entrant.room import room
from competition.web.sheet_answer import sheet_answer


@room.get("/entries/<int:entry_id>/result")
@allow(Role.ENTRANT, on=Entry)
def result(entry: Entry) -> Any:
    """Each published result that the entry stands in, and how it came about."""
    if entry.competition.entrants_see == "nothing":
        abort(404)
    lines = published_lines(entry.id)
    if not lines:
        abort(404)
    parts: list[DerivationPart] = []
    if entry.competition.entrants_see == "derivation":
        newest = database.session.get_one(ResultVersion, lines[0].result_id)
        parts = own_derivation(newest, entry.id)
    return render_template("entrant/result.html", entry=entry, lines=lines, parts=parts)


@room.get("/entries/<int:entry_id>/result/sheet.<any(pdf, json):form>")
@allow(Role.ENTRANT, on=Entry)
def calculation_sheet(entry: Entry, form: str) -> Response:
    """How the entry came to its newest published result, the judges under their codes."""
    lines = published_lines(entry.id) if entry.competition.entrants_see == "derivation" else []
    if not lines:
        abort(404)
    newest = database.session.get_one(ResultVersion, lines[0].result_id)
    return sheet_answer(newest, entry.id, form, named=False)


def published_lines(entry_id: int) -> list[Any]:
    """The entry's lines in results that are published, the result of the whole first."""
    rows = database.session.execute(
        select(
            Standing.result_id,
            Standing.rank_text,
            Standing.score,
            Standing.advances,
            AwardTier.name.label("tier"),
            Stage.name.label("stage"),
            ResultVersion.version,
            ResultVersion.state,
            ResultVersion.approved_at,
        )
        .join(ResultVersion, ResultVersion.id == Standing.result_id)
        .outerjoin(AwardTier, AwardTier.id == Standing.tier_id)
        .outerjoin(Stage, Stage.id == ResultVersion.stage_id)
        .where(Standing.entry_id == entry_id, ResultVersion.state.in_(PUBLISHED))
        .order_by(ResultVersion.stage_id.is_not(None), Stage.position.desc())
    )
    return list(rows)


def own_derivation(version: ResultVersion, entry_id: int) -> list[DerivationPart]:
    """The entry's derivation with judges as numbers."""
    outcome = without_judge_names(version_outcome(database.session, version, events_told=True))
    try:
        return derivation_parts(outcome, derivations(outcome, entry_id))
    except Refusal:
        return []
