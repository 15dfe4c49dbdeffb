"""Results of a rehearsal: ties decided by lot, published with a practice second person."""

from sqlalchemy import select

from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.domain.rules import Block
from competition.models import Competition, Proposal, ResultVersion, Stage, database
from competition.services.identity.sessions import principal_of
from competition.services.principal import Principal
from competition.services.rehearsal.making import cast_of
from competition.services.results.compute import compute_result
from competition.services.results.decisions import KIND_OF_BLOCK, decide
from competition.services.results.gathered import row_id
from competition.services.results.outcome import in_force, look
from competition.services.results.publication import (
    answer_proposal,
    propose_publication,
    skip_notice,
)

BY_LOT = "rehearsal.by_lot"
NO_NOTICE = "rehearsal.no_notice"
MOST_DECISIONS = 60


def conclude(actor: Principal, competition_id: int, stage_id: int | None) -> None:
    """Compute a stage or the whole, propose it, and let the practice account approve it.

    Raises:
        Refusal: ``rehearsal.blocked`` (count) when more than ties stands in the way.
    """
    _decide_ties(actor, competition_id, stage_id)
    session = database.session
    if in_force(session, competition_id, stage_id) is None:
        result_id = _computed(actor, competition_id, stage_id)
        _publish(actor, competition_id, result_id)
    if stage_id is None:
        result = in_force(session, competition_id, None)
        if result is not None and result.state == "approved":
            skip_notice(actor, result, reason=NO_NOTICE)


def _decide_ties(actor: Principal, competition_id: int, stage_id: int | None) -> None:
    session = database.session
    for _ in range(MOST_DECISIONS):
        competition = session.get_one(Competition, competition_id)
        stage = session.get_one(Stage, stage_id) if stage_id is not None else None
        outcome = look(session, competition_id, stage)
        if not outcome.blocks:
            return
        ties = [block for block in outcome.blocks if block.code in KIND_OF_BLOCK]
        if not ties:
            break
        parts = {
            id(block): part
            for part, calculation in outcome.calculations.items()
            for block in calculation.evaluation.blocks
        }
        _decide(actor, competition, stage, parts[id(ties[0])], ties[0])
    raise Refusal("rehearsal.blocked", count=len(outcome.blocks))


def _decide(
    actor: Principal, competition: Competition, stage: Stage | None, part: str, block: Block
) -> None:
    among = [row_id(entry) for entry in block.entries]
    chooses = KIND_OF_BLOCK[block.code] == "choose"
    places = int(block.values["places"]) if chooses else len(among)
    decide(
        actor,
        competition,
        stage,
        part=part,
        step=block.step,
        among=among,
        chosen=among[:places],
        reason=BY_LOT,
    )


def _computed(actor: Principal, competition_id: int, stage_id: int | None) -> int:
    session = database.session
    competition = session.get_one(Competition, competition_id)
    stage = session.get_one(Stage, stage_id) if stage_id is not None else None
    return compute_result(actor, competition, stage)


def _publish(actor: Principal, competition_id: int, result_id: int) -> None:
    session = database.session
    second = principal_of(cast_of(session, competition_id).second)
    proposal_id = propose_publication(actor, session.get_one(ResultVersion, result_id))
    answer_proposal(second, session.get_one(Proposal, proposal_id), approve=True)


def published(competition_id: int) -> set[int | None]:
    """Stages whose result is in force; None where that of the whole is final."""
    rows = database.session.execute(
        select(ResultVersion.stage_id, ResultVersion.state).where(
            ResultVersion.competition_id == competition_id,
            ResultVersion.state.in_(PUBLISHED),
        )
    )
    return {row.stage_id for row in rows if row.stage_id is not None or row.state == "final"}
