"""The competitions that a person organises: list, new from a preset, next edition."""

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import MonthField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from competition.documents.wording.period_words import PERIOD_UNITS
from competition.domain.access import Role
from competition.domain.labour import Calendar, PeriodUnit
from competition.domain.labour.periods import MONTHS, MOST_PERIODS
from competition.domain.presets import PRESET_KEYS, load_preset
from competition.domain.refusal import Refusal
from competition.models import Competition, Organisation, Stage, database
from competition.services.runtime import now
from competition.services.setup.competitions import copy_edition, create_from_preset
from competition.services.setup.listing import list_competitions
from competition.services.setup.stages import stages_of
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import number_of, text_of, to_wall_clock, try_to
from competition.web.paging import here, page_number, pager
from competition.web.unit_choice import UnitChoice

READERS = (Role.ORGANISER, Role.FORM_REVIEWER)
STATES = ("draft", "open", "closed", "rehearsal")
YEAR_FIELD = [
    InputRequired(_l("请填写年份。")),
    NumberRange(1949, 2199, _l("请填写四位数的年份，例如 2026。")),
]


class NewForm(FlaskForm):
    """A new competition from a preset."""

    preset = RadioField(_l("类型"), [InputRequired(_l("请选择类型。"))])
    name = StringField(
        _l("竞赛名称"), [InputRequired(_l("请填写竞赛名称。")), Length(max=80)],
        description=_l("写全称，例如：第五届蜀江省职工创新大赛。"),
    )  # fmt: skip
    edition = StringField(_l("届次"), [Length(max=20)], description=_l("例如：第五届。"))
    year = IntegerField(_l("年份"), YEAR_FIELD)
    host = StringField(_l("主办单位"), [InputRequired(_l("请填写主办单位。")), Length(max=120)])
    opens_on = DateField(
        _l("申报开始日期"), [InputRequired(_l("请填写申报开始日期。"))],
        description=_l("其他阶段的日期按预设依次排好，之后都可以修改。"),
    )  # fmt: skip
    unit = SelectField(
        _l("考核期"), choices=list(PERIOD_UNITS.items()), default=PeriodUnit.MONTH.value
    )
    first_month = MonthField(
        _l("第一期从哪个月开始"), [Optional()], description=_l("不填则从本年 1 月开始。")
    )
    count = IntegerField(
        _l("共几期"), [Optional(), NumberRange(1, MOST_PERIODS, _l("请填写 1 到 36 之间的数。"))]
    )
    quarters = BooleanField(
        _l("按季评比"), description=_l("每三个月合成一季，单独排名，评流动红旗。")
    )


class CopyForm(FlaskForm):
    """The next edition of a competition."""

    name = StringField(_l("竞赛名称"), [InputRequired(_l("请填写竞赛名称。")), Length(max=80)])
    edition = StringField(_l("届次"), [Length(max=20)])
    year = IntegerField(_l("年份"), YEAR_FIELD)
    opens_on = DateField(
        _l("申报开始日期"), [InputRequired(_l("请填写申报开始日期。"))],
        description=_l("各阶段的日期随之整体后移。"),
    )  # fmt: skip


@room.get("/competitions")
@allow(*READERS)
def competitions() -> Any:
    """Competitions within one's reach."""
    args, page = request.args, page_number()
    state = args.get("state", "")
    year = args.get("year", "")
    rows, total = list_competitions(
        database.session,
        me(),
        READERS,
        query=args.get("q", ""),
        state=state if state in STATES else "",
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        page=page,
    )
    return render_template(
        "organiser/competitions.html",
        rows=rows,
        total=total,
        pages=pager(total, page),
        here=here,
        filtered=any(args.get(name) for name in ("q", "state", "year")),
        may_found=may_found(),
    )


