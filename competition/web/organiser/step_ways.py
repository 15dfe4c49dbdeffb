"""Ready ways from marks to a score, as notices word them; ranking and cut stay as they are."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

Step = dict[str, Any]

WAYS: Mapping[str, Any] = {
    "mean": _l("评委合计取平均"),
    "trimmed": _l("去掉一个最高分和一个最低分后取平均"),
    "trimmed_each": _l("每项去掉一个最高分和一个最低分，再把各项相加"),
    "median": _l("评委合计取中位数"),
    "groups": _l("专业评委 70%，大众评委 30%"),
    "panels": _l("各赛道评审组用系数修正"),
    "leniency": _l("修正评委宽严后取平均"),
    "deduction": _l("各项从满分中扣，扣完为止"),
    "spread": _l("三位评委取平均，相差过大的重新打分"),
}
_COMPLETE: Step = {"check": "complete"}
_TOTALS: Step = {"reduce": "criterion", "by": "sum", "as": "totals"}
_MEAN: Step = {"reduce": "judge", "by": "mean", "from": "totals", "quorum": 3, "as": "mean"}
_ROUND: Step = {"round": 2, "mode": "half_up", "as": "score"}
_TRIM: Step = {"drop_high": 1, "drop_low": 1, "at_least": 5, "below": "mean"}
_STEPS: Mapping[str, Sequence[Step]] = {
    "mean": (_COMPLETE, _TOTALS, _MEAN, _ROUND),
    "trimmed": (_COMPLETE, _TOTALS, {**_MEAN, **_TRIM}, _ROUND),
    "trimmed_each": (
        _COMPLETE,
        _TOTALS,
        {"reduce": "judge", "by": "mean", "from": "marks", "quorum": 3, **_TRIM, "as": "means"},
        {"reduce": "criterion", "by": "sum", "from": "means", "as": "mean"},
        _ROUND,
    ),
    "median": (_COMPLETE, _TOTALS, {**_MEAN, "by": "median"}, _ROUND),
    "groups": (
        _COMPLETE,
        _TOTALS,
        {**_MEAN, "only": {"group": ["专业"]}, "as": "专业分"},
        {**_MEAN, "only": {"group": ["大众"]}, "quorum": 1, "as": "大众分"},
        {"combine": {"专业分": "70%", "大众分": "30%"}, "missing": "block", "as": "mean"},
        _ROUND,
    ),
    "panels": (
        _COMPLETE,
        _TOTALS,
        {**_MEAN, "as": "raw"},
        {
            "calibrate": "panel_coefficient",
            "panel": "track",
            "overall_mean": 2,
            "panel_mean": 2,
            "coefficient": 3,
            "mode": "half_up",
            "as": "mean",
        },
        _ROUND,
    ),
    "leniency": (
        _COMPLETE,
        _TOTALS,
        {
            "calibrate": "judge_effect",
            "estimator": "least_squares",
            "places": 6,
            "mode": "half_up",
            "as": "adjusted",
        },
        {**_MEAN, "from": "adjusted"},
        _ROUND,
    ),
    "deduction": (
        _COMPLETE,
        {
            "map": "deduct_from",
            "base": {"attribute": "max", "of": "criterion"},
            "floor": "0",
            "as": "left",
        },
        {"reduce": "criterion", "by": "sum", "as": "totals"},
        _MEAN,
        _ROUND,
    ),
    "spread": (_COMPLETE, _TOTALS, {**_MEAN, "spread": "5"}, _ROUND),
}


def way_steps(way: str, steps: Sequence[Step]) -> list[Step]:
    """The steps of a ready way, with the ranking and what follows it as they were."""
    first = next((n for n, step in enumerate(steps) if "rank" in step), len(steps))
    return [*copy.deepcopy(list(_STEPS[way])), *steps[first:]]
