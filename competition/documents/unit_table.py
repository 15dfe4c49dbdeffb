"""Organisations as an Excel table. Its words are part of the format and stay Chinese."""

from collections.abc import Iterable, Sequence

from competition.documents.tables.values import Column
from competition.documents.tables.write import Table

KINDS = {
    "全国总工会": "national",
    "省级总工会": "provincial",
    "市级总工会": "municipal",
    "县级总工会": "county",
    "产业工会": "industry_union",
    "企业工会": "enterprise_union",
    "项目（工地）工会": "site_union",
}
KIND_WORDS = {code: word for word, code in KINDS.items()}
COLUMNS = (
    Column("code", "单位代码", required=True, width=16, aliases=("Code",)),
    Column("name", "单位名称", required=True, width=36, aliases=("Name",)),
    Column("kind", "类型", required=True, choices=tuple(KINDS), width=18, aliases=("Kind",)),
    Column("parent", "上级单位代码", width=16, aliases=("Parent",)),
    Column("alias", "简称", width=18, aliases=("Alias",)),
    Column("seal_name", "印章名称", width=36, aliases=("Seal name",)),
)
EXAMPLES = (
    ("SJ01", "蜀江省总工会", "省级总工会", "", "省总", "蜀江省总工会"),
    ("SJ0101", "锦州市总工会", "市级总工会", "SJ01", "锦州市总", "锦州市总工会"),
)


def unit_table(rows: Iterable[Sequence[str]]) -> Table:
    """Organisations as a table that can be imported again.

    Args:
        rows: code, name, kind word, code of the parent, alias, seal name.
    """
    return Table(title="单位", columns=COLUMNS, rows=rows)


def unit_template() -> Table:
    """The empty table with examples on a second sheet and a drop-down list of kinds."""
    return Table(title="单位", columns=COLUMNS, rows=(), examples=EXAMPLES)
