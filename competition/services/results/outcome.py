"""Apply the rules to the facts as they are now: a look, before anything is fixed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.bundle import calculate_parts, parts_before
from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.domain.rules import Block, Calculation, Evaluation, calculate
from competition.domain.rules.engine import CarryOut
from competition.models import ResultVersion, Stage
from competition.services.results.earlier import earlier_blocks
from competition.services.results.gather import gather
from competition.services.results.gathered import EntryName, Gathered

RESULT_PART = "result"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules say of the facts as they are now.

    Args:
        part: stage key, or ``result`` for the competition as a whole.
        calculations: by part, in the order in which they were made; the last one is asked for.
        earlier: where published results of the stages before no longer come out of the facts.
    """

    gathered: Gathered
    part: str
    calculations: dict[str, Calculation]
    earlier: tuple[Block, ...] = ()

    @property
    def evaluation(self) -> Evaluation:
        """The evaluation that was asked for."""
        return self.calculations[self.part].evaluation

    @property
    def blocks(self) -> list[Block]:
        """What blocks publication, over all parts that lead to this one."""
        return [
            *self.earlier,
            *(
                block
                for calculation in self.calculations.values()
                for block in calculation.evaluation.blocks
            ),
        ]

    @property
    def names(self) -> dict[str, EntryName]:
        """Entries by the id in the facts."""
        return self.gathered.entries


def look(
    session: Session, competition_id: int, stage: Stage | None, carry_out: CarryOut = calculate
) -> Outcome:
    """Evaluate a stage, or the whole competition (`stage` None), on the marks of locked stages.

    Raises:
        Refusal: ``result.stage_open`` (stage) while a stage that counts is not locked,
            ``result.no_rules``, and what `calculate` refuses.
    """
    return look_at(session, competition_id, gather(session, competition_id), stage, carry_out)


def look_at(
    session: Session,
    competition_id: int,
    gathered: Gathered,
    stage: Stage | None,
    carry_out: CarryOut = calculate,
) -> Outcome:
    """As `look`, of what is gathered already. One statement, none for the first stage."""
    wanted = stage.key if stage is not None else RESULT_PART
    for key in parts_before(gathered.rules, wanted):
        if key in gathered.unlocked:
            raise Refusal("result.stage_open", stage=gathered.stage_names[key])
    part = wanted if wanted != RESULT_PART else gathered.rules.last.key
    calculations = calculate_gathered(gathered, part, carry_out)
    asked = stage.key if stage is not None else None
    earlier = earlier_blocks(session, competition_id, gathered, calculations, asked)
    return Outcome(gathered, part, calculations, earlier)


def calculate_gathered(
    gathered: Gathered, wanted: str, carry_out: CarryOut = calculate
) -> dict[str, Calculation]:
    """Carry out every part up to the one wanted on what was gathered."""
    return calculate_parts(gathered.rules, gathered.facts, gathered.taking_part, wanted, carry_out)


def in_force(session: Session, competition_id: int, stage_id: int | None) -> ResultVersion | None:
    """The approved, noticed or final version of a stage or of the whole, if there is one."""
    return session.scalars(
        select(ResultVersion).where(
            ResultVersion.competition_id == competition_id,
            of_stage(stage_id),
            ResultVersion.state.in_(PUBLISHED),
        )
    ).first()


def of_stage(stage_id: int | None) -> Any:
    """Versions of this stage, or of the competition as a whole."""
    if stage_id is None:
        return ResultVersion.stage_id.is_(None)
    return ResultVersion.stage_id == stage_id
