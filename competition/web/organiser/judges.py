"""The judges of a competition: called, described, replaced, withdrawn."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, Judge, Organisation, Stage, database
from competition.services.judging.conflicts import (
    LONGEST,
    declare_conflict,
    with_conflicts,
)
from competition.services.judging.judges import (
    LONGEST_EXPERTISE,
    add_all_judges,
    add_judge,
    callable_accounts,
    describe_judge,
    list_judges,
    withdraw_judge,
)
from competition.services.judging.recusal import mark_judge_absent, replace_judge
from competition.services.judging.setup_reading import judge_work, judges_to_choose
from competition.services.judging.trades import set_trade, tracks_known
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import text_of, try_and_say, try_to
from competition.web.unit_choice import NOT_LISTED, UnitChoice, unit_text


class JudgeForm(FlaskForm):
    """What is known of a judge."""

    unit = StringField(_l("所在单位"), [Length(max=200)])
    expertise = StringField(
        _l("专业"),
        [Length(max=LONGEST_EXPERTISE)],
        description=_l(
            "写上赛道名称，分组时会优先安排；计分规则分评委组的，写组名，例如：专业、大众"
        ),
    )
    is_chief = BooleanField(_l("评审组长"))


class NewJudgeForm(JudgeForm):
    """Somebody with the judge's role to be called."""

    account = SelectField(
        _l("人员"), [InputRequired(_l("请选择一位人员。"))], choices=[], validate_choice=False
    )


class RelationForm(FlaskForm):
    """A relation that an organiser notes for a judge."""

    relation_unit = StringField(_l("单位"), [Length(max=LONGEST)])
    relation_person = StringField(_l("人员姓名"), [Length(max=60)])


