"""Whether the published results of earlier stages still stand when later ones build on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.marks import State
from competition.domain.result_states import PUBLISHED
from competition.domain.rules import Block, Calculation, Evaluation
from competition.models import ResultVersion, Stage, Standing
from competition.services.results.gathered import Gathered, entry_key


@dataclass(slots=True)
class Approved:
    """What was published of one stage: scores of all its entries, and who goes on."""

    scores: dict[str, str] = field(default_factory=dict)
    admitted: set[str] = field(default_factory=set)


def earlier_blocks(
    session: Session,
    competition_id: int,
    gathered: Gathered,
    calculations: Mapping[str, Calculation],
    asked: str | None,
) -> tuple[Block, ...]:
    """What differs from published results of earlier stages. One statement, none for the first.

    Args:
        asked: key of the stage whose result is made; None for the whole.
    """
    keys = [key for key in gathered.rules.stages if key in calculations and key != asked]
    if not keys:
        return ()
    published = _published(session, competition_id)
    return tuple(
        block
        for key in keys
        if key in published
        for block in _differences(gathered, calculations[key].evaluation, published[key])
    )


def goes_on(gathered: Gathered, evaluation: Evaluation) -> frozenset[str]:
    """Who goes on from a stage; everybody ranked where the rules cut nobody and a stage follows."""
    if evaluation.admitted is not None:
        return frozenset(evaluation.admitted)
    if next_stage(gathered, evaluation.part) is None:
        return frozenset()
    return frozenset(one.entry for one in evaluation.standings if one.rank is not None)


def next_stage(gathered: Gathered, key: str) -> str | None:
    """The key of the stage after this one; None after the last and for the whole.

    Nobody goes on from a period of a labour competition, nor into one.
    """
    periods = gathered.periods
    keys = [each for each in gathered.rules.stages if each not in periods]
    after = keys[keys.index(key) + 1 :] if key in keys else []
    return after[0] if after else None


def _published(session: Session, competition_id: int) -> dict[str, Approved]:
    """The results of stages that are in force, by stage key."""
    rows = session.execute(
        select(Stage.key, Standing.entry_id, Standing.score, Standing.advances)
        .join(ResultVersion, ResultVersion.id == Standing.result_id)
        .join(Stage, Stage.id == ResultVersion.stage_id)
        .where(
            ResultVersion.competition_id == competition_id,
            ResultVersion.state.in_(PUBLISHED),
        )
    )
    found: dict[str, Approved] = {}
    for row in rows:
        approved = found.setdefault(row.key, Approved())
        approved.scores[entry_key(row.entry_id)] = row.score
        if row.advances:
            approved.admitted.add(entry_key(row.entry_id))
    return found


def _differences(gathered: Gathered, now: Evaluation, published: Approved) -> list[Block]:
    counting = {one.id for one in gathered.facts.entries if one.state is State.SCORED}
    stage = gathered.stage_names[now.part]
    entries = counting & (published.scores.keys() | gathered.taking_part[now.part])
    scores = {key for key in entries if (now.score_of(key) or "") != published.scores.get(key)}
    blocks = []
    if scores:
        blocks.append(Block("EARLIER_SCORES", "", tuple(sorted(scores)), {"stage": stage}))
    if lists := _other_lists(gathered, now, published.admitted, counting):
        blocks.append(Block("EARLIER_ADMITTED", "", tuple(sorted(lists)), {"stage": stage}))
    return blocks


def _other_lists(
    gathered: Gathered, now: Evaluation, published: set[str], counting: set[str]
) -> set[str]:
    """Entries that stand in one of three lists only: published, by the rules now, taken in next.

    Where a published entry dropped out since, the rules now let another one move up; nobody took
    that place, so it is no difference.
    """
    due = published & counting
    by_rules = goes_on(gathered, now) & counting
    found = due - by_rules
    if published <= counting:
        found |= by_rules - due
    follows = next_stage(gathered, now.part)
    if follows is not None and (taken := gathered.taking_part.get(follows)):
        found |= (taken & counting) ^ due
    return found
