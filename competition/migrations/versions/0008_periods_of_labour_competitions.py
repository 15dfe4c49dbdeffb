"""Labour competitions: periods, who hands in which sheet, units that join and leave

Old rows: every judge is a judge, no stage is a period, entries belong to no other, and all criteria
are on every sheet; a stage takes in all tracks.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0008"
down_revision = "0007"

ENTRIES = ("outcome", "team")
UNITS = (*ENTRIES, "unit", "lot", "crew", "person")
JUDGES = ("judge", "department", "verifier", "self", "peer")


def upgrade() -> None:
    _upgrade_judges()
    with op.batch_alter_table("criterion") as batch:
        batch.add_column(sa.Column("marked_by", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("stage") as batch:
        batch.add_column(sa.Column("period_from", sa.Date(), nullable=True))
        batch.add_column(sa.Column("period_to", sa.Date(), nullable=True))
        batch.add_column(sa.Column("sheets", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("tracks", sa.JSON(), nullable=False, server_default="[]"))
        batch.create_check_constraint(
            op.f("ck_stage_period_whole"),
            "(period_from IS NULL) = (period_to IS NULL) AND "
            "(period_from IS NULL OR period_from <= period_to)",
        )
    _upgrade_entries()


def downgrade() -> None:
    with op.batch_alter_table("entry") as batch:
        batch.drop_index("entry_parent")
        batch.drop_constraint(op.f("ck_entry_joined_first"), type_="check")
        batch.drop_constraint(op.f("ck_entry_left_why"), type_="check")
        batch.drop_constraint(op.f("fk_entry_parent_id"), type_="foreignkey")
        for name in ("parent_id", "joined_on", "left_on", "left_reason"):
            batch.drop_column(name)
        _know(batch, "ck_entry_kind_known", ENTRIES)
    with op.batch_alter_table("stage") as batch:
        batch.drop_constraint(op.f("ck_stage_period_whole"), type_="check")
        for name in ("period_from", "period_to", "sheets", "tracks"):
            batch.drop_column(name)
    with op.batch_alter_table("criterion") as batch:
        batch.drop_column("marked_by")
    with op.batch_alter_table("judge") as batch:
        batch.drop_index("one_department_of_a_name")
        batch.drop_index("one_judge_of_a_kind")
        batch.drop_constraint(op.f("ck_judge_kind_known"), type_="check")
        batch.drop_column("kind")
        batch.create_unique_constraint(
            op.f("uq_judge_competition_id_account_id"), ["competition_id", "account_id"]
        )


def _upgrade_judges() -> None:
    with op.batch_alter_table("judge") as batch:
        batch.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="judge"))
        batch.drop_constraint(op.f("uq_judge_competition_id_account_id"), type_="unique")
        batch.create_check_constraint(op.f("ck_judge_kind_known"), f"kind IN ({_words(JUDGES)})")
    _unique_where(
        "one_judge_of_a_kind", ["competition_id", "account_id", "kind"], "kind <> 'department'"
    )
    _unique_where("one_department_of_a_name", ["competition_id", "name"], "kind = 'department'")


def _upgrade_entries() -> None:
    with op.batch_alter_table("entry") as batch:
        batch.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("joined_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("left_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("left_reason", sa.String(), nullable=False, server_default=""))
        batch.create_foreign_key(
            op.f("fk_entry_parent_id"), "entry", ["parent_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_check_constraint(
            op.f("ck_entry_left_why"), "left_on IS NULL OR left_reason <> ''"
        )
        batch.create_check_constraint(
            op.f("ck_entry_joined_first"),
            "joined_on IS NULL OR left_on IS NULL OR joined_on <= left_on",
        )
        _know(batch, "ck_entry_kind_known", UNITS)
    known = sa.text("parent_id IS NOT NULL")
    op.create_index(
        "entry_parent", "entry", ["parent_id"], sqlite_where=known, postgresql_where=known
    )


def _unique_where(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(
        name, "judge", columns, unique=True, sqlite_where=where, postgresql_where=where
    )


def _know(batch: BatchOperations, name: str, words: tuple[str, ...]) -> None:
    batch.drop_constraint(op.f(name), type_="check")
    batch.create_check_constraint(op.f(name), f"kind IN ({_words(words)})")


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
