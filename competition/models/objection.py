"""Public notices as an organiser words them, and objections and appeals with those who handle them.

Who raised one is sealed under the installation's data key, for checking and answering it only.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.account import Account
from competition.models.base import Base, index_known, one_of
from competition.models.entry import Entry
from competition.models.event import Competition, Stage
from competition.models.result import ResultVersion

OBJECTION_KINDS = ("objection", "appeal")
OBJECTION_CHANNELS = ("web", "letter", "visit", "phone", "account")
OBJECTION_STATES = ("received", "admitted", "refused", "decided", "withdrawn")
OBJECTION_TOPICS = ("award", "rank", "criterion", "event", "other")
FINDINGS = ("", "upheld", "partly", "rejected")
CONSEQUENCES = ("", "none", "correct", "strike", "vacant", "disqualify")


class NoticeSetting(Base):
    """What a competition's notices say, and how long people have; without a row the defaults.

    `approval_number` is the 批准文号 that a name like 全国 needs. Days are working days.
    """

    __tablename__ = "notice_setting"
    competition_id: Mapped[int] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), primary_key=True
    )
    approval_number: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    signer: Mapped[str] = mapped_column(default="")
    notice_days: Mapped[int]
    appeal_days: Mapped[int]
    handling_days: Mapped[int]
    panel_least: Mapped[int]
    __table_args__ = (
        CheckConstraint(
            "notice_days > 0 AND appeal_days > 0 AND handling_days > 0", name="days_positive"
        ),
        CheckConstraint("panel_least >= 2", name="panel_of_two"),
    )


class Objection(Base):
    """One objection or appeal against a result version, or against one entry in it.

    `serial` counts within the competition. `about_name` is the criterion or event as it was named.
    `proposal_id` is the decision that two persons signed, `correction_id` a correction that was
    made because of it; both are plain links to proposals.
    """

    __tablename__ = "objection"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    result_id: Mapped[int] = mapped_column(
        ForeignKey("result_version.id", ondelete="CASCADE"), index=True
    )
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), index=True
    )
    serial: Mapped[int]
    kind: Mapped[str]
    channel: Mapped[str]
    state: Mapped[str] = mapped_column(default="received")
    about: Mapped[str]
    about_name: Mapped[str] = mapped_column(default="")
    facts: Mapped[str]
    grounds: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    name_sealed: Mapped[str]
    unit_sealed: Mapped[str]
    phone_sealed: Mapped[str | None]
    id_number_sealed: Mapped[str | None]
    retain_until: Mapped[datetime]
    token_digest: Mapped[str] = mapped_column(unique=True)
    token_sealed: Mapped[str]
    received_at: Mapped[datetime]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    refused_reason: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    finding: Mapped[str] = mapped_column(default="")
    consequence: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    proposal_id: Mapped[int | None]
    correction_id: Mapped[int | None]
    competition: Mapped[Competition] = relationship(viewonly=True)
    result: Mapped[ResultVersion] = relationship(viewonly=True)
    stage: Mapped[Stage | None] = relationship(viewonly=True)
    entry: Mapped[Entry | None] = relationship(viewonly=True)
    files: Mapped[list["ObjectionFile"]] = relationship(
        order_by="ObjectionFile.id", cascade="all, delete-orphan"
    )
    __table_args__ = (
        one_of("kind", OBJECTION_KINDS),
        one_of("channel", OBJECTION_CHANNELS),
        one_of("state", OBJECTION_STATES),
        one_of("about", OBJECTION_TOPICS),
        one_of("finding", FINDINGS),
        one_of("consequence", CONSEQUENCES),
        UniqueConstraint("competition_id", "serial"),
        CheckConstraint("state <> 'refused' OR refused_reason <> ''", name="refused_why"),
        CheckConstraint(
            "(state = 'decided') = (finding <> '') AND (state = 'decided') = (consequence <> '')",
            name="decided_whole",
        ),
        Index("ix_objection_board", "competition_id", "state", "id"),
        index_known("objection_account", "account_id"),
    )


class ObjectionHandler(Base):
    """Somebody whom the organiser named to handle an objection."""

    __tablename__ = "objection_handler"
    objection_id: Mapped[int] = mapped_column(
        ForeignKey("objection.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    named_at: Mapped[datetime]
    account: Mapped[Account] = relationship(foreign_keys=[account_id])


class ObjectionFile(Base):
    """Evidence that was handed in with an objection."""

    __tablename__ = "objection_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(
        ForeignKey("objection.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    storage_key: Mapped[str] = mapped_column(index=True)
    __table_args__ = (CheckConstraint("size > 0", name="size_positive"),)
