"""Periods and stages that count alike, in words: the rule, and one entry's figures."""

from collections.abc import Mapping
from typing import Any

from competition.documents.wording.figures import Line, Names
from competition.documents.wording.translation import gettext as _
from competition.domain.rules import Part
from competition.domain.rules.steps.gather import Absent, Gather, How


def gather_clauses(step: Gather, part: Part, names: Names) -> list[str]:
    """The rule as a clause of the paragraph."""
    tables = _("、").join(_table(name, names) for name in step.sources)
    parts = [_method(step.method.value) % {"tables": tables}]
    if step.best is not None and step.best < len(step.sources):
        parts.append(_("只计其中最高的 %(best)s 个", best=step.best))
    parts.append(
        {
            Absent.EXCLUDE: _("缺任一成绩的不参加排名"),
            Absent.ZERO: _("缺的成绩按零分计"),
            Absent.BLOCK: _("各项成绩须齐全"),
            Absent.SKIP: _("缺的成绩不计入"),
        }[step.missing]
    )
    if step.at_least > 1:
        parts.append(_("少于 %(least)s 个成绩时不计分", least=step.at_least))
    return [_("，").join(parts)]


def gather_lines(step: Mapping[str, Any], names: Names) -> list[Line]:
    """One entry's figures and what they give."""
    told = []
    for part in step["parts"]:
        value = part["value"]["text"] if part["value"] else _("无成绩")
        text = f"{_table(part['table'], names)} {value}"
        told.append(text if part["counts"] or not part["value"] else text + _("（不计）"))
    heads = {
        How.SUM.value: _("合计"),
        How.MEAN.value: _("平均分"),
        How.HIGHEST.value: _("取最高"),
        How.LOWEST.value: _("取最低"),
        How.FIRST.value: _("依次取先有的"),
        How.COUNT.value: _("有成绩的个数"),
    }
    outcome = step["result"]["text"] if step["result"] else "—"
    return [Line(heads[step["method"]], _("，").join(told), outcome)]


def _method(method: str) -> str:
    return {
        How.SUM.value: _("%(tables)s的成绩相加"),
        How.MEAN.value: _("%(tables)s的成绩取平均"),
        How.HIGHEST.value: _("%(tables)s的成绩取最高"),
        How.LOWEST.value: _("%(tables)s的成绩取最低"),
        How.FIRST.value: _("%(tables)s的成绩依次取先有的一个"),
        How.COUNT.value: _("%(tables)s中有成绩的个数"),
    }[method]


def _table(name: str, names: Names) -> str:
    """A stage by its title, a figure of this part by the name that the rules give it."""
    return names.table(name) if "." in name or name.startswith("#") else name
