"""Findings of departments with their rectification, and rotating flags

Old rows: they stay as they are; there were no findings and no flags.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    _create_finding()
    _create_steps()
    _create_flags()


def downgrade() -> None:
    for table in (
        "flag_choice",
        "flag_stage",
        "flag",
        "finding_picture",
        "finding_step",
        "finding",
    ):
        op.drop_table(table)


def _create_finding() -> None:
    op.create_table(
        "finding",
        *_numbers("competition_id", "stage_id", "assignment_id", "entry_id"),
        *_texts("criterion_key", "criterion_name", "text", "points"),
        sa.Column("found_on", sa.Date(), nullable=False),
        *_texts("place", "rectification"),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        _moment("recorded_at"),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        _moment("withdrawn_at", nullable=True),
        *_texts("withdrawn_reason"),
        *_checks(
            "finding",
            rectification_known=(
                "rectification IN ('none', 'demanded', 'answered', 'returned', 'confirmed')"
            ),
            said="text <> ''",
            points_exact="points <> '' AND trim(points, '0123456789.') = ''",
            due_when_demanded="(rectification = 'none') = (due_on IS NULL)",
            withdrawn_whole=(
                "(withdrawn_by_id IS NULL) = (withdrawn_at IS NULL) AND "
                "(withdrawn_at IS NULL OR withdrawn_reason <> '')"
            ),
        ),
        *_keys(
            "finding",
            competition_id=("competition", "CASCADE"),
            stage_id=("stage", "CASCADE"),
            assignment_id=("assignment", "CASCADE"),
            entry_id=("entry", "CASCADE"),
            recorded_by_id=("account", None),
            withdrawn_by_id=("account", None),
        ),
        _primary("finding"),
    )
    for column in ("stage_id", "assignment_id", "entry_id"):
        _index("finding", column)
    op.create_index("ix_finding_list", "finding", ["competition_id", "rectification", "due_on"])


def _create_steps() -> None:
    op.create_table(
        "finding_step",
        *_numbers("finding_id"),
        *_texts("kind", "text"),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        _moment("at"),
        *_checks(
            "finding_step",
            kind_known="kind IN ('answer', 'confirm', 'send_back')",
            said="kind = 'confirm' OR text <> ''",
        ),
        *_keys("finding_step", finding_id=("finding", "CASCADE"), account_id=("account", None)),
        _primary("finding_step"),
    )
    op.create_table(
        "finding_picture",
        *_numbers("finding_id"),
        sa.Column("step_id", sa.Integer(), nullable=True),
        *_texts("name"),
        sa.Column("size", sa.Integer(), nullable=False),
        *_texts("storage_key", "small_key"),
        *_checks("finding_picture", size_positive="size > 0"),
        *_keys(
            "finding_picture",
            finding_id=("finding", "CASCADE"),
            step_id=("finding_step", "CASCADE"),
        ),
        _primary("finding_picture"),
    )
    _index("finding_step", "finding_id")
    for column in ("finding_id", "storage_key", "small_key"):
        _index("finding_picture", column)


def _create_flags() -> None:
    op.create_table(
        "flag",
        *_numbers("competition_id"),
        sa.Column("track_id", sa.Integer(), nullable=True),
        *_texts("name"),
        sa.Column("keep_after", sa.Integer(), nullable=False),
        sa.Column("passes_over", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        _moment("created_at"),
        *_checks("flag", keep_after_counts="keep_after >= 0", named="name <> ''"),
        *_keys(
            "flag",
            competition_id=("competition", "CASCADE"),
            track_id=("track", "SET NULL"),
            created_by_id=("account", None),
        ),
        sa.UniqueConstraint("competition_id", "name", name=op.f("uq_flag_competition_id_name")),
        _primary("flag"),
    )
    op.create_table(
        "flag_stage",
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        *_keys("flag_stage", flag_id=("flag", "CASCADE"), stage_id=("stage", "CASCADE")),
        sa.PrimaryKeyConstraint("flag_id", "stage_id", name=op.f("pk_flag_stage")),
    )
    op.create_table(
        "flag_choice",
        *_numbers("flag_id", "stage_id", "entry_id"),
        sa.Column("among", sa.JSON(), nullable=False),
        *_texts("reason"),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        _moment("decided_at"),
        _moment("replaced_at", nullable=True),
        *_checks("flag_choice", reasoned="reason <> ''"),
        *_keys(
            "flag_choice",
            flag_id=("flag", "CASCADE"),
            stage_id=("stage", "CASCADE"),
            entry_id=("entry", "CASCADE"),
            decided_by_id=("account", None),
        ),
        _primary("flag_choice"),
    )
    _index("flag", "competition_id")
    _index("flag_stage", "stage_id")
    standing = sa.text("replaced_at IS NULL")
    op.create_index(
        "one_choice_in_force",
        "flag_choice",
        ["flag_id", "stage_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in ("id", *names)]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{n}")) for n, rule in rules.items()]


def _keys(table: str, **keys: tuple[str, str | None]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([key], [f"{to}.id"], name=op.f(f"fk_{table}_{key}"), ondelete=then)
        for key, (to, then) in keys.items()
    ]


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
