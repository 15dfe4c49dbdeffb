"""Events and items as Excel tables. Their words are part of the format and stay Chinese."""

from collections.abc import Iterable, Mapping, Sequence

from competition.documents.tables.values import Column
from competition.documents.tables.write import Table

WHOLE = "总成绩"
EVENTS_SHEET, ITEMS_SHEET = "加减分事项", "分项资料"
AXES = {"criterion": "评分指标", "item": "分项", "period": "考核期"}
STATES = {"waiting": "待核实", "verified": "已核实", "withdrawn": "已撤回"}
ITEM_HEADS = ("阶段", "项目编号", "维度", "名称")


def event_columns(kinds: Sequence[str], axes: Sequence[str]) -> tuple[Column, ...]:
    """The columns for events of these kinds, one for each dimension that they speak of."""
    return (
        Column("entry", "项目编号", required=True, width=16, aliases=("编号", "Entry")),
        Column("kind", "种类", required=True, choices=tuple(kinds), width=14, aliases=("Kind",)),
        Column("stage", "阶段", width=14, aliases=("Stage",)),
        *(Column(f"at.{axis}", AXES.get(axis, axis), width=14, aliases=(axis,)) for axis in axes),
        Column("date", "日期", width=13, aliases=("Date",)),
        Column("amount", "数值", width=12, aliases=("票数", "Amount")),
        Column("matter", "事项", width=28, aliases=("Matter",)),
        Column("type", "类型", width=14, aliases=("Type",)),
        Column("level", "级别", width=12, aliases=("Level",)),
        Column("evidence", "证明材料", width=28, aliases=("Evidence",)),
        Column("reason", "说明", width=32, aliases=("Reason",)),
        Column("state", "状态", width=10, aliases=("State",)),
    )


def events_table(
    kinds: Sequence[str], axes: Sequence[str], rows: Iterable[Mapping[str, str]]
) -> Table:
    """Events as a table that can be imported again; the state is only told."""
    columns = event_columns(kinds, axes)
    return Table(EVENTS_SHEET, columns, ([row.get(one.key, "") for one in columns] for row in rows))


def events_template(kinds: Sequence[str], axes: Sequence[str], day: str) -> Table:
    """The empty table, with an example of each kind on a second sheet."""
    columns = event_columns(kinds, axes)
    example = {"entry": "CX2026001", "date": day, "amount": "5", "evidence": "〔2026〕12 号文件"}
    told = [[(example | {"kind": kind}).get(one.key, "") for one in columns] for kind in kinds]
    return Table(EVENTS_SHEET, columns, (), examples=tuple(map(tuple, told)))


def item_columns(attributes: Sequence[str]) -> tuple[Column, ...]:
    """The columns for items with these attributes."""
    stage, entry, axis, name = ITEM_HEADS
    return (
        Column("stage", stage, width=14, aliases=("Stage",)),
        Column("entry", entry, width=16, aliases=("编号", "Entry")),
        Column("axis", axis, width=14, aliases=("Axis",)),
        Column("name", name, required=True, width=16, aliases=("Name",)),
        *(Column(f"of.{one}", one, width=14) for one in attributes),
        Column("state", "状态", width=10, aliases=("State",)),
    )


def items_table(attributes: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Table:
    """Items as a table that can be imported again; without rows it is the template."""
    columns = item_columns(attributes)
    return Table(ITEMS_SHEET, columns, ([row.get(one.key, "") for one in columns] for row in rows))
