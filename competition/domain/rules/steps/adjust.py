"""The step `adjust`: pluses and minuses for dated events with evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from competition.domain.refusal import Refusal
from competition.domain.rules.further_facts import Event
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.map_each import positive, read_limits, text, within
from competition.domain.rules.steps.tariff import (
    Counted,
    Effect,
    Tariff,
    event_field,
    read_fields,
    read_tariff,
)
from competition.domain.rules.table import RowKey, Table
from competition.domain.rules.trace import every_cell, figure

JUDGE = "judge"
Outcome = tuple[Tariff, list[Counted], Fraction]


@dataclass(frozen=True, slots=True)
class Adjust:
    """`{"adjust": [{"kind": "bonus", "effect": "plus", "cap": "10"}, ...], "ceiling": "120"}`.

    It may stand before or after aggregation. On a table with further axes an event changes the
    cells it names; of judges it need name none, and then changes the figure of each.

    Attributes:
        once_per: fields of the events; of those that agree in all of them only the largest counts,
            also where they are of several kinds with the same effect.
        most_plus, most_minus: what all pluses, all minuses may come to together.
        floor, ceiling: between which the figure stays.
    """

    name: str
    source: str
    makes: tuple[str, ...]
    tariffs: tuple[Tariff, ...]
    most_plus: Fraction | None
    most_minus: Fraction | None
    floor: Fraction | None
    ceiling: Fraction | None
    once_per: tuple[str, ...] = ()

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Adjust":
        """Read the step.

        Raises:
            Refusal: "rules.kind_twice", "rules.limits_crossed", and those of tariffs.
        """
        source, axes = scope.source(params)
        tariffs = tuple(read_tariff(item, scope) for item in params.items("adjust"))
        kinds = [tariff.kind for tariff in tariffs]
        if len(set(kinds)) < len(kinds):
            raise Refusal("rules.kind_twice", path=params.at("adjust"))
        ceiling, floor = read_limits(params, "ceiling", "floor")
        return cls(
            scope.step_name(params, "adjust"),
            source,
            axes,
            tariffs,
            positive(params, "most_plus") if "most_plus" in params else None,
            positive(params, "most_minus") if "most_minus" in params else None,
            floor,
            ceiling,
            read_fields(params, scope),
        )

    def run(self, run: Run) -> None:
        """Add and take away, cell by cell; a cell without a figure stays so."""
        table = run.table(self.source)
        self._report(run)
        changes = {
            cell: self._change(self._outcomes(run, table, cell))
            for entry in sorted({event.entry for event in self._events(run)})
            for cell in ((*key, member) for key, member, _ in every_cell(table, entry))
        }
        limits = [limit for limit in (self.floor, self.ceiling) if limit is not None]
        parts = [n.denominator for n in (*changes.values(), *limits)]
        unit = lcm(table.denominator, *parts)
        factor = unit // table.denominator
        rows: dict[RowKey, dict[str, int]] = {}
        for key, row in table.rows.items():
            made = {m: n * factor for m, n in row.items()}
            for member in made:
                change = changes.get((*key, member), Fraction(0))
                value = Fraction(made[member], unit) + change
                if limits or change:
                    made[member] = int(within(value, self.floor, self.ceiling) * unit)
            rows[key] = made
        run.tables[self.name] = Table(self.makes, rows, unit, table.missing)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Each figure of the entry before and after, with every event that touched it."""
        table, made = run.table(self.source), run.tables[self.name]
        cells: list[dict[str, object]] = []
        for key, member, numerator in every_cell(table, entry):
            outcomes = self._outcomes(run, table, (*key, member))
            told = [_told(outcome) for outcome in outcomes if outcome[1]]
            if not told and made.rows[key][member] * table.denominator == (
                numerator * made.denominator
            ):
                continue
            cells.append(
                {
                    "key": list(key),
                    "member": member,
                    "before": figure(table, numerator),
                    "kinds": told,
                    **self._sums(outcomes),
                    "after": figure(made, made.rows[key][member]),
                }
            )
        if not cells:
            return []
        told_step = {"code": "adjust", "step": self.name, "source": self.source}
        limits = {"floor": self.floor, "ceiling": self.ceiling}
        named = {name: text(limit) for name, limit in limits.items() if limit is not None}
        return [{**told_step, "axes": list(self.makes), **named, "cells": cells}]

    def _events(self, run: Run) -> Sequence[Event]:
        """The events that this step looks at."""
        kinds = {tariff.kind for tariff in self.tariffs}
        competing = {entry.id for entry in run.competing}
        return [
            event
            for event in run.facts.events
            if event.kind in kinds
            and event.stage in ("", run.part.key)
            and event.entry in competing
        ]

    def _by_entry(self, run: Run) -> Mapping[str, list[Event]]:
        key = ("events", self.name)
        if key not in run.remembered:
            found: dict[str, list[Event]] = {}
            for event in self._events(run):
                found.setdefault(event.entry, []).append(event)
            run.remembered[key] = found
        remembered: Mapping[str, list[Event]] = run.remembered[key]
        return remembered

    def _outcomes(self, run: Run, table: Table, cell: RowKey) -> list[Outcome]:
        """For each kind, the events of one cell, which of them count, and what they come to."""
        found: list[tuple[Tariff, list[Counted]]] = []
        place = dict(zip(table.axes, cell, strict=True))
        for tariff in self.tariffs:
            here = [
                event
                for event in self._by_entry(run).get(cell[0], [])
                if event.kind == tariff.kind and _is_about(event, place)
            ]
            found.append((tariff, tariff.counted(here)))
        if self.once_per:
            found = self._once(found)
        return [(tariff, counted, tariff.total(counted)) for tariff, counted in found]

    def _once(
        self, found: Sequence[tuple[Tariff, list[Counted]]]
    ) -> list[tuple[Tariff, list[Counted]]]:
        """Of events of all kinds that agree only the largest counts still."""
        best: dict[tuple[object, ...], Counted] = {}
        for tariff, counted in found:
            for one in counted:
                key = (tariff.effect, *(event_field(one.event, name) for name in self.once_per))
                if one.counts and (key not in best or _comes_before(one, best[key])):
                    best[key] = one
        kept = {one.event.id for one in best.values()}
        return [
            (
                tariff,
                [
                    replace(one, counts=False, why="once")
                    if one.counts and one.event.id not in kept
                    else one
                    for one in counted
                ],
            )
            for tariff, counted in found
        ]

    def _sides(self, outcomes: Sequence[Outcome]) -> dict[Effect, Fraction]:
        sides = dict.fromkeys(Effect, Fraction(0))
        for tariff, _, total in outcomes:
            sides[tariff.effect] += total
        for effect, most in ((Effect.PLUS, self.most_plus), (Effect.MINUS, self.most_minus)):
            sides[effect] = within(sides[effect], None, most)
        return sides

    def _change(self, outcomes: Sequence[Outcome]) -> Fraction:
        sides = self._sides(outcomes)
        return sides[Effect.PLUS] - sides[Effect.MINUS]

    def _sums(self, outcomes: Sequence[Outcome]) -> dict[str, str]:
        return {effect.value: text(total) for effect, total in self._sides(outcomes).items()}

    def _report(self, run: Run) -> None:
        """Block for what lacks its proof."""
        tariffs = {tariff.kind: tariff for tariff in self.tariffs}
        for event in self._events(run):
            if tariffs[event.kind].needs_evidence and not event.evidence:
                run.block(self.name, "EVENT_EVIDENCE", (event.entry,), event=event.id)


