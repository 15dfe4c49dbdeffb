"""What is combined in words: 专业评委的平均分, a name out of the notice, or a stage."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from competition.documents.wording.figures import Names, percent
from competition.documents.wording.folds import folded_name
from competition.documents.wording.translation import gettext as _
from competition.domain.rules import Part
from competition.domain.rules.steps.combine import Combine, MissingPart
from competition.domain.rules.steps.reduce import Reduce


def with_tables_of(part: Part, names: Names) -> Names:
    """The names with those of figures that some of the judges make, such as one group."""
    told = {
        step.name: folded_name(
            {"method": step.method.value, "axis": step.axis, "only": step.only.to_json()}
        )
        for step in part.steps
        if isinstance(step, Reduce) and step.only
    }
    return replace(names, tables={**names.tables, **told})


def with_told_tables(derivation: Mapping[str, Any], names: Names) -> Names:
    """The same, of a derivation."""
    steps = derivation["steps"]
    folds = [step for step in steps if step["code"] == "reduce" and "only" in step]
    told = {step["step"]: folded_name(step) for step in folds}
    return replace(names, tables={**names.tables, **told})


def called(clause: str, name: str) -> str:
    """A clause on a figure with what the notice calls it; other names are for the rules alone."""
    if name.isascii():
        return clause
    return _("%(clause)s，得%(name)s", clause=clause, name=name)


def combine_clauses(step: Combine, part: Part, names: Names) -> list[str]:
    """The weights of stages, or within a stage those of its judges' groups."""
    terms = " + ".join(
        f"{names.table(table)} × {percent(weight)}" for table, weight in step.weights.items()
    )
    what = _("得分") if part.criteria else _("总分")
    return [
        _(
            "%(what)s = %(terms)s，%(missing)s",
            what=what if step.name.isascii() else step.name,
            terms=terms,
            missing=_within(step.missing) if part.criteria else _over_stages(step.missing),
        )
        + (_("，少于 %(least)s 个成绩时不计分", least=step.at_least) if step.at_least > 1 else "")
    ]


def _over_stages(missing: MissingPart) -> str:
    return {
        MissingPart.EXCLUDE: _("缺任一阶段成绩的不参加排名"),
        MissingPart.ZERO: _("缺某阶段成绩的该阶段按零分计"),
        MissingPart.BLOCK: _("各阶段成绩须齐全"),
        MissingPart.SKIP: _("缺某阶段成绩的按其余阶段的权重折算"),
    }[missing]


def _within(missing: MissingPart) -> str:
    return {
        MissingPart.EXCLUDE: _("缺任一部分得分的不参加排名"),
        MissingPart.ZERO: _("缺某部分得分的该部分按零分计"),
        MissingPart.BLOCK: _("各部分得分须齐全"),
        MissingPart.SKIP: _("缺某部分得分的按其余部分的权重折算"),
    }[missing]
