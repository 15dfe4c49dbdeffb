"""A public notice ready for the page and for print: its words, days, list and what came after."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from competition.documents.dates import official_date
from competition.documents.fonts import load_fonts
from competition.documents.public_notice import NoticePaper, render_notice
from competition.domain.calendar import day_of
from competition.domain.objections import Kind
from competition.domain.public_notice import NoticeLine, Period, notice_line
from competition.models import ResultVersion, database
from competition.services.objecting.notices import (
    ENDED,
    Listed,
    listed,
    notice_period,
    successor_of,
)
from competition.services.objecting.papers import contact_of, signers_of
from competition.services.objecting.reading import decisions_behind
from competition.services.objecting.settings import NoticePlan, notice_plan
from competition.services.objecting.windows import window_of
from competition.services.runtime import runtime


def notice_page(result: ResultVersion) -> dict[str, Any]:
    """What the page of a notice shows. At most six statements."""
    session, competition = database.session, result.competition
    plan = notice_plan(session, competition.id)
    lines = notice_lines(listed(session, result))
    period = notice_period(result)
    window = window_of(session, result, Kind.OBJECTION)
    following = successor_of(session, result)
    day = day_of(result.notice_from or result.computed_at, competition.time_zone)
    return {
        "result": result,
        "title": title_of(result),
        "paragraphs": paragraphs_of(
            result, plan, len(lines), is_fresh=bool(decisions_behind(session, result))
        ),
        "period": period_words(period),
        "contact": contact_of(competition, plan),
        "signers": signers_of(competition, plan),
        "day": day,
        "day_words": official_date(day),
        "lines": lines,
        "award_head": award_head(result),
        "list_title": list_title(result),
        "is_open": window is not None and window.is_open,
        "has_ended": result.state in ENDED,
        "following": following,
    }


def notice_pdf(page: dict[str, Any]) -> bytes:
    """The same as the official print."""
    result: ResultVersion = page["result"]
    words = [*page["paragraphs"], *([page["period"]] if page["period"] else [])]
    if not page["has_ended"]:
        words.append(how_to_object(result))
    paper = NoticePaper(
        title=page["title"],
        paragraphs=tuple(words),
        contact=page["contact"].replace("\r\n", "\n"),
        signers=page["signers"],
        day=page["day"],
        list_title=page["list_title"],
        award_head=page["award_head"],
        lines=tuple(page["lines"]),
        ended=page["has_ended"],
    )
    return render_notice(paper, load_fonts(runtime.fonts))


def notice_lines(rows: Sequence[Listed]) -> list[NoticeLine]:
    """The list with the six public fields and nothing else."""
    return [
        notice_line(
            number,
            {
                "title": row.title,
                "unit": row.unit,
                "members": row.members,
                "recommender": row.recommender,
                "award": award_words(row),
            },
        )
        for number, row in enumerate(rows, start=1)
    ]


def award_words(row: Listed) -> str:
    """What is to be awarded; where nothing is, who goes on or which rank."""
    if row.award:
        return row.award
    return str(_("入围") if row.advances else _("第 %(n)s 名", n=row.rank))


def award_head(result: ResultVersion) -> str:
    """Head of the last column."""
    return str(_("拟授奖项") if result.stage_id is None else _("结果"))


def title_of(result: ResultVersion) -> str:
    """The title of a notice."""
    name = result.competition.name
    if result.stage is None:
        return str(_("关于%(name)s拟授奖结果的公示", name=name))
    return str(_("关于%(name)s“%(stage)s”结果的公示", name=name, stage=result.stage.name))


def list_title(result: ResultVersion) -> str:
    """The title of the list."""
    name = result.competition.name
    if result.stage is None:
        return str(_("%(name)s拟授奖名单", name=name))
    return str(_("%(name)s“%(stage)s”结果名单", name=name, stage=result.stage.name))


def paragraphs_of(
    result: ResultVersion, plan: NoticePlan, count: int, *, is_fresh: bool
) -> list[str]:
    """The words before the days, the organiser's own where there are any."""
    name = result.competition.name
    own = [part.strip() for part in plan.text.replace("\r\n", "\n").split("\n") if part.strip()]
    if not own and result.stage is None:
        own = [
            _(
                "%(name)s的评审工作已经完成，拟对 %(n)s 项成果授奖，现将名单予以公示。",
                name=name,
                n=count,
            )
        ]
    elif not own and result.stage is not None:
        own = [
            _(
                "%(name)s“%(stage)s”已经结束，现将 %(n)s 项结果予以公示。",
                name=name,
                stage=result.stage.name,
                n=count,
            )
        ]
    if is_fresh:
        own.append(_("根据异议处理决定，名单与前次公示相比有变化，现按变化后的结果重新公示。"))
    return own


def period_words(period: Period | None) -> str:
    """The days in one sentence: dates, how many working days, make-up days by name."""
    if period is None:
        return ""
    first, last = official_date(period.first), official_date(period.last)
    if period.working_days is None:
        return str(_("公示期自%(first)s起，至%(last)s止。", first=first, last=last))
    words = _(
        "公示期自%(first)s起，至%(last)s止，从次日起计 %(n)s 个工作日。",
        first=first,
        last=last,
        n=period.working_days,
    )
    if period.make_up:
        words += _("其中%(days)s为调休工作日。", days=_days(period.make_up))
    if period.holidays:
        words += _("%(days)s放假，不计入。", days=_days(period.holidays))
    return str(words)


def how_to_object(result: ResultVersion) -> str:
    """How to object, with the address where there is one."""
    words = _(
        "公示期内，单位或个人对公示结果有异议的，请实名提出，写明事实和理由并提供证明材料；"
        "匿名的不予受理。"
    )
    if runtime.public_url:
        path = url_for("public.notice", competition_id=result.competition_id, number=result.id)
        words += _("可在 %(address)s 提出。", address=f"{runtime.public_url.rstrip('/')}{path}")
    return str(words)


def _days(days: Sequence[date]) -> str:
    return str(_("、")).join(_("%(m)s月%(d)s日", m=day.month, d=day.day) for day in days)
