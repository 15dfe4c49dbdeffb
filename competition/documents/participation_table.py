"""People of a report and statistics as Excel tables. Their words are part of the format."""

from collections.abc import Iterable, Sequence

from competition.documents.list_tables import list_table
from competition.documents.tables.values import Column
from competition.documents.tables.write import Table

COLUMNS = (
    Column("name", "姓名", required=True, width=14, aliases=("Name",)),
    Column("id_number", "身份证号码", width=24, aliases=("证件号码", "身份证号", "ID number")),
    Column("work_number", "工号", width=16, aliases=("职工编号", "Work number")),
    Column("times", "参赛次数", width=12, aliases=("次数", "Times")),
)
EXAMPLES = (
    ("欧阳明", "", "A1024", "1"),
    ("王小川", "", "A1025", "2"),
)
WHOLE = "合计"
HEADS = ("参赛人次", "参赛人数", "申报人数", "参赛单位", "已报单位")
COVERAGE_HEADS = ("规上企业参与数", "规上企业总数", "规上企业覆盖面")


def people_template() -> Table:
    """The empty list of people, with examples on a second sheet."""
    return Table("参赛名单", COLUMNS, (), examples=EXAMPLES)


def branches_table(rows: Iterable[Sequence[str]]) -> Table:
    """A branch and those directly below it.

    Args:
        rows: code, name, the figures of `HEADS`, those of `COVERAGE_HEADS`.
    """
    return list_table("按单位", ("单位代码", "单位名称", *HEADS, *COVERAGE_HEADS), rows)


def spans_table(rows: Iterable[Sequence[str]]) -> Table:
    """A branch span by span.

    Args:
        rows: the span, then as in `branches_table`.
    """
    return list_table("按报告期", ("报告期", *HEADS, *COVERAGE_HEADS), rows)


def industries_table(rows: Iterable[Sequence[str]]) -> Table:
    """A branch by industry.

    Args:
        rows: the industry, then the figures of `HEADS`.
    """
    return list_table("按行业", ("行业", *HEADS), rows)