@room.route("/competitions/<int:competition_id>/judges", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def judges(competition: Competition) -> Any:
    """Everybody who judges, and a form to call one more."""
    form = NewJudgeForm()
    choice = UnitChoice(form.unit, missing=NOT_LISTED)
    ident = competition.id
    if form.validate_on_submit() and choice.resolve() and _call(form, choice, competition):
        flash(_("评委已添加。"), "ok")
        return redirect(url_for("organiser.judges", competition_id=ident))
    lines = list_judges(ident)
    people = callable_accounts(ident)
    form.account.choices = [
        (str(ident), _("%(name)s（%(note)s）", name=name, note=login))
        for ident, name, login in people
    ]
    return render_template(
        "organiser/judges.html",
        form=form,
        choice=choice,
        lines=lines,
        people=people,
        undeclared=sum(line.judge.conflicts_declared_at is None for line in lines),
    ), 422 if form.errors or form.form_errors else 200


@room.post("/competitions/<int:competition_id>/judges/all")
@allow(Role.ORGANISER, on=Competition)
def call_all_judges(competition: Competition) -> Any:
    """Make everybody with the judge's role a judge."""
    ident = competition.id
    try_and_say(lambda: add_all_judges(me(), competition), _("有评委角色的人员已全部列为评委。"))
    return redirect(url_for("organiser.judges", competition_id=ident))


@room.route("/judges/<int:judge_id>", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Judge)
def judge(judge: Judge) -> Any:
    """One judge: unit, expertise, declarations, work in each stage."""
    form = JudgeForm(data=None if request.method == "POST" else _known(judge))
    choice = UnitChoice(form.unit, missing=NOT_LISTED)
    if form.validate_on_submit() and choice.resolve():
        ident = judge.id
        if try_to(form, lambda: _describe(judge, form, choice)):
            flash(_("评委资料已保存。"), "ok")
            return redirect(url_for("organiser.judge", judge_id=ident))
    return _page(judge, form, choice, RelationForm(formdata=None), None)


@room.post("/judges/<int:judge_id>/conflicts")
@allow(Role.ORGANISER, on=Judge)
def note_conflict(judge: Judge) -> Any:
    """Note a relation for a judge."""
    relation = RelationForm()
    choice = UnitChoice(relation.relation_unit)
    if relation.validate_on_submit() and choice.resolve():
        ident = judge.id
        try:
            declare_conflict(
                me(),
                judge,
                organisation_id=choice.organisation_id,
                unit_name="" if choice.organisation_id else text_of(relation.relation_unit),
                person_name=text_of(relation.relation_person),
            )
        except Refusal as refusal:
            relation.relation_unit.errors = [refusal_text(refusal)]
        else:
            flash(_("利害关系已登记。"), "ok")
            return redirect(url_for("organiser.judge", judge_id=ident))
    form = JudgeForm(formdata=None, data=_known(judge))
    return _page(judge, form, None, relation, choice)


@room.post("/judges/<int:judge_id>/trade")
@allow(Role.ORGANISER, on=Judge)
def set_judge_trade(judge: Judge) -> Response:
    """Say what a judge is known for."""
    ident = judge.id
    chosen = [
        int(each) for each in request.form.getlist("tracks") if each.isascii() and each.isdigit()
    ]
    senior = request.form.get("senior") == "1"
    try_and_say(
        lambda: set_trade(me(), judge, is_senior=senior, track_ids=chosen), _("评委专长已保存。")
    )
    return redirect(url_for("organiser.judge", judge_id=ident))


@room.post("/judges/<int:judge_id>/withdraw")
@allow(Role.ORGANISER, on=Judge)
def withdraw_one_judge(judge: Judge) -> Response:
    """Let a judge go."""
    competition_id, ident = judge.competition_id, judge.id
    try:
        withdraw_judge(me(), judge)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.judge", judge_id=ident))
    flash(_("已撤出评委名单，其登录权限一并停止。"), "ok")
    return redirect(url_for("organiser.judges", competition_id=competition_id))


@room.post("/stages/<int:stage_id>/judges/<int:judge_id>/replace")
@allow(Role.ORGANISER, on=Stage)
def replace_one_judge(stage: Stage, judge_id: int) -> Response:
    """Hand a judge's open entries over to a substitute, or to the panel's other judges."""
    chosen = request.form.get("substitute", "")
    substitute = int(chosen) if chosen.isascii() and chosen.isdigit() else None
    try_and_say(
        lambda: replace_judge(me(), stage, judge_id, substitute, request.form.get("reason", "")),
        _("未提交的项目已移交，已提交的评分表仍然有效。"),
    )
    return redirect(url_for("organiser.judge", judge_id=judge_id))


@room.post("/stages/<int:stage_id>/judges/<int:judge_id>/absent")
@allow(Role.ORGANISER, on=Stage)
def mark_one_judge_absent(stage: Stage, judge_id: int) -> Response:
    """Record that a judge did not come for what is not submitted."""
    try_and_say(
        lambda: mark_judge_absent(me(), stage, judge_id, request.form.get("reason", "")),
        _("未提交的项目已记为缺席。"),
    )
    return redirect(url_for("organiser.judge", judge_id=judge_id))


def _call(form: NewJudgeForm, choice: UnitChoice, competition: Competition) -> bool:
    account = str(form.account.data)
    ident = int(account) if account.isascii() and account.isdigit() else 0
    if ident not in {known for known, _name, _login in callable_accounts(competition.id)}:
        form.account.errors = [refusal_text(Refusal("judge.unknown"))]
        return False
    return try_to(
        form,
        lambda: add_judge(
            me(),
            competition,
            ident,
            organisation_id=choice.organisation_id,
            expertise=text_of(form.expertise),
            is_chief=bool(form.is_chief.data),
        ),
        {"judge.expertise_long": form.expertise},
    )


def _describe(judge: Judge, form: JudgeForm, choice: UnitChoice) -> None:
    describe_judge(
        me(),
        judge,
        organisation_id=choice.organisation_id,
        expertise=text_of(form.expertise),
        is_chief=bool(form.is_chief.data),
    )


def _known(judge: Judge) -> dict[str, Any]:
    return {
        "unit": unit_text(judge.organisation_id),
        "expertise": judge.expertise,
        "is_chief": judge.is_chief,
    }


def _page(
    judge: Judge,
    form: JudgeForm,
    choice: UnitChoice | None,
    relation: RelationForm,
    relation_choice: UnitChoice | None,
) -> Any:
    failed = form.errors or form.form_errors or relation.errors
    return render_template(
        "organiser/judge.html",
        judge=judge,
        form=form,
        choice=choice,
        relation=relation,
        relation_choice=relation_choice,
        unit=database.session.get(Organisation, judge.organisation_id or 0),
        declared=with_conflicts([(judge, judge.competition)])[0].conflicts,
        work=judge_work(judge),
        tracks=tracks_known(judge),
        others=judges_to_choose(judge.competition_id, without=[judge.id]),
    ), 422 if failed else 200