@room.route("/competitions/new", methods=["GET", "POST"])
@allow(Role.ORGANISER)
def new_competition() -> Any:
    """Found a competition from a preset."""
    form = NewForm()
    presets = [load_preset(key) for key in PRESET_KEYS]
    form.preset.choices = [(preset.key, preset.name) for preset in presets]
    choice = UnitChoice(form.host, reach=(Role.ORGANISER,))
    if not form.is_submitted():
        suggest(form)
    if form.validate_on_submit() and choice.resolve():
        made: list[int] = []
        beside = refusal_fields(form) | {"competition.organisation": form.host}
        if try_to(form, lambda: made.append(found(form, choice)), beside):
            flash(_("竞赛已新建。赛道、阶段、申报表、评分细则和奖项都已备好，可逐项修改。"), "ok")
            return redirect(url_for("organiser.checklist", competition_id=made[0]))
    return render_template(
        "organiser/new_competition.html",
        form=form,
        choice=choice,
        presets=presets,
        may_found=may_found(),
    ), 422 if form.errors else 200


@room.route("/competitions/<int:competition_id>/copy", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def copy_competition(competition: Competition) -> Any:
    """Found the next edition."""
    first = first_day(competition)
    form = CopyForm()
    if not form.is_submitted():
        form.name.data, form.edition.data = competition.name, competition.edition
        form.year.data = competition.year + 1
        form.opens_on.data = first + timedelta(days=364)
    if form.validate_on_submit():
        made: list[int] = []

        def copy() -> None:
            made.append(
                copy_edition(
                    me(),
                    competition.id,
                    name=text_of(form.name),
                    edition=text_of(form.edition),
                    year=number_of(form.year) or 0,
                    days_later=(day_in(form.opens_on) - first).days,
                )
            )

        if try_to(form, copy, refusal_fields(form)):
            flash(_("下一届已新建。请核对日期和名称，再逐项检查。"), "ok")
            return redirect(url_for("organiser.checklist", competition_id=made[0]))
    return render_template("organiser/copy_competition.html", form=form), (
        422 if form.errors else 200
    )


def found(form: NewForm, choice: UnitChoice) -> int:
    """Create what the form says.

    Raises:
        Refusal: those of `create_from_preset`.
    """
    if choice.organisation_id is None:
        raise Refusal("competition.organisation")
    return create_from_preset(
        me(),
        preset=text_of(form.preset),
        organisation_id=choice.organisation_id,
        name=text_of(form.name),
        edition=text_of(form.edition),
        year=number_of(form.year) or 0,
        opens_on=day_in(form.opens_on),
        calendar=calendar_in(form),
    )


def calendar_in(form: NewForm) -> Calendar:
    """The periods that were asked for; a year of them where their number was left out."""
    unit = PeriodUnit(form.unit.data)
    first = form.first_month.data or date(number_of(form.year) or 1, 1, 1)
    return Calendar(unit, first, number_of(form.count) or 12 // MONTHS[unit], form.quarters.data)


def suggest(form: NewForm) -> None:
    """Fill in what is most likely."""
    today = to_wall_clock(now(), "Asia/Shanghai") or now()
    hosts = me().organisations((Role.ORGANISER,))
    form.preset.data = PRESET_KEYS[0]
    form.year.data = today.year
    form.quarters.data = True
    host = database.session.get(Organisation, hosts[0]) if hosts else None
    form.host.data = host.name if host else ""


def first_day(competition: Competition) -> date:
    """The day on which the earliest stage opens; the day of founding where none is dated."""
    stages: list[Stage] = stages_of(database.session, competition.id)
    dated = [stage.opens_at for stage in stages if stage.opens_at is not None]
    instant = min(dated, default=competition.created_at)
    return (to_wall_clock(instant, competition.time_zone) or instant).date()


def day_in(field: DateField) -> date:
    """The day in a date field that has been validated."""
    assert field.data is not None
    return field.data


def may_found() -> bool:
    """Whether the person organises for an organisation, not just in single competitions."""
    roles = (Role.ORGANISER,)
    return me().everywhere(roles) or bool(me().organisations(roles))


def refusal_fields(form: NewForm | CopyForm) -> dict[str, Any]:
    """Where refusals are shown."""
    return {
        "competition.name": form.name,
        "competition.name_taken": form.name,
        "competition.year": form.year,
        "periods.quarters": getattr(form, "quarters", form.year),
        "periods.count": getattr(form, "count", form.year),
    }
