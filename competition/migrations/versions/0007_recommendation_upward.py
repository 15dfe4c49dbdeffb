"""Entries are recommended upward: levels, quotas, lists, each level's answers

Old rows: entries stay as they are; a competition without levels takes entries directly as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

STATES = ("draft", "submitted", "returned", "passed", "rejected", "withdrawn", "disqualified")
CLIMBING = ("draft", "recommending", "not_recommended", *STATES[1:])


def upgrade() -> None:
    _put_states(CLIMBING)
    op.create_table(
        "recommendation_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_recommendation_level_competition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_level")),
        sa.UniqueConstraint(
            "competition_id",
            "position",
            name=op.f("uq_recommendation_level_competition_id_position"),
        ),
    )
    op.create_table(
        "recommendation_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scan_key", sa.String(), nullable=False),
        sa.Column("scan_media_type", sa.String(), nullable=False),
        sa.Column("scan_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("matched_by", sa.String(), nullable=False),
        sa.Column("seal_text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "matched_by IN ('', 'qr', 'code')", name=op.f("ck_recommendation_list_matched_by_known")
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'sent', 'cancelled')",
            name=op.f("ck_recommendation_list_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_recommendation_list_competition_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_recommendation_list_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_recommendation_list_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_list")),
        sa.UniqueConstraint(
            "competition_id",
            "organisation_id",
            "serial",
            name=op.f("uq_recommendation_list_competition_id_organisation_id_serial"),
        ),
    )
    with op.batch_alter_table("recommendation_list", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendation_list_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "one_prepared_list",
            ["competition_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'prepared'"),
            postgresql_where=sa.text("state = 'prepared'"),
        )

    op.create_table(
        "recommendation_quota",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("substitutes", sa.Integer(), nullable=False),
        sa.Column("extended_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "number IS NULL OR number >= 0", name=op.f("ck_recommendation_quota_number_positive")
        ),
        sa.CheckConstraint(
            "substitutes >= 0", name=op.f("ck_recommendation_quota_substitutes_positive")
        ),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_recommendation_quota_competition_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["account.id"], name=op.f("fk_recommendation_quota_issued_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_recommendation_quota_organisation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "competition_id", "organisation_id", name=op.f("pk_recommendation_quota")
        ),
    )
    with op.batch_alter_table("recommendation_quota", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendation_quota_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "recommendation_route",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("needs_stamp", sa.Boolean(), nullable=False),
        sa.Column("is_selective", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_recommendation_route_competition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("competition_id", name=op.f("pk_recommendation_route")),
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_last", sa.Boolean(), nullable=False),
        sa.Column("nomination_order", sa.Integer(), nullable=True),
        sa.Column("is_substitute", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("lower_result", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'standby', 'forwarded', 'returned', 'declined', 'recalled', 'withdrawn')",
            name=op.f("ck_recommendation_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_recommendation_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_recommendation_competition_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_recommendation_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["level_id"], ["recommendation_level.id"], name=op.f("fk_recommendation_level_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["recommendation_list.id"], name=op.f("fk_recommendation_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"], ["organisation.id"], name=op.f("fk_recommendation_on_behalf_of_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_recommendation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("entry_id", "serial", name=op.f("uq_recommendation_entry_id_serial")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_recommendation_desk",
            ["competition_id", "organisation_id", "state", "is_last"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_recommendation_list_id"), ["list_id"], unique=False)
        batch_op.create_index(
            "one_last_answer_an_organisation",
            ["entry_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("is_last"),
            postgresql_where=sa.text("is_last"),
        )
        batch_op.create_index(
            "one_level_at_a_time",
            ["entry_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )


def downgrade() -> None:

    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(
            "one_level_at_a_time",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "one_last_answer_an_organisation",
            sqlite_where=sa.text("is_last"),
            postgresql_where=sa.text("is_last"),
        )
        batch_op.drop_index(batch_op.f("ix_recommendation_list_id"))
        batch_op.drop_index("ix_recommendation_desk")

    op.drop_table("recommendation")
    op.drop_table("recommendation_route")
    with op.batch_alter_table("recommendation_quota", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_quota_organisation_id"))

    op.drop_table("recommendation_quota")
    with op.batch_alter_table("recommendation_list", schema=None) as batch_op:
        batch_op.drop_index(
            "one_prepared_list",
            sqlite_where=sa.text("state = 'prepared'"),
            postgresql_where=sa.text("state = 'prepared'"),
        )
        batch_op.drop_index(batch_op.f("ix_recommendation_list_organisation_id"))

    op.drop_table("recommendation_list")
    op.drop_table("recommendation_level")
    op.execute(
        "UPDATE entry SET state = 'returned' WHERE state IN ('recommending', 'not_recommended')"
    )
    _put_states(STATES)


def _put_states(states: tuple[str, ...]) -> None:
    words = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("entry") as batch:
        batch.drop_constraint(op.f("ck_entry_state_known"), type_="check")
        batch.create_check_constraint(op.f("ck_entry_state_known"), f"state IN ({words})")
