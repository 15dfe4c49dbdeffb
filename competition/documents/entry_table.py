"""Entries as an Excel table: one row an entry, its members side by side. Its words stay Chinese.

Besides what can be imported, an export has columns that only tell: number, state, time of
submission, number of papers. The number finds an entry again, so that an unchanged export says
nothing new when it comes back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from competition.documents.tables.records import plain_header
from competition.documents.tables.values import Column
from competition.documents.tables.write import Table
from competition.domain.entry_form import (
    CHOICE_TYPES,
    NUMBER_TYPES,
    TITLE_KEY,
    EntryForm,
    Field,
    FieldType,
)
from competition.domain.entry_kinds import WORKS
from competition.domain.numerals import write_decimal

MOST_MEMBERS = 60
USUAL_MEMBERS = 8
KINDS = {
    "成果": "outcome",
    "团队": "team",
    "参赛单位": "unit",
    "标段": "lot",
    "班组": "crew",
    "个人": "person",
}
KIND_WORDS = {code: word for word, code in KINDS.items()}
STATE_WORDS = {
    "draft": "草稿",
    "recommending": "逐级推荐中",
    "not_recommended": "未获推荐",
    "submitted": "待形式审查",
    "returned": "退回修改",
    "passed": "形式审查通过",
    "rejected": "未通过形式审查",
    "withdrawn": "已撤回",
    "disqualified": "取消资格",
}
DRAFT_NUMBER = "草稿-"
PERSONAL = ("phone", "id_number")
MEMBER_PARTS = (
    ("name", "姓名", 12),
    ("unit", "单位", 24),
    ("duty", "分工", 16),
    ("phone", "手机", 14),
    ("id_number", "身份证号", 22),
)
_WIDTHS = {FieldType.LONG_TEXT: 40, FieldType.TEXT: 28, FieldType.VIDEO_LINK: 28}
_SEPARATORS = re.compile("[；;、，,]")
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class EntryLayout:
    """What the columns of a competition's table are made from.

    Attributes:
        form: the form in force, without its file fields.
        older: fields of earlier versions of the form that this one no longer asks.
        tracks: their names, in order.
        members: how many members get columns.
        kinds: of entries, the usual one first.
    """

    form: EntryForm
    older: tuple[Field, ...] = ()
    tracks: tuple[str, ...] = ()
    members: int = USUAL_MEMBERS
    kinds: tuple[str, ...] = WORKS


def field_key(key: str) -> str:
    """The column of a form's field."""
    return f"field.{key}"


def member_key(place: int, part: str) -> str:
    """The column of one part of the member at this place, counted from 1."""
    return f"member{place}.{part}"


TITLE = field_key(TITLE_KEY)
INFORMATION = (
    Column("number", "编号", width=18, aliases=("项目编号",)),
    Column("state", "状态", width=16),
    Column("submitted", "提交时间", width=18),
    Column("papers", "附件数", width=8),
)


def entry_columns(
    layout: EntryLayout, *, information: bool, complete: bool = False
) -> tuple[Column, ...]:
    """The columns from left to right.

    Args:
        information: with those that only tell.
        complete: mark as required what a submitted entry needs; otherwise only what a draft needs.
    """
    title = layout.form.field(TITLE_KEY)
    kinds = tuple(KIND_WORDS[kind] for kind in layout.kinds)
    columns = [
        *(INFORMATION if information else ()),
        Column("track", "赛道", complete and bool(layout.tracks), layout.tracks, 14),
        Column("kind", "申报类别", choices=kinds, width=10),
        Column(TITLE, title.label, True, width=36),
        Column("unit", "申报单位", True, width=30),
        Column("unit_code", "单位代码", width=14),
        *(
            _field_column(field, complete)
            for field in (*layout.form.fields, *layout.older)
            if field.key != TITLE_KEY
        ),
        Column("owner", "申报人", width=12),
        Column("login", "登录名", width=18),
    ]
    for place in range(1, layout.members + 1):
        for part, word, width in MEMBER_PARTS:
            needed = complete and place == 1 and part == "name"
            columns.append(Column(member_key(place, part), f"成员{place}{word}", needed, (), width))
    return _distinct(columns)


def entry_table(
    layout: EntryLayout, rows: Iterable[Mapping[str, str]], *, information: bool = True
) -> Table:
    """Entries as a table.

    Args:
        rows: texts by column key; what a row has no text for is left blank.
    """
    columns = entry_columns(layout, information=information, complete=True)
    keys = [column.key for column in columns]
    return Table("参赛项目", columns, ([row.get(key, "") for key in keys] for row in rows))


