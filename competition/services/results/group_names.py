"""What groups of entries are called where rules group them by a choice of the entry form."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.rules.attributes import TRACK, UNIT, grouping_attributes
from competition.domain.rules.steps.award import Award
from competition.models import Competition, EntryForm, ResultVersion
from competition.models import RuleSet as RuleSetRow
from competition.services.results.kept_rules import kept_rules


def choice_names(
    session: Session, competition_id: int, *documents: Mapping[str, Any]
) -> dict[str, str]:
    """The labels of the choices that these rules group entries by, by the key that facts have.

    The newest form tells them, in its order. No statement where rules group by tracks and units
    alone, else one.
    """
    asked = frozenset().union(*map(grouping_attributes, documents)) - {TRACK, UNIT}
    if not asked:
        return {}
    forms = session.scalars(
        select(EntryForm.fields)
        .where(EntryForm.competition_id == competition_id)
        .order_by(EntryForm.version)
    )
    return {
        choice["key"]: choice["label"]
        for fields in forms
        for field in fields
        if field["key"] in asked
        for choice in field.get("choices", ())
    }


def award_group_names(
    session: Session, competition: Competition, row: RuleSetRow | None
) -> dict[str, str]:
    """The groups that the rules in force award apart, with their names; none by unit.

    One statement at most.
    """
    rules = kept_rules(row.digest, row.document) if row else None
    steps = rules.last.steps if rules else ()
    per = next((step.per for step in steps if isinstance(step, Award)), None)
    if per == TRACK:
        return {track.key: track.name for track in competition.tracks}
    return choice_names(session, competition.id, {"per": per}) if per else {}


def choice_names_of(session: Session, result_id: int) -> dict[str, str]:
    """The same for a stored result. One statement more."""
    row = session.execute(
        select(ResultVersion.competition_id, RuleSetRow.document)
        .join(RuleSetRow, RuleSetRow.id == ResultVersion.rule_set_id)
        .where(ResultVersion.id == result_id)
    ).one()
    return choice_names(session, row.competition_id, row.document)