def _comes_before(one: Counted, other: Counted) -> bool:
    """Whether an event is worth more; of equal ones the first by id, which changes no figure."""
    return (-one.points, one.event.id) < (-other.points, other.event.id)


def _is_about(event: Event, place: Mapping[str, str]) -> bool:
    """Whether an event touches a cell.

    Raises:
        Refusal: "facts.event_at" when it does not say which of several members it is about.
    """
    for axis, member in place.items():
        if axis == "entry":
            continue
        if axis not in event.at:
            if axis == JUDGE:
                continue
            raise Refusal("facts.event_at", event=event.id, axis=axis)
        if event.at[axis] != member:
            return False
    return True


def _told(outcome: Outcome) -> dict[str, object]:
    tariff, counted, total = outcome
    told: dict[str, object] = {
        "kind": tariff.kind,
        "effect": tariff.effect.value,
        "raw": text(sum((one.points for one in counted), Fraction(0))),
        "counted": text(total),
        "events": [_event_told(tariff, one) for one in counted],
    }
    return told if tariff.cap is None else told | {"cap": text(tariff.cap)}


def _event_told(tariff: Tariff, one: Counted) -> dict[str, object]:
    event = one.event
    told: dict[str, object] = {"id": event.id, "points": text(one.points), "why": one.why}
    for name in ("date", "matter", "type", "level", "amount", "evidence", "reason"):
        if getattr(event, name):
            told[name] = getattr(event, name)
    if tariff.overtime is not None:
        told["units"] = tariff.overtime.units(Fraction(event.amount))
        told["limit"] = text(tariff.overtime.limit)
    return told
