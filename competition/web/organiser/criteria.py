"""The criteria of a scoring stage: one page to change each."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from competition.documents.wording.folds import group_name
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.marks import normalise_mark
from competition.domain.refusal import Refusal
from competition.models import Stage, database
from competition.services.setup.rubric import (
    move_criterion,
    put_criterion,
    remove_criterion,
    rubric_lines,
)
from competition.services.setup.rules import current_rule_set
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.rule_change import save_or_propose
from competition.web.organiser.setup_forms import CHOSEN, SeenForm, text_of, try_and_say

LEVEL_ROWS = 5
APART = re.compile(r"[\n、，,；;]")
PLAIN = Regexp(r"\A([0-9]+(\.[0-9]+)?)?\Z", message=_l("请填数字，例如 30 或 0.5。"))


def plain(text: str | None) -> str | None:
    """A number as it is read: full-width digits are what a Chinese keyboard gives."""
    return normalise_mark(text) if text else text


class LevelForm(Form):
    """One level of achievement; blank rows are left out."""

    name = StringField(_l("等级"), [Length(max=10)])
    low = StringField(_l("最低分"), [Length(max=10), PLAIN], filters=[plain])
    high = StringField(_l("最高分"), [Length(max=10), PLAIN], filters=[plain])
    text = TextAreaField(_l("说明"), [Length(max=300)])

    def validate_name(self, field: Field) -> None:
        """A level is whole or blank: what was typed into half a one would be lost."""
        given = [text_of(self.low), text_of(self.high)]
        if text_of(field) and not all(given):
            raise ValidationError(_("请填写这一级的最低分和最高分。"))
        if not text_of(field) and any([*given, text_of(self.text)]):
            raise ValidationError(_("请填写这一级的名称。"))


class CriterionForm(SeenForm):
    """A criterion and its levels."""

    name = StringField(_l("评分指标"), [InputRequired(_l("请填写评分指标。")), Length(max=40)])
    group = StringField(
        _l("所属大类"), [Length(max=40)], description=_l("同一大类的指标在评分表上排在一起。")
    )
    max = StringField(
        _l("满分"), [InputRequired(_l("请填写满分。")), Length(max=10), PLAIN], filters=[plain]
    )
    min = StringField(
        _l("最低分"), [Length(max=10), PLAIN], filters=[plain], description=_l("空着为 0。")
    )
    step = StringField(
        _l("评分间隔"), [InputRequired(_l("请填写评分间隔。")), Length(max=10), PLAIN],
        filters=[plain], description=_l("例如 0.5：只能打 0.5 的整数倍。"),
    )  # fmt: skip
    weight = StringField(
        _l("系数"),
        [Length(max=10), PLAIN],
        filters=[plain],
        description=_l("计入合计时乘以它，空着为 1。"),
    )
    hint = TextAreaField(_l("评分要点"), [Length(max=200)], description=_l("评委评分时看到。"))
    marked_by = TextAreaField(
        _l("考核部门"),
        [Length(max=400)],
        description=_l("一行一个；自评、互评、核定也可填写。空着则每份评分表都有这一项。"),
    )
    kind = RadioField(
        _l("性质"),
        CHOSEN,
        choices=[
            ("judgement", _l("评判：由评委判断")),
            ("measurement", _l("测量：照实测结果填写")),
        ],
        default="judgement",
    )
    reason = StringField(
        _l("修改原因"), [Length(max=200)], description=_l("会写入操作留痕，筹备时可以不填。")
    )
    later = BooleanField(
        _l("以后各期同样修改"), description=_l("以后还没有人评分的考核期一起改，不必逐期修改。")
    )
    levels = FieldList(FormField(LevelForm), min_entries=LEVEL_ROWS)

    def validate_levels(self, field: Any) -> None:
        """Both ends of a level are marks that the steps reach; said beside the end that is none."""
        low, step = text_of(self.min) or "0", text_of(self.step)
        errors: Any = field.errors
        if errors or self.min.errors or self.step.errors or not Fraction(step):
            return
        for row in field:
            for end in (row.form.low, row.form.high):
                if text_of(end) and (Fraction(text_of(end)) - Fraction(low)) % Fraction(step):
                    level = text_of(row.form["name"])
                    said = Refusal("criteria.level_off_step", level=level, step=step)
                    end.errors = [refusal_text(said)]
                    errors.append({end.short_name: end.errors})


@room.route("/stages/<int:stage_id>/criteria/new", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Stage)
def new_criterion(stage: Stage) -> Any:
    """Add a criterion."""
    return edit(stage, None)


@room.route("/stages/<int:stage_id>/criteria/<key>", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Stage)
def edit_criterion(stage: Stage, key: str) -> Any:
    """Change a criterion."""
    return edit(stage, key)


@room.post("/stages/<int:stage_id>/criteria/<key>/move")
@allow(Role.ORGANISER, on=Stage)
def move_one_criterion(stage: Stage, key: str) -> Any:
    """One place up or down."""
    up = request.form.get("way") == "up"
    try_and_say(lambda: move_criterion(me(), stage, key, up=up), _("评分指标的顺序已保存。"))
    return back(stage.competition_id)


@room.post("/stages/<int:stage_id>/criteria/<key>/remove")
@allow(Role.ORGANISER, on=Stage)
def remove_one_criterion(stage: Stage, key: str) -> Any:
    """Take a criterion out."""
    try_and_say(lambda: remove_criterion(me(), stage, key), _("评分指标已删除，请核对满分合计。"))
    return back(stage.competition_id)


def edit(stage: Stage, key: str | None) -> Any:
    """The page of one criterion."""
    row = current_rule_set(database.session, stage.competition_id)
    if row is None or stage.key not in row.document["stages"]:
        abort(404)
    lines = rubric_lines(row.document, stage.key)
    line = next((each for each in lines if each.criterion["key"] == key), None)
    if key is not None and line is None:
        abort(404)
    known = shown(line.criterion, line.group) if line else {"step": "0.5"}
    form = CriterionForm(data={**known, "later": True})
    form.remember(row.document)
    if form.validate_on_submit():
        written, group, seen = to_document(form), text_of(form.group), form.seen.data
        beside = {
            "criteria.max_off_step": form.max,
            "criteria.range_empty": form.max,
            "criteria.not_at_scale": form.step,
            "criterion.name_taken": form.name,
            "criteria.weight_endless": form.weight,
            "criteria.weight_zero": form.weight,
            "rules.negative": form.weight,
            "rubric.scale": form.step,
            "rubric.marked_by": form.marked_by,
            "rubric.mark_off": form.max,
            "rubric.narrower": form.max,
            "rules.change_reason": form.reason,
        }
        why, ident, later = text_of(form.reason), stage.competition_id, form.later.data
        answer = save_or_propose(
            form,
            lambda: put_criterion(
                me(), stage, written, group=group, key=key, reason=why, seen=seen, later=later
            ),
            beside,
            done=_("评分指标“%(name)s”已保存。", name=text_of(form.name)),
            competition_id=ident,
        )
        if answer is not None:
            return answer
    return render_template("organiser/criterion.html", form=form, stage=stage, line=line), (
        422 if form.errors else 200
    )


def shown(criterion: Mapping[str, Any], group: str) -> dict[str, Any]:
    """A criterion of the document as the form shows it."""
    levels = [
        {"name": one["name"], "low": one["min"], "high": one["max"], "text": one.get("text", "")}
        for one in criterion.get("levels", [])
    ]
    blank: list[dict[str, str]] = [{} for _row in range(max(1, LEVEL_ROWS - len(levels)))]
    texts = ("name", "max", "min", "step", "weight", "hint")
    return {
        **{name: str(criterion.get(name, "")) for name in texts},
        "step": str(criterion.get("step", "1")),
        "kind": criterion.get("kind", "judgement"),
        "group": group,
        "marked_by": "\n".join(map(group_name, criterion.get("marked_by", []))),
        "levels": [*levels, *blank],
    }


def to_document(form: CriterionForm) -> dict[str, Any]:
    """The criterion as the document writes it, without its key."""
    written: dict[str, Any] = {
        "name": text_of(form.name),
        "max": text_of(form.max),
        "step": text_of(form.step),
    }
    for name in ("min", "weight", "hint"):
        if text_of(form[name]):
            written[name] = " ".join(text_of(form[name]).split())
    if form.kind.data == "measurement":
        written["kind"] = "measurement"
    if text_of(form.marked_by):
        written["marked_by"] = groups_in(text_of(form.marked_by))
    levels = [
        {
            "name": text_of(row.form.name),
            "min": text_of(row.form.low),
            "max": text_of(row.form.high),
            "text": " ".join(text_of(row.form.text).split()),
        }
        for row in form.levels
        if text_of(row.form.name)
    ]
    return {**written, "levels": levels} if levels else written


def groups_in(text: str) -> list[str]:
    """The groups of judges that were typed, each once; what the rules have a word for, by it."""
    words = {group_name(group): group for group in ("self", "peer", "verified")}
    typed = (" ".join(one.split()) for one in APART.split(text))
    return list(dict.fromkeys(words.get(one, one) for one in typed if one))


def back(competition_id: int) -> Response:
    """To the page of rules."""
    return redirect(url_for("organiser.edit_rules", competition_id=competition_id))
