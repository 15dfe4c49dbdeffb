"""Corrections after the lock

Old rows: sheets have no proposal behind them; proposals keep nothing of what came of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BEFORE = "source IN ('web', 'offline', 'import', 'paper', 'rehearsal')"
AFTER = "source IN ('web', 'offline', 'import', 'paper', 'rehearsal', 'correction')"
CHECK = "ck_score_sheet_version_source_known"
KEY = "fk_score_sheet_version_proposal_id"
INDEX = "score_sheet_version_proposal"
KNOWN = sa.text("proposal_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("proposal") as batch:
        batch.add_column(sa.Column("outcome", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("score_sheet_version") as batch:
        batch.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f(KEY), "proposal", ["proposal_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(INDEX, ["proposal_id"], sqlite_where=KNOWN, postgresql_where=KNOWN)
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), AFTER)


def downgrade() -> None:
    op.execute("UPDATE score_sheet_version SET source = 'paper' WHERE source = 'correction'")
    with op.batch_alter_table("score_sheet_version") as batch:
        batch.drop_index(INDEX)
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_column("proposal_id")
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), BEFORE)
    with op.batch_alter_table("proposal") as batch:
        batch.drop_column("outcome")
