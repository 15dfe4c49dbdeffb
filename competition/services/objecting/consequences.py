"""What a decision about an objection does to the facts: an award is taken, or an entry goes out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from competition.domain.marks import State
from competition.domain.objections import Consequence
from competition.domain.refusal import Refusal
from competition.domain.rules import Decision, Evaluation
from competition.domain.rules.backfill import Backfill
from competition.domain.rules.steps.award import Award
from competition.models import Decision as DecisionRow
from competition.models import Entry, Proposal
from competition.services.entries.moves import add_event
from competition.services.principal import Principal
from competition.services.results.gathered import Gathered, entry_key
from competition.services.results.outcome import RESULT_PART
from competition.services.runtime import now

Subject = Mapping[str, Any]
REVOKE = "revoke"


def award_step_of(gathered: Gathered, part: str) -> Award | None:
    """The step that gives awards in a part, if it has one."""
    rules = gathered.rules.last if part == RESULT_PART else gathered.rules.stages[part]
    return next((step for step in rules.steps if isinstance(step, Award)), None)


def fills(gathered: Gathered, part: str) -> bool:
    """Whether the rules give the place of an award that was taken to somebody else."""
    step = award_step_of(gathered, part)
    return step is not None and step.backfill is not Backfill.VACANT


def decision_of(
    gathered: Gathered, part: str, entry: int, change: str, evaluation: Evaluation
) -> dict[str, Any] | None:
    """What is put on record to take an award from an entry, as the subject of a decision.

    Args:
        evaluation: of the part, before.
    Returns:
        None for an entry without an award.
    """
    step, key = award_step_of(gathered, part), entry_key(entry)
    award = next((one for one in evaluation.awards if one.entry == key), None)
    if step is None or award is None:
        return None
    return {
        "part": gathered.rules.last.key if part == RESULT_PART else part,
        "step": step.name,
        "chosen": [key],
        "among": [],
        "tier": award.tier if change == Consequence.VACANT else "",
        "group": award.group if step.per else "",
    }


def with_consequence(
    gathered: Gathered, part: str, subject: Subject, evaluation: Evaluation
) -> Gathered:
    """The competition as it would be with what was decided. No statement."""
    facts, entry, change = gathered.facts, subject["entry"], subject["change"]
    if change == Consequence.DISQUALIFY:
        key = entry_key(entry)
        entries = tuple(
            replace(one, state=State.DISQUALIFIED) if one.id == key else one
            for one in facts.entries
        )
        return replace(gathered, facts=replace(facts, entries=entries))
    found = decision_of(gathered, part, entry, change, evaluation)
    if found is None:
        return gathered
    taken = Decision(
        found["part"],
        found["step"],
        REVOKE,
        chosen=tuple(found["chosen"]),
        tier=found["tier"],
        group=found["group"],
    )
    return replace(gathered, facts=replace(facts, decisions=(*facts.decisions, taken)))


def carry_out(
    session: Session,
    actor: Principal,
    proposal: Proposal,
    gathered: Gathered,
    part: str,
    evaluation: Evaluation,
) -> None:
    """Put on record what was decided, within the caller's transaction.

    Raises:
        Refusal: ``objection.no_award``.
    """
    subject = proposal.subject
    if subject["change"] == Consequence.DISQUALIFY:
        entry = session.get_one(Entry, subject["entry"], with_for_update={"of": Entry.__table__})
        entry.state = "disqualified"
        add_event(session, actor, entry, "disqualify", reason=proposal.reason)
        session.flush()
        return
    found = decision_of(gathered, part, subject["entry"], subject["change"], evaluation)
    if found is None:
        raise Refusal("objection.no_award")
    session.add(
        DecisionRow(
            competition_id=proposal.competition_id,
            stage_id=subject["stage"] or None,
            kind=REVOKE,
            subject={**found, "objection": subject["objection"]},
            reason=proposal.reason,
            decided_by_id=actor.account_id,
            decided_at=now(),
        )
    )
    session.flush()
