"""From a figure in binary floating point to an exact one that is the same everywhere.

Floating point: used here and rounded away here.
"""

from fractions import Fraction
from math import isfinite

from competition.domain.refusal import Refusal
from competition.domain.rounding import Rounding

GUARD_PLACES = 10


def settled(value: float, rounding: Rounding) -> int:
    """The figure as an integer at the places of `rounding`.

    Machines differ in the last bits. The figure is first brought to `GUARD_PLACES` decimals,
    far coarser than those bits and finer than any declared rounding, so that a figure that is
    exactly half way, as sums of marks over small counts are, is a half on every machine.

    Raises:
        Refusal: "calibrate.no_figure" when the figure is not finite.
    """
    if not isfinite(value):
        raise Refusal("calibrate.no_figure")
    guarded = round(Fraction(value) * 10**GUARD_PLACES)
    return rounding.apply(guarded, int(10**GUARD_PLACES))
