"""Decisions that the rules leave to people: an order among the tied, a choice at a boundary."""

from collections.abc import Sequence

from competition.domain.refusal import Refusal
from competition.domain.rules import Block
from competition.models import Competition, Stage, database
from competition.models import Decision as DecisionRow
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.results.gather import entry_key
from competition.services.results.outcome import look
from competition.services.runtime import now

KIND_OF_BLOCK = {"TIE_IN_RANK": "order", "TIE_AT_CUT": "choose", "TIE_AT_AWARD": "choose"}


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
        outcome = look(session, competition.id, stage)
        block = _standing_block(outcome.blocks, step, keys)
        kind = KIND_OF_BLOCK[block.code]
        _check_choice(block, kind, among, chosen)
        row = DecisionRow(
            competition_id=competition.id,
            stage_id=stage.id if stage is not None else None,
            kind=kind,
            subject={
                "part": part,
                "step": step,
                "among": keys,
                "chosen": [entry_key(entry) for entry in chosen],
            },
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
            competition_id=competition.id,
            detail={"kind": kind, "part": part, "step": step, "reason": reason.strip()[:200]},
            after=row.subject,
        )


def withdraw_decision(actor: Principal, competition: Competition, decision_id: int) -> None:
    """Take a decision back; results computed from it stand until they are computed anew.

    Raises:
        Refusal: ``decision.gone``.
    """
    with database.writing() as session:
        row = session.get(DecisionRow, decision_id)
        if row is None or row.competition_id != competition.id or row.withdrawn_at is not None:
            raise Refusal("decision.gone")
        row.withdrawn_at = now()
        record(
            session,
            actor,
            "result.undecide",
            f"decision:{row.id}",
            competition_id=competition.id,
            before=row.subject,
        )


def _standing_block(blocks: Sequence[Block], step: str, keys: list[str]) -> Block:
    for block in blocks:
        if block.code in KIND_OF_BLOCK and block.step == step and sorted(block.entries) == keys:
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
