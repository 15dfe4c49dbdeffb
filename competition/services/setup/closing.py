"""The end of a competition: its result is final and its certificates are out, or not wanted."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import Competition, ResultVersion, database
from competition.services.audit import record
from competition.services.certificates.due import count_due
from competition.services.objecting.blocking import require_none_open
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.results.approval import hold_results


@dataclass(frozen=True, slots=True)
class Ending:
    """Whether a competition can be ended.

    Args:
        is_final: the result of the whole is final.
        due: awarded entries that have no certificate yet.
    """

    is_final: bool
    due: int


def ending_of(session: Session, competition_id: int) -> Ending:
    """Where a competition stands at its end. One statement."""
    final = exists().where(
        ResultVersion.competition_id == competition_id,
        ResultVersion.stage_id.is_(None),
        ResultVersion.state == "final",
    )
    due = count_due(competition_id, per_member=False).scalar_subquery()
    row = session.execute(select(final, due)).one()
    return Ending(bool(row[0]), int(row[1] or 0))


def end_competition(
    actor: Principal, competition: Competition, *, without_certificates: bool = False
) -> None:
    """End an open competition: it takes no more entries or changes of them; all stays readable.

    Args:
        without_certificates: certificates that are still due are not wanted.
    Raises:
        Refusal: ``competition.not_open``, ``competition.not_final``,
            ``competition.certificates_due`` (count), ``objection.open`` (count, numbers) while an
            objection or appeal is not settled.
    """
    with database.writing() as session:
        hold_results(session, competition.id)
        session.refresh(competition)
        if competition.state != "open" or competition.is_rehearsal:
            raise Refusal("competition.not_open")
        ending = ending_of(session, competition.id)
        if not ending.is_final:
            raise Refusal("competition.not_final")
        require_none_open(session, _final_result(session, competition.id))
        if ending.due and not without_certificates:
            raise Refusal("competition.certificates_due", count=ending.due)
        _put(session, actor, competition, "closed", "competition.close", {"missing": ending.due})


def _final_result(session: Session, competition_id: int) -> ResultVersion:
    """The final result of the whole."""
    return session.scalars(
        select(ResultVersion).where(
            ResultVersion.competition_id == competition_id,
            ResultVersion.stage_id.is_(None),
            ResultVersion.state == "final",
        )
    ).one()


def reopen_competition(actor: Principal, competition: Competition, *, reason: str) -> None:
    """Open an ended competition again.

    Raises:
        Refusal: ``competition.not_closed``, ``competition.reason``.
    """
    if not reason.strip():
        raise Refusal("competition.reason")
    with database.writing() as session:
        hold_results(session, competition.id)
        session.refresh(competition)
        if competition.state != "closed":
            raise Refusal("competition.not_closed")
        detail = {"reason": reason.strip()[:200]}
        _put(session, actor, competition, "open", "competition.reopen", detail)


def _put(
    session: Session,
    actor: Principal,
    competition: Competition,
    state: str,
    action: str,
    detail: dict[str, Any],
) -> None:
    before, competition.state = competition.state, state
    bump_public(session, competition.id)
    record(
        session,
        actor,
        action,
        f"competition:{competition.id}",
        competition_id=competition.id,
        detail=detail,
        before={"state": before},
        after={"state": state},
    )
