"""Many organisations: names and pairs of letters to find them by, totals of branches, grants' terms

Old rows: their names, pairs and totals are made here; they report no members, belong to no industry
and are not 规上; grants have no term.
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from competition.domain.initials import initials_of
from competition.domain.places import BLOCK, bits_of, pack, pairs_of
from competition.domain.unit_names import search_key, split_aliases

revision = "0006"
down_revision = "0005"

OLD_KINDS = (
    "national",
    "provincial",
    "municipal",
    "county",
    "industry_union",
    "enterprise_union",
    "site_union",
)
KNOWN = "ck_organisation_kind_known"
BRANCH_INDEX = ("ix_organisation_branch_descendant", "organisation_branch")


def upgrade() -> None:
    _widen_organisation()
    _lay_branches(with_rowid=False)
    _make_tables()
    with op.batch_alter_table("role_grant") as batch:
        batch.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch.create_check_constraint(op.f("ck_role_grant_term_in_order"), "ends_on >= starts_on")
    connection = op.get_bind()
    connection.execute(sa.text("INSERT INTO organisation_tree (id, version) VALUES (1, 0)"))
    _fill(connection)


def downgrade() -> None:
    with op.batch_alter_table("role_grant") as batch:
        batch.drop_constraint(op.f("ck_role_grant_term_in_order"), type_="check")
        batch.drop_column("ends_on")
        batch.drop_column("starts_on")
    for name in ("tree", "total", "pair", "name"):
        op.drop_table(f"organisation_{name}")
    _lay_branches(with_rowid=True)
    _narrow_organisation()


def _widen_organisation() -> None:
    with op.batch_alter_table("organisation") as batch:
        batch.drop_index("ix_organisation_parent_id")
        batch.add_column(sa.Column("industry", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("members", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(
            sa.Column("above_scale", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch.drop_constraint(op.f(KNOWN), type_="check")
        batch.create_check_constraint(op.f(KNOWN), _known((*OLD_KINDS, "township")))
        batch.create_check_constraint(op.f("ck_organisation_members_counted"), "members >= 0")
        batch.create_check_constraint(
            op.f("ck_organisation_merged_one_closed"),
            "merged_into_id IS NULL OR closed_at IS NOT NULL",
        )
        batch.create_foreign_key(
            op.f("fk_organisation_merged_into_id"), "organisation", ["merged_into_id"], ["id"]
        )
    for column in ("parent", "kind"):
        named = "parent_id" if column == "parent" else column
        op.create_index(f"ix_organisation_{column}_code", "organisation", [named, "code"])
    for column in ("merged_into_id", "closed_at"):
        known = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_organisation_{column}",
            "organisation",
            [column],
            sqlite_where=known,
            postgresql_where=known,
        )


def _narrow_organisation() -> None:
    op.execute("UPDATE organisation SET kind = 'county' WHERE kind = 'township'")
    for name in ("closed_at", "merged_into_id", "kind_code", "parent_code"):
        op.drop_index(f"ix_organisation_{name}", "organisation")
    with op.batch_alter_table("organisation") as batch:
        batch.drop_constraint(op.f("fk_organisation_merged_into_id"), type_="foreignkey")
        for name in ("merged_one_closed", "members_counted", "kind_known"):
            batch.drop_constraint(op.f(f"ck_organisation_{name}"), type_="check")
        batch.create_check_constraint(op.f(KNOWN), _known(OLD_KINDS))
        for name in ("merged_into_id", "above_scale", "members", "industry"):
            batch.drop_column(name)
        batch.create_index("ix_organisation_parent_id", ["parent_id"])


def _lay_branches(*, with_rowid: bool) -> None:
    """Lay the closure table in the order of its key on SQLite, or as it was."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "organisation_branch",
            recreate="always",
            table_kwargs={"sqlite_with_rowid": with_rowid},
        ):
            pass


def _make_tables() -> None:
    unit = sa.ForeignKeyConstraint(
        ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_name_organisation_id")
    )
    op.create_table(
        "organisation_name",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("kind", "key", "name", "initials")
        ),
        sa.CheckConstraint(
            _known(("name", "alias", "former", "merged")), name=op.f("ck_organisation_name_kind_known")
        ),
        unit,
        sa.PrimaryKeyConstraint(
            "organisation_id", "kind", "key", name=op.f("pk_organisation_name")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_organisation_name_key", "organisation_name", ["key"])
    op.create_table(
        "organisation_pair",
        sa.Column("pair", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("block", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pair", "block", name=op.f("pk_organisation_pair")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "organisation_total",
        sa.Column("organisation_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("members", sa.BigInteger(), nullable=False),
        sa.Column("above_scale", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_total_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation_total")),
    )
    op.create_table(
        "organisation_tree",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_organisation_tree_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_tree")),
    )


def _known(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"


def _fill(connection: sa.Connection) -> None:
    """What the services keep from now on, made for the organisations that are there."""
    names, places = {}, defaultdict(list)
    for unit in connection.execute(sa.text("SELECT id, code, name, alias FROM organisation")):
        texts = [unit.code.lower()]
        for kind, name in [
            ("name", unit.name),
            *(("alias", alias) for alias in split_aliases(unit.alias)),
        ]:
            key = search_key(name)
            initials = initials_of(key)
            names[unit.id, kind, key] = (name, initials)
            texts += [key, initials]
        for pair in pairs_of(texts):
            places[pair, unit.id // BLOCK].append(unit.id % BLOCK)
    _add(
        connection,
        "organisation_name",
        [
            {"organisation_id": unit, "kind": kind, "key": key, "name": name, "initials": initials}
            for (unit, kind, key), (name, initials) in names.items()
        ],
    )
    _add(
        connection,
        "organisation_pair",
        [
            {"pair": pair, "block": block, "places": pack(bits_of(there))}
            for (pair, block), there in places.items()
        ],
    )
    connection.execute(
        sa.text(
            "INSERT INTO organisation_total (organisation_id, units, members, above_scale) "
            "SELECT b.ancestor_id, SUM(CASE WHEN o.closed_at IS NULL THEN 1 ELSE 0 END), 0, 0 "
            "FROM organisation_branch b JOIN organisation o ON o.id = b.descendant_id "
            "GROUP BY b.ancestor_id"
        )
    )


def _add(connection: sa.Connection, table: str, rows: list[dict[str, object]]) -> None:
    if rows:
        columns = list(rows[0])
        marks = ", ".join(f":{column}" for column in columns)
        connection.execute(
            sa.text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"), rows
        )
