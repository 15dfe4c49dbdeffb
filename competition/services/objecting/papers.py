"""The decision about an objection on paper, for who raised it and for the entry."""

from typing import Any

from sqlalchemy.orm import Session

from competition.domain.calendar import day_of
from competition.domain.refusal import Refusal
from competition.models import Competition, Objection, Proposal
from competition.services.objecting.settings import NoticePlan


def decision_of(session: Session, objection: Objection) -> Proposal:
    """The signed decision. One statement.

    Raises:
        Refusal: ``objection.state`` where none is signed.
    """
    if objection.proposal_id is None:
        raise Refusal("objection.state")
    return session.get_one(Proposal, objection.proposal_id)


def signers_of(competition: Competition, plan: NoticePlan) -> tuple[str, ...]:
    """Bodies that sign notices and decisions of a competition."""
    named = tuple(line.strip() for line in plan.signer.splitlines() if line.strip())
    return named or (competition.organisation.name,)


def contact_of(competition: Competition, plan: NoticePlan) -> str:
    """Where to object: as worded for notices, else the contact of the competition."""
    return plan.contact or competition.contact


def decided_on(objection: Objection) -> Any:
    """The day of the decision, where the competition is."""
    return day_of(objection.decided_at or objection.received_at, objection.competition.time_zone)
