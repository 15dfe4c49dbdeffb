"""Shapes of the step calibrate, one for each way."""

from dataclasses import replace
from fractions import Fraction

from competition.domain.calibration.estimator import Estimator
from competition.domain.rounding import Mode
from competition.domain.rules.calibrating.panel import Overall
from competition.domain.rules.calibrating.standard import Deviation
from competition.domain.rules.calibrating.way import MOST_PLACES
from competition.domain.rules.shapes.common import ANY_DECIMAL, ANY_POSITIVE, AS, FROM, PER
from competition.domain.rules.shapes.shape import (
    Choice,
    Decimal,
    Default,
    Exactly,
    Key,
    Shape,
    Text,
    Whole,
)

PLACES = {"places": Key(Whole(high=MOST_PLACES)), "mode": Key(Choice(Mode))}
ROUNDED = Key(Whole(high=MOST_PLACES), Default.ABSENT)
COMPARED = {"piles_compared": Key(Exactly(True), False, must=True)}
PANEL = {"panel": Key(Text(), Default.ABSENT)}


def _calibrate(way: str, **more: Key) -> Shape:
    return Shape(f"calibrate {way}", {"calibrate": Key(Exactly(way)), **more, **PER, **FROM, **AS})


def _panels(way: str, third: str) -> Shape:
    keys = {
        "panel": Key(Text()),
        "overall": Key(Choice(Overall), Overall.ENTRIES),
        "drop_high": Key(Whole(), 0),
        "drop_low": Key(Whole(), 0),
        "overall_mean": ROUNDED,
        "panel_mean": ROUNDED,
        third: ROUNDED,
        "mode": Key(Choice(Mode), Default.ABSENT),
    }
    rounded = ("overall_mean", "panel_mean", third)
    needs = dict.fromkeys(rounded, ("mode",))
    return replace(_calibrate(way, **keys), needs=needs, along={"mode": rounded})


WAYS = (
    _panels("panel_coefficient", "coefficient"),
    _panels("panel_difference", "difference"),
    _calibrate("judge_effect", estimator=Key(Choice(Estimator)), **PLACES),
    _calibrate(
        "z_score",
        **COMPARED,
        **PLACES,
        mean=ANY_DECIMAL,
        deviation=ANY_POSITIVE,
        deviation_of=Key(Choice(Deviation), Deviation.SAMPLE),
        **PANEL,
    ),
    _calibrate("min_max", **COMPARED, low=Key(Decimal()), high=Key(Decimal()), **PANEL),
    _calibrate(
        "scale_700",
        centre=Key(Decimal(), Fraction(700)),
        step=Key(Decimal(), Fraction(30)),
        low=Key(Decimal(), Fraction(0)),
        high=Key(Decimal(), Fraction(1000)),
    ),
)
