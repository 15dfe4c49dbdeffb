"""Rules after they froze: proposed with a reason, put in force by a second person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.domain.canonical import digest
from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rubric_change import require_readable, require_wider
from competition.domain.rules import parse_rule_set
from competition.domain.sheet import Criterion
from competition.models import (
    Assignment,
    Competition,
    Proposal,
    ResultVersion,
    RuleSet,
    ScoreSheetVersion,
    Stage,
    database,
)
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.results.approval import close_proposal, held, hold_results, open_proposal
from competition.services.runtime import now
from competition.services.setup.rules import (
    check_rules,
    current_rule_set,
    dimensions_of,
    hold_scoring_stages,
    require_thawed,
    save_rule_set,
    scoring_stages,
    write_rule_set,
)
from competition.services.setup.seen import require_seen

ACTION = "change_rules"
Document = Mapping[str, Any]
Rubric = Sequence[Criterion]


def change_rules(
    actor: Principal,
    competition: Competition,
    document: Document,
    *,
    reason: str,
    seen: str | None = None,
) -> int | None:
    """Put rules in force, or propose them where a part that they change is frozen.

    Returns:
        the id of the proposal; None when the rules are in force.
    Raises:
        Refusal: those of `save_rule_set` and `propose_rules`.
    """
    before = current_rule_set(database.session, competition.id)
    if before is not None and _is_frozen(competition, before.document, document):
        return propose_rules(actor, competition, document, reason=reason, seen=seen)
    save_rule_set(actor, competition, document, reason=reason, seen=seen)
    return None


def propose_rules(
    actor: Principal,
    competition: Competition,
    document: Document,
    *,
    reason: str,
    seen: str | None = None,
) -> int:
    """Ask a second person to put other rules in force; returns the proposal's id.

    Raises:
        Refusal: ``rules.change_reason``, ``rules.change_none`` for the rules in force,
            ``setup.changed``, those of `check_rules`, `require_readable` and `require_wider`,
            ``proposal.open``, ``separation.*``, ``competition.ended``.
    """
    if not reason.strip():
        raise Refusal("rules.change_reason")
    with database.writing() as session:
        hold_results(session, competition.id)
        _require_running(session, competition)
        before = current_rule_set(session, competition.id)
        if before is None or before.document == document:
            raise Refusal("rules.change_none")
        require_seen(before.document, seen)
        check_rules(document, dimensions_of(session, competition.id))
        _require_sheets_fit(session, competition.id, before.document, document)
        subject = {"rule_set": before.id, "document": dict(document)}
        proposal = open_proposal(session, actor, competition, ACTION, subject, reason)
        record(
            session,
            actor,
            "rules.propose",
            f"proposal:{proposal.id}",
            competition_id=competition.id,
            detail={"version": before.version, "reason": reason.strip()[:200]},
            before=before.digest,
            after=digest(document),
        )
        return proposal.id


def answer_rules(actor: Principal, proposal: Proposal, *, approve: bool) -> None:
    """Put proposed rules in force as the second person, or decline them.

    Results computed and not yet approved give way; approved ones stay until they are withdrawn.

    Raises:
        Refusal: ``proposal.closed``, also for a proposal about something else; ``separation.*``,
            ``rules.change_outdated`` when other rules came into force since, those of
            `propose_rules`.
    """
    with database.writing() as session:
        proposal = held(session, proposal)
        if proposal.action != ACTION:
            raise Refusal("proposal.closed")
        noted = close_proposal(session, actor, proposal, approve=approve)
        if approve:
            noted |= _put_in_force(session, actor, proposal)
        record(
            session,
            actor,
            "rules.approve" if approve else "rules.decline",
            f"proposal:{proposal.id}",
            competition_id=proposal.competition_id,
            detail=noted,
            after=digest(proposal.subject["document"]),
        )


def open_change(session: Session, competition_id: int) -> Proposal | None:
    """The newest proposal of other rules that waits for a second person."""
    return session.scalars(
        select(Proposal)
        .where(
            Proposal.competition_id == competition_id,
            Proposal.action == ACTION,
            Proposal.state == "open",
        )
        .order_by(Proposal.id.desc())
        .limit(1)
    ).first()


def _is_frozen(competition: Competition, before: Document, after: Document) -> bool:
    try:
        require_thawed(database.session, competition, before, after)
    except Refusal:
        return True
    return False


def _require_running(session: Session, competition: Competition) -> None:
    session.refresh(competition)
    if competition.state == "closed":
        raise Refusal("competition.ended")


def _put_in_force(session: Session, actor: Principal, proposal: Proposal) -> dict[str, Any]:
    competition = session.get_one(Competition, proposal.competition_id)
    _require_running(session, competition)
    before = current_rule_set(session, competition.id)
    if before is None or before.id != proposal.subject["rule_set"]:
        raise Refusal("rules.change_outdated")
    document = proposal.subject["document"]
    hold_scoring_stages(session, competition.id)
    _require_sheets_fit(session, competition.id, before.document, document)
    for stage, _, _ in _other_rubrics(session, competition.id, before.document, document):
        if stage.rubric_frozen_at is not None:
            stage.rubric_frozen_at = now()
    row = write_rule_set(session, actor, competition, document, reason=proposal.reason)
    row.created_by_id, row.approved_by_id = proposal.proposed_by_id, actor.account_id
    session.execute(
        update(ResultVersion)
        .where(ResultVersion.competition_id == competition.id, ResultVersion.state == "computed")
        .values(state="superseded")
    )
    bump_public(session, competition.id)
    return {"version": row.version, "reason": row.reason[:200], "digest": row.digest}


def _other_rubrics(
    session: Session, competition_id: int, before: Document, after: Document
) -> Iterator[tuple[Stage, Rubric, Rubric]]:
    """The stages whose criteria change, with the old ones and the new ones."""
    old, new = parse_rule_set(before).stages, parse_rule_set(after).stages
    for stage in scoring_stages(session, competition_id):
        if stage.key in old and old[stage.key].criteria != new[stage.key].criteria:
            yield stage, old[stage.key].criteria, new[stage.key].criteria


def _require_sheets_fit(
    session: Session, competition_id: int, before: Document, after: Document
) -> None:
    """Refuse criteria that submitted sheets do not fit, in the stages whose criteria change.

    Before the lock no refusal may depend on a mark: only their judges know them.
    """
    for stage, old, new in _other_rubrics(session, competition_id, before, after):
        sheets = session.scalars(
            select(ScoreSheetVersion.marks)
            .join(Assignment, Assignment.id == ScoreSheetVersion.assignment_id)
            .where(Assignment.stage_id == stage.id, ScoreSheetVersion.is_current)
        )
        scored = [
            {key: mark for key, state, mark in marks if state == State.SCORED.value}
            for marks in sheets
        ]
        if scored and stage.state != "locked":
            require_wider(old, new)
        elif scored:
            require_readable(old, new, scored)


def rules_before(session: Session, proposal: Proposal) -> RuleSet:
    """The rules that a proposal would replace, or has replaced."""
    return session.get_one(RuleSet, proposal.subject["rule_set"])
