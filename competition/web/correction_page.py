"""A correction ready for a page: old and new side by side, what it moves, what is left to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort
from flask_babel import gettext as _

from competition.documents.wording.figures import Names
from competition.documents.wording.judge_table import JudgeColumn, judge_columns, state_text
from competition.documents.wording.refusals import refusal_text
from competition.domain.marks import format_mark
from competition.domain.score_correction import changed_marks, counts
from competition.domain.sheet import leaves
from competition.models import Proposal, Stage
from competition.services.results.correction_effect import Effect, Move, PartChange, Stand
from competition.services.results.correction_place import Place, marks_by_key
from competition.services.results.correction_reading import CorrectionView
from competition.services.results.gathered import EntryName, entry_key, judge_key
from competition.services.results.outcome import RESULT_PART
from competition.services.results.reading import tier_names
from competition.services.results.score_corrections import ACTION
from competition.web.event_words import fact_rows
from competition.web.files import send_attachment

Row = Mapping[str, Any]


def correction_page(view: CorrectionView) -> dict[str, Any]:
    """What the page of a correction shows, in every room."""
    subject, effect = view.proposal.subject, view.effect
    return {
        "proposal": view.proposal,
        "stage": view.stage,
        "entry": view.gathered.entries.get(entry_key(subject["entry"])),
        "judge": view.place.name if view.place else "",
        "fact": fact_rows(view.fact, members_of(view)) if view.fact else [],
        "change": subject["change"],
        "proposer": view.proposer,
        "approver": view.approver,
        "paper": subject["paper"],
        "fault": refusal_text(view.fault) if view.fault else "",
        "marks": mark_rows(view, view.stage) if view.place and view.stage else [],
        "totals": [sheet_words(subject[side]) for side in ("before", "after")]
        if view.place
        else ["", ""],
        "effect": effect,
        "judges": judge_rows(view, view.place, effect) if effect and view.place else [],
        "parts": [part_rows(view, part) for part in effect.parts] if effect else [],
        "versions": version_rows(view, effect) if effect else [],
        "certificates": certificate_rows(view, effect) if effect else [],
        "following": following(view, effect) if effect else None,
        "computed": computed_rows(view),
    }


def members_of(view: CorrectionView) -> Mapping[str, Mapping[str, str]]:
    """The criteria of the stage that an event is about, by key."""
    stage = view.stage.key if view.stage else ""
    part = view.gathered.rules.stages.get(stage)
    return {"criterion": {leaf.key: leaf.name for leaf in leaves(part.criteria)}} if part else {}


def send_paper(proposal: Proposal) -> Response:
    """The scanned paper that was sent with a correction."""
    paper = proposal.subject.get("paper") if proposal.action == ACTION else None
    if not paper:
        abort(404)
    return send_attachment(paper["key"], name=paper["name"], media_type=paper["media_type"])


def mark_rows(view: CorrectionView, stage: Stage) -> list[Row]:
    """One row for each criterion: its mark before and after."""
    subject = view.proposal.subject
    old, new = (marks_by_key(subject[side]["marks"]) for side in ("before", "after"))
    changed = set(changed_marks(old, new))
    return [
        {
            "label": leaf.name,
            "most": format_mark(leaf.range.high, leaf.range.scale),
            "old": _mark(old.get(leaf.key), leaf.range.scale),
            "new": _mark(new.get(leaf.key), leaf.range.scale),
            "changed": leaf.key in changed,
        }
        for leaf in leaves(view.gathered.rules.stages[stage.key].criteria)
    ]


def sheet_words(sheet: Row) -> str:
    """The total of a sheet, or why there is none that counts."""
    has_marks = sheet["marks"] is not None
    if counts(sheet["state"], has_marks=has_marks):
        return str(sheet["total"])
    if sheet["state"] in ("recused", "absent"):
        return str(_("不计（%(state)s）", state=state_text(sheet["state"])))
    return str(_("没有评分表"))


def judge_rows(view: CorrectionView, place: Place, effect: Effect) -> list[Row]:
    """One row for each judge: total and whether it is dropped, before and after."""
    names = Names(judges={**view.gathered.judges, judge_key(place.judge): place.name})
    old = {one.key: one for one in judge_columns(effect.before, names)}
    new = {one.key: one for one in judge_columns(effect.after, names)}
    asked = judge_key(view.proposal.subject["judge"])
    return [
        {
            "name": (new.get(key) or old[key]).judge,
            "asked": key == asked,
            "old": _cell(old.get(key)),
            "new": _cell(new.get(key)),
            "changed": _cell(old.get(key)) != _cell(new.get(key)),
        }
        for key in [*old, *(key for key in new if key not in old)]
    ]


def part_rows(view: CorrectionView, part: PartChange) -> Row:
    """What moves in one part, in the order of the new ranking."""
    name = view.gathered.stage_names.get(part.key, _("总成绩与奖项"))
    return {
        "title": _("总成绩与奖项") if part.key == RESULT_PART else name,
        "blocks": part.blocks,
        "moves": [_move(view, move) for move in part.moves],
    }


def version_rows(view: CorrectionView, effect: Effect) -> list[Row]:
    """Each version that gives way, and what its successor has to go through again."""
    names = {one.id: one.name for one in view.gathered.stages}
    return [
        {
            "ident": one.ident,
            "title": names.get(one.stage or 0, _("总成绩与奖项")),
            "number": one.number,
            "state": "superseded" if view.proposal.state == "approved" else one.state,
            "again": _again(one.state, one.noticed),
        }
        for one in effect.versions
    ]


def computed_rows(view: CorrectionView) -> list[Row]:
    """The versions that a correction which was carried out has made."""
    names = {one.id: one.name for one in view.gathered.stages}
    return [
        {"ident": one["result"], "title": names.get(one["stage"], _("总成绩与奖项"))}
        for one in (view.proposal.outcome or {}).get("computed", ())
    ]


def certificate_rows(view: CorrectionView, effect: Effect) -> list[Row]:
    """Valid certificates whose award changes."""
    moves = {move.entry: move for part in effect.parts for move in part.moves}
    return [
        {
            "ident": one.ident,
            "number": one.number,
            "title": _title(view, one.entry),
            "old": moves[one.entry].before,
            "new": moves[one.entry].after,
        }
        for one in effect.certificates
    ]


def following(view: CorrectionView, effect: Effect) -> Row | None:
    """Who goes on to the next stage otherwise."""
    found = effect.next_stage
    if found is None:
        return None
    stage = next(one for one in view.gathered.stages if one.id == found.stage)
    return {
        "stage": stage.name,
        "joins": [_title(view, one) for one in found.joins],
        "leaves": [_title(view, one) for one in found.leaves],
        "stranded": [_title(view, one) for one in found.stranded],
    }


def _mark(mark: int | None, scale: int) -> str:
    return "—" if mark is None else format_mark(mark, scale)


def _cell(column: JudgeColumn | None) -> Row:
    if column is None:
        return {"text": "—", "dropped": ""}
    whys = {"high": _("去掉最高"), "low": _("去掉最低"), "": ""}
    text = column.total or state_text(column.state)
    return {"text": text, "dropped": whys[column.dropped]}


def _move(view: CorrectionView, move: Move) -> Row:
    name = _name(view, move.entry)
    return {
        "number": name.number if name else "",
        "title": name.title if name else "",
        "before": move.before,
        "after": move.after,
        "outcomes": [_outcome(move.before), _outcome(move.after)],
        "way": _way(list(tier_names(view.gathered.rules).values()), move),
    }


def _outcome(stand: Stand | None) -> str:
    if stand is None:
        return ""
    return stand.tier or (_("入围") if stand.advances else "")


def _way(tiers: Sequence[str], move: Move) -> str:
    """Whether an award rises or falls: ``up``, ``down`` or nothing."""
    if not move.award_changes:
        return ""
    places = [
        tiers.index(tier) if tier in tiers else len(tiers)
        for tier in (move.before.tier if move.before else "", move.after.tier)
    ]
    return "up" if places[1] < places[0] else "down"


def _again(state: str, noticed: bool) -> str:
    if state == "computed":
        return str(_("重新形成"))
    if noticed:
        return str(_("重新审批，并重新公示"))
    if state == "final":
        return str(_("重新审批，并重新确认为最终结果"))
    return str(_("重新审批"))


def _name(view: CorrectionView, entry_id: int) -> EntryName | None:
    return view.gathered.entries.get(entry_key(entry_id))


def _title(view: CorrectionView, entry_id: int) -> str:
    name = _name(view, entry_id)
    return _("%(number)s 《%(title)s》", number=name.number, title=name.title) if name else ""
