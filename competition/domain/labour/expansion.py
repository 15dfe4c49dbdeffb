"""From a plan and its periods to the rule document and the stages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from competition.domain.labour.periods import Calendar, Period, periods_of
from competition.domain.labour.plan import CREW, LOT, PERSON, Bonus, Plan
from competition.domain.labour.words import (
    ITEMS,
    MEAN_OF_PERIODS,
    NUMBER_OF_PERIODS,
    PEOPLE_STAGE,
    TOTALS,
    YEAR_SCORE,
)

PEOPLE = "people"
REPORT_DAYS, SETTLE_DAYS, RATE_DAYS, PEOPLE_DAYS = 4, 10, 5, 20
GROUPS = {"self": "self", "peer": "peer", "verifier": "verified"}
Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LabourStage:
    """A stage of scoring.

    Attributes:
        begins, ends: of the period; None for what is no period.
        opens_on, closes_on: days on which sheets are handed in.
        sheets: kinds of sheets; () for a period made of others and for what panels judge.
        tracks: keys of the tracks that take part.
    """

    key: str
    name: str
    begins: date | None
    ends: date | None
    opens_on: date
    closes_on: date
    sheets: tuple[str, ...]
    tracks: tuple[str, ...]


def expand(plan: Plan, calendar: Calendar) -> tuple[tuple[LabourStage, ...], dict[str, Any]]:
    """The stages of a plan in their order, and its rule document.

    Raises:
        Refusal: as `periods_of`.
    """
    periods = periods_of(calendar)
    return tuple(_stages(plan, periods)), rules_of(plan, periods)


def rules_of(plan: Plan, periods: Sequence[Period]) -> dict[str, Any]:
    """The rule document for these periods."""
    stages: dict[str, Any] = {}
    for period in periods:
        scored = {"criteria": _criteria(plan), "steps": _period_steps(plan)}
        stages[period.key] = _rating(plan, period) if period.of else scored
    if plan.people:
        stages[PEOPLE] = {"criteria": list(plan.people), "steps": _people_steps()}
    own = [period.key for period in periods if not period.of]
    return {
        "schema": 1,
        "order": list(stages),
        "stages": stages,
        "final": {"steps": _year_steps(plan, own)},
    }


def _stages(plan: Plan, periods: Sequence[Period]) -> list[LabourStage]:
    made = [_stage(plan, period) for period in periods]
    if plan.people:
        opens = periods[-1].ends + timedelta(days=SETTLE_DAYS + RATE_DAYS)
        closes = opens + timedelta(days=PEOPLE_DAYS)
        made.append(
            LabourStage(PEOPLE, PEOPLE_STAGE, None, None, opens, closes, (), (CREW, PERSON))
        )
    return made


def _stage(plan: Plan, period: Period) -> LabourStage:
    settled = period.ends + timedelta(days=SETTLE_DAYS)
    opens = settled if period.of else period.ends - timedelta(days=REPORT_DAYS)
    closes = settled + timedelta(days=RATE_DAYS) if period.of else settled
    sheets = () if period.of else plan.sheets
    return LabourStage(
        period.key, period.name, period.begins, period.ends, opens, closes, sheets, (LOT,)
    )


def _criteria(plan: Plan) -> list[Step]:
    own = [GROUPS[kind] for kind in plan.sheets if kind in GROUPS]
    with_departments = "department" in plan.sheets
    return [
        {
            "key": one.key,
            "name": one.name,
            "max": one.points,
            "step": one.step,
            **({"hint": one.hint} if one.hint else {}),
            "marked_by": [*own, *(one.departments if with_departments else ())],
        }
        for one in plan.indicators
    ]


def _period_steps(plan: Plan) -> list[Step]:
    """A period: what counts of each indicator, their sum, what is added and taken, the rank."""
    steps = [step for kind in plan.counts for step in _total_steps(plan, kind)]
    if len(plan.counts) > 1:
        shares = {TOTALS[kind]: share for kind, share in plan.counts.items()}
        steps.append({"combine": shares, "missing": "block"})
    in_period = [one for one in plan.bonuses if one.in_period]
    if in_period:
        steps.append({"adjust": [_tariff(one) for one in in_period], "floor": "0"})
    steps.append({"round": 2, "mode": "half_up", "show_only": True, "as": "score"})
    if plan.vetoes:
        kinds = [veto.kind for veto in plan.vetoes]
        steps.append({"bar": "event", "kinds": kinds, "span": "period", "effect": "award"})
    return [*steps, {"rank": [{"key": "score"}], "style": "1224"}]


def _total_steps(plan: Plan, kind: str) -> list[Step]:
    """The total of one kind of sheets: an indicator of several departments has their mean."""
    groups = list(plan.departments) if kind == "department" else [GROUPS[kind]]
    fold: Step = {"reduce": "judge", "by": "mean", "from": "marks", "only": {"group": groups}}
    own = [{**fold, "as": ITEMS[kind]}, {"reduce": "criterion", "by": "sum"}]
    return [own[0], {**own[1], "as": TOTALS[kind]}]


def _rating(plan: Plan, period: Period) -> Step:
    """A period made of others: their mean, and no award for a veto in any of them."""
    steps: list[Step] = [
        {
            "combine": [f"{key}.score" for key in period.of],
            "by": "mean",
            "missing": "skip",
            "at_least": 1,
        },
        {"round": 2, "mode": "half_up", "show_only": True, "as": "score"},
    ]
    if plan.vetoes:
        steps.append(
            {
                "bar": "event",
                "kinds": [veto.kind for veto in plan.vetoes],
                "span": "parts",
                "parts": list(period.of),
                "effect": "award",
            }
        )
    return {"criteria": [], "steps": [*steps, {"rank": [{"key": "score"}], "style": "1224"}]}


def _people_steps() -> list[Step]:
    return [
        {"check": "complete"},
        {"reduce": "criterion", "by": "sum"},
        {"reduce": "judge", "by": "mean"},
        {"round": 2, "mode": "half_up", "as": "score"},
        {"rank": [{"key": "score"}], "style": "1224", "per": "track"},
    ]


def _year_steps(plan: Plan, own: Sequence[str]) -> list[Step]:
    scores = [f"{key}.score" for key in own]
    missing = "zero" if plan.by_all_periods else "skip"
    steps: list[Step] = [
        {"combine": scores, "by": "mean", "missing": missing, "at_least": 1, "as": MEAN_OF_PERIODS}
    ]
    in_year = [one for one in plan.bonuses if not one.in_period]
    if in_year:
        limit = {"most_plus": plan.most_plus} if plan.most_plus else {}
        steps.append({"adjust": [_tariff(one) for one in in_year], **limit})
    steps.append({"round": 2, "mode": "half_up", "as": YEAR_SCORE})
    steps += _conditions(plan, scores)
    ranked = YEAR_SCORE
    if plan.people:
        ranked = "total"
        steps.append({"combine": [f"{PEOPLE}.score", YEAR_SCORE], "by": "first", "missing": "skip"})
        steps.append({"round": 2, "mode": "half_up", "as": ranked})
    steps.append({"rank": [{"key": ranked}], "style": "1224", "per": "track"})
    return [*steps, _awards(plan)]


def _conditions(plan: Plan, scores: Sequence[str]) -> list[Step]:
    """What a year needs: enough periods, enough points, no veto; below it the same of the lot."""
    lots: Step = {"for": {"track": [LOT]}}
    below: Step = {"for": {"track": [CREW, PERSON]}, "through": "parent"}
    steps: list[Step] = []
    least = ceil(plan.least_share * len(scores))
    if least > 1:
        count = {"by": "count", "missing": "skip", "as": NUMBER_OF_PERIODS}
        steps.append({"combine": list(scores), **count})
        steps.append({"bar": "figure", "of": NUMBER_OF_PERIODS, "at_least": str(least), **lots})
    spans = (lots, below) if plan.people else (lots,)
    if plan.least_score:
        line = {"bar": "figure", "of": YEAR_SCORE, "at_least": plan.least_score}
        steps += [{**line, **whom} for whom in spans]
    whole = [veto.kind for veto in plan.vetoes if veto.whole_year]
    if whole:
        veto = {"bar": "event", "kinds": whole, "span": "year", "effect": "award"}
        steps += [{**veto, **whom} for whom in spans]
    return [*steps, {"bar": "recorded"}]


def _awards(plan: Plan) -> Step:
    tracks = tuple(dict.fromkeys(tier.track for tier in plan.tiers))
    award: Step = {
        "award": [
            {
                "tier": tier.key,
                "name": tier.name,
                "quota": {track: tier.quota if track == tier.track else 0 for track in tracks},
            }
            for tier in plan.tiers
        ],
        "per": "track",
        "boundary": "committee",
    }
    people = [tier.key for tier in plan.tiers if tier.track == PERSON]
    if people and plan.people_by_place:
        award["caps"] = [
            {
                "by": "parent",
                "by_place": list(plan.people_by_place),
                "otherwise": plan.people_of_others,
                "tiers": people,
                "over": "none",
            }
        ]
    return award


def _tariff(bonus: Bonus) -> Step:
    tariff: Step = {"kind": bonus.kind, "effect": bonus.effect, "once_per": "matter"}
    if bonus.levels:
        tariff["levels"] = dict(bonus.levels)
    if bonus.cap:
        tariff["cap"] = bonus.cap
    return tariff