def entry_template(layout: EntryLayout) -> Table:
    """The empty table with examples on a second sheet and drop-down lists."""
    columns = entry_columns(layout, information=False, complete=True)
    examples = [[row.get(column.key, "") for column in columns] for row in _example_rows(layout)]
    return Table("参赛项目", columns, (), examples=examples)


def answer_cell(field: Field, answer: object, unit_codes: Mapping[str, str]) -> str:
    """A stored answer as the text of a cell; `typed_answer` reads it back.

    Args:
        field: of the form version with which the answer was given.
        unit_codes: codes of organisations by their id as text.
    """
    labels = {choice.key: choice.label for choice in field.choices}
    if isinstance(answer, list):
        texts = [labels.get(str(each), str(each)) for each in answer]
        inside = any(_SEPARATORS.search(label) for label in labels.values())
        return ("\n" if inside else "；").join(texts)
    text = str(answer or "")
    if field.type is FieldType.ORGANISATION:
        return unit_codes.get(text, text)
    return labels.get(text, text)


def typed_answer(field: Field, text: str) -> str | list[str]:
    """What a cell says, in the form in which the rules of answers take it.

    Labels become keys, several choices are taken apart, and dates as people write them
    (2025年11月20日, 2025/11/20) become ISO 8601. What is not understood stays for the rules to
    refuse. Organisations stay as written.
    """
    if field.type is FieldType.DATE:
        found = _DATE.fullmatch(text)
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text
    if not field.choices:
        return text
    keys = {choice.label: choice.key for choice in field.choices}
    if field.type is FieldType.MULTI_CHOICE:
        return [keys.get(each, each) for each in _apart(text, keys)]
    return keys.get(text, text)


def _apart(text: str, labels: Mapping[str, str]) -> list[str]:
    if text in labels:
        return [text]
    parts = text.split("\n") if "\n" in text else _SEPARATORS.split(text)
    return [part.strip() for part in parts if part.strip()]


def _field_column(field: Field, complete: bool) -> Column:
    return Column(
        field_key(field.key),
        field.label,
        complete and field.required,
        tuple(choice.label for choice in field.choices) if field.type is FieldType.CHOICE else (),
        _WIDTHS.get(field.type, 18),
    )


def _distinct(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with headers that differ; the fixed ones keep theirs."""
    own = {column.key: column for column in columns if not column.key.startswith("field.")}
    taken = {plain_header(name) for each in own.values() for name in (each.header, *each.aliases)}
    made = []
    for column in columns:
        if column.key in own:
            made.append(column)
            continue
        header, number = column.header, 1
        while plain_header(header) in taken or not plain_header(header):
            number += 1
            header = f"{column.header}-{number}"
        taken.add(plain_header(header))
        made.append(Column(column.key, header, column.required, column.choices, column.width))
    return tuple(made)


def _example_rows(layout: EntryLayout) -> list[dict[str, str]]:
    track = layout.tracks[0] if layout.tracks else ""
    shared = {field_key(field.key): _example(field) for field in layout.form.fields}
    first = {
        **shared,
        "track": track,
        "kind": "成果",
        TITLE: "高压断路器操作机构带电检测装置",
        "unit": "锦州供电公司",
        "owner": "李䶮",
        "login": "li.yan",
        member_key(1, "name"): "李䶮",
        member_key(1, "unit"): "锦州供电公司",
        member_key(1, "duty"): "方案设计",
        member_key(1, "phone"): "13800138000",
        member_key(2, "name"): "欧阳明",
        member_key(2, "duty"): "现场试验",
    }
    second = {
        **shared,
        "track": track,
        TITLE: "炭黑反应炉造粒水循环利用装置",
        "unit": "蜀江化工集团",
        "unit_code": "SJ0101",
        member_key(1, "name"): "王小川",
    }
    return [first, second]


def _example(field: Field) -> str:
    if field.type in CHOICE_TYPES:
        return field.choices[0].label
    if field.type in NUMBER_TYPES:
        return write_decimal(field.minimum or Decimal(12))
    return {
        FieldType.DATE: "2025-11-20",
        FieldType.ORGANISATION: "",
        FieldType.VIDEO_LINK: "https://video.example.org/1",
        FieldType.PHONE: "028-88886666",
    }.get(field.type, "请按申报表填写"[: field.limit])
