"""Results after a correction: those it touches give way and are computed anew."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import ResultVersion
from competition.services.principal import Principal
from competition.services.results.compute import write_result
from competition.services.results.correction_effect import Effect
from competition.services.results.gather import gather
from competition.services.results.gathered import Gathered
from competition.services.results.outcome import look_at
from competition.services.results.publication import supersede


def replace_results(
    session: Session,
    actor: Principal,
    competition_id: int,
    stage_id: int | None,
    effect: Effect,
    *,
    reason: str,
) -> dict[str, Any]:
    """Let the versions that stand on what was corrected give way, and compute them anew.

    The result of the stage, or of the whole for None, is computed in any case. Where there is
    work left, such as a tie that the committee decides, nothing is computed, and an organiser does
    it afterwards.

    Returns:
        for the record: ids of versions ``superseded``; ``computed``, each with its ``result`` and
        its ``stage``, None for the whole; and ``blocked``, how many parts wait for work.
    """
    ids = [one.ident for one in effect.versions]
    rows = session.scalars(
        select(ResultVersion).where(ResultVersion.id.in_(ids)).order_by(ResultVersion.id)
    ).all()
    for row in rows:
        supersede(session, actor, row, reason=reason)
    session.flush()
    gathered = gather(session, competition_id)
    parts: list[int | None] = [stage_id]
    parts += [
        one.id
        for one in gathered.stages
        if one.id != stage_id and any(row.stage_id == one.id for row in rows)
    ]
    if stage_id is not None and any(row.stage_id is None for row in rows):
        parts.append(None)
    computed = {part: _compute(session, actor, gathered, part, reason) for part in parts}
    return {
        "superseded": ids,
        "computed": [
            {"stage": part, "result": ident}
            for part, ident in computed.items()
            if ident is not None
        ],
        "blocked": list(computed.values()).count(None),
    }


def _compute(
    session: Session, actor: Principal, gathered: Gathered, stage_id: int | None, reason: str
) -> int | None:
    """The new version of one part; None while there is work left."""
    stage = next((one for one in gathered.stages if one.id == stage_id), None)
    competition_id = gathered.stages[0].competition_id
    try:
        outcome = look_at(session, competition_id, gathered, stage)
    except Refusal:
        return None
    if outcome.blocks:
        return None
    return write_result(session, actor, competition_id, stage_id, outcome, reason=reason)
