"""Ranks as they are printed

Old rows: their rank is printed as the whole number it is; fractional styles were not in use.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("standing") as batch:
        batch.add_column(sa.Column("rank_text", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE standing SET rank_text = CAST(rank AS VARCHAR) WHERE rank IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("standing") as batch:
        batch.drop_column("rank_text")
