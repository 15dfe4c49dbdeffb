"""The trust page of one group of a result version: rows of figures, each with its drawing."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.trust import FIGURES, alpha_words, icc_words, w_words
from competition.models import ResultVersion, database
from competition.services.results.trust import TrustReport, trust_report
from competition.services.results.trust_figures import JudgeFigures, PanelFigures
from competition.web.trust_drawing import Scale as Axis
from competition.web.trust_drawing import bar, grid, scale_of, span
from competition.web.trust_tables import calibrated, errors, ranges
from competition.web.trust_words import findings, own_words, plain, signed, signs

LIKELY = Axis(0.0, 1.0)


def trust_page(result: ResultVersion, template: str, endpoint: str) -> str:
    """The page, in the room of the template; `endpoint` is where its tabs lead."""
    report = trust_report(
        database.session, result, request.args.get("part", ""), request.args.get("track", "")
    )
    return render_template(
        template,
        result=result,
        report=report,
        figures=FIGURES,
        tabs=tabs(result, report, endpoint),
        group_name=dict(report.groups).get(report.group, ""),
        findings=findings(report),
        panels=[panel_row(one) for one in report.sheets.panels] if report.sheets else [],
        judges=judge_rows(report.sheets.judges) if report.sheets else [],
        distant=distant_rows(report),
        errors=errors(report),
        ranges=ranges(report),
        calibrated=calibrated(report),
        components=component_rows(report),
    )


def tabs(result: ResultVersion, report: TrustReport, endpoint: str) -> list[list[dict[str, Any]]]:
    """Parts, and groups within the part."""

    def href(part: str, group: str) -> str:
        return url_for(endpoint, result_version_id=result.id, part=part, track=group)

    parts = [
        {
            "label": name or _("总成绩与奖项"),
            "href": href(key, report.group),
            "current": key == report.part,
        }
        for key, name in report.parts
    ]
    groups = [
        {"label": name, "href": href(report.part, key), "current": key == report.group}
        for key, name in report.groups
    ]
    return [parts, groups]


def panel_row(one: PanelFigures) -> dict[str, Any]:
    """Agreement of a panel; the drawing shows the correlation with its interval."""
    drawing = None
    interval = ""
    if one.icc is not None:
        low, high = one.icc.limits2k or (one.icc.icc2k, one.icc.icc2k)
        drawing = span(LIKELY, low, one.icc.icc2k, high)
        interval = _("（%(low)s 至 %(high)s）", low=plain(low), high=plain(high))
    left = one.entries - one.whole
    return {
        "name": one.name or _("全部评委"),
        "size": _("%(n)s 项 × %(k)s 位评委", n=one.entries, k=one.judges),
        "left": _("%(n)s 项有缺评或回避，前两个数未计", n=left) if left else "",
        "drawing": drawing,
        "grid": grid(LIKELY, (0.5, 0.75, 0.9)),
        "icc": plain(one.icc.icc2k) + interval if one.icc else "—",
        "icc_words": icc_words(one.icc),
        "w": plain(one.w.w) if one.w else "—",
        "w_words": w_words(one.w),
        "alpha": plain(one.alpha),
        "alpha_words": alpha_words(one.alpha),
    }


def judge_rows(judges: Sequence[JudgeFigures]) -> list[dict[str, Any]]:
    """The judges; the drawing shows leniency as a bar from zero."""
    known = [one.profile.leniency for one in judges if one.profile and one.profile.leniency]
    scale = scale_of(known, around_zero=True)
    rows = []
    for one in judges:
        found = one.profile
        leniency = found.leniency if found else None
        rows.append(
            {
                "name": one.name,
                "panels": _("、").join(one.panels),
                "signs": signs(one),
                "drawing": None if leniency is None else bar(scale, leniency),
                "leniency": signed(leniency),
                "spread": plain(found.spread if found else None),
                "correlation": plain(found.correlation if found else None),
                "sheets": f"{one.done} / {one.due}",
                "missing": one.missing,
                "recused": one.recused,
                "unit": own_words(one.unit),
                "region": own_words(one.region),
                "region_name": one.region_name,
            }
        )
    return rows


def distant_rows(report: TrustReport) -> list[dict[str, Any]]:
    """The marks furthest from those of the others."""
    if report.sheets is None:
        return []
    return [
        {
            "line": report.entries[one.entry],
            "judge": report.judges.get(one.judge, one.judge),
            "mark": plain(float(one.mark)),
            "others": plain(float(one.others)),
            "away": signed(float(one.mark - one.others)),
            "rank": sheet.rank or "—",
            "without": _("无法计算") if sheet.without is None else sheet.without or _("无名次"),
            "is_known": sheet.without is not None,
        }
        for sheet in report.sheets.distant
        for one in (sheet.distant,)
    ]


def component_rows(report: TrustReport) -> list[dict[str, str]]:
    """The groups that cannot be compared, by name; nothing where all can."""
    if report.sheets is None or len(report.sheets.components) < 2:
        return []
    return [
        {
            "judges": _("、").join(report.judges.get(key, key) for key in one.judges),
            "entries": _("%(n)s 项", n=len(one.entries)),
        }
        for one in report.sheets.components
    ]
