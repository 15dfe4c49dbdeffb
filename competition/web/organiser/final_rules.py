"""How the stages become the final result, and who gets which award: the choices on one page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import Length

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.rule_choices import (
    Choices,
    FinalChoices,
    Tie,
    TieKind,
    Tier,
    read_choices,
    to_document,
)
from competition.domain.rule_choices.rubric import lines_of
from competition.models import Competition, Stage, Track, database
from competition.services.results.rule_changes import change_rules
from competition.services.setup.rules import current_rule_set, scoring_stages
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
from competition.web.organiser.rules import frozen_by
from competition.web.organiser.setup_forms import CHOSEN, number_of, text_of

SPARE_TIERS = 2
MOST_TIERS = 12


class FinalRulesForm(RulesForm):
    """Weights and awards, besides what all rankings have."""

    source = RadioField(
        _l("最终成绩"),
        CHOSEN,
        choices=[("weights", _l("各评审阶段按权重合成")), ("last", _l("只看最后一个评审阶段"))],
    )
    missing = RadioField(
        _l("缺少某一阶段成绩的项目"),
        CHOSEN,
        choices=[
            ("exclude", _l("不参加最终排名")),
            ("zero", _l("该阶段按零分计")),
            ("block", _l("须先补齐才能公布")),
        ],
    )
    awards = RadioField(
        _l("奖项名额"), CHOSEN, choices=[("track", _l("每个赛道分别")), ("all", _l("全部项目合计"))]
    )
    next_shrinks = BooleanField(_l("并列多取的名额从下一等级扣减"))
    unused = RadioField(
        _l("没有用完的名额"),
        CHOSEN,
        choices=[("vacant", _l("空缺（宁缺毋滥）")), ("pass_down", _l("转入下一等级"))],
    )


@room.route("/competitions/<int:competition_id>/rules/final", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_final_rules(competition: Competition) -> Any:
    """The choices of the final result."""
    row = current_rule_set(database.session, competition.id)
    choices = read_choices(row.document) if row else None
    if row is None or choices is None:
        flash(_("这套计分规则不能在此页修改。"), "error")
        return redirect(url_for("organiser.edit_rules", competition_id=competition.id))
    stages = scoring_stages(database.session, competition.id)
    tracks = tracks_of(database.session, competition.id)
    rows = min(MOST_TIERS, len(choices.final.tiers) + SPARE_TIERS)
    form = form_of(choices, stages, tracks, rows)
    form.remember(row.document)
    if form.validate_on_submit():
        beside = {
            "rules.chain_empty": form.chain_1,
            "rules.weights_sum": form[f"weight_{stages[-1].key}"],
            "final_rules.weight": form[f"weight_{stages[0].key}"],
            "rules.per_differs": form.awards,
            "rules.change_reason": form.reason,
        }
        answer = save_or_propose(
            form,
            lambda: save(competition, form, choices, stages, tracks, rows),
            beside,
            done=_("总成绩和奖项的规则已保存。"),
            competition_id=competition.id,
        )
        if answer is not None:
            return answer
    return render_template(
        "organiser/final_rules.html",
        form=form,
        stages=stages,
        tracks=tracks,
        rows=rows,
        frozen=frozen_by(competition, stages),
    ), 422 if form.errors else 200


def form_of(choices: Choices, stages: Sequence[Stage], tracks: Sequence[Track], rows: int) -> Any:
    """The form, with fields for each stage, tier and track, showing what is chosen."""
    final = choices.final
    fields: dict[str, Any] = {
        f"weight_{stage.key}": StringField(stage.name, [Length(max=8)]) for stage in stages
    }
    for n in range(rows):
        fields[f"tier_{n}_key"] = HiddenField()
        fields[f"tier_{n}_name"] = StringField(_l("奖项"), [Length(max=20)])
        fields[f"tier_{n}_quota"] = IntegerField(_l("名额"), COUNT)
        fields[f"tier_{n}_line"] = StringField(_l("最低分数线"), [Length(max=12)])
        fields |= track_fields(f"tier_{n}_quota", tracks)
    form = type("FinalRulesFormOfStages", (FinalRulesForm,), fields)(data=data_of(final))
    form.offer(tie_options(choices, stages))
    if not form.is_submitted():
        form.show_ties(final.ties, final.boundary)
    return form


def data_of(final: FinalChoices) -> dict[str, Any]:
    """The choices as form data."""
    data: dict[str, Any] = {
        "places": final.places,
        "mode": final.mode,
        "rounded": "counts" if final.rounded_counts else "shown",
        "style": final.style,
        "ranked": "track" if final.per_track else "all",
        "source": "weights" if final.weights else "last",
        "missing": final.missing,
        "awards": "track" if final.awards_per_track else "all",
        "next_shrinks": final.boundary.next_shrinks,
        "unused": final.unused,
    }
    data |= {f"weight_{key}": share for key, share in final.weights.items()}
    for n, tier in enumerate(final.tiers):
        data |= {f"tier_{n}_key": tier.key, f"tier_{n}_name": tier.name}
        data |= {f"tier_{n}_line": tier.line or ""}
        data |= quota_data(tier.quota, f"tier_{n}_quota", f"tier_{n}_quota")
    return data


def tie_options(choices: Choices, stages: Sequence[Stage]) -> list[tuple[str, str]]:
    """What can be compared in the final result."""
    options = [(tie_code(Tie(TieKind.EXACT)), _("未修约的总成绩"))]
    for stage in reversed(stages):
        if stage.key not in choices.stages:
            continue
        own = stage.key
        options.append(
            (tie_code(Tie(TieKind.STAGE, stage=own)), _("%(stage)s得分", stage=stage.name))
        )
        for line in lines_of(choices.stages[own].criteria):
            name = line.criterion.get("name", line.criterion["key"])
            tie = Tie(TieKind.CRITERION, line.criterion["key"], own)
            words = _("%(stage)s“%(name)s”的平均分", stage=stage.name, name=name)
            options.append((tie_code(tie), words))
        higher = Tie(TieKind.HIGHER_MARKS, stage=own)
        options.append((tie_code(higher), _("%(stage)s高分多者列前", stage=stage.name)))
    return options


def save(
    competition: Competition,
    form: Any,
    choices: Choices,
    stages: Sequence[Stage],
    tracks: Sequence[Track],
    rows: int,
) -> int | None:
    """Write the choices as the new rules, or propose them: the proposal's id.

    Raises:
        Refusal: those of `change_rules` and `read_final`.
    """
    final = read_final(form, stages, read_tiers(form, tracks, rows))
    return change_rules(
        me(),
        competition,
        to_document(Choices(choices.stages, final)),
        reason=text_of(form.reason),
        seen=form.seen.data,
    )


def read_final(form: Any, stages: Sequence[Stage], tiers: tuple[Tier, ...]) -> FinalChoices:
    """The form as choices.

    Raises:
        Refusal: ``rules.chain_empty``, ``final_rules.weight``.
    """
    weighted = form.source.data == "weights" and len(stages) > 1
    per_track = form.ranked.data == "track"
    return FinalChoices(
        weights=read_weights(form, stages) if weighted else {},
        missing=text_of(form.missing) if weighted else "exclude",
        places=(number_of(form.places) or 0) if weighted else 2,
        mode=text_of(form.mode) if weighted else "half_up",
        rounded_counts=form.rounded.data == "counts",
        ties=form.ties(),
        style=text_of(form.style),
        per_track=per_track,
        tiers=tiers,
        awards_per_track=per_track or form.awards.data == "track",
        boundary=form.boundary(next_shrinks=bool(form.next_shrinks.data)),
        unused=text_of(form.unused),
    )


def read_weights(form: Any, stages: Sequence[Stage]) -> Mapping[str, str]:
    """Shares by stage key; 30 and 30% are the same."""
    weights = {}
    for stage in stages:
        text = text_of(form[f"weight_{stage.key}"]).replace("％", "%").removesuffix("%").strip()
        if not text.replace(".", "", 1).isdecimal() or not text.isascii():
            raise Refusal("final_rules.weight", stage=stage.name)
        weights[stage.key] = f"{text}%"
    return weights


def read_tiers(form: Any, tracks: Sequence[Track], rows: int) -> tuple[Tier, ...]:
    """The award tiers; rows without a name are left out."""
    keys = {text_of(form[f"tier_{n}_key"]) for n in range(rows)}
    fresh = (key for n in range(1, 100) if (key := f"tier_{n}") not in keys)
    per_track = "track" in (form.awards.data, form.ranked.data)
    tiers = []
    for n in range(rows):
        name = text_of(form[f"tier_{n}_name"])
        if not name:
            continue
        prefix = f"tier_{n}_quota"
        quota = read_quota(form, prefix, prefix, tracks, per_track=per_track)
        line = text_of(form[f"tier_{n}_line"]) or None
        key = text_of(form[f"tier_{n}_key"]) or next(fresh)
        tiers.append(Tier(key, name, quota, line))
    return tuple(tiers)
