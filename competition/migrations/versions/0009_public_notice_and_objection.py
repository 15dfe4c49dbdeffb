"""Public notices as they are worded, objections and appeals, awards taken after a ranking

Old rows: they stay as they are; notices have their default days, and there were no objections.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

DECISIONS = ("order", "choose", "bar", "vacate")
ACTIONS = (
    "publish_result",
    "withdraw_result",
    "correct_score",
    "correct_fact",
    "revoke_certificate",
    "change_rules",
)
WORDS = {
    "kind": ("objection", "appeal"),
    "channel": ("web", "letter", "visit", "phone", "account"),
    "state": ("received", "admitted", "refused", "decided", "withdrawn"),
    "about": ("award", "rank", "criterion", "event", "other"),
    "finding": ("", "upheld", "partly", "rejected"),
    "consequence": ("", "none", "correct", "strike", "vacant", "disqualify"),
}
DECIDED = "(state = 'decided') = (finding <> '') AND (state = 'decided') = (consequence <> '')"
DAYS = "notice_days > 0 AND appeal_days > 0 AND handling_days > 0"


def upgrade() -> None:
    _let("decision", "kind", (*DECISIONS, "revoke"))
    _let("proposal", "action", (*ACTIONS, "decide_objection"))
    _make_setting()
    _make_objection()
    _make_handler()
    _make_file()


def downgrade() -> None:
    for table in ("objection_file", "objection_handler", "objection", "notice_setting"):
        op.drop_table(table)
    op.execute("DELETE FROM proposal WHERE action = 'decide_objection'")
    op.execute("DELETE FROM decision WHERE kind = 'revoke'")
    _let("proposal", "action", ACTIONS)
    _let("decision", "kind", DECISIONS)


def _let(table: str, column: str, words: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, _known(column, words))


def _known(column: str, words: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _numbers(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=nullable) for name in names]


def _times(*names: str, nullable: bool = False) -> list[sa.Column[sa.DateTime]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=nullable) for name in names]


def _key(table: str, column: str, other: str, ondelete: str | None = "CASCADE") -> sa.Constraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def _make_setting() -> None:
    table = "notice_setting"
    op.create_table(
        table,
        *_numbers("competition_id"),
        *_texts("approval_number", "text", "contact", "signer"),
        *_numbers("notice_days", "appeal_days", "handling_days", "panel_least"),
        sa.CheckConstraint(DAYS, name=op.f("ck_notice_setting_days_positive")),
        sa.CheckConstraint("panel_least >= 2", name=op.f("ck_notice_setting_panel_of_two")),
        _key(table, "competition_id", "competition"),
        sa.PrimaryKeyConstraint("competition_id", name=op.f("pk_notice_setting")),
    )


def _make_objection() -> None:
    table = "objection"
    op.create_table(
        table,
        *_numbers("id", "competition_id", "result_id"),
        *_numbers("stage_id", "entry_id", nullable=True),
        *_numbers("serial"),
        *_texts("kind", "channel", "state", "about", "about_name", "facts", "grounds"),
        *_numbers("account_id", nullable=True),
        *_texts("name_sealed", "unit_sealed"),
        sa.Column("phone_sealed", sa.String(), nullable=True),
        sa.Column("id_number_sealed", sa.String(), nullable=True),
        *_times("retain_until"),
        *_texts("token_digest", "token_sealed"),
        *_times("received_at"),
        *_numbers("received_by_id", nullable=True),
        *_times("answered_at", nullable=True),
        *_numbers("answered_by_id", nullable=True),
        *_texts("refused_reason"),
        sa.Column("due_on", sa.Date(), nullable=True),
        *_texts("finding", "consequence"),
        *_times("decided_at", nullable=True),
        *_numbers("proposal_id", "correction_id", nullable=True),
        *(
            sa.CheckConstraint(_known(column, words), name=op.f(f"ck_objection_{column}_known"))
            for column, words in WORDS.items()
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR refused_reason <> ''", name=op.f("ck_objection_refused_why")
        ),
        sa.CheckConstraint(DECIDED, name=op.f("ck_objection_decided_whole")),
        _key(table, "competition_id", "competition"),
        _key(table, "result_id", "result_version"),
        _key(table, "stage_id", "stage"),
        _key(table, "entry_id", "entry"),
        *(
            _key(table, f"{column}_id", "account", None)
            for column in ("account", "received_by", "answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint(
            "competition_id", "serial", name=op.f("uq_objection_competition_id_serial")
        ),
        sa.UniqueConstraint("token_digest", name=op.f("uq_objection_token_digest")),
    )
    for column in ("result_id", "entry_id"):
        op.create_index(op.f(f"ix_objection_{column}"), table, [column])
    op.create_index("ix_objection_board", table, ["competition_id", "state", "id"])
    known = sa.text("account_id IS NOT NULL")
    op.create_index(
        "objection_account", table, ["account_id"], sqlite_where=known, postgresql_where=known
    )


def _make_handler() -> None:
    table = "objection_handler"
    op.create_table(
        table,
        *_numbers("objection_id", "account_id", "named_by_id"),
        *_times("named_at"),
        _key(table, "objection_id", "objection"),
        _key(table, "account_id", "account", None),
        _key(table, "named_by_id", "account", None),
        sa.PrimaryKeyConstraint("objection_id", "account_id", name=op.f("pk_objection_handler")),
    )
    op.create_index(op.f("ix_objection_handler_account_id"), table, ["account_id"])


def _make_file() -> None:
    table = "objection_file"
    op.create_table(
        table,
        *_numbers("id", "objection_id"),
        *_texts("name", "media_type"),
        *_numbers("size"),
        *_texts("storage_key"),
        sa.CheckConstraint("size > 0", name=op.f("ck_objection_file_size_positive")),
        _key(table, "objection_id", "objection"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_file")),
    )
    for column in ("objection_id", "storage_key"):
        op.create_index(op.f(f"ix_objection_file_{column}"), table, [column])
