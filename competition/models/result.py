"""Rule sets, result versions, awards, and the decisions people took on the way."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.base import Base, one_of, unique_where
from competition.models.entry import Entry
from competition.models.event import Competition, Stage

RESULT_STATES = (
    "computed",
    "approved",
    "in_notice",
    "final",
    "superseded",
    "withdrawn",
)
IN_FORCE = "state IN ('approved', 'in_notice', 'final')"
DECISION_KINDS = ("order", "choose", "bar", "vacate", "revoke")


class RuleSet(Base):
    """One version of how marks become a ranking and awards; the last version is in force."""

    __tablename__ = "rule_set"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    digest: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    is_current: Mapped[bool]
    __table_args__ = (
        UniqueConstraint("competition_id", "version"),
        unique_where("one_current_rule_set", ("competition_id",), "is_current"),
    )


class AwardTier(Base):
    """An award of the competition, projected from the rule set, highest first."""

    __tablename__ = "award_tier"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("competition_id", "key"),)


class AwardQuota(Base):
    """How many of a tier, over all tracks (`track_id` empty) or in one track."""

    __tablename__ = "award_quota"
    id: Mapped[int] = mapped_column(primary_key=True)
    tier_id: Mapped[int] = mapped_column(ForeignKey("award_tier.id", ondelete="CASCADE"))
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id", ondelete="CASCADE"))
    number: Mapped[int]
    __table_args__ = (UniqueConstraint("tier_id", "track_id"),)


class Decision(Base):
    """What people decided where the rules leave it to them; the rules read it as a fact."""

    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), index=True
    )
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))
    kind: Mapped[str]
    subject: Mapped[dict[str, Any]]
    reason: Mapped[str]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (one_of("kind", DECISION_KINDS),)


class ResultVersion(Base):
    """A result as computed once: facts, outcome, digests, signature. Only its state moves on.

    `stage_id` empty means the final result that awards are taken from. `facts` and `outcome` are
    pseudonymised; `identities` maps each pseudonym to an entry and its salt, and is not digested.
    """

    __tablename__ = "result_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), index=True
    )
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(default="computed")
    facts: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]
    identities: Mapped[dict[str, Any]]
    facts_digest: Mapped[str]
    outcome_digest: Mapped[str]
    signature: Mapped[str] = mapped_column(default="")
    signing_key: Mapped[str] = mapped_column(default="")
    audit_head: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    computed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    computed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    notice_from: Mapped[datetime | None]
    notice_to: Mapped[datetime | None]
    notice_skipped_reason: Mapped[str] = mapped_column(default="")
    final_at: Mapped[datetime | None]
    final_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    stage: Mapped[Stage | None] = relationship()
    competition: Mapped[Competition] = relationship(viewonly=True)
    rule_set: Mapped[RuleSet] = relationship(viewonly=True)
    __table_args__ = (
        one_of("state", RESULT_STATES),
        UniqueConstraint("competition_id", "stage_id", "version"),
        unique_where("one_stage_result_in_force", ("competition_id", "stage_id"), IN_FORCE),
        unique_where(
            "one_final_result_in_force", ("competition_id",), f"{IN_FORCE} AND stage_id IS NULL"
        ),
    )


class Standing(Base):
    """One entry's line in a result version, for lists; the outcome document is what is signed.

    `rank_text` is the rank as it is printed, 2.5 where two share the second place, empty for the
    unranked; `group_key` is the group it is ranked in, empty for all in one; `stage_scores` are
    the scores of the stages before as [stage key, text], in their order.
    """

    __tablename__ = "standing"
    result_id: Mapped[int] = mapped_column(
        ForeignKey("result_version.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
    )
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"))
    place: Mapped[int]
    rank: Mapped[int | None]
    rank_text: Mapped[str] = mapped_column(default="")
    score: Mapped[str] = mapped_column(default="")
    group_key: Mapped[str] = mapped_column(default="")
    stage_scores: Mapped[list[Any]] = mapped_column(default=list)
    advances: Mapped[bool] = mapped_column(default=False)
    tier_id: Mapped[int | None] = mapped_column(ForeignKey("award_tier.id"))
    note: Mapped[str] = mapped_column(default="")
    entry: Mapped[Entry] = relationship(viewonly=True)
    tier: Mapped[AwardTier | None] = relationship(viewonly=True)
    __table_args__ = (
        Index("ix_standing_result_place", "result_id", "track_id", "place"),
        Index("ix_standing_entry", "entry_id"),
    )


class Award(Base):
    """An entry has won a tier, by a final result."""

    __tablename__ = "award"
    id: Mapped[int] = mapped_column(primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("result_version.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    tier_id: Mapped[int] = mapped_column(ForeignKey("award_tier.id"), index=True)
    entry: Mapped[Entry] = relationship(viewonly=True)
    tier: Mapped[AwardTier] = relationship(viewonly=True)
    __table_args__ = (UniqueConstraint("result_id", "entry_id"),)


class Proposal(Base):
    """What one person proposed and a second person must approve before it happens.

    `outcome` is what came of it where that is kept: of a correction, what it changed.
    """

    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), index=True
    )
    action: Mapped[str]
    subject: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="open")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    competition: Mapped[Competition] = relationship(viewonly=True)
    __table_args__ = (
        one_of(
            "action",
            (
                "publish_result",
                "withdraw_result",
                "correct_score",
                "correct_fact",
                "revoke_certificate",
                "change_rules",
                "decide_objection",
            ),
        ),
        one_of("state", ("open", "approved", "declined", "withdrawn")),
    )
