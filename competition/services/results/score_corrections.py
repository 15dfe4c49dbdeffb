"""A sheet corrected after the lock: an organiser proposes it with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.uploads import check_upload
from competition.domain.marks import State, format_mark
from competition.domain.refusal import Refusal
from competition.domain.score_correction import Change, counts, state_after
from competition.domain.sheet import check_leaves
from competition.models import Competition, Proposal, Stage, StageEntry, database
from competition.services.audit import record
from competition.services.judging.conflicts import relations
from competition.services.judging.rubric import read_rubric
from competition.services.judging.stage_hold import hold_stage
from competition.services.principal import Principal
from competition.services.results.approval import hold_results, open_proposal
from competition.services.results.correction_place import Place, place_of, require_not_own
from competition.services.setup.rules import current_rule_set
from competition.services.storage import store_file

ACTION = "correct_score"
FACT_ACTION = "correct_fact"
ACTIONS = (ACTION, FACT_ACTION)
LONGEST_REASON = 500
MOST_MEGABYTES = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become of one judge's sheet of one entry.

    Args:
        texts: every mark of the sheet as typed, by criterion; for `Change.MARKS` only.
    """

    entry: int
    judge: int
    change: Change
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """A scanned sheet as it was sent: its name and its bytes."""

    name: str
    content: bytes


def propose_correction(
    actor: Principal, stage: Stage, wanted: Wanted, *, reason: str, paper: Paper | None = None
) -> int:
    """Ask a second person to correct a sheet of a locked stage; returns the proposal's id.

    A judge who was not assigned, such as one who scored on paper, is assigned with it.

    Raises:
        Refusal: ``correction.reason``, ``correction.reason_long`` (limit), ``correction.faults``
            for one of these with marks at fault (count, errors, reason: Refusal), ``upload.*``,
            ``competition.ended``, ``stage.not_scoring``, ``correction.stage_open``,
            ``stage.entry_unknown``, ``judge.unknown``, ``correction.own_sheet``,
            ``correction.no_sheet`` for setting aside what was never assigned,
            ``assignment.conflict`` (name, barrier), ``sheet.faults`` (errors: Refusal by criterion
            key), ``correction.none``, ``correction.waiting``, ``separation.*``.
    """
    try:
        reason = _checked(reason)
    except Refusal as fault:
        raise _with_marks(stage.id, wanted, fault) from None
    kept = _keep(paper)
    with database.writing() as session:
        hold_results(session, stage.competition_id)
        competition = running(session, stage.competition_id)
        held = locked_stage(session, stage.id)
        place = _place(session, actor, held, wanted)
        _require_none_waiting(session, held, wanted)
        rules = current_rule_set(session, competition.id)
        subject = {
            "stage": held.id,
            "entry": wanted.entry,
            "judge": wanted.judge,
            "change": wanted.change.value,
            "before": place.to_json(),
            "after": _after(session, held.id, place, wanted),
            "rules": rules.id if rules else 0,
            "paper": kept,
        }
        proposal = open_proposal(session, actor, competition, ACTION, subject, reason)
        record_correction(session, actor, "score.propose_correction", proposal, reason=reason[:200])
        return proposal.id


def running(session: Session, competition_id: int) -> Competition:
    """The competition as it is now, which must not have ended.

    Raises:
        Refusal: ``competition.ended``.
    """
    competition = session.get_one(Competition, competition_id, populate_existing=True)
    if competition.state == "closed":
        raise Refusal("competition.ended")
    return competition


def locked_stage(session: Session, stage_id: int) -> Stage:
    """The held stage, which must be a scoring stage that is locked.

    Raises:
        Refusal: ``stage.not_scoring``, ``correction.stage_open``.
    """
    stage = hold_stage(session, stage_id)
    if stage.kind != "scoring":
        raise Refusal("stage.not_scoring", stage=stage.name)
    if stage.state != "locked":
        raise Refusal("correction.stage_open", stage=stage.name)
    return stage


