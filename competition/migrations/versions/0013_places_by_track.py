"""Places issued by track, and places kept for what was returned

Old rows: no places by track; what was returned before keeps no place when it comes back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("recommendation_route") as batch:
        batch.add_column(
            sa.Column("by_track", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("recommendation_quota") as batch:
        batch.add_column(sa.Column("tracks", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("recommendation") as batch:
        batch.add_column(sa.Column("kept_order", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("recommendation") as batch:
        batch.drop_column("kept_order")
    with op.batch_alter_table("recommendation_quota") as batch:
        batch.drop_column("tracks")
    with op.batch_alter_table("recommendation_route") as batch:
        batch.drop_column("by_track")
