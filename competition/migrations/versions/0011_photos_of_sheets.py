"""Photos beside the criteria of a sheet

Old rows: no sheet has a photo.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "sheet_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("criterion_key", "client_key", "name", "media_type")
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("digest", "storage_key", "thumbnail_key")
        ),
        sa.Column("taken_at", moment, nullable=True),
        sa.Column("uploaded_at", moment, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_sheet_photo_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sheet_photo_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_photo")),
        sa.UniqueConstraint(
            "assignment_id", "client_key", name=op.f("uq_sheet_photo_assignment_id_client_key")
        ),
    )
    for column in ("storage_key", "thumbnail_key"):
        op.create_index(op.f(f"ix_sheet_photo_{column}"), "sheet_photo", [column])


def downgrade() -> None:
    op.drop_table("sheet_photo")
