"""Periods in words: kinds of sheets, states of results, where a sheet stands."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SHEET_KINDS: Mapping[str, Any] = {
    "self": _l("自评"),
    "department": _l("部门考核"),
    "peer": _l("互评"),
    "verifier": _l("核定"),
}
"""What is handed in in a period, by the kind of those who do."""

CELL_STATES: Mapping[str, tuple[str, Any]] = {
    "done": ("done", _l("已交")),
    "draft": ("now", _l("已开始")),
    "none": ("todo", _l("未交")),
}
"""Shape and word of a unit's sheets in one column."""

RESULTS: Mapping[str, tuple[str, Any]] = {
    "computed": ("turn", _l("待批准")),
    "approved": ("now", _l("已批准")),
    "in_notice": ("now", _l("公示中")),
    "final": ("done", _l("已生效")),
}
"""Shape and word of a period's result."""

PERIOD_UNITS: Mapping[str, Any] = {
    "month": _l("按月"),
    "quarter": _l("按季"),
    "half": _l("按半年"),
    "year": _l("按年"),
}
"""How long a period is."""
