"""Units report participation; figures of every branch are kept

Old rows: nothing changes; figures begin with the first report.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "participation",
        sa.Column("person_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("person_key", "report_id", name=op.f("pk_participation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "participation_total",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("span", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("participations", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("declared", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("reporting", sa.Integer(), nullable=False),
        sa.Column("above_scale", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "participations >= 0 AND people >= 0 AND declared >= 0 AND units >= 0 AND reporting >= 0 AND above_scale >= 0",
            name=op.f("ck_participation_total_counted"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "year", "industry", "span", name=op.f("pk_participation_total")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "participation_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reporter_name", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("competition_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("participations", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Integer(), nullable=False),
        sa.Column("listed", sa.LargeBinary(), nullable=False),
        sa.Column("list_sealed", sa.String(), nullable=True),
        sa.Column("retain_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'counted') = (ended_at IS NULL)",
            name=op.f("ck_participation_report_ended_or_counted"),
        ),
        sa.CheckConstraint(
            "state IN ('counted', 'corrected', 'withdrawn')",
            name=op.f("ck_participation_report_state_known"),
        ),
        sa.CheckConstraint(
            "length(listed) = people * 12", name=op.f("ck_participation_report_people_listed")
        ),
        sa.CheckConstraint(
            "participations >= people AND people >= 0 AND declared >= 0",
            name=op.f("ck_participation_report_counted"),
        ),
        sa.CheckConstraint(
            "people = 0 OR declared = 0", name=op.f("ck_participation_report_never_mixed")
        ),
        sa.CheckConstraint(
            "span BETWEEN 0 AND 18", name=op.f("ck_participation_report_span_known")
        ),
        sa.ForeignKeyConstraint(
            ["competition_id"],
            ["competition.id"],
            name=op.f("fk_participation_report_competition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["account.id"], name=op.f("fk_participation_report_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_participation_report_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["participation_report.id"],
            name=op.f("fk_participation_report_replaces_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["account.id"], name=op.f("fk_participation_report_reported_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["organisation.id"], name=op.f("fk_participation_report_reporter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation_report")),
    )
    with op.batch_alter_table("participation_report", schema=None) as batch_op:
        batch_op.create_index(
            "ix_participation_report_retain_until",
            ["retain_until"],
            unique=False,
            sqlite_where=sa.text("retain_until IS NOT NULL"),
            postgresql_where=sa.text("retain_until IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_participation_report_unit", ["organisation_id", "year", "id"], unique=False
        )
        batch_op.create_index(
            "one_report_of_a_span",
            ["reporter_id", "year", "span", "subject"],
            unique=True,
            sqlite_where=sa.text("state = 'counted'"),
            postgresql_where=sa.text("state = 'counted'"),
        )


def downgrade() -> None:

    with op.batch_alter_table("participation_report", schema=None) as batch_op:
        batch_op.drop_index(
            "one_report_of_a_span",
            sqlite_where=sa.text("state = 'counted'"),
            postgresql_where=sa.text("state = 'counted'"),
        )
        batch_op.drop_index("ix_participation_report_unit")
        batch_op.drop_index(
            "ix_participation_report_retain_until",
            sqlite_where=sa.text("retain_until IS NOT NULL"),
            postgresql_where=sa.text("retain_until IS NOT NULL"),
        )

    op.drop_table("participation_report")
    op.drop_table("participation_total")
    op.drop_table("participation")
