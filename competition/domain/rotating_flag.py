"""The rotating red flag: who may keep it after holding it period after period."""

from collections.abc import Sequence
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


def follow_flag(holders: Sequence[str], keep_after: int) -> FlagRecord:
    """Follow a flag through its periods.

    Args:
        holders: the unit of each period in order; "" where it was given to nobody, which ends a
            row.
        keep_after: how many periods in a row let a unit keep it; at least 1.
    """
    kept: list[Kept] = []
    holder, row = "", 0
    for period, unit in enumerate(holders, start=1):
        row = row + 1 if unit and unit == holder else int(bool(unit))
        holder = unit
        if row == keep_after:
            kept.append(Kept(unit, period))
            row = 0
    return FlagRecord(tuple(kept), holder, row)
