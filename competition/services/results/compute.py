"""Fix a result as a version that never changes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from competition.domain.bundle import outcome_json
from competition.domain.canonical import commitment, digest
from competition.domain.refusal import Refusal
from competition.models import (
    AwardTier,
    Competition,
    ResultVersion,
    Stage,
    Standing,
    database,
)
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.results.approval import hold_results
from competition.services.results.earlier import goes_on
from competition.services.results.gathered import row_id
from competition.services.results.outcome import RESULT_PART, Outcome, in_force, look, of_stage
from competition.services.results.pseudonyms import binding, hidden_outcome, identities_of
from competition.services.runtime import now


def compute_result(
    actor: Principal, competition: Competition, stage: Stage | None, *, reason: str = ""
) -> int:
    """Fix the result as a version that never changes; an earlier one not yet approved gives way.

    Returns:
        the id of the new version, in the state computed.
    Raises:
        Refusal: ``result.blocked`` (count) while there is work to do, ``result.in_force`` when an
            approved version stands, and those of `look`.
    """
    with database.writing() as session:
        hold_results(session, competition.id)
        outcome = look(session, competition.id, stage)
        if outcome.blocks:
            raise Refusal("result.blocked", count=len(outcome.blocks))
        stage_id = stage.id if stage is not None else None
        _give_way(session, competition.id, stage_id)
        return write_result(session, actor, competition.id, stage_id, outcome, reason=reason)


def write_result(
    session: Session,
    actor: Principal,
    competition_id: int,
    stage_id: int | None,
    outcome: Outcome,
    *,
    reason: str,
) -> int:
    """Keep an outcome without blocks as the next version of its part; returns its id.

    Earlier versions have to have given way.
    """
    number = _next(session, competition_id, stage_id)
    row = _version(actor, competition_id, stage_id, outcome, number)
    row.reason = reason.strip()
    session.add(row)
    session.flush()
    _write_standings(session, row.id, competition_id, outcome)
    record(
        session,
        actor,
        "result.compute",
        f"result_version:{row.id}",
        competition_id=competition_id,
        detail={"part": outcome.part, "version": row.version, "entries": len(outcome.names)},
        after={"facts": row.facts_digest, "outcome": row.outcome_digest},
    )
    return row.id


def _give_way(session: Session, competition_id: int, stage_id: int | None) -> None:
    if in_force(session, competition_id, stage_id) is not None:
        raise Refusal("result.in_force")
    session.execute(
        update(ResultVersion)
        .where(
            ResultVersion.competition_id == competition_id,
            of_stage(stage_id),
            ResultVersion.state == "computed",
        )
        .values(state="superseded")
    )


def _next(session: Session, competition_id: int, stage_id: int | None) -> int:
    last = session.scalar(
        select(func.max(ResultVersion.version)).where(
            ResultVersion.competition_id == competition_id, of_stage(stage_id)
        )
    )
    return (last or 0) + 1


def stored_facts(
    hidden: Outcome, identities: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> dict[str, Any]:
    """What a version keeps of its facts, and what its first digest is taken over."""
    return {
        "facts": hidden.gathered.facts.to_json(),
        "taking_part": {
            key: sorted(entries) for key, entries in sorted(hidden.gathered.taking_part.items())
        },
        "commitments": {
            name: commitment(value["identity"], value["salt"])
            for group in identities.values()
            for name, value in group.items()
        },
        "rules": hidden.gathered.rule_set_digest,
    }


def stored_outcome(hidden: Outcome) -> dict[str, Any]:
    """What a version keeps of its outcome, and what its second digest is taken over."""
    return outcome_json(hidden.part, hidden.calculations)


def _version(
    actor: Principal, competition_id: int, stage_id: int | None, outcome: Outcome, number: int
) -> ResultVersion:
    identities = {group: binding(identity) for group, identity in identities_of(outcome).items()}
    hidden = hidden_outcome(outcome, identities)
    facts, results = stored_facts(hidden, identities), stored_outcome(hidden)
    return ResultVersion(
        competition_id=competition_id,
        stage_id=stage_id,
        rule_set_id=outcome.gathered.rule_set_id,
        version=number,
        state="computed",
        facts=facts,
        outcome=results,
        identities=identities,
        facts_digest=digest(facts),
        outcome_digest=digest(results),
        computed_by_id=actor.account_id,
        computed_at=now(),
    )


def _write_standings(
    session: Session, result_id: int, competition_id: int, outcome: Outcome
) -> None:
    evaluation = outcome.evaluation
    tiers = {
        row.key: row.id
        for row in session.scalars(
            select(AwardTier).where(AwardTier.competition_id == competition_id)
        )
    }
    awarded = {award.entry: tiers.get(award.tier) for award in evaluation.awards}
    admitted = goes_on(outcome.gathered, evaluation)
    earlier = {
        key: calculation.evaluation
        for key, calculation in outcome.calculations.items()
        if outcome.part == RESULT_PART and key != RESULT_PART
    }
    rows = [
        {
            "result_id": result_id,
            "entry_id": row_id(standing.entry),
            "track_id": outcome.names[standing.entry].track_id,
            "place": position,
            "rank": standing.rank,
            "rank_text": standing.text,
            "score": evaluation.score_of(standing.entry) or "",
            "group_key": standing.group,
            "stage_scores": [
                [key, before.score_of(standing.entry) or ""] for key, before in earlier.items()
            ],
            "advances": standing.entry in admitted,
            "tier_id": awarded.get(standing.entry),
            "note": evaluation.barred.get(standing.entry, standing.reason),
        }
        for position, standing in enumerate(evaluation.standings, start=1)
    ]
    if rows:
        session.execute(insert(Standing), rows)
