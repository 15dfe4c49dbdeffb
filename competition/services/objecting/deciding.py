"""The panel's decision: one drafts it, a second person signs, and then it is carried out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from competition.domain.handling import require_untied
from competition.domain.objections import (
    CHANGING,
    Action,
    Consequence,
    Finding,
    State,
    next_state,
    require_consequence,
)
from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    Entry,
    Objection,
    Proposal,
    Standing,
    database,
)
from competition.services.entries.moves import tell_entrant
from competition.services.notifications import notify
from competition.services.objecting.consequences import carry_out, fills
from competition.services.objecting.handling import (
    ACTION,
    checked_text,
    handlers_of,
    held_objection,
    open_draft,
    record_objection,
)
from competition.services.objecting.ties import candidates
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.results.approval import close_proposal, held, open_proposal
from competition.services.results.correction_effect import Effect
from competition.services.results.correction_preview import effect_of, part_of_subject
from competition.services.results.correction_results import replace_results
from competition.services.results.gather import gather
from competition.services.results.gathered import EntryName, Gathered
from competition.services.results.outcome import calculate_gathered
from competition.services.results.rule_preview import last_part
from competition.services.results.score_corrections import ACTIONS, running
from competition.services.runtime import now

LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the panel found and decided.

    Args:
        found: the facts as the panel found them.
        reasons: why it decided so.
    """

    finding: Finding
    consequence: Consequence
    found: str
    reasons: str


def draft_decision(actor: Principal, objection: Objection, ruling: Ruling) -> int:
    """Write the decision down, to be signed by a second handler; returns the proposal's id.

    Raises:
        Refusal: ``objection.state``, ``objection.not_handler``, ``objection.tie_*`` (name) where
            one came about since, ``objection.drafted``, ``objection.reason``,
            ``objection.no_entry``, ``objection.rejected_changes``, ``objection.no_award``,
            ``objection.no_backfill``,
            ``correction.next_locked``, ``correction.next_scored`` (stage), ``separation.*``,
            ``text.too_long`` (length, limit), ``competition.ended``.
    """
    found, reasons = (checked_text(text, LONGEST) for text in (ruling.found, ruling.reasons))
    with database.writing() as session:
        row = held_objection(session, objection)
        next_state(State(row.state), Action.DECIDE)
        require_handler(session, actor, row)
        if open_draft(session, row) is not None:
            raise Refusal("objection.drafted")
        subject = _subject(row, ruling, found)
        _require_possible(session, row, ruling, subject)
        competition = session.get_one(Competition, row.competition_id)
        proposal = open_proposal(session, actor, competition, ACTION, subject, reasons)
        record_objection(session, actor, "objection.draft", row, kind=ruling.consequence.value)
        others = handlers_of(session, row.id) - {actor.account_id}
        notify(
            session,
            others,
            "objection.drafted",
            {"number": row.serial},
            competition_id=row.competition_id,
            path=f"/organiser/objections/{row.id}",
        )
        return proposal.id


def answer_decision(actor: Principal, proposal: Proposal, *, approve: bool, seen: str = "") -> None:
    """Sign a drafted decision as the second person, which carries it out; or give it back.

    Results that stand on what is changed are superseded and computed anew, for two persons to
    approve; where winners change they need a full notice of their own.

    Args:
        seen: `Effect.seen` of the effect that was before the person; empty without one.
    Raises:
        Refusal: ``proposal.closed``, ``objection.state``, ``objection.not_handler``,
            ``objection.tie_*`` (name), ``separation.*``, ``correction.outdated`` where the rules
            changed since, ``correction.looked_old``, ``correction.next_locked``,
            ``correction.next_scored`` (stage), ``competition.ended``.
    """
    with database.writing() as session:
        proposal = held(session, proposal)
        if proposal.action != ACTION:
            raise Refusal("proposal.closed")
        row = session.get_one(Objection, proposal.subject["objection"], populate_existing=True)
        require_handler(session, actor, row)
        noted = close_proposal(session, actor, proposal, approve=approve)
        if not approve:
            record_objection(session, actor, "objection.give_back", row)
            return
        running(session, row.competition_id)
        row.state = next_state(State(row.state), Action.DECIDE).value
        row.finding = proposal.subject["finding"]
        row.consequence = proposal.subject["change"]
        row.decided_at, row.proposal_id = now(), proposal.id
        if row.consequence in CHANGING:
            noted |= _change(session, actor, row, proposal, seen)
        proposal.outcome = {**(proposal.outcome or {}), **noted}
        bump_public(session, row.competition_id)
        record_objection(session, actor, "objection.decide", row, **noted)
        _tell(session, row)


