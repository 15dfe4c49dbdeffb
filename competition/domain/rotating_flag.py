"""The rotating red flag: who is first to it, and who may keep it period after period."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """A flag that a unit keeps for good; periods are counted from 1."""

    unit: str
    after_period: int


@dataclass(frozen=True, slots=True)
class FlagRecord:
    """Attributes:
    kept: flags kept for good, in order; a further one needs as many periods again.
    holder: who holds the flag now; "" when the last period gave it to nobody.
    in_a_row: for how many periods, towards the next flag to keep.
    """

    kept: tuple[Kept, ...]
    holder: str
    in_a_row: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A unit's claim in one period: its rank, None for the unranked, and whether a veto bars it."""

    unit: str
    rank: int | None
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Handover:
    """A flag changes hands after a period, counted from 1.

    Attributes:
        giver: "" where a new flag is handed out, as the first one or since one was kept.
        taker: "" where nobody earned it and it goes back.
    """

    after_period: int
    giver: str
    taker: str


def first_units(claims: Collection[Claim], *, passes_over: bool) -> tuple[str, ...]:
    """The units with the first claim to the flag, more than one where they are level.

    Args:
        passes_over: whether a barred unit is passed over for the next in rank.
    """
    ranked = [(one.rank, one.unit) for one in claims if one.rank is not None]
    if passes_over:
        barred = {one.unit for one in claims if one.barred}
        ranked = [(rank, unit) for rank, unit in ranked if unit not in barred]
    best = min((rank for rank, _ in ranked), default=None)
    return tuple(sorted(unit for rank, unit in ranked if rank == best))


def follow_flag(holders: Sequence[str], keep_after: int) -> FlagRecord:
    """Follow a flag through its periods.

    Args:
        holders: the unit of each period in order; "" where it was given to nobody, which ends a
            row.
        keep_after: how many periods in a row let a unit keep it; 0 where none may.
    """
    kept: list[Kept] = []
    holder, row = "", 0
    for period, unit in enumerate(holders, start=1):
        row = row + 1 if unit and unit == holder else int(bool(unit))
        holder = unit
        if unit and row == keep_after:
            kept.append(Kept(unit, period))
            row = 0
    return FlagRecord(tuple(kept), holder, row)


def handovers(holders: Sequence[str], keep_after: int) -> tuple[Handover, ...]:
    """Each time that a flag changes hands; arguments as of `follow_flag`."""
    found: list[Handover] = []
    keeps = {kept.after_period for kept in follow_flag(holders, keep_after).kept}
    before = ""
    for period, unit in enumerate(holders, start=1):
        if unit != before:
            found.append(Handover(period, before, unit))
        before = "" if period in keeps else unit
    return tuple(found)
