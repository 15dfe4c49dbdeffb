"""The menu of each room: groups of places, the current one marked."""

from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from competition.domain.access import Role
from competition.models import Competition
from competition.web.access import current_principal, has_role

Item = tuple[str, Any]
ORGANISER: tuple[tuple[Any, tuple[Item, ...]], ...] = (
    (
        _l("概况"),
        (
            ("organiser.overview", _l("概况")),
            ("organiser.checklist", _l("待办清单")),
            ("organiser.rehearsal", _l("演练")),
        ),
    ),
    (
        _l("设置"),
        (
            ("organiser.edit_basics", _l("基本信息")),
            ("organiser.edit_tracks", _l("赛道设置")),
            ("organiser.edit_stages", _l("阶段")),
            ("organiser.edit_form", _l("申报表")),
            ("organiser.edit_limits", _l("限制与声明")),
            ("organiser.edit_rules", _l("评分细则与计分规则")),
            ("organiser.edit_certificate", _l("证书")),
            ("organiser.edit_notice", _l("公示与异议设置")),
        ),
    ),
    (
        _l("申报"),
        (
            ("organiser.entries", _l("参赛项目")),
            ("organiser.recommending_board", _l("逐级推荐")),
            ("organiser.form_reviews", _l("形式审查")),
            ("organiser.people", _l("人员与链接")),
        ),
    ),
    (
        _l("评审"),
        (
            ("organiser.periods", _l("考核期")),
            ("organiser.judges", _l("评委名单")),
            ("organiser.panels", _l("评审组与分配")),
            ("organiser.board", _l("评审进度")),
            ("organiser.findings", _l("整改清单")),
        ),
    ),
    (
        _l("结果"),
        (
            ("organiser.results", _l("成绩与排名")),
            ("organiser.awards", _l("奖项")),
            ("organiser.events", _l("加减分")),
            ("organiser.score_corrections", _l("评分更正")),
            ("organiser.flags", _l("流动红旗")),
            ("organiser.publication", _l("公布")),
            ("organiser.objections", _l("异议与申诉")),
            ("organiser.certificates", _l("证书发放")),
        ),
    ),
)
SUPERVISOR: tuple[tuple[Any, tuple[Item, ...]], ...] = (
    (
        _l("监督"),
        (
            ("supervisor.record", _l("操作留痕")),
            ("supervisor.results", _l("成绩版本")),
            ("supervisor.events", _l("加减分")),
            ("supervisor.corrections", _l("评分更正")),
            ("supervisor.objections", _l("异议与申诉")),
        ),
    ),
)
PUBLIC: tuple[tuple[Any, tuple[Item, ...]], ...] = (
    (
        "",
        (
            ("public.competition", _l("大赛介绍")),
            ("public.results", _l("结果公布")),
            ("public.flags", _l("流动红旗")),
            ("public.notices", _l("公示")),
            ("public.verify_form", _l("证书查验")),
        ),
    ),
)
WITHOUT_COMPETITION: dict[str, tuple[tuple[Any, tuple[Item, ...]], ...]] = {
    "public": (("", (("public.home", _l("竞赛")), ("public.verify_form", _l("证书查验")))),),
    "organiser": (
        (
            "",
            (
                ("organiser.competitions", _l("竞赛")),
                ("organiser.administration", _l("账号")),
                ("organiser.organisations", _l("单位")),
            ),
        ),
    ),
    "entrant": (
        (
            "",
            (
                ("entrant.home", _l("我的申报")),
                ("entrant.site", _l("本期填报")),
                ("entrant.findings", _l("整改")),
                ("entrant.certificates", _l("我的证书")),
            ),
        ),
    ),
    "judge": (
        (
            "",
            (("judge.home", _l("待评项目")), ("judge.conflicts", _l("利害关系申报"))),
        ),
    ),
    "recommend": (
        ("", (("recommend.home", _l("逐级推荐")), ("recommend.participation", _l("参赛统计")))),
    ),
    "supervisor": (("", (("supervisor.home", _l("竞赛")),)),),
}
WITHIN_COMPETITION = {"organiser": ORGANISER, "supervisor": SUPERVISOR, "public": PUBLIC}
OF_PERIODS = frozenset(
    {"organiser.periods", "organiser.findings", "organiser.flags", "public.flags"}
)
REVIEWER_PLACES = frozenset({"organiser.overview", "organiser.entries", "organiser.form_reviews"})
ADMINISTRATOR_PLACES = frozenset({"organiser.administration", "organiser.organisations"})


def menu(room: str, competition: Competition | None) -> list[dict[str, Any]]:
    """Groups of {title, items: [{label, href, current}]} for the room this request is in."""
    within = competition is not None and room in WITHIN_COMPETITION
    groups = WITHIN_COMPETITION[room] if within else WITHOUT_COMPETITION.get(room, ())
    values: dict[str, Any] = {}
    if within and competition is not None:
        values["competition_id"] = competition.id
    shown = []
    for title, places in groups:
        items = [
            {
                "label": label,
                "href": url_for(endpoint, **(values if takes_competition(endpoint) else {})),
                "current": endpoint == request.endpoint,
            }
            for endpoint, label in places
            if may_go(endpoint) and has_use(endpoint, competition)
        ]
        if items:
            shown.append({"title": title, "items": items})
    return shown


def may_go(endpoint: str) -> bool:
    """Whether this person's roles lead anywhere there; the place itself checks again."""
    if endpoint not in current_app.view_functions:
        return False
    if current_principal() is None or not endpoint.startswith("organiser."):
        return True
    if endpoint in ADMINISTRATOR_PLACES:
        return has_role((Role.ADMINISTRATOR,))
    if endpoint in REVIEWER_PLACES:
        return has_role((Role.ORGANISER, Role.FORM_REVIEWER))
    return has_role((Role.ORGANISER,))


def has_use(endpoint: str, competition: Competition | None) -> bool:
    """Whether a place means something in this kind of competition: periods only in a labour one."""
    return endpoint not in OF_PERIODS or (
        competition is not None and competition.kind == "labour_competition"
    )


def takes_competition(endpoint: str) -> bool:
    """Whether the place is one of a competition."""
    return any(
        "competition_id" in rule.arguments for rule in current_app.url_map.iter_rules(endpoint)
    )
