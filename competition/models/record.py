"""The record of what happened, and the rows that make repeated and long work safe."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.models.base import Base, LongId, one_of


class AuditRecord(Base):
    """One action. The sealer gives it a place in its competition's chain within a second.

    Append-only: no service updates a sealed row. `competition_id` is a plain number, so that
    deleting a rehearsal leaves its record.
    """

    __tablename__ = "audit_record"
    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    competition_id: Mapped[int | None]
    at: Mapped[datetime]
    account_id: Mapped[int | None]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    before_digest: Mapped[str] = mapped_column(default="")
    after_digest: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int | None]
    chain_hash: Mapped[str | None]
    __table_args__ = (
        Index("ix_audit_record_chain", "competition_id", "sequence"),
        Index("ix_audit_record_unsealed", "chain_hash", "id"),
        Index("ix_audit_record_subject", "subject"),
    )


class AuditHead(Base):
    """The head of a competition's chain at the end of a day, signed."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int]
    day: Mapped[date]
    sequence: Mapped[int]
    chain_hash: Mapped[str]
    signature: Mapped[str]
    signing_key: Mapped[str]
    __table_args__ = (UniqueConstraint("competition_id", "day"),)


class IdempotencyKey(Base):
    """The answer given to a write that a phone may repeat, stored in the same transaction."""

    __tablename__ = "idempotency_key"
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)


class Job(Base):
    """Long work, written in the transaction of its cause; runs until its effect is there once."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int | None] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="ready")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    run_at: Mapped[datetime]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        one_of("state", ("ready", "running", "done", "failed")),
        Index("ix_job_waiting", "state", "run_at"),
    )
