"""Results of a stage or of the whole: what the rules say now, what blocks, and its versions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from competition.documents.wording.blocks import block_text, block_title
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.carrying_out import carried_out
from competition.domain.refusal import Refusal
from competition.domain.rules import Block, unused_events
from competition.models import Competition, ResultVersion, Stage, database
from competition.services.results.compute import compute_result
from competition.services.results.decisions import KIND_OF_BLOCK, TIE_IN_QUOTA
from competition.services.results.gather import gather, scoring_stages
from competition.services.results.gathered import row_id
from competition.services.results.outcome import RESULT_PART, Outcome, look, look_at, of_stage
from competition.services.results.reading import decision_reasons, derivations, sheet_of_outcome
from competition.web.access import allow, me
from competition.web.derivation_page import derivation_parts
from competition.web.organiser.room import room
from competition.web.organiser.tie_decisions import (
    group_choices,
    take_decision,
    take_quota_decision,
    with_group_names,
)

ABOUT_JUDGES = frozenset({"MISSING_SHEET", "JUDGE_AWAY", "INSUFFICIENT_PANEL", "TOO_FEW_TO_TRIM"})


@room.get("/competitions/<int:competition_id>/results")
@allow(Role.ORGANISER, on=Competition)
def results(competition: Competition) -> Any:
    """One part at a time: a scoring stage, or the result of the whole."""
    stages, stage, outcome, refusal = looked_at(competition.id)
    sheet = sheet_of_outcome(outcome) if outcome else None
    return render_template(
        "organiser/results.html",
        stages=stages,
        stage=stage,
        outcome=outcome,
        sheet=sheet,
        refusal=refusal,
        blocks=blocks_in_words(competition, stages, outcome) if outcome else [],
        unused=kinds_unused(outcome) if outcome else {},
        group=asked_group(sheet),
        versions=versions_of(competition, stage),
    )


@room.post("/competitions/<int:competition_id>/results")
@allow(Role.ORGANISER, on=Competition)
def compute(competition: Competition) -> Any:
    """Fix what the rules say as a result version."""
    stage = asked_stage(scoring_stages(database.session, competition.id))
    try:
        result_id = compute_result(me(), competition, stage, reason=request.form.get("reason", ""))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(here(competition, stage))
    flash(_("已形成成绩版本，请核对后提请第二人审批。"), "success")
    return redirect(url_for("organiser.result", result_version_id=result_id))


@room.post("/competitions/<int:competition_id>/decisions")
@allow(Role.ORGANISER, on=Competition)
def record_decision(competition: Competition) -> Any:
    """Record what the committee decided about a tie."""
    stage = asked_stage(scoring_stages(database.session, competition.id))
    try:
        if request.form.get("kind") == "quota":
            take_quota_decision(competition, stage)
        else:
            take_decision(competition, stage)
    except ValueError:
        flash(refusal_text(Refusal("decision.gone")), "error")
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("决定已记录。"), "success")
    return redirect(here(competition, stage))


@room.get("/competitions/<int:competition_id>/results/entries/<int:number>")
@allow(Role.ORGANISER, on=Competition)
def live_derivation(competition: Competition, number: int) -> Any:
    """How an entry stands by the rules and marks as they are now."""
    stage = asked_stage(scoring_stages(database.session, competition.id))
    outcome = look(database.session, competition.id, stage)
    told = derivations(outcome, number)
    return render_template(
        "organiser/derivation.html",
        entry=next(name for name in outcome.names.values() if name.id == number),
        parts=derivation_parts(outcome, told),
        reasons=decision_reasons(database.session, outcome, number),
        back=here(competition, stage),
        result=None,
        stage_id=stage.id if stage else None,
    )


def looked_at(competition_id: int) -> tuple[list[Stage], Stage | None, Outcome | None, str]:
    """The scoring stages, the one asked for, its outcome by now, or why there is none in words."""
    session = database.session
    try:
        gathered = gather(session, competition_id)
    except Refusal as found:
        stages = scoring_stages(session, competition_id)
        return stages, asked_stage(stages), None, refusal_text(found)
    stages = list(gathered.stages)
    stage = asked_stage(stages)
    try:
        return stages, stage, look_at(session, competition_id, gathered, stage, carried_out), ""
    except Refusal as found:
        return stages, stage, None, refusal_text(found)


def kinds_unused(outcome: Outcome) -> Counter[str]:
    """How many events of each kind count in no step of the rules in force."""
    gathered = outcome.gathered
    return Counter(event.kind for event in unused_events(gathered.rules, gathered.facts))


def asked_stage(stages: list[Stage]) -> Stage | None:
    """The stage that the address asks for; None for the whole."""
    asked = request.args.get("part", stages[0].key if stages else RESULT_PART)
    return next((stage for stage in stages if stage.key == asked), None)


def asked_group(sheet: Any) -> str:
    """The track that the address asks for, or the first."""
    keys = [key for key, _name in sheet.groups] if sheet else []
    asked = request.args.get("track", "")
    return asked if asked in keys else (keys[0] if keys else "")


def here(competition: Competition, stage: Stage | None) -> str:
    """The address of the page of this part."""
    return url_for(
        "organiser.results",
        competition_id=competition.id,
        part=stage.key if stage else RESULT_PART,
    )


def versions_of(competition: Competition, stage: Stage | None) -> list[ResultVersion]:
    """The versions of this part, newest first."""
    return list(
        database.session.scalars(
            select(ResultVersion)
            .where(
                ResultVersion.competition_id == competition.id,
                of_stage(stage.id if stage else None),
            )
            .order_by(ResultVersion.version.desc())
            .limit(20)
        )
    )


def way_to_settle(
    competition: Competition, stages: Sequence[Stage], part: str, block: Block
) -> str:
    """The page on which this can be settled: a judge's, or where it is about judges the entry's."""
    stage_id = next((stage.id for stage in stages if stage.key == part), None)
    if block.code == "MISSING_SHEET" and len(block.entries) > 1:
        return url_for("organiser.judge", judge_id=row_id(str(block.values["judge"])))
    if stage_id is not None and block.code in ABOUT_JUDGES and block.entries:
        return url_for(
            "organiser.stage_entry", stage_id=stage_id, entry_id=row_id(block.entries[0])
        )
    return url_for("organiser.board", competition_id=competition.id)


def blocks_in_words(
    competition: Competition, stages: Sequence[Stage], outcome: Outcome
) -> list[dict[str, Any]]:
    """What blocks publication, ready for the page."""
    names = {
        key: f"{name.number}《{name.title}》" for key, name in outcome.gathered.entries.items()
    }
    found = [
        (part, block)
        for part, calculation in outcome.calculations.items()
        for block in gathered_blocks(calculation.evaluation.blocks)
    ]
    return [
        {
            "title": block_title(block),
            "text": block_text(with_group_names(block, outcome), names, outcome.gathered.judges),
            "kind": "quota" if block.code == TIE_IN_QUOTA else KIND_OF_BLOCK.get(block.code, ""),
            "door": url_for("organiser.publication", competition_id=competition.id)
            if block in outcome.earlier
            else way_to_settle(competition, stages, part, block),
            "part": part,
            "step": block.step,
            "tier": block.values.get("tier", ""),
            "entries": group_choices(block, outcome)
            if block.code == TIE_IN_QUOTA
            else [(row_id(key), names.get(key, key)) for key in block.entries],
        }
        for part, block in [*((outcome.part, one) for one in outcome.earlier), *found]
    ]


def gathered_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Blocks of the same kind and values as one about all their entries; ties stay apart."""
    gathered: dict[tuple[object, ...], Block] = {}
    for block in blocks:
        tie = block.entries if block.code in KIND_OF_BLOCK else ()
        key = (block.code, block.step, *sorted(block.values.items()), tie)
        known = gathered.get(key)
        together = known.entries + block.entries if known else block.entries
        gathered[key] = replace(block, entries=together)
    return list(gathered.values())
