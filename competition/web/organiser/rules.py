"""The rubric and the rules of a competition, with the paragraph for the notice."""

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from competition.documents.wording.folds import group_name
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rule_choices import Choices, read_choices
from competition.domain.rule_choices.rubric import Line, lines_of
from competition.domain.rules import Dimensions
from competition.domain.rules.criteria import read_criteria
from competition.domain.rules.params import Params
from competition.domain.sheet import highest_total, total_scale
from competition.models import Competition, Stage, database
from competition.services.results.rule_changes import open_change
from competition.services.setup.entry_forms import current_form
from competition.services.setup.rules import (
    all_attributes,
    current_rule_set,
    rule_fault,
    scoring_stages,
)
from competition.services.setup.tracks import tracks_of
from competition.web.access import allow
from competition.web.organiser.room import room
from competition.web.rule_words import rule_sentences


@room.get("/competitions/<int:competition_id>/rules")
@allow(Role.ORGANISER, on=Competition)
def edit_rules(competition: Competition) -> Any:
    """Every scoring stage with its criteria, the final result, and all of it in words."""
    session = database.session
    row = current_rule_set(session, competition.id)
    stages = scoring_stages(session, competition.id)
    tracks = tracks_of(session, competition.id)
    document: dict[str, Any] = row.document if row else {"stages": {}}
    fields = current_form(session, competition.id).fields
    known = Dimensions(
        tuple(stage.key for stage in stages),
        tuple(track.key for track in tracks),
        all_attributes(fields),
    )
    fault = rule_fault(document, known) if row else None
    choices = read_choices(document)
    return render_template(
        "organiser/rules.html",
        row=row,
        fault=refusal_text(fault) if fault else "",
        choices=choices,
        cards=cards_of(stages, document),
        final_frozen=frozen_by(competition, stages),
        change=open_change(session, competition.id),
        sentences=rule_sentences(document if row else None, stages, tracks),
        tiers=tiers(choices),
        tracks=tracks,
    )


def cards_of(stages: list[Stage], document: dict[str, Any]) -> list[dict[str, Any]]:
    """A card for each stage; one whose criteria stand above already says whose they are."""
    cards = [card(stage, document) for stage in stages]
    first: dict[str, str] = {}
    for one in cards:
        told = str([(line.group, line.criterion) for line in one["lines"] or ()])
        name = first.setdefault(told, one["stage"].name)
        one["same_as"] = name if one["lines"] and name != one["stage"].name else ""
    return cards


def card(stage: Stage, document: dict[str, Any]) -> dict[str, Any]:
    """A scoring stage with its criteria and their highest total."""
    part = document["stages"].get(stage.key, {})
    criteria = part.get("criteria", [])
    lines: list[Line] | None
    try:
        lines = lines_of(criteria)
    except Refusal:
        lines = None
    return {
        "stage": stage,
        "lines": lines,
        "markers": {
            line.criterion["key"]: _("、").join(map(group_name, line.criterion["marked_by"]))
            for line in lines or ()
            if line.criterion.get("marked_by")
        },
        "total": total_text(part) if criteria else "",
        "frozen": stage.rubric_frozen_at is not None,
    }


def total_text(part: dict[str, Any]) -> str:
    """The highest total of a rubric as text; empty while its criteria are faulty."""
    try:
        criteria = read_criteria(Params(part, ""))
    except Refusal:
        return ""
    return exact_text(highest_total(criteria), 10 ** total_scale(criteria))


def frozen_by(competition: Competition, stages: list[Stage]) -> str:
    """The scoring stage whose opening froze the final part; empty for none."""
    if competition.is_rehearsal:
        return ""
    return next((stage.name for stage in stages if stage.state != "draft"), "")


def tiers(choices: Choices | None) -> list[dict[str, Any]]:
    """The award tiers with their places in words."""
    if choices is None:
        return []
    shown = []
    for tier in choices.final.tiers:
        if tier.quota is None:
            places = _("达到分数线的都授")
        elif isinstance(tier.quota, int):
            places = (
                _("每个赛道 %(n)s 项", n=tier.quota)
                if choices.final.awards_per_track
                else _("共 %(n)s 项", n=tier.quota)
            )
        else:
            places = _("共 %(n)s 项，按赛道分配", n=sum(tier.quota.values()))
        shown.append({"name": tier.name, "places": places, "line": tier.line or ""})
    return shown
