"""What a ranking says, as titled tables: standings by part, what blocks, and calculations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.documents.wording.blocks import block_text, block_title
from competition.documents.wording.derivation import derivation_lines
from competition.documents.wording.figures import Names
from competition.documents.wording.judge_table import state_text
from competition.documents.wording.rules import criterion_names
from competition.documents.wording.translation import gettext as _
from competition.domain.rules import Calculation, Evaluation, Event, Facts, RuleSet, Standing
from competition.domain.rules.part import RESULT
from competition.domain.rules.steps.award import Award as AwardStep

NAMED_BY = ("name", "title", "名称")


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a report; it may stand without rows or without headers."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


def ranking_sections(
    rules: RuleSet, facts: Facts, done: Mapping[str, Calculation], unused: Sequence[Event]
) -> list[Section]:
    """The standings of each part, then what has to be settled, then what was not looked at.

    Args:
        done: by part, in the order in which they were calculated.
        unused: events that no step asks for.
    """
    names = report_names(rules, facts)
    sections = [
        _standings(rules, facts, one.evaluation, names, single=len(done) == 1)
        for one in done.values()
    ]
    blocks = [
        (part_title(key, names), block_title(block), block_text(block, names.entries, {}))
        for key, one in done.items()
        for block in one.evaluation.blocks
    ]
    if blocks:
        heads = (_("阶段"), _("问题"), _("说明"))
        sections.append(Section(_("公布前须处理"), heads, blocks))
    return sections + _unused(unused)


def derivation_section(
    rules: RuleSet, facts: Facts, done: Mapping[str, Calculation], entry: str
) -> Section:
    """How one entry (or team) came to its score, rank and award, step by step in words.

    Raises:
        Refusal: "facts.unknown_entry" when no part knows it.
    """
    names = report_names(rules, facts)
    known = {key: one for key, one in done.items() if one.knows(entry)}
    told = known or dict(list(done.items())[-1:])
    rows = [
        (part_title(key, names), line.name, line.calculation, line.outcome)
        for key, one in told.items()
        for line in derivation_lines(one.derive(entry), names, sheets=True)
    ]
    title = _("计算过程：%(entry)s", entry=names.entry(entry))
    return Section(title, (_("阶段"), _("步骤"), _("计算"), _("结果")), rows)


def report_names(rules: RuleSet, facts: Facts) -> Names:
    """What ids are called: entries and judges by their ids, criteria by their titles."""
    return Names(criteria=criterion_names(rules))


def part_title(key: str, names: Names) -> str:
    """A part as a heading."""
    return _("总成绩") if key == RESULT else names.stage(key)


def _standings(
    rules: RuleSet, facts: Facts, evaluation: Evaluation, names: Names, *, single: bool
) -> Section:
    called = _called(facts)
    tables = _figures(evaluation)
    has_groups = any(standing.group for standing in evaluation.standings)
    heads = [*([_("组别")] if has_groups else []), _("名次"), _("项目")]
    heads += [_("名称")] if called else []
    heads += [*tables, _("得分")]
    heads += [_("奖项")] if evaluation.tiers else []
    heads += [_("入围")] if evaluation.cuts is not None else []
    awards = _awards(rules, evaluation)
    admitted = set(evaluation.admitted or ())
    rows = []
    for one in evaluation.standings:
        row = [one.group] if has_groups else []
        row += [one.text or "—", one.entry]
        row += [called.get(one.entry, "")] if called else []
        row += [evaluation.figure(table, one.entry) or "—" for table in tables]
        row += [evaluation.score_of(one.entry) or "—"]
        row += [awards.get(one.entry, "")] if evaluation.tiers else []
        row += [_("是") if one.entry in admitted else ""] if evaluation.cuts is not None else []
        rows.append([*row, _note(evaluation, one)])
    title = _("排名") if single else _("排名：%(part)s", part=part_title(evaluation.part, names))
    return Section(title, [*heads, _("说明")], rows)


def _called(facts: Facts) -> dict[str, str]:
    """By entry, the name that an attribute gives it."""
    found: dict[str, str] = {}
    for entry in facts.entries:
        for attribute in NAMED_BY:
            if entry.attributes.get(attribute):
                found.setdefault(entry.id, entry.attributes[attribute])
    return found


def _figures(evaluation: Evaluation) -> list[str]:
    """The tables of entries that the rules give a name, besides the score."""
    return [
        name
        for name, table in evaluation.tables.items()
        if table.axes == ("entry",) and "#" not in name and name != evaluation.score
    ]


def _awards(rules: RuleSet, evaluation: Evaluation) -> dict[str, str]:
    steps = rules.part(evaluation.part).steps
    titles = {
        tier.key: tier.name for step in steps if isinstance(step, AwardStep) for tier in step.tiers
    }
    return {award.entry: titles.get(award.tier, award.tier) for award in evaluation.awards}


def _note(evaluation: Evaluation, standing: Standing) -> str:
    """Why an entry has no rank or no award, and what is remarkable about its marks."""
    notes = []
    if standing.reason in ("withdrawn", "disqualified"):
        notes.append(state_text(standing.reason))
    elif standing.reason:
        notes.append(_("没有成绩") if standing.reason == "no_score" else _("并列待定"))
    if standing.shared > 1:
        notes.append(_("%(count)s 项并列", count=standing.shared))
    if standing.entry in evaluation.barred:
        reason = evaluation.barred[standing.entry]
        told = "" if reason == "recorded" else _("（%(which)s）", which=reason)
        notes.append(_("不授奖") + told)
    for flag in evaluation.flags.get(standing.entry, ()):
        notes += _flag(flag)
    return _("；").join(notes)


def _flag(flag: str) -> list[str]:
    code, _colon, judge = flag.partition(":")
    if code in ("ABSENT", "RECUSED") and judge:
        told = {"who": judge, "state": state_text(code.lower())}
        return [_("%(who)s%(state)s", **told)]
    return [_("未去最高分和最低分")] if code == "TRIM_SKIPPED" else []


def _unused(events: Sequence[Event]) -> list[Section]:
    if not events:
        return []
    rows = [(event.id, event.entry, event.kind, event.stage) for event in events]
    heads = (_("编号"), _("项目"), _("种类"), _("阶段"))
    return [Section(_("注意：计分规则没有用到这些事项，没有计入"), heads, rows)]
