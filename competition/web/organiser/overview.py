"""A competition at one glance: where it stands in time, its figures, what to do next."""

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from competition.domain.access import Role
from competition.domain.checklist import missing
from competition.models import Competition, database
from competition.services.runtime import now
from competition.services.setup.closing import ending_of
from competition.services.setup.opening import readiness
from competition.services.setup.overview import (
    Figures,
    NextStep,
    StageFigures,
    figures_of,
    next_steps,
    stage_figures,
)
from competition.web.access import allow
from competition.web.organiser.checklist import line
from competition.web.organiser.room import room
from competition.web.places import place
from competition.web.stage_ruler import stage_ruler

DOORS = {
    "proposals": "organiser.publication",
    "objections": "organiser.objections",
    "approval": "organiser.edit_notice",
    "review": "organiser.form_reviews",
    "close_entry": "organiser.edit_stages",
    "close_form_review": "organiser.edit_stages",
    "panels": "organiser.panels",
    "open": "organiser.edit_stages",
    "sheets": "organiser.board",
    "lock": "organiser.board",
    "compute": "organiser.results",
    "notice": "organiser.publication",
    "confirm": "organiser.publication",
    "still_open": "organiser.edit_stages",
}
STEP_WORDS = {
    "objections": (
        _l("有异议或申诉没有办结"),
        _l("请在期限内办理；未办结时，结果不能确认为最终结果。"),
        _l("去办理"),
    ),
    "approval": (
        _l("竞赛名称中有须经批准的字样"),
        _l("请填写批准文号；未经批准的，请修改名称。"),
        _l("去填写"),
    ),
    "proposals": (
        _l("等待第二人办理"),
        _l("提出人之外的另一位负责人同意后才生效。"),
        _l("查看"),
    ),
    "review": (_l("待形式审查"), _l("项目通过审查后才进入评审。"), _l("去审查")),
    "close_entry": (
        _l("“%(name)s”已到截止时间"),
        _l("系统已停止受理，确认不再延期后请结束这一阶段。"),
        _l("去办理"),
    ),
    "close_form_review": (
        _l("“%(name)s”已到截止时间"),
        _l("审查完毕后请结束这一阶段。"),
        _l("去办理"),
    ),
    "panels": (
        _l("为“%(name)s”设置评审组"),
        _l("确定评委和评审组，并分配项目。"),
        _l("去设置"),
    ),
    "open": (
        _l("“%(name)s”到了开始时间"),
        _l("开始后评委即可评分，总成绩的合成办法和奖项随之固定。"),
        _l("去开始"),
    ),
    "sheets": (
        _l("“%(name)s”还有评分表未交"),
        _l("可以查看进度并提醒评委。"),
        _l("查看进度"),
    ),
    "lock": (
        _l("“%(name)s”的评分表已交齐"),
        _l("核对后请锁定，锁定后不能再改分。"),
        _l("去锁定"),
    ),
    "compute": (_l("各阶段都已锁定"), _l("可以计算成绩和排名。"), _l("去计算")),
    "notice": (
        _l("总成绩已批准，等待公示"),
        _l("请开始公示；不公示的，写明理由后确认为最终结果。"),
        _l("去办理"),
    ),
    "confirm": (_l("公示期已满"), _l("没有异议的，请确认为最终结果。"), _l("去确认")),
    "still_open": (
        _l("评审已开始，“%(name)s”仍未结束"),
        _l("新的项目还能进来。不再受理的，请结束这一阶段。"),
        _l("去办理"),
    ),
}


@room.get("/competitions/<int:competition_id>")
@allow(Role.ORGANISER, Role.FORM_REVIEWER, on=Competition)
def overview(competition: Competition) -> Any:
    """The stages in true time, the figures, the next steps."""
    session, moment = database.session, now()
    stages = stage_figures(session, competition.id)
    drawing, columns = stage_ruler(
        [each.stage for each in stages], competition.time_zone, moment, counts=counts(stages)
    )
    if competition.state == "draft":
        undone = missing(readiness(session, competition))
        return render_template(
            "organiser/overview.html",
            drawing=drawing,
            stages=columns,
            figures=[],
            undone=[line(item, competition) for item in undone[:6]],
            steps=[],
            ending=None,
        )
    figures = figures_of(session, competition.id, moment)
    steps = next_steps(competition, stages, figures, moment)
    if competition.state == "closed":
        steps = []
    return render_template(
        "organiser/overview.html",
        drawing=drawing,
        stages=columns,
        figures=tiles(figures, stages),
        undone=[],
        steps=[told(step, competition) for step in steps],
        ending=None if competition.is_rehearsal else ending_of(session, competition.id),
    )


def counts(stages: list[StageFigures]) -> dict[str, str]:
    """A figure under each scoring stage that has begun."""
    return {
        each.stage.key: _("评分表 %(done)s / %(due)s", done=each.done, due=each.due)
        for each in stages
        if each.due
    }


def tiles(figures: Figures, stages: list[StageFigures]) -> list[dict[str, Any]]:
    """The key figures."""
    of = figures.entries
    due, done = sum(each.due for each in stages), sum(each.done for each in stages)
    return [
        {
            "label": _("参赛项目"),
            "value": figures.handed_in,
            "note": _("另有草稿 %(n)s 项", n=of.get("draft", 0)),
        },
        {"label": _("通过审查"), "value": of.get("passed", 0), "note": _(
            "待审查 %(a)s，退回修改 %(b)s，不予受理 %(c)s",
            a=of.get("submitted", 0), b=of.get("returned", 0), c=of.get("rejected", 0),
        )},
        {"label": _("申报单位"), "value": figures.units, "note": ""},
        {"label": _("参赛人次"), "value": figures.members, "note": _("同一人参加多项时分别计数")},
        {"label": _("评委人数"), "value": figures.judges, "note": ""},
        {"label": _("已交评分表"), "value": done, "unit": f"/ {due}", "note": ""},
    ]  # fmt: skip


def told(step: NextStep, competition: Competition) -> dict[str, Any]:
    """A next step in words, with its door."""
    title, text, action = STEP_WORDS[step.code]
    return {
        "n": step.count or "·",
        "hot": step.urgent,
        "title": str(title) % {"name": step.stage},
        "text": text,
        "href": place(DOORS[step.code], competition_id=competition.id),
        "action": action,
    }
