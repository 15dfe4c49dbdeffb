"""Limits on entries, declarations, and what form reviewers look at."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from competition.domain.access import Role
from competition.models import Competition, Declaration, database
from competition.services.setup.entry_rules import (
    KINDS,
    declarations_of,
    limits_of,
    remove_declaration,
    save_declaration,
    save_limits,
    save_review_checklist,
)
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import (
    SeenForm,
    number_of,
    text_of,
    try_and_say,
    try_to,
)

WHOLE = [Optional(), NumberRange(1, 999, _l("请填写 1 至 999 的整数，不限请空着。"))]


class LimitsForm(SeenForm):
    """Limits; blank means none."""

    members_min = IntegerField(_l("每个项目最少几名完成人"), WHOLE)
    members_max = IntegerField(_l("每个项目最多几名完成人"), WHOLE)
    entries_per_person = IntegerField(_l("每人最多参加几个项目"), WHOLE)
    entries_per_unit = IntegerField(_l("每个单位最多申报几个项目"), WHOLE)
    bar_winners_years = IntegerField(
        _l("近几年内获过奖的成果不再受理"), WHOLE, description=_l("空着表示不限制。")
    )


class DeclarationForm(SeenForm):
    """A declaration."""

    title = StringField(_l("标题"), [InputRequired(_l("请填写标题。")), Length(max=40)])
    text = TextAreaField(_l("正文"), [InputRequired(_l("请填写正文。")), Length(max=3000)])


class ReviewChecklistForm(SeenForm):
    """What form reviewers look at."""

    lines = TextAreaField(
        _l("审查要点"), [Length(max=3000)],
        description=_l("每行一条，审查时逐条勾选。"),
    )  # fmt: skip


@room.route("/competitions/<int:competition_id>/limits", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_limits(competition: Competition) -> Any:
    """Limits, with declarations and the checklist beside."""
    limits = limits_of(database.session, competition.id)
    form = LimitsForm(data=limits)
    form.remember(limits)
    if form.validate_on_submit():
        values = {kind: number_of(form[kind]) for kind in KINDS}
        beside = {"limits.members": form.members_max}
        seen = form.seen.data
        if try_to(form, lambda: save_limits(me(), competition, values, seen=seen), beside):
            flash(_("限制已保存。"), "ok")
            return back(competition.id)
    return render_template(
        "organiser/limits.html",
        form=form,
        declarations=declarations_of(database.session, competition.id),
    ), 422 if form.errors else 200


@room.route("/competitions/<int:competition_id>/review-checklist", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_review_checklist(competition: Competition) -> Any:
    """The lines of the review checklist."""
    lines = "\n".join(each["name"] for each in competition.review_checklist)
    form = ReviewChecklistForm(data={"lines": lines})
    form.remember(competition.review_checklist)
    if form.validate_on_submit():
        names, seen = text_of(form.lines).splitlines(), form.seen.data
        beside = {f"review_checklist.{fault}": form.lines for fault in ("many", "long", "twice")}
        if try_to(form, lambda: save_review_checklist(me(), competition, names, seen=seen), beside):
            flash(_("审查要点已保存。"), "ok")
            return back(competition.id)
    return render_template("organiser/review_checklist.html", form=form), (
        422 if form.errors else 200
    )


@room.route("/competitions/<int:competition_id>/declarations/new", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def new_declaration(competition: Competition) -> Any:
    """Add a declaration."""
    return word(competition, None)


@room.route("/competitions/<int:competition_id>/declarations/<key>", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_declaration(competition: Competition, key: str) -> Any:
    """Word a declaration anew."""
    known = declarations_of(database.session, competition.id)
    found = next((each for each in known if each.key == key), None)
    if found is None:
        abort(404)
    return word(competition, found)


@room.post("/competitions/<int:competition_id>/declarations/<key>/remove")
@allow(Role.ORGANISER, on=Competition)
def remove_one_declaration(competition: Competition, key: str) -> Any:
    """Ask for a declaration no longer."""
    try_and_say(lambda: remove_declaration(me(), competition, key), _("声明已删除。"))
    return back(competition.id)


def word(competition: Competition, declaration: Declaration | None) -> Any:
    """The page of one declaration."""
    form = DeclarationForm(obj=declaration)
    key = declaration.key if declaration else None
    if declaration:
        form.remember([declaration.title, declaration.text])
    if form.validate_on_submit():
        title, text = text_of(form.title), text_of(form.text).replace("\r\n", "\n")
        seen = form.seen.data if declaration else None
        if try_to(
            form,
            lambda: save_declaration(me(), competition, key=key, title=title, text=text, seen=seen),
        ):
            flash(_("《%(title)s》已保存。", title=title), "ok")
            return back(competition.id)
    return render_template(
        "organiser/declaration.html", form=form, declaration=declaration
    ), 422 if form.errors else 200


def back(competition_id: int) -> Response:
    """To the page of limits."""
    return redirect(url_for("organiser.edit_limits", competition_id=competition_id))
