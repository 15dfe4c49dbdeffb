"""What judges are known for: seniors, and the tracks whose trade they know

Old rows: nobody is a senior and no tracks are chosen; the words of their expertise still count.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("judge") as batch:
        batch.add_column(
            sa.Column("is_senior", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "judge_track",
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judge_id"], ["judge.id"], name=op.f("fk_judge_track_judge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_judge_track_track_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("judge_id", "track_id", name=op.f("pk_judge_track")),
    )
    op.create_index(op.f("ix_judge_track_track_id"), "judge_track", ["track_id"])


def downgrade() -> None:
    op.drop_table("judge_track")
    with op.batch_alter_table("judge") as batch:
        batch.drop_column("is_senior")
