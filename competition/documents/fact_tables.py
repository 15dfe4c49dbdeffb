"""The facts of a competition as a folder of CSV files; see docs/facts.md."""

from collections.abc import Mapping
from dataclasses import dataclass

from competition.documents.tables.read import Rows, read_rows
from competition.documents.tables.records import Records, plain_header, read_records
from competition.documents.tables.values import Column, Limits
from competition.domain.refusal import Refusal
from competition.domain.rules import RuleSet
from competition.domain.rules.reading import TABLES, FactFault, FactRow
from competition.domain.rules.reading.rows import AT, ATTRIBUTE

LIMITS = Limits(file_bytes=1024**3, rows=20_000_000, columns=1000, cells=400_000_000)
STATES = {
    "已评": "scored",
    "空项": "blank",
    "缺席": "absent",
    "回避": "recused",
    "弃权": "withdrawn",
    "取消资格": "disqualified",
}
_DECISIONS = {
    "排序": "order",
    "选定": "choose",
    "不授奖": "bar",
    "空缺": "vacate",
    "撤销": "revoke",
}
_AXES = {"item": "分项", "period": "考核期"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one file.

    Attributes:
        columns: Chinese header by key; the key itself is understood too.
        needed: those that must be there.
        has_attributes: whether every other column is an attribute.
        has_axes: whether there is a column for each further dimension of the marks.
    """

    columns: Mapping[str, str]
    needed: tuple[str, ...]
    has_attributes: bool = False
    has_axes: bool = False


LAYOUTS = {
    "entries": Layout({"id": "项目", "state": "状态"}, ("id",), has_attributes=True),
    "judges": Layout({"id": "评委"}, ("id",), has_attributes=True),
    "marks": Layout(
        {
            "stage": "阶段",
            "entry": "项目",
            "judge": "评委",
            "criterion": "评分指标",
            "value": "得分",
            "state": "状态",
        },
        ("entry", "judge", "value"),
        has_axes=True,
    ),
    "items": Layout(
        {"id": "名称", "axis": "维度", "stage": "阶段", "entry": "项目"},
        ("id",),
        has_attributes=True,
    ),
    "events": Layout(
        {
            "id": "编号",
            "entry": "项目",
            "kind": "种类",
            "stage": "阶段",
            "date": "日期",
            "amount": "数值",
            "matter": "事项",
            "type": "类型",
            "level": "级别",
            "evidence": "证明材料",
            "reason": "说明",
        },
        ("entry", "kind"),
        has_axes=True,
    ),
    "decisions": Layout(
        {
            "part": "阶段",
            "step": "步骤",
            "kind": "种类",
            "chosen": "选定",
            "among": "涉及",
            "reason": "理由",
            "reference": "记录",
            "tier": "奖项",
            "group": "组别",
            "places": "名额",
        },
        ("part", "step", "kind"),
    ),
}


def table_of(file: str) -> str:
    """The table that a file of a folder holds.

    Raises:
        Refusal: "folder.file" for a name that no table has.
    """
    name = file.removesuffix(".csv")
    if name not in TABLES:
        raise Refusal("folder.file", file=file, known=", ".join(f"{t}.csv" for t in TABLES))
    return name


def read_table(
    table: str, file: str, data: bytes, rules: RuleSet
) -> tuple[list[FactRow], list[FactFault]]:
    """The rows of one CSV file, and what is wrong with the file as a file.

    Args:
        table: a name of `TABLES`.
        data: CSV in UTF-8 or GB18030.
    """
    layout = LAYOUTS[table]
    try:
        rows = read_rows(data, limits=LIMITS)
        columns = _columns(layout, rules, rows)
        records = read_records(rows, columns)
    except Refusal as refusal:
        return [], [FactFault(file, 0, "", refusal)]
    faults = [FactFault(file, f.row, f.column, Refusal(f.code, **f.values)) for f in records.faults]
    if not faults:
        absent = [key for key in layout.needed if key not in records.places]
        faults = [FactFault(file, 1, "", _lacks(layout, key)) for key in absent]
    return ([] if faults else _rows(file, records)), faults


def _lacks(layout: Layout, key: str) -> Refusal:
    return Refusal("table.missing_column", header=f"{key} / {layout.columns[key]}")


def _columns(layout: Layout, rules: RuleSet, rows: Rows) -> list[Column]:
    """What is understood as a header; where attributes are, everything in the first row is."""
    columns = [Column(key, key, aliases=(name,)) for key, name in layout.columns.items()]
    if layout.has_axes:
        columns += [
            Column(AT + axis, axis, aliases=(_AXES[axis],) if axis in _AXES else ())
            for axis in axes_of(rules)
        ]
    if layout.has_attributes:
        known = {plain_header(n) for column in columns for n in (column.header, *column.aliases)}
        heads = {head.strip() for head in rows.rows[0].cells if plain_header(head) not in known}
        columns += [Column(ATTRIBUTE + head, head) for head in sorted(heads) if head]
    return columns


def axes_of(rules: RuleSet) -> list[str]:
    """The further dimensions of the marks of all stages."""
    return list(dict.fromkeys(axis for part in rules.stages.values() for axis in part.dimensions))


def _rows(file: str, records: Records) -> list[FactRow]:
    found = []
    for record in records.records:
        length = len(record.cells)
        cells = {key: record.cells[place] for key, place in record.places.items() if place < length}
        if cells.get("state"):
            cells["state"] = STATES.get(cells["state"].strip(), cells["state"])
        if cells.get("kind"):
            cells["kind"] = _DECISIONS.get(cells["kind"].strip(), cells["kind"])
        found.append(FactRow(file, record.row, cells, records.letters))
    return found