def link_correction(actor: Principal, objection: Objection, proposal: Proposal) -> None:
    """Say by which correction a decision to correct is carried out.

    Raises:
        Refusal: ``objection.no_correction`` for another kind of proposal, one of another
            competition or entry, one proposed before the decision, or where the decision was
            not to correct; ``competition.ended``.
    """
    with database.writing() as session:
        row = held_objection(session, objection)
        about = proposal.subject.get("entry") or None
        if (
            row.consequence != Consequence.CORRECT
            or proposal.action not in ACTIONS
            or proposal.competition_id != row.competition_id
            or proposal.state not in ("open", "approved")
            or row.decided_at is None
            or proposal.proposed_at < row.decided_at
            or (row.entry_id is not None and about != row.entry_id)
        ):
            raise Refusal("objection.no_correction")
        row.correction_id = proposal.id
        record_objection(session, actor, "objection.link_correction", row, to=proposal.id)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a drafted decision would change by now.

    Args:
        effect: None where nothing is to change, or where it cannot.
        fault: why it cannot be carried out.
        names: of the entries, by id.
    """

    effect: Effect | None = None
    fault: Refusal | None = None
    names: Mapping[int, EntryName] = field(default_factory=dict)


def preview(session: Session, proposal: Proposal) -> Preview:
    """What a drafted decision would change. Six statements at most, none where nothing is to."""
    if proposal.subject["change"] not in CHANGING:
        return Preview()
    try:
        gathered = gather(session, proposal.competition_id)
        effect = _effect(session, gathered, proposal.subject)
    except Refusal as refusal:
        return Preview(fault=refusal)
    return Preview(effect, names={one.id: one for one in gathered.entries.values()})


def require_handler(session: Session, actor: Principal, row: Objection) -> None:
    """Let somebody pass who was named for this objection and has no tie to it by now.

    Raises:
        Refusal: ``objection.not_handler``, ``objection.tie_*`` (name).
    """
    if actor.account_id not in handlers_of(session, row.id):
        raise Refusal("objection.not_handler")
    for one in candidates(session, row, [actor.account_id]):
        require_untied(one.name, one.tie)


def _subject(row: Objection, ruling: Ruling, found: str) -> dict[str, Any]:
    return {
        "objection": row.id,
        "stage": row.stage_id or 0,
        "entry": row.entry_id or 0,
        "judge": 0,
        "change": ruling.consequence.value,
        "finding": ruling.finding.value,
        "found": found,
        "rules": 0,
    }


def _require_possible(
    session: Session, row: Objection, ruling: Ruling, subject: dict[str, Any]
) -> None:
    """Whether what is decided can follow; what would come of it is looked at."""
    changes = ruling.consequence in CHANGING
    if changes and row.entry_id is None:
        raise Refusal("objection.no_entry")
    gathered = gather(session, row.competition_id) if changes else None
    part = part_of_subject(gathered, subject) if gathered else ""
    require_consequence(
        ruling.finding,
        ruling.consequence,
        has_award=gathered is not None and _has_award(session, row),
        fills=gathered is not None and fills(gathered, part),
    )
    if gathered is not None:
        subject["rules"] = gathered.rule_set_id
        _effect(session, gathered, subject)


def _has_award(session: Session, row: Objection) -> bool:
    standing = session.get(Standing, (row.result_id, row.entry_id))
    return standing is not None and standing.tier_id is not None


def _effect(session: Session, gathered: Gathered, subject: dict[str, Any]) -> Effect:
    """What would change, which must be possible under the rules that were looked at."""
    if gathered.rule_set_id != subject["rules"]:
        raise Refusal("correction.outdated")
    effect = effect_of(session, gathered, subject)
    following = effect.next_stage
    if following is not None and following.fault:
        name = next(one.name for one in gathered.stages if one.id == following.stage)
        raise Refusal(following.fault, stage=name)
    return effect


def _change(
    session: Session, actor: Principal, row: Objection, proposal: Proposal, seen: str
) -> dict[str, Any]:
    """Carry out what changes the result; returns what the record notes."""
    gathered = gather(session, row.competition_id)
    effect = _effect(session, gathered, proposal.subject)
    if effect.seen != seen:
        raise Refusal("correction.looked_old")
    part = part_of_subject(gathered, proposal.subject)
    before = calculate_gathered(gathered, last_part(gathered))[part].evaluation
    carry_out(session, actor, proposal, gathered, part, before)
    proposal.outcome = {"effect": effect.to_json()}
    return replace_results(
        session, actor, row.competition_id, row.stage_id, effect, reason=f"objection:{row.serial}"
    )


def _tell(session: Session, row: Objection) -> None:
    """The entry and whoever appealed learn that it was decided, not who objected."""
    if row.entry_id is not None:
        entry = session.get_one(Entry, row.entry_id)
        tell_entrant(session, [entry], "objection.decided", number=row.serial)
