"""What events of one kind are worth: points, levels, once only, units of time, caps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rules.further_facts import Event
from competition.domain.rules.params import Params
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.map_each import positive
from competition.domain.rules.steps.numbers import number_in

OWN = ("matter", "type", "level", "date")
OF_DATE = {"year": 1, "half": 2, "quarter": 2, "month": 2}
_MONTHS = {"half": ("H", 6), "quarter": ("Q", 3)}
FIELDS = (*OWN, *OF_DATE)


class Effect(StrEnum):
    """Whether points are added or taken away."""

    PLUS = "plus"
    MINUS = "minus"


class Units(StrEnum):
    """Whether only full units beyond a limit count, or also the one that was begun."""

    FULL = "full"
    STARTED = "started"


@dataclass(frozen=True, slots=True)
class Overtime:
    """`{"limit": "480", "unit": "30", "points": "0.5", "count": "full"}`: points per unit over.

    The amount of the event is what was measured, in the unit of `limit`.
    """

    limit: Fraction
    unit: Fraction
    points: Fraction
    count: Units

    def units(self, measured: Fraction) -> int:
        """How many units count."""
        over = max(measured - self.limit, Fraction(0)) / self.unit
        whole = over.numerator // over.denominator
        return whole + 1 if self.count is Units.STARTED and over > whole else whole


@dataclass(frozen=True, slots=True)
class Counted:
    """One event: what it is worth, what of that counts, and why not more.

    Attributes:
        why: "" when it counts whole; "once" when another one goes for the same matter,
            "evidence" when its proof is missing.
    """

    event: Event
    points: Fraction
    counts: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tariff:
    """What events of one kind do to a figure.

    Attributes:
        points: of each event; None takes its amount.
        per_amount: whether `points` are for one of the amount.
        levels: points by level of the event, instead of `points`.
        once_per: fields of the event; of those that agree in all of them the largest counts.
        times: how many of those that agree count, the largest ones; of all events of the kind
            without `once_per`. None for no limit.
        cap: most that all of the kind come to; `cap_per` within each value of a field.
    """

    kind: str
    effect: Effect
    points: Fraction | None = None
    per_amount: bool = False
    levels: Mapping[str, Fraction] = field(default_factory=dict)
    overtime: Overtime | None = None
    once_per: tuple[str, ...] = ()
    times: int | None = None
    cap: Fraction | None = None
    cap_per: Mapping[str, Fraction] = field(default_factory=dict)
    needs_evidence: bool = False

    def worth(self, event: Event) -> Fraction:
        """The points of one event, not below zero.

        Raises:
            Refusal: "facts.event_level", "facts.event_amount", "facts.not_number".
        """
        if self.levels:
            if event.level not in self.levels:
                raise Refusal("facts.event_level", event=event.id, level=event.level)
            each = self.levels[event.level]
            return each * _amount(event) if self.per_amount else each
        if self.overtime is not None:
            return self.overtime.units(_amount(event)) * self.overtime.points
        if self.points is None:
            return _amount(event)
        return self.points * _amount(event) if self.per_amount else self.points

    def counted(self, events: Sequence[Event]) -> list[Counted]:
        """Each event, in the order of their ids, and whether it counts."""
        worths = {event.id: self.worth(event) for event in events}
        proven = [event for event in events if self._is_proven(event)]
        agreeing: dict[tuple[str, ...], int] = {}
        beyond: set[str] = set()
        for event in sorted(proven, key=lambda event: (-worths[event.id], event.id)):
            key = tuple(event_field(event, name) for name in self.once_per)
            agreeing[key] = agreeing.get(key, 0) + 1
            if self.times is not None and agreeing[key] > self.times:
                beyond.add(event.id)
        told: list[Counted] = []
        for event in sorted(events, key=lambda event: event.id):
            why = "" if self._is_proven(event) else "evidence"
            why = "once" if event.id in beyond else why
            told.append(Counted(event, worths[event.id], not why, why))
        return told

    def total(self, counted: Sequence[Counted]) -> Fraction:
        """What the events that count come to, within the caps."""
        kept = [one for one in counted if one.counts]
        total = sum((one.points for one in kept), Fraction(0))
        for name, most in self.cap_per.items():
            groups: dict[str, Fraction] = {}
            for one in kept:
                group = event_field(one.event, name)
                groups[group] = groups.get(group, Fraction(0)) + one.points
            total = min(total, sum((min(s, most) for s in groups.values()), Fraction(0)))
        return total if self.cap is None else min(total, self.cap)

    def _is_proven(self, event: Event) -> bool:
        return bool(event.evidence) or not self.needs_evidence


def read_tariff(params: Params, scope: Scope) -> Tariff:
    """What one kind does.

    Raises:
        Refusal: "rules.tariff_twice_told" when more than one of points, levels and overtime is
            named, "rules.event_field" for an unknown field, "rules.not_positive".
    """
    ways = [key for key in ("points", "levels", "overtime") if key in params]
    if len(ways) > 1:
        raise Refusal("rules.tariff_twice_told", path=params.at(ways[1]))
    points = positive(params, "points") if "points" in params else None
    once_per = read_fields(params, scope)
    tariff = Tariff(
        params.text("kind"),
        params.choice("effect", Effect),
        points,
        params.flag("per_amount", False) if points is not None or "levels" in params else False,
        params.decimals("levels") if "levels" in params else {},
        _overtime(params.inner("overtime")) if "overtime" in params else None,
        once_per,
        params.integer("times", low=1) if "times" in params else (1 if once_per else None),
        positive(params, "cap") if "cap" in params else None,
        params.decimals("cap_per") if "cap_per" in params else {},
        params.flag("needs_evidence", False),
    )
    for name in tariff.cap_per:
        _check_field(f"{params.at('cap_per')}.{name}", name, scope)
    params.close()
    return tariff


def event_field(event: Event, name: str) -> str:
    """What an event says under a field; months, quarters and halves of years come from its date.

    Raises:
        Refusal: "facts.event_field" when it says nothing there.
    """
    found = getattr(event, name) if name in OWN else event.at.get(name, "")
    if name in OF_DATE:
        parts = event.date.split("-")
        whole = len(parts) == 3 and all(part.isdigit() for part in parts)
        found = "-".join(parts[: OF_DATE[name]]) if whole else ""
        if found and name in _MONTHS:
            letter, months = _MONTHS[name]
            found = f"{parts[0]}{letter}{(int(parts[1]) - 1) // months + 1}"
    if not found:
        raise Refusal("facts.event_field", event=event.id, field=name)
    return str(found)


def _overtime(params: Params) -> Overtime:
    limit = params.decimal("limit")
    unit, points = positive(params, "unit"), positive(params, "points")
    overtime = Overtime(limit, unit, points, params.choice("count", Units))
    params.close()
    return overtime


def read_fields(params: Params, scope: Scope) -> tuple[str, ...]:
    """The fields of events under `once_per`; none without it.

    Raises:
        Refusal: "rules.event_field" for an unknown one.
    """
    if "once_per" not in params:
        return ()
    path = params.at("once_per")
    listed = params.raw("once_per")
    names = [listed] if isinstance(listed, str) else params.sequence("once_per")
    for name in names:
        _check_field(path, name, scope)
    return tuple(str(name) for name in names)


def _check_field(path: str, name: object, scope: Scope) -> None:
    if name not in (*FIELDS, "period", *scope.further):
        raise Refusal("rules.event_field", path=path, field=str(name), known=", ".join(FIELDS))


def _amount(event: Event) -> Fraction:
    amount = number_in(event.amount, event.id, "amount")
    if amount < 0:
        raise Refusal("facts.event_amount", event=event.id)
    return amount
