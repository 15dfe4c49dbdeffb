"""Labour competitions as plain data: a plan that is expanded into rules and stages."""

from competition.domain.labour.expansion import LabourStage, expand, rules_of
from competition.domain.labour.periods import Calendar, Period, PeriodUnit, month_after, periods_of
from competition.domain.labour.plan import Bonus, Indicator, Plan, Tier, Veto, read_plan

__all__ = [
    "Bonus",
    "Calendar",
    "Indicator",
    "LabourStage",
    "Period",
    "PeriodUnit",
    "Plan",
    "Tier",
    "Veto",
    "expand",
    "month_after",
    "periods_of",
    "read_plan",
    "rules_of",
]
