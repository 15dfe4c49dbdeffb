"""One record for each action, written in its transaction; a sealer chains them within a second."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from competition.domain.canonical import canonical_json
from competition.models import AuditRecord
from competition.models.prepared import Prepared, insert_named
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.vault import keyed_digest

SYSTEM = "system"
ADD_RECORD = Prepared(
    insert_named(
        AuditRecord,
        "competition_id",
        "at",
        "account_id",
        "actor",
        "action",
        "subject",
        "detail",
        "before_digest",
        "after_digest",
    )
)


def digest_of(state: Any) -> str:
    """Keyed digest of a state before or after an action; empty for no state."""
    return "" if state is None else keyed_digest("audit", canonical_json(state))


def record(
    session: Session | Connection,
    actor: Principal | None,
    action: str,
    subject: str,
    *,
    competition_id: int | None = None,
    detail: dict[str, Any] | None = None,
    before: Any = None,
    after: Any = None,
) -> None:
    """Write what happened, in the transaction in which it happens.

    Args:
        actor: who acted; None for the system itself.
        action: a verb phrase as code, such as ``entry.submit``.
        subject: what was acted on, as ``kind:id``.
        detail: plain values that say more; never a personal number, a mark or a choice.
        before, after: canonical states; only their keyed digests are kept.
    """
    ADD_RECORD.all(
        session if isinstance(session, Connection) else session.connection(),
        {
            "competition_id": competition_id,
            "at": now(),
            "account_id": actor.account_id if actor else None,
            "actor": actor.name if actor else SYSTEM,
            "action": action,
            "subject": subject,
            "detail": detail or {},
            "before_digest": digest_of(before),
            "after_digest": digest_of(after),
        },
    )
