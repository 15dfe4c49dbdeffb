"""Decisions that the rules leave to people: an order among the tied, a choice at a boundary."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.domain.rules import Block, RuleSet
from competition.domain.rules.steps.award import Award
from competition.domain.rules.steps.bar import Bar, Ground
from competition.models import Competition, Stage, database
from competition.models import Decision as DecisionRow
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.results.approval import hold_results
from competition.services.results.gather import gather
from competition.services.results.gathered import entry_key
from competition.services.results.outcome import Outcome, look
from competition.services.runtime import now

TIE_IN_QUOTA = "TIE_IN_QUOTA"
KIND_OF_BLOCK = {
    "TIE_IN_RANK": "order",
    **dict.fromkeys(("TIE_AT_CUT", "TIE_AT_AWARD", "TIE_AT_CAP", "TIE_IN_RATIOS"), "choose"),
}


def decide(
    actor: Principal,
    competition: Competition,
    stage: Stage | None,
    *,
    part: str,
    step: str,
    among: Sequence[int],
    chosen: Sequence[int],
    reason: str,
) -> None:
    """Record what the committee decided about the tied entries of one block.

    Args:
        among: ids of all tied entries; they must be exactly those of a block that stands now.
        chosen: for an order all of them, best first; for a choice as many as there are places.
    Raises:
        Refusal: ``decision.gone`` when no such tie stands (any more), ``decision.number``
            (places), ``decision.order``, ``decision.reason``.
    """
    if not reason.strip():
        raise Refusal("decision.reason")
    keys = sorted(entry_key(entry) for entry in among)
    with database.writing() as session:
        hold_results(session, competition.id)
        outcome = look(session, competition.id, stage)
        block = _standing_block(outcome, part, step, keys)
        kind = KIND_OF_BLOCK[block.code]
        _check_choice(block, kind, among, chosen)
        subject = {
            "part": part,
            "step": step,
            "among": keys,
            "chosen": [entry_key(entry) for entry in chosen],
        }
        stage_id = stage.id if stage is not None else None
        _write(session, actor, competition.id, stage_id, kind, subject, reason)


def decide_quota(
    actor: Principal,
    competition: Competition,
    stage: Stage | None,
    *,
    part: str,
    step: str,
    tier: str,
    order: Sequence[str],
    reason: str,
) -> None:
    """Record which of the groups with equal claims come first to the places of a tier.

    Args:
        order: keys of the groups, best first; exactly those of a block that stands now.
    Raises:
        Refusal: ``decision.gone``, ``decision.order``, ``decision.reason`` as `decide`.
    """
    if not reason.strip():
        raise Refusal("decision.reason")
    with database.writing() as session:
        hold_results(session, competition.id)
        block = _quota_block(look(session, competition.id, stage), part, step, tier)
        among = tied_groups(block)
        if sorted(order) != sorted(among):
            raise Refusal("decision.order")
        subject = {"part": part, "step": step, "tier": tier, "among": among, "chosen": [*order]}
        stage_id = stage.id if stage is not None else None
        _write(session, actor, competition.id, stage_id, "order", subject, reason)


def tied_groups(block: Block) -> list[str]:
    """The keys of the groups with equal claims that a block about a quota names."""
    return str(block.values["groups"]).split(", ")


def leave_vacant(
    actor: Principal,
    competition: Competition,
    *,
    tier: str,
    group: str,
    places: int,
    reason: str,
) -> None:
    """Record that places of a tier stay empty (宁缺毋滥); nobody's rank changes.

    Args:
        group: one of those that the award is given in, or empty for every group.
    Raises:
        Refusal: ``decision.reason``, ``decision.tier`` for a tier, group or number that the rules
            do not have.
    """
    if not reason.strip():
        raise Refusal("decision.reason")
    with database.writing() as session:
        hold_results(session, competition.id)
        gathered = gather(session, competition.id)
        step = award_step(gathered.rules)
        known = step is not None and any(one.key == tier for one in step.tiers)
        if step is None or not known or places < 1:
            raise Refusal("decision.tier")
        present = {entry.attributes.get(step.per or "") for entry in gathered.facts.entries}
        if group and group not in present:
            raise Refusal("decision.tier")
        _write(
            session,
            actor,
            competition.id,
            None,
            "vacate",
            {
                "part": gathered.rules.last.key,
                "step": step.name,
                "tier": tier,
                "group": group,
                "places": places,
            },
            reason,
        )


def bar_entry(actor: Principal, competition: Competition, entry_id: int, *, reason: str) -> None:
    """Record that an entry keeps its rank and gets no award.

    Raises:
        Refusal: ``decision.reason``, ``decision.bar`` when the rules have no step for it,
            ``result.standing`` for an entry that takes no part.
    """
    if not reason.strip():
        raise Refusal("decision.reason")
    with database.writing() as session:
        hold_results(session, competition.id)
        gathered = gather(session, competition.id)
        bars = [step for step in gathered.rules.last.steps if isinstance(step, Bar)]
        step = next((bar for bar in bars if bar.ground is Ground.RECORDED), None)
        if step is None:
            raise Refusal("decision.bar")
        if entry_key(entry_id) not in gathered.entries:
            raise Refusal("result.standing")
        subject = {
            "part": gathered.rules.last.key,
            "step": step.name,
            "chosen": [entry_key(entry_id)],
            "among": [],
        }
        _write(session, actor, competition.id, None, "bar", subject, reason)


def award_step(rules: RuleSet) -> Award | None:
    """The step that gives awards, if the rules have one."""
    return next((step for step in rules.last.steps if isinstance(step, Award)), None)


def withdraw_decision(actor: Principal, competition: Competition, decision_id: int) -> None:
    """Take a decision back; results computed from it stand until they are computed anew.

    Raises:
        Refusal: ``decision.gone``, ``decision.objection`` for what two persons decided about one.
    """
    with database.writing() as session:
        hold_results(session, competition.id)
        row = session.get(DecisionRow, decision_id)
        if row is None or row.competition_id != competition.id or row.withdrawn_at is not None:
            raise Refusal("decision.gone")
        if "objection" in row.subject:
            raise Refusal("decision.objection")
        row.withdrawn_at = now()
        record(
            session,
            actor,
            "result.undecide",
            f"decision:{row.id}",
            competition_id=competition.id,
            before=row.subject,
        )


def _write(
    session: Session,
    actor: Principal,
    competition_id: int,
    stage_id: int | None,
    kind: str,
    subject: dict[str, Any],
    reason: str,
) -> None:
    row = DecisionRow(
        competition_id=competition_id,
        stage_id=stage_id,
        kind=kind,
        subject=subject,
        reason=reason.strip(),
        decided_by_id=actor.account_id,
        decided_at=now(),
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor,
        "result.decide",
        f"decision:{row.id}",
        competition_id=competition_id,
        detail={"kind": kind, "reason": reason.strip()[:200]},
        after=subject,
    )


def _standing_block(outcome: Outcome, part: str, step: str, keys: list[str]) -> Block:
    calculation = outcome.calculations.get(part)
    for block in calculation.evaluation.blocks if calculation is not None else ():
        if block.code in KIND_OF_BLOCK and block.step == step and sorted(block.entries) == keys:
            return block
    raise Refusal("decision.gone")


def _quota_block(outcome: Outcome, part: str, step: str, tier: str) -> Block:
    calculation = outcome.calculations.get(part)
    for block in calculation.evaluation.blocks if calculation is not None else ():
        at = (block.code, block.step, block.values.get("tier"))
        if at == (TIE_IN_QUOTA, step, tier):
            return block
    raise Refusal("decision.gone")


def _check_choice(block: Block, kind: str, among: Sequence[int], chosen: Sequence[int]) -> None:
    if kind == "order":
        if sorted(chosen) != sorted(among):
            raise Refusal("decision.order")
        return
    places = int(block.values["places"])
    if len(set(chosen)) != places or not set(chosen) <= set(among):
        raise Refusal("decision.number", places=places)
