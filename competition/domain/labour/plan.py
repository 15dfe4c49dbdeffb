"""What a notice of a labour competition says, as data: indicators, sheets, vetoes, awards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from competition.domain.labour.words import HINT_LABELS, LABELLED

LOT, CREW, PERSON = "LOT", "CREW", "PERSON"


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that is compared, with its base points.

    Attributes:
        departments: who scores it.
        evidence, plus, minus: what is to be proved, and for what points are given or taken.
    """

    key: str
    name: str
    points: str
    departments: tuple[str, ...]
    step: str = "0.5"
    evidence: str = ""
    plus: str = ""
    minus: str = ""

    @property
    def hint(self) -> str:
        """What its sheet shows under the name."""
        told = zip(HINT_LABELS, (self.evidence, self.plus, self.minus), strict=True)
        return "".join(LABELLED.format(label=label, text=text) for label, text in told if text)


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points that are added or taken for recorded matters of one kind.

    Attributes:
        levels: points by level; without them each matter brings its own amount.
        cap: most points of the kind.
        in_period: whether it counts in the period it happens in, and not in the year.
    """

    kind: str
    effect: str
    levels: Mapping[str, str]
    cap: str = ""
    in_period: bool = False


@dataclass(frozen=True, slots=True)
class Veto:
    """Something that costs the award: of the whole year, or of the period it happens in."""

    kind: str
    whole_year: bool


@dataclass(frozen=True, slots=True)
class Tier:
    """An award of one track."""

    key: str
    name: str
    track: str
    quota: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A labour competition as its notice describes it.

    Attributes:
        sheets: kinds that are handed in in each period; see `SHEET_KINDS`.
        counts: the kinds of sheets that count, with their shares, as texts; together 1.
        by_all_periods: whether a period not taken part in is a zero, and not left out.
        least_share: of the periods, in which a unit must have taken part to be awarded.
        least_score: of the year, to be awarded; "" for none.
        most_plus: points that all bonuses of the year come to; "" for no limit.
        people: criteria by which crews and individuals are scored at the end; () for none.
        people_by_place: at most so many individuals of a lot, by its place; () for no limit.
        people_of_others: of a lot beyond those places.
    """

    indicators: tuple[Indicator, ...]
    sheets: tuple[str, ...]
    counts: Mapping[str, str]
    by_all_periods: bool
    least_share: Fraction
    least_score: str
    bonuses: tuple[Bonus, ...]
    most_plus: str
    vetoes: tuple[Veto, ...]
    tiers: tuple[Tier, ...]
    people: tuple[Mapping[str, Any], ...] = ()
    people_by_place: tuple[int, ...] = ()
    people_of_others: int = 0

    @property
    def departments(self) -> tuple[str, ...]:
        """Every department with an indicator, once, in their order."""
        return tuple(dict.fromkeys(name for one in self.indicators for name in one.departments))


def read_plan(raw: Mapping[str, Any]) -> Plan:
    """A plan as a preset holds it.

    Raises:
        KeyError, TypeError: for a preset that lacks something; presets are part of the product.
    """
    return Plan(
        indicators=tuple(
            Indicator(**{**each, "departments": tuple(each["departments"])})
            for each in raw["indicators"]
        ),
        sheets=tuple(raw["sheets"]),
        counts=dict(raw["counts"]),
        by_all_periods=raw["by_all_periods"],
        least_share=Fraction(raw["least_share"]),
        least_score=raw["least_score"],
        bonuses=tuple(Bonus(**each) for each in raw["bonuses"]),
        most_plus=raw["most_plus"],
        vetoes=tuple(Veto(**each) for each in raw["vetoes"]),
        tiers=tuple(Tier(**each) for each in raw["tiers"]),
        people=_criteria(raw.get("people", ())),
        people_by_place=tuple(raw.get("people_by_place", ())),
        people_of_others=raw.get("people_of_others", 0),
    )


def _criteria(raw: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(dict(each) for each in raw)
