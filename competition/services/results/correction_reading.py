"""Corrections as pages need them: one with all it changes, those of a competition, the form."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    Entry,
    Judge,
    Person,
    Proposal,
    Stage,
    StageEntry,
    database,
)
from competition.services.events.attesting import Fact
from competition.services.judging.rubric import Rubric, read_rubric
from competition.services.results.correction_effect import Effect, read_effect
from competition.services.results.correction_place import (
    Place,
    is_outdated,
    people_of,
    place_with_people,
    places_of,
)
from competition.services.results.correction_preview import effect_of
from competition.services.results.fact_corrections import is_outdated_fact
from competition.services.results.gather import gather
from competition.services.results.gathered import Gathered
from competition.services.results.gathered_change import fact_of
from competition.services.results.score_corrections import ACTIONS

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A proposed correction with what it changes, or changed.

    Args:
        stage: the first that it reaches; None for the whole.
        place: the sheet; None for an event or item.
        fact: the event or item; None for a sheet.
        effect: as it would be by now, or as it was approved; None where there is none to tell.
        fault: why it cannot be approved as it is.
    """

    proposal: Proposal
    gathered: Gathered
    stage: Stage | None
    place: Place | None
    fact: Fact | None
    proposer: str
    approver: str
    effect: Effect | None
    fault: Refusal | None


@dataclass(frozen=True, slots=True)
class EntrySheets:
    """All that can be corrected about one entry in one stage."""

    entry: Entry
    places: Sequence[Place]
    rubric: Rubric

    def place(self, judge_id: int) -> Place | None:
        """The sheet of one judge."""
        return next((one for one in self.places if one.judge == judge_id), None)


def read_correction(session: Session, proposal: Proposal) -> CorrectionView:
    """One correction. Six statements, seven where the list of the next stage changes.

    Two more of an event or item.
    """
    gathered = gather(session, proposal.competition_id)
    subject, place, fact = proposal.subject, None, None
    two = proposal.proposed_by_id, proposal.answered_by_id
    if "fact" in subject:
        fact = fact_of(session, subject)
        proposer, approver = people_of(session, *two)
        is_outdated_by_now = is_outdated_fact(fact, subject)
    else:
        place, proposer, approver = place_with_people(session, subject, *two)
        is_outdated_by_now = is_outdated(place, subject)
    effect, fault = _effect(session, proposal, gathered, is_outdated_by_now)
    return CorrectionView(
        proposal=proposal,
        gathered=gathered,
        stage=next((one for one in gathered.stages if one.id == subject["stage"]), None),
        place=place,
        fact=fact,
        proposer=proposer,
        approver=approver,
        effect=effect,
        fault=fault,
    )


def list_corrections(session: Session, competition_id: int) -> Sequence[Any]:
    """The newest corrections of a competition: open, done and declined. One statement.

    Returns:
        rows with ``Proposal``, ``number``, ``title``, ``stage``, ``judge``, ``proposer`` and
        ``approver``; of an event or item there is no judge, of the whole no stage.
    """
    proposer, approver = aliased(Person), aliased(Person)
    proposing, approving = aliased(Account), aliased(Account)
    return session.execute(
        select(
            Proposal,
            Entry.number,
            Entry.title,
            Stage.name.label("stage"),
            Judge.name.label("judge"),
            proposer.name.label("proposer"),
            approver.name.label("approver"),
        )
        .outerjoin(Entry, Entry.id == Proposal.subject["entry"].as_integer())
        .outerjoin(Stage, Stage.id == Proposal.subject["stage"].as_integer())
        .outerjoin(Judge, Judge.id == Proposal.subject["judge"].as_integer())
        .outerjoin(proposing, proposing.id == Proposal.proposed_by_id)
        .outerjoin(proposer, proposer.id == proposing.person_id)
        .outerjoin(approving, approving.id == Proposal.answered_by_id)
        .outerjoin(approver, approver.id == approving.person_id)
        .where(Proposal.competition_id == competition_id, Proposal.action.in_(ACTIONS))
        .order_by(Proposal.state != "open", Proposal.id.desc())
        .limit(MOST_LISTED)
    ).all()


def entry_sheets(stage: Stage, entry_id: int) -> EntrySheets:
    """The sheets of an entry in a locked stage. Three statements.

    Raises:
        Refusal: ``correction.stage_open`` while the stage is not locked, for until then nobody
            but its judge sees a mark; ``stage.entry_unknown``.
    """
    session = database.session
    entry = session.scalars(
        select(Entry)
        .join(StageEntry, StageEntry.entry_id == Entry.id)
        .where(StageEntry.stage_id == stage.id, Entry.id == entry_id)
    ).first()
    if entry is None:
        raise Refusal("stage.entry_unknown")
    if stage.kind != "scoring" or stage.state != "locked":
        raise Refusal("correction.stage_open", stage=stage.name)
    places = places_of(session, stage.competition_id, stage.id, entry_id)
    return EntrySheets(entry, places, read_rubric(session, stage.id))


def entry_by_number(session: Session, stage: Stage, number: str) -> int | None:
    """The entry of a stage with this number or blind code as people type it; None for none."""
    plain = "".join(unicodedata.normalize("NFKC", number).split())
    typed = {plain, plain.upper()}
    found: int | None = session.scalar(
        select(Entry.id)
        .join(StageEntry, StageEntry.entry_id == Entry.id)
        .where(
            StageEntry.stage_id == stage.id,
            Entry.number.in_(typed) | StageEntry.blind_code.in_(typed),
        )
        .limit(1)
    )
    return found


def _effect(
    session: Session, proposal: Proposal, gathered: Gathered, is_outdated_by_now: bool
) -> tuple[Effect | None, Refusal | None]:
    """What an open correction would change and why it cannot; what a done one has changed."""
    if proposal.state != "open":
        kept: Mapping[str, Any] = proposal.outcome or {}
        return (read_effect(kept["effect"]) if "effect" in kept else None), None
    if is_outdated_by_now or gathered.rule_set_id != proposal.subject["rules"]:
        return None, Refusal("correction.outdated")
    try:
        effect = effect_of(session, gathered, proposal.subject)
    except Refusal as refusal:
        return None, refusal
    following = effect.next_stage
    if following is None or not following.fault:
        return effect, None
    name = next(one.name for one in gathered.stages if one.id == following.stage)
    return effect, Refusal(following.fault, stage=name)
