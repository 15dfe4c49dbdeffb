"""Events and items: bonuses, deductions, times, vetoes, votes, and difficulties

Old rows: they stay as they are; there were no events and no items.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ACTIONS = ("publish_result", "withdraw_result", "correct_score", "revoke_certificate")
CHECK = "ck_proposal_action_known"
STANDING = "withdrawn_at IS NULL"
REPLACING = sa.text(f"{STANDING} AND replaces_id IS NOT NULL")
IN_FORCE = sa.text(f"{STANDING} AND verified_at IS NOT NULL")


def upgrade() -> None:
    _let_propose("correct_fact", "change_rules")
    op.create_table(
        "score_event",
        *_attested("score_event"),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.JSON(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("amount", "matter", "type", "level", "evidence", "reason")
        ),
        sa.CheckConstraint("kind <> ''", name=op.f("ck_score_event_kind_named")),
        sa.CheckConstraint(
            "trim(amount, '0123456789.-') = ''", name=op.f("ck_score_event_amount_exact")
        ),
    )
    _index("score_event", "one_event_in_its_place")
    op.create_table(
        "score_event_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_score_event_file_size_positive")),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["score_event.id"],
            name=op.f("fk_score_event_file_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_event_file")),
    )
    for column in ("event_id", "storage_key"):
        op.create_index(op.f(f"ix_score_event_file_{column}"), "score_event_file", [column])
    op.create_table(
        "score_item",
        *_attested("score_item"),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("axis", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.CheckConstraint("axis <> '' AND name <> ''", name=op.f("ck_score_item_member_named")),
    )
    _index("score_item", "one_item_in_its_place")
    op.create_index(
        "one_item_in_force",
        "score_item",
        ["competition_id", "place"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def downgrade() -> None:
    op.drop_table("score_item")
    op.drop_table("score_event_file")
    op.drop_table("score_event")
    op.execute("DELETE FROM proposal WHERE action = 'correct_fact'")
    _let_propose("change_rules")


def _let_propose(*further: str) -> None:
    words = ", ".join(f"'{word}'" for word in (*ACTIONS, *further))
    with op.batch_alter_table("proposal") as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"action IN ({words})")


def _attested(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Columns and constraints that both tables share."""
    checks = {
        "verified_whole": "(verified_by_id IS NULL) = (verified_at IS NULL)",
        "verified_by_a_second": "verified_by_id <> recorded_by_id",
        "withdrawn_whole": "(withdrawn_by_id IS NULL) = (withdrawn_at IS NULL)",
        "withdrawn_why": "withdrawn_at IS NULL OR withdrawn_reason <> ''",
    }
    keys = {
        "competition_id": ("competition", "CASCADE"),
        "stage_id": ("stage", "CASCADE"),
        "entry_id": ("entry", "CASCADE"),
        "recorded_by_id": ("account", None),
        "verified_by_id": ("account", None),
        "withdrawn_by_id": ("account", None),
        "replaces_id": (table, "SET NULL"),
    }
    required = ("id", "competition_id", "recorded_by_id")
    return (
        *(
            sa.Column(name, sa.Integer(), nullable=name not in required)
            for name in ("id", *(key for key in keys if key != "entry_id"))
        ),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=name != "recorded_at")
            for name in ("recorded_at", "verified_at", "withdrawn_at")
        ),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("change_reason", "withdrawn_reason")
        ),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{n}")) for n, rule in checks.items()),
        *(
            sa.ForeignKeyConstraint(
                [key], [f"{other}.id"], name=op.f(f"fk_{table}_{key}"), ondelete=then
            )
            for key, (other, then) in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _index(table: str, unique: str) -> None:
    for column in ("competition_id", "entry_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(
        unique,
        table,
        ["replaces_id"],
        unique=True,
        sqlite_where=REPLACING,
        postgresql_where=REPLACING,
    )
