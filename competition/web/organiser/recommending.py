"""How entries climb to the host: levels, places issued, the board over all levels, the papers."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, FieldList, Form, FormField, SelectMultipleField, StringField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from competition.documents.wording.names import UNIT_KIND_NAMES
from competition.domain.access import Role
from competition.models import Competition, RecommendationList, database
from competition.services.recommending.route import level_rows, route_row, steps_there
from competition.services.recommending.setup import LONGEST_NAME, LevelValues, save_levels
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import text_of, to_instant, to_wall_clock, try_to
from competition.web.organiser.stages import MOMENT
from competition.web.recommend.board import board_page
from competition.web.recommend.lists import paper_answer, scan_answer
from competition.web.recommend.quotas import quota_page


class LevelForm(Form):
    """One level."""

    level_name = StringField(
        _l("层级名称"), [InputRequired(_l("请填写名称，如：县级工会。")), Length(max=LONGEST_NAME)]
    )
    kinds = SelectMultipleField(
        _l("由哪些单位办理"),
        [InputRequired(_l("请至少选择一类单位。"))],
        choices=list(UNIT_KIND_NAMES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    closes_at = DateTimeLocalField(_l("本级截止时间"), [Optional()], format=MOMENT)


class RouteForm(FlaskForm):
    """All levels, and how strict."""

    levels = FieldList(FormField(LevelForm), _l("推荐层级"))
    needs_stamp = BooleanField(
        _l("上报须附盖章扫描件"),
        description=_l("推荐汇总表打印盖章、扫描上传，按二维码核对后才能上报。"),
    )
    is_selective = BooleanField(
        _l("差额推荐"), description=_l("一个单位分给下级的名额可以多于自己的名额，择优上报。")
    )
    by_track = BooleanField(
        _l("分赛道限制名额"),
        description=_l("如“每个行业不超过 2 项”。各赛道的名额在下达名额时填写，可与总名额并用。"),
    )


@room.route("/competitions/<int:competition_id>/recommending", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def recommending(competition: Competition) -> Any:
    """Levels and strictness."""
    form = route_form(competition)
    if form.validate_on_submit() and try_to(form, lambda: save(competition, form)):
        flash(_("推荐设置已保存。"), "ok")
        return redirect(url_for("organiser.recommending", competition_id=competition.id))
    return render_template(
        "organiser/recommending.html",
        form=form,
        empty=LevelForm(prefix="levels-__n__-"),
        used=steps_there(database.session, competition.id),
    ), 422 if form.errors else 200


@room.route("/competitions/<int:competition_id>/recommending/quotas", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def recommending_quotas(competition: Competition) -> Any:
    """Places issued by the host."""
    back = url_for("organiser.recommending_quotas", competition_id=competition.id)
    unit = competition.organisation
    return quota_page(competition, unit, back, "organiser/recommending_quotas.html")


@room.get("/competitions/<int:competition_id>/recommending/board")
@allow(Role.ORGANISER, on=Competition)
def recommending_board(competition: Competition) -> Any:
    """Where everything is, and who is late."""
    return board_page(competition, competition.organisation, "organiser/recommending_board.html")


@room.get("/recommendation-lists/<int:recommendation_list_id>/paper.pdf")
@allow(Role.ORGANISER, Role.FORM_REVIEWER, on=RecommendationList)
def recommendation_paper(recommendation_list: RecommendationList) -> Response:
    """A list as it was printed."""
    return paper_answer(recommendation_list)


@room.get("/recommendation-lists/<int:recommendation_list_id>/scan")
@allow(Role.ORGANISER, Role.FORM_REVIEWER, on=RecommendationList)
def recommendation_scan(recommendation_list: RecommendationList) -> Response:
    """Its stamped paper."""
    return scan_answer(recommendation_list)


def route_form(competition: Competition) -> RouteForm:
    """What was posted, or what is stored."""
    session = database.session
    route = route_row(session, competition.id)
    levels = [
        {
            "level_name": row.name,
            "kinds": row.kinds,
            "closes_at": to_wall_clock(row.closes_at, competition.time_zone),
        }
        for row in level_rows(session, competition.id)
    ]
    return RouteForm(
        data={
            "levels": levels,
            "needs_stamp": bool(route and route.needs_stamp),
            "is_selective": bool(route and route.is_selective),
            "by_track": bool(route and route.by_track),
        }
    )


def save(competition: Competition, form: RouteForm) -> None:
    """The levels in the order of the page."""
    zone = competition.time_zone
    levels = [
        LevelValues(
            text_of(each.form.level_name),
            frozenset(each.form.kinds.data or ()),
            to_instant(each.form.closes_at.data, zone),
        )
        for each in form.levels
    ]
    save_levels(
        me(),
        competition,
        levels,
        needs_stamp=form.needs_stamp.data,
        is_selective=form.is_selective.data,
        by_track=form.by_track.data,
    )
