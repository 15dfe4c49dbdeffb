"""Collect the facts of a competition from its rows, under the ids that the rules see.

Marks of a stage are read only once it is locked: until then nobody but their judge sees them.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.domain.rules import Decision, Facts
from competition.domain.rules.attributes import UNIT, named_attributes
from competition.models import Decision as DecisionRow
from competition.models import RuleSet as RuleSetRow
from competition.models import Stage
from competition.services.results.gather_entries import entries_of
from competition.services.results.gather_events import events_of, items_of
from competition.services.results.gather_sheets import judges_of, sheets_of
from competition.services.results.gathered import Gathered
from competition.services.results.group_names import choice_names
from competition.services.results.kept_rules import kept_rules

RULES_AND_STAGES = (
    select(RuleSetRow.id, RuleSetRow.document, RuleSetRow.digest, Stage)
    .outerjoin(
        Stage, (Stage.competition_id == RuleSetRow.competition_id) & (Stage.kind == "scoring")
    )
    .where(RuleSetRow.competition_id == bindparam("competition"), RuleSetRow.is_current)
    .order_by(Stage.position)
)


def scoring_stages(session: Session, competition_id: int) -> list[Stage]:
    """The competition's scoring stages in order."""
    return list(
        session.scalars(
            select(Stage)
            .where(Stage.competition_id == competition_id, Stage.kind == "scoring")
            .order_by(Stage.position)
        )
    )


def gather(
    session: Session, competition_id: int, *, beside: Mapping[str, Any] | None = None
) -> Gathered:
    """Read everything that the rules of a competition need. Four statements, five for answers.

    One more each where the rules look for events, and for items.

    Args:
        beside: other rules that are to be tried on the same facts.
    Raises:
        Refusal: ``result.no_rules`` without a rule set in force.
    """
    rows = session.execute(RULES_AND_STAGES, {"competition": competition_id}).all()
    if not rows:
        raise Refusal("result.no_rules")
    rule_row = rows[0]
    stages = {row.Stage.id: row.Stage for row in rows if row.Stage is not None}
    named = named_attributes(rule_row.document) | named_attributes(beside or {})
    entries, names, taking_part, tracks = entries_of(session, stages, named)
    locked = {ident: row.key for ident, row in stages.items() if row.state == "locked"}
    sheets, judges, groups = sheets_of(session, locked)
    asking = [rule_row.document, beside or {}]
    events, told = events_of(session, competition_id, asking, stages, names)
    facts = Facts(
        entries=entries,
        judges=judges_of(groups, asking),
        sheets=tuple(sheets),
        decisions=tuple(_decisions(session, competition_id)),
        items=items_of(session, competition_id, asking, stages, names),
        events=events,
    )
    return Gathered(
        rules=kept_rules(rule_row.digest, rule_row.document),
        rule_set_id=rule_row.id,
        rule_set_digest=rule_row.digest,
        facts=facts,
        taking_part=taking_part,
        entries=names,
        judges=judges,
        stage_names={row.key: row.name for row in stages.values()},
        track_names=tracks | choice_names(session, competition_id, *asking),
        unlocked=frozenset(row.key for row in stages.values() if row.state != "locked"),
        stages=tuple(stages.values()),
        units={
            entry.attributes[UNIT]: names[entry.id].unit
            for entry in entries
            if UNIT in entry.attributes
        },
        events=told,
    )


def _decisions(session: Session, competition_id: int) -> list[Decision]:
    """Decisions that stand, by reference: what people wrote as reason may name somebody."""
    rows = session.scalars(
        select(DecisionRow)
        .where(DecisionRow.competition_id == competition_id, DecisionRow.withdrawn_at.is_(None))
        .order_by(DecisionRow.id)
    )
    return [
        Decision(
            part=row.subject["part"],
            step=row.subject["step"],
            kind=row.kind,
            chosen=tuple(row.subject.get("chosen", ())),
            among=tuple(row.subject.get("among", ())),
            reference=str(row.id),
            tier=row.subject.get("tier", ""),
            group=row.subject.get("group", ""),
            places=row.subject.get("places", 0),
        )
        for row in rows
    ]
