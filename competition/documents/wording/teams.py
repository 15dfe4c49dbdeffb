"""Teams in words: the rule, and one team's members."""

from collections.abc import Mapping
from typing import Any

from competition.documents.wording.figures import Line, Names
from competition.documents.wording.translation import gettext as _
from competition.domain.rules import Part
from competition.domain.rules.steps.team import By, Team


def team_clauses(step: Team, part: Part, names: Names) -> list[str]:
    """The rule as a clause of the paragraph."""
    if step.best is None:
        text = _("团体成绩为全体队员%(table)s之和")
        if step.by is By.MEAN:
            text = _("团体成绩为全体队员%(table)s的平均")
    else:
        text = _("团体成绩为成绩最好的 %(best)s 名队员%(table)s之和")
        if step.by is By.MEAN:
            text = _("团体成绩为成绩最好的 %(best)s 名队员%(table)s的平均")
    parts = [text % {"best": step.best, "table": names.table(step.source)}]
    if step.at_least > 1:
        parts.append(_("有成绩的队员不足 %(least)s 名的不排名", least=step.at_least))
    for attribute in step.added:
        parts.append(_("计分队员的%(attribute)s相加", attribute=names.per(attribute)))
    return [_("，").join(parts)]


def team_lines(step: Mapping[str, Any], names: Names) -> list[Line]:
    """Each member's figure, whether it counts, and the result."""
    told = []
    for member in step["members"]:
        text = f"{names.entry(member['entry'])} {member['value']['text']}"
        told.append(text if member["counts"] else text + _("（不计）"))
    for attribute, total in step["added"].items():
        name = names.per(attribute)
        told.append(_("%(attribute)s合计 %(total)s", attribute=name, total=total))
    outcome = step["result"]["text"] if step["result"] else _("不排名")
    return [Line(_("团体成绩"), _("，").join(told), outcome)]
