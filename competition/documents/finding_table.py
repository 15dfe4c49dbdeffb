"""Findings and their rectification as an Excel table. Its words stay Chinese."""

from collections.abc import Iterable, Sequence

from competition.documents.tables.values import Column
from competition.documents.tables.write import Table

FINDINGS_SHEET = "整改清单"
STATES = {
    "none": "不需整改",
    "demanded": "待整改",
    "answered": "待复核",
    "returned": "退回，继续整改",
    "confirmed": "已整改",
}
LATE = "逾期未整改"
_COLUMNS = (
    ("编号", 12),
    ("单位", 20),
    ("所属单位", 28),
    ("考核期", 14),
    ("检查部门", 16),
    ("指标", 20),
    ("检查发现的问题", 48),
    ("扣分", 8),
    ("检查日期", 13),
    ("地点", 20),
    ("状态", 16),
    ("整改期限", 13),
    ("整改答复", 48),
    ("答复日期", 13),
)


def findings_table(rows: Iterable[Sequence[str]]) -> Table:
    """A table of findings; each row has a text for every column."""
    return Table(
        FINDINGS_SHEET, [Column(name, name, width=width) for name, width in _COLUMNS], rows
    )
