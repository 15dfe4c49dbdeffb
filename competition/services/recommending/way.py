"""The way of an entry: every arrival and answer in order, and where a step stands on it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from competition.domain.recommending import Step, StepState
from competition.models import Recommendation


def way_of(session: Session, entry_id: int) -> list[Recommendation]:
    """Every arrival and answer of an entry in order, what came back included. One statement."""
    return list(
        session.scalars(
            select(Recommendation)
            .where(Recommendation.entry_id == entry_id)
            .options(
                joinedload(Recommendation.organisation),
                joinedload(Recommendation.sent_in),
            )
            .order_by(Recommendation.serial)
            .execution_options(populate_existing=True)
        )
    )


def below(way: Sequence[Recommendation], step: Recommendation) -> Recommendation | None:
    """The last answer of the level that forwarded this entry to this step."""
    lower = [
        each
        for each in way
        if each.serial < step.serial
        and each.is_last
        and each.state == StepState.FORWARDED.value
        and each.level.position < step.level.position
    ]
    return max(lower, key=lambda each: each.level.position, default=None)


def above(way: Sequence[Recommendation], step: Recommendation) -> Recommendation | None:
    """The arrival that this step led to; None where it led to the host, or nowhere yet."""
    return next((each for each in way if each.serial > step.serial), None)


def as_ruled(way: Sequence[Recommendation], step: Recommendation) -> Step:
    """The step as the rules see it."""
    waits = step.state == StepState.WAITING.value
    return Step(
        StepState(step.state),
        listed=waits and step.list_id is not None,
        has_below=below(way, step) is not None,
        answered_above=_is_answered(step, above(way, step)),
    )


def _is_answered(step: Recommendation, arrival: Recommendation | None) -> bool:
    """Whether the next level, or the host, has done something with what was forwarded."""
    if arrival is None:
        return step.entry.state != "submitted"
    return arrival.state != StepState.WAITING.value or arrival.list_id is not None
