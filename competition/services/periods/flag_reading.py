"""The history of rotating flags, read off the results of periods that are in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload

from competition.domain.result_states import PUBLISHED
from competition.domain.rotating_flag import Claim, FlagRecord, first_units, follow_flag, handovers
from competition.models import Flag, FlagChoice, FlagStage, ResultVersion, Stage
from competition.services.periods.flag_claims import FirstLine, Named, first_lines


@dataclass(frozen=True, slots=True)
class FlagPeriod:
    """What became of a flag in one period.

    Attributes:
        state: "waiting" without a result in force, "level" while units are level and nobody has
            decided, "nobody" where none earned it, else "held".
        holder: entry id of the holder, or None.
        level: ids of the units that were level; empty for one or none.
        in_a_row: for how many periods the holder has it now; None where an earlier period is open.
        keeps: whether the holder keeps it for good from now on.
        names: of the holder and of those that were level, by id.
        reason: of the decision between units that were level.
    """

    stage_id: int
    name: str
    state: str
    holder: int | None = None
    level: tuple[int, ...] = ()
    in_a_row: int | None = None
    keeps: bool = False
    names: Mapping[int, Named] = field(default_factory=dict)
    reason: str = ""

    @property
    def level_titles(self) -> list[str]:
        """What the units are called that were level."""
        return [self.names[ident].title for ident in self.level]


@dataclass(frozen=True, slots=True)
class Change:
    """A flag changed hands after a period; None where it comes new, or goes back."""

    period: str
    giver: int | None
    taker: int | None


@dataclass(frozen=True, slots=True)
class FlagHistory:
    """A flag through its periods.

    Attributes:
        record: over the periods up to the first that is open.
        changes: the same, each time that it changed hands.
    """

    flag: Flag
    periods: tuple[FlagPeriod, ...]
    record: FlagRecord
    changes: tuple[Change, ...]

    @property
    def names(self) -> dict[int, Named]:
        """Every unit that is named, by id."""
        return {ident: name for one in self.periods for ident, name in one.names.items()}


@dataclass(frozen=True, slots=True)
class _Followed:
    """A period that a flag follows, what was decided in it, and its result in force."""

    stage: Stage
    choice: FlagChoice | None
    result_id: int | None


def read_flags(session: Session, competition_id: int) -> list[FlagHistory]:
    """Every flag of a competition with its history, in their order. Four statements at most."""
    return _histories(session, competition_id, Flag.competition_id == competition_id)


def read_flag(session: Session, flag: Flag) -> FlagHistory:
    """One flag with its history."""
    return _histories(session, flag.competition_id, Flag.id == flag.id)[0]


def _histories(
    session: Session, competition_id: int, clause: ColumnElement[bool]
) -> list[FlagHistory]:
    followed: dict[Flag, list[_Followed]] = {}
    for flag, stage, choice, result_id in session.execute(_all_followed(clause)):
        rows = followed.setdefault(flag, [])
        if stage is not None:
            rows.append(_Followed(stage, choice, result_id))
    results = {
        one.result_id: one.stage
        for rows in followed.values()
        for one in rows
        if one.result_id is not None
    }
    firsts = first_lines(session, competition_id, results)
    return [_history(flag, rows, firsts) for flag, rows in followed.items()]


def _all_followed(clause: ColumnElement[bool]) -> Any:
    """Flags with the periods that they follow, what was decided, and the results in force."""
    decided = and_(
        FlagChoice.flag_id == Flag.id,
        FlagChoice.stage_id == Stage.id,
        FlagChoice.replaced_at.is_(None),
    )
    published = and_(ResultVersion.stage_id == Stage.id, ResultVersion.state.in_(PUBLISHED))
    return (
        select(Flag, Stage, FlagChoice, ResultVersion.id)
        .outerjoin(FlagStage, FlagStage.flag_id == Flag.id)
        .outerjoin(Stage, Stage.id == FlagStage.stage_id)
        .outerjoin(FlagChoice, decided)
        .outerjoin(ResultVersion, published)
        .options(joinedload(Flag.track))
        .where(clause)
        .order_by(Flag.id, Stage.position)
        .execution_options(populate_existing=True)
    )


def _history(
    flag: Flag, followed: Sequence[_Followed], firsts: Mapping[int, Sequence[FirstLine]]
) -> FlagHistory:
    found = [_period(flag, one, firsts) for one in followed]
    open_at = next(
        (n for n, one in enumerate(found) if one.state in ("waiting", "level")), len(found)
    )
    holders = [str(one.holder or "") for one in found[:open_at]]
    periods = [
        _counted(one, holders[: n + 1], flag.keep_after) if n < open_at else one
        for n, one in enumerate(found)
    ]
    changes = tuple(
        Change(found[one.after_period - 1].name, _ident(one.giver), _ident(one.taker))
        for one in handovers(holders, flag.keep_after)
    )
    return FlagHistory(flag, tuple(periods), follow_flag(holders, flag.keep_after), changes)


def _period(
    flag: Flag, followed: _Followed, firsts: Mapping[int, Sequence[FirstLine]]
) -> FlagPeriod:
    stage, choice = followed.stage, followed.choice
    if followed.result_id is None:
        return FlagPeriod(stage.id, stage.name, "waiting")
    lines = firsts[followed.result_id]
    claims = [
        Claim(str(one.entry), one.rank, one.barred)
        for one in lines
        if flag.track_id in (None, one.track)
    ]
    level = tuple(sorted(int(unit) for unit in first_units(claims, passes_over=flag.passes_over)))
    if not level:
        return FlagPeriod(stage.id, stage.name, "nobody")
    named = {one.entry: one.named for one in lines if one.entry in level}
    if len(level) == 1:
        return FlagPeriod(stage.id, stage.name, "held", level[0], names=named)
    if choice is None or tuple(choice.among) != level:
        return FlagPeriod(stage.id, stage.name, "level", level=level, names=named)
    return FlagPeriod(
        stage.id,
        stage.name,
        "held",
        choice.entry_id,
        level,
        names=named,
        reason=choice.reason,
    )


def _counted(period: FlagPeriod, holders: Sequence[str], keep_after: int) -> FlagPeriod:
    """A period with how often its holder has had the flag in a row."""
    record = follow_flag(holders, keep_after)
    keeps = bool(record.kept) and record.kept[-1].after_period == len(holders)
    return replace(period, in_a_row=keep_after if keeps else record.in_a_row, keeps=keeps)


def _ident(unit: str) -> int | None:
    return int(unit) if unit else None
