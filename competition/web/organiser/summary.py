"""The 成绩汇总表 of a result version: one group, every judge's total, to print and sign."""

from collections.abc import Mapping, Sequence

from flask import Response
from flask_babel import gettext as _

from competition.documents.fonts import load_fonts
from competition.documents.summary import Summary, SummaryMark, SummaryRow, render_summary
from competition.documents.wording.judge_table import JudgeColumn, judge_columns
from competition.documents.wording.rules import part_sentence
from competition.domain.access import Role
from competition.models import ResultVersion, database
from competition.services.results.naming import names_for
from competition.services.results.outcome import RESULT_PART, Outcome
from competition.services.results.reading import (
    Line,
    ResultSheet,
    sheet_of_outcome,
    version_outcome,
)
from competition.services.runtime import runtime
from competition.web.access import allow
from competition.web.context import day
from competition.web.organiser.results import asked_group
from competition.web.organiser.room import room
from competition.web.pdf_answer import pdf_answer

MOST_NAMED = 9


@room.get("/results/<int:result_version_id>/summary.pdf")
@allow(Role.ORGANISER, Role.CHIEF_JUDGE, on=ResultVersion)
def summary(result_version: ResultVersion) -> Response:
    """The table of one group as a PDF."""
    outcome = version_outcome(database.session, result_version)
    sheet = sheet_of_outcome(outcome)
    body = render_summary(
        summary_of(result_version, outcome, sheet, asked_group(sheet)), load_fonts(runtime.fonts)
    )
    return pdf_answer(body, name=_("成绩汇总表"))


def summary_of(result: ResultVersion, outcome: Outcome, sheet: ResultSheet, group: str) -> Summary:
    """The values of the table. Judges get columns of their own while a page can hold them."""
    names = names_for(outcome)
    marked = (
        list(outcome.gathered.rules.stages)[-1] if outcome.part == RESULT_PART else outcome.part
    )
    lines = [line for line in sheet.group(group) if line.rank is not None]
    columns = {
        line.key: judge_columns(outcome.calculations[marked].derive(line.key), names)
        for line in lines
    }
    judges = column_heads(list(columns.values()))
    competition = result.competition
    track = dict(sheet.groups).get(group, "")
    part = outcome.gathered.rules.part(outcome.part)
    return Summary(
        title=_("%(name)s成绩汇总表", name=competition.name),
        scope=" · ".join(word for word in (track, names.stage(marked)) if word),
        day=day(result.computed_at),
        head=_(
            "第 %(n)s 版　成绩摘要 %(outcome)s　留痕链头 %(head)s",
            n=result.version,
            outcome=result.outcome_digest[:12],
            head=result.audit_head.rpartition(":")[2][:12] or "—",
        ),
        judges=tuple(judges),
        score_heads=tuple(name for _key, name in sheet.stages),
        rows=tuple(row_of(line, columns[line.key], judges) for line in lines),
        rules=part_sentence(part, names),
        signatures=(_("评审组长"), _("计分员"), _("监督员"), _("主办单位")),
        rehearsal=competition.is_rehearsal,
    )


def column_heads(columns: Sequence[Sequence[JudgeColumn]]) -> list[str]:
    """The judges' names where they fit on the paper, else seats 1, 2, 3 … of each panel."""
    named = sorted({one.judge for row in columns for one in row})
    if len(named) <= MOST_NAMED:
        return named
    seats = max((len(row) for row in columns), default=0)
    return [_("评委%(n)s", n=number) for number in range(1, seats + 1)]


def row_of(line: Line, columns: Sequence[JudgeColumn], heads: Sequence[str]) -> SummaryRow:
    """One row; a judge without a sheet for this entry leaves a dash."""
    by_name: Mapping[str, JudgeColumn] = {one.judge: one for one in columns}
    if not by_name.keys() <= set(heads):
        by_name = dict(zip(heads, columns, strict=False))
    marks = tuple(
        SummaryMark(one.total or "—", bool(one.dropped)) if one else SummaryMark("—")
        for one in (by_name.get(head) for head in heads)
    )
    return SummaryRow(
        rank=line.rank_text,
        number=line.number,
        title=line.title,
        marks=marks,
        scores=tuple(score or "—" for score in line.stage_scores),
        total=line.score,
        award=line.tier_name or (_("入围") if line.advances else ""),
    )