def record_correction(
    session: Session, actor: Principal, action: str, proposal: Proposal, **detail: Any
) -> None:
    """Record what was done about a correction; of its marks only digests are kept."""
    subject = proposal.subject
    record(
        session,
        actor,
        action,
        f"proposal:{proposal.id}",
        competition_id=proposal.competition_id,
        detail={key: subject[key] for key in ("stage", "entry", "judge", "change")} | detail,
        before=subject["before"],
        after=subject["after"],
    )


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refusal("correction.reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal("correction.reason_long", limit=LONGEST_REASON)
    return reason


def _with_marks(stage_id: int, wanted: Wanted, fault: Refusal) -> Refusal:
    """What is wrong with the reason, told with the marks at fault if there are any."""
    if wanted.change is not Change.MARKS:
        return fault
    rubric = read_rubric(database.session, stage_id)
    named = [leaf for leaf in rubric.leaves if leaf.key in wanted.texts]
    errors = check_leaves(named, rubric.factors, wanted.texts, complete=True).errors
    if not errors:
        return fault
    return Refusal("correction.faults", count=len(errors), errors=errors, reason=fault)


def _keep(paper: Paper | None) -> dict[str, Any] | None:
    """Check a scanned paper and keep it in storage; returns how it is found again."""
    if paper is None:
        return None
    upload = check_upload(paper.content, name=paper.name, most_bytes=MOST_MEGABYTES * 1024 * 1024)
    return {
        "key": store_file(upload.content),
        "name": upload.name,
        "media_type": upload.kind.media_type,
        "size": len(upload.content),
    }


def _place(session: Session, actor: Principal, stage: Stage, wanted: Wanted) -> Place:
    """The sheet that is meant, as far as this person may have it corrected."""
    if session.get(StageEntry, (stage.id, wanted.entry)) is None:
        raise Refusal("stage.entry_unknown")
    place = place_of(session, stage.competition_id, stage.id, wanted.entry, wanted.judge)
    if place is None or (place.assignment is None and not place.in_office):
        raise Refusal("judge.unknown")
    require_not_own(actor, place)
    if place.assignment is None:
        _require_may_judge(session, place, wanted)
    return place


def _require_may_judge(session: Session, place: Place, wanted: Wanted) -> None:
    """Whether a judge who was not assigned may have a sheet of this entry."""
    if wanted.change is not Change.MARKS:
        raise Refusal("correction.no_sheet")
    barrier = relations(session, {place.judge: ()}, {wanted.entry: None}).barrier(
        place.judge, wanted.entry
    )
    if barrier is not None:
        raise Refusal("assignment.conflict", name=place.name, barrier=barrier.value)


def _require_none_waiting(session: Session, stage: Stage, wanted: Wanted) -> None:
    meant = (stage.id, wanted.entry, wanted.judge)
    waiting = session.scalars(
        select(Proposal.subject).where(
            Proposal.competition_id == stage.competition_id,
            Proposal.action == ACTION,
            Proposal.state == "open",
        )
    )
    if any((one["stage"], one["entry"], one["judge"]) == meant for one in waiting):
        raise Refusal("correction.waiting")


def _after(session: Session, stage_id: int, place: Place, wanted: Wanted) -> dict[str, Any]:
    """The sheet as it is to be, in the shape of `Place.to_json`."""
    state = state_after(wanted.change, place.state, has_marks=place.marks is not None)
    if wanted.change is not Change.MARKS:
        if state == place.state:
            raise Refusal("correction.none")
        return place.to_json() | {"state": state}
    rubric = read_rubric(session, stage_id).due(place.group)
    sheet = check_leaves(rubric.leaves, rubric.factors, wanted.texts, complete=True)
    if sheet.errors or sheet.total is None:
        raise Refusal("sheet.faults", count=len(sheet.errors), errors=sheet.errors)
    marks = [[leaf.key, State.SCORED.value, sheet.marks[leaf.key]] for leaf in rubric.leaves]
    if marks == place.marks and counts(place.state, has_marks=True):
        raise Refusal("correction.none")
    return {
        "state": state,
        "version": place.version + 1,
        "marks": marks,
        "total": format_mark(sheet.total, rubric.scale),
    }
