"""How one scoring stage becomes a ranking: the choices on one page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.rule_choices import (
    Boundary,
    Choices,
    Cut,
    StageChoices,
    Tie,
    TieKind,
    read_choices,
    to_document,
)
from competition.domain.rule_choices.rubric import lines_of
from competition.models import Stage, Track, database
from competition.services.results.rule_changes import change_rules
from competition.services.setup.rules import current_rule_set
from competition.services.setup.tracks import tracks_of
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.rule_change import save_or_propose
from competition.web.organiser.rule_fields import (
    COUNT,
    RulesForm,
    quota_data,
    read_quota,
    tie_code,
    track_fields,
)
from competition.web.organiser.setup_forms import CHOSEN, number_of, text_of


class StageRulesForm(RulesForm):
    """Mean, dropped extremes, quorum and the cut, besides what all rankings have."""

    drop_high = IntegerField(_l("去掉最高分的个数"), COUNT)
    drop_low = IntegerField(_l("去掉最低分的个数"), COUNT)
    at_least = IntegerField(
        _l("有效评分表达到几份才去"), COUNT, description=_l("要多于去掉的个数；不去分时空着。")
    )
    below = RadioField(
        _l("不够时"),
        CHOSEN,
        choices=[("mean", _l("不去，直接取平均")), ("block", _l("暂不计分，由组织方另行决定"))],
    )
    quorum = IntegerField(
        _l("最少几份有效评分表才计分"),
        [InputRequired(_l("请填写份数。")), NumberRange(1, 99, _l("请填写大于 0 的整数。"))],
    )
    cut = RadioField(
        _l("进入下一阶段的办法"),
        CHOSEN,
        choices=[
            ("none", _l("不淘汰")),
            ("number", _l("按名额")),
            ("line", _l("按分数线")),
        ],
    )
    cut_per = RadioField(
        _l("名额范围"), CHOSEN, choices=[("track", _l("每个赛道分别")), ("all", _l("全部项目合计"))]
    )
    number = IntegerField(_l("名额"), COUNT, description=_l("每个赛道相同时填在这里。"))
    line = StringField(
        _l("分数线"), [Length(max=12)], description=_l("达到或超过才可以进入；按名额时可不填。")
    )


@room.route("/stages/<int:stage_id>/rules", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Stage)
def edit_stage_rules(stage: Stage) -> Any:
    """The choices of one stage."""
    row = current_rule_set(database.session, stage.competition_id)
    choices = read_choices(row.document) if row else None
    if row is None or choices is None or stage.key not in choices.stages:
        flash(_("这套计分规则不能在此页修改。"), "error")
        return redirect(url_for("organiser.edit_rules", competition_id=stage.competition_id))
    chosen = choices.stages[stage.key]
    tracks = tracks_of(database.session, stage.competition_id)
    form = form_of(chosen, tracks)
    form.remember(row.document)
    if form.validate_on_submit():
        beside = {
            "rules.trim_nothing_left": form.at_least,
            "rules.not_decimal": form.line,
            "rules.chain_empty": form.chain_1,
            "stage_rules.number": form.number,
            "stage_rules.line": form.line,
            "rules.per_differs": form.cut_per,
            "rules.change_reason": form.reason,
        }
        done = _("“%(name)s”的计分办法已保存。", name=stage.name)
        ident = stage.competition_id
        answer = save_or_propose(
            form,
            lambda: save(stage, form, choices, tracks),
            beside,
            done=done,
            competition_id=ident,
        )
        if answer is not None:
            return answer
    return render_template(
        "organiser/stage_rules.html", form=form, stage=stage, tracks=tracks
    ), 422 if form.errors else 200


def form_of(chosen: StageChoices, tracks: Sequence[Track]) -> Any:
    """The form, with a field for each track, showing what is chosen."""
    cut = chosen.cut or Cut(None, None, chosen.per_track, Boundary())
    kind = "none" if chosen.cut is None else "line" if cut.number is None else "number"
    shape = type("StageRulesFormOfTracks", (StageRulesForm,), track_fields("number", tracks))
    form = shape(
        data={
            "places": chosen.places,
            "mode": chosen.mode,
            "rounded": "counts" if chosen.rounded_counts else "shown",
            "style": chosen.style,
            "ranked": "track" if chosen.per_track else "all",
            "drop_high": chosen.drop_high,
            "drop_low": chosen.drop_low,
            "at_least": chosen.at_least or None,
            "below": chosen.below,
            "quorum": chosen.quorum,
            "cut": kind,
            "cut_per": "track" if cut.per_track else "all",
            "line": cut.line or "",
            **quota_data(cut.number, "number", "number"),
        }
    )
    form.offer(tie_options(chosen))
    if not form.is_submitted():
        form.show_ties(chosen.ties, cut.boundary)
    return form


def tie_options(chosen: StageChoices) -> list[tuple[str, str]]:
    """What can be compared in a stage."""
    options = [(tie_code(Tie(TieKind.EXACT)), _("未修约的得分"))]
    for line in lines_of(chosen.criteria):
        tie = Tie(TieKind.CRITERION, line.criterion["key"])
        name = line.criterion.get("name", line.criterion["key"])
        options.append((tie_code(tie), _("“%(name)s”的平均分", name=name)))
    return [*options, (tie_code(Tie(TieKind.HIGHER_MARKS)), _("评委给出的高分多者列前"))]


def save(stage: Stage, form: Any, choices: Choices, tracks: Sequence[Track]) -> int | None:
    """Write the choices as the new rules, or propose them: the proposal's id.

    Raises:
        Refusal: those of `change_rules`, ``rules.chain_empty``, ``stage_rules.number``,
            ``stage_rules.line``.
    """
    high, low = number_of(form.drop_high) or 0, number_of(form.drop_low) or 0
    trimmed = bool(high or low)
    chosen = replace(
        choices.stages[stage.key],
        drop_high=high,
        drop_low=low,
        at_least=(number_of(form.at_least) or high + low + 1) if trimmed else 0,
        below=text_of(form.below) if trimmed else "mean",
        quorum=number_of(form.quorum) or 1,
        places=number_of(form.places) or 0,
        mode=text_of(form.mode),
        rounded_counts=form.rounded.data == "counts",
        ties=form.ties(),
        style=text_of(form.style),
        per_track=form.ranked.data == "track",
        cut=read_cut(form, tracks),
    )
    stages = {**choices.stages, stage.key: chosen}
    return change_rules(
        me(),
        stage.competition,
        to_document(Choices(stages, choices.final)),
        reason=text_of(form.reason),
        seen=form.seen.data,
    )


def read_cut(form: Any, tracks: Sequence[Track]) -> Cut | None:
    """Who goes on, as chosen; where tracks are ranked apart, places are theirs too."""
    kind = text_of(form.cut)
    if kind == "none":
        return None
    line = text_of(form.line) or None
    per_track = form.cut_per.data == "track" or form.ranked.data == "track"
    if kind == "line":
        if line is None:
            raise Refusal("stage_rules.line")
        return Cut(None, line, per_track, Boundary())
    number = read_quota(form, "number", "number", tracks, per_track=per_track)
    if number is None:
        raise Refusal("stage_rules.number")
    return Cut(number, line, per_track, form.boundary())
