"""What a chain of comparisons may name at some point of the rules."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask_babel import gettext as _

from competition.domain.refusal import Refusal
from competition.domain.rule_choices.rubric import lines_of
from competition.domain.rule_choices.step_changes import RESULT, steps_of
from competition.web.organiser.step_values import as_json


def keys_offered(document: Mapping[str, Any], part: str, index: int) -> list[tuple[str, str]]:
    """Comparisons as JSON with their words: named figures before step `index`, criteria, ways.

    What does not fit, such as a table that keeps the judges apart as a figure, is told by the
    check of the rules; the list only spares typing.
    """
    offered: list[tuple[dict[str, Any], str]] = []
    for step in steps_of(document, part)[:index]:
        name = step.get("as")
        if not isinstance(name, str) or not name:
            continue
        offered += _of_table(name, step)
    with suppress(AttributeError, KeyError, TypeError):  # the check of the rules says what is wrong
        offered += _of_part(document, part)
    return [(as_json(key), words) for key, words in offered]


def _of_part(document: Mapping[str, Any], part: str) -> list[tuple[dict[str, Any], str]]:
    """What the criteria of a stage offer; of the final part, what every stage does."""
    if part != RESULT:
        return _of_criteria(document["stages"][part], {})
    stages = document.get("stages", {}).items()
    return [each for stage, held in stages for each in _of_stage(stage, held)]


def _of_table(name: str, step: Mapping[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """What one named step offers: a figure, the judges' own figures, or ways to rank."""
    if step.get("reduce") == "criterion":
        ways = [({"method": way, "of": name}, words) for way, words in _ways(name).items()]
        return [({"higher_marks": name}, _("“%(name)s”中高分多者列前", name=name)), *ways]
    found = [({"key": name}, _("“%(name)s”由高到低", name=name))]
    if "round" in step:
        found.append(({"key": name, "on": "exact"}, _("“%(name)s”修约前的数", name=name)))
    found.append(({"key": name, "direction": "asc"}, _("“%(name)s”由低到高", name=name)))
    return found


def _of_stage(stage: str, held: Mapping[str, Any]) -> list[tuple[dict[str, Any], str]]:
    names = [step["as"] for step in held.get("steps", []) if "round" in step and "as" in step]
    found: list[tuple[dict[str, Any], str]] = []
    for name in names:
        table = f"{stage}.{name}"
        found.append(({"key": table}, _("“%(name)s”由高到低", name=table)))
        found.append(({"key": table, "on": "exact"}, _("“%(name)s”修约前的数", name=table)))
    return found + _of_criteria(held, {"stage": stage})


def _of_criteria(
    held: Mapping[str, Any], more: Mapping[str, Any]
) -> list[tuple[dict[str, Any], str]]:
    try:
        lines = lines_of(held.get("criteria", []))
    except Refusal:
        return []
    return [
        (
            {"criterion": line.criterion["key"], **more},
            _("“%(name)s”的平均分", name=line.criterion.get("name", line.criterion["key"])),
        )
        for line in lines
    ]


def _ways(name: str) -> dict[str, str]:
    """The ways to rank by the judges' own figures of a table, in words."""
    return {
        "rank_sum": _("评委名次之和（按“%(name)s”）", name=name),
        "majority": _("多数名次法（按“%(name)s”）", name=name),
        "schulze": _("舒尔茨法（按“%(name)s”）", name=name),
        "kemeny": _("凯门尼法（按“%(name)s”）", name=name),
        "bradley_terry": _("成对比较法（按“%(name)s”）", name=name),
    }
