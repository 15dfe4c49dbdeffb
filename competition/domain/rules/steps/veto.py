"""The step `bar` by events: a veto (一票否决) zeroes a period, or bars from an award."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from competition.domain.refusal import Refusal
from competition.domain.rules.further_facts import Event
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.whom import Whom, read_whom
from competition.domain.rules.table import RowKey, Table
from competition.domain.rules.trace import every_cell, figure


class Effect(StrEnum):
    """AWARD keeps figure and rank but gives no award; ZERO makes the figure zero."""

    AWARD = "award"
    ZERO = "zero"


class Span(StrEnum):
    """PERIOD looks at the events of this part only, YEAR at those of all parts, PARTS at those of
    the parts that are named, such as the months of a quarter."""

    PERIOD = "period"
    YEAR = "year"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Veto:
    """`{"bar": "event", "kinds": ["accident"], "effect": "award", "span": "year"}`.

    With the effect "zero", `from` names the figures; where they have a further axis, such as
    periods, an event that names a member in `at` zeroes that one alone. A figure that was not
    given becomes zero too: who is struck has none better than that (当月计零分).

    Attributes:
        parts: whose events count where the span is PARTS.
        at: by axis, the member that becomes zero whatever the events name (该项指标计零分).
        whom: who has the event: the entry, or what it belongs to.
    """

    name: str
    kinds: tuple[str, ...]
    effect: Effect
    span: Span
    source: str
    makes: tuple[str, ...] | None
    parts: tuple[str, ...] = ()
    at: Mapping[str, str] = field(default_factory=dict)
    whom: Whom = Whom()

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Veto":
        """Read the step.

        Raises:
            Refusal: "rules.not_text", "rules.stage_unknown", "rules.axis_unknown", and those of
                `read_whom`.
        """
        params.raw("bar")
        kinds = params.sequence("kinds")
        if not all(isinstance(kind, str) and kind for kind in kinds):
            raise Refusal("rules.not_text", path=params.at("kinds"))
        effect = params.choice("effect", Effect)
        span = params.choice("span", Span)
        named, parts = tuple(str(kind) for kind in kinds), _parts(params, scope, span)
        whom = read_whom(params, scope)
        if effect is Effect.AWARD:
            name = scope.step_name(params, "bar")
            return cls(name, named, effect, span, "", None, parts, whom=whom)
        source, axes = scope.source(params)
        name, at = scope.step_name(params, "veto"), _members(params, axes)
        return cls(name, named, effect, span, source, axes, parts, at, whom)

    def run(self, run: Run) -> None:
        """Bar, or make zero, whoever has such an event."""
        events = self._events(run)
        if self.effect is Effect.AWARD:
            for entry, found in sorted(events.items()):
                run.barred.setdefault(entry, found[0].reason or found[0].kind)
            return
        table = run.table(self.source)
        rows: dict[RowKey, dict[str, int]] = {}
        for key, row in table.rows.items():
            rows[key] = {
                member: 0
                if _strikes(events.get((*key, member)[0], ()), table.axes, (*key, member))
                else number
                for member, number in row.items()
            }
        missing = {key: dict(row) for key, row in table.missing.items()}
        competing = {entry.id for entry in run.competing}
        for cell in self._struck_without(table, {e: events[e] for e in competing & events.keys()}):
            rows.setdefault(cell[:-1], {})[cell[-1]] = 0
            missing.get(cell[:-1], {}).pop(cell[-1], None)
        kept = {key: row for key, row in missing.items() if row}
        run.tables[self.name] = Table(table.axes, rows, table.denominator, kept, table.shown)

    def _struck_without(
        self, table: Table, events: Mapping[str, Sequence[Event]]
    ) -> Iterator[RowKey]:
        """The cells without a figure that events strike: those that are missing in the table, and
        those of entries that are not in it, as far as the events name a member of each axis."""
        for key, row in table.missing.items():
            for cell in ((*key, member) for member in row):
                if _strikes(events.get(cell[0], ()), table.axes, cell):
                    yield cell
        inner = table.axes[1:]
        for entry, found in events.items():
            for event in found:
                if all(axis in event.at for axis in inner):
                    cell = (entry, *(event.at[axis] for axis in inner))
                    if cell[-1] not in table.rows.get(cell[:-1], {}):
                        yield cell

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """The events, and what they did."""
        found = self._events(run).get(entry, [])
        if not found:
            return []
        told: dict[str, object] = {
            "code": "veto",
            "step": self.name,
            "effect": self.effect.value,
            "span": self.span.value,
            **self.whom.to_json(),
            "events": [
                {
                    "id": event.id,
                    "kind": event.kind,
                    "date": event.date,
                    "reason": event.reason,
                    "evidence": event.evidence,
                }
                for event in found
            ],
        }
        if self.effect is Effect.ZERO:
            before, after = run.table(self.source), run.table(self.name)
            told["cells"] = [
                {"key": list(key), "member": member, "before": figure(before, number)}
                for key, member, number in every_cell(before, entry)
                if after.rows[key][member] != number
            ]
            given = [
                [*key, member]
                for key, member, _ in every_cell(after, entry)
                if member not in before.rows.get(key, {})
            ]
            told |= {"given": given} if given else {}
        return [told]

    def _events(self, run: Run) -> dict[str, list[Event]]:
        """The events that count, by the entry they strike, in the order of their dates."""
        found: dict[str, list[Event]] = {}
        parts = ("", *self.parts) if self.span is Span.PARTS else ("", run.part.key)
        for event in sorted(run.facts.events, key=lambda one: (one.date, one.id)):
            here = self.span is Span.YEAR or event.stage in parts
            if event.kind in self.kinds and here:
                own = replace(event, at={**event.at, **self.at}) if self.at else event
                found.setdefault(event.entry, []).append(own)
        if not self.whom:
            return found
        struck = self.whom.looked_at(run)
        return {entry: found[target] for entry, target in struck.items() if target in found}


def _parts(params: Params, scope: Scope, span: Span) -> tuple[str, ...]:
    """The parts whose events count, each one of this rule set."""
    if span is not Span.PARTS:
        return ()
    parts = tuple(str(part) for part in params.sequence("parts"))
    for part in parts:
        if part not in (*scope.stages, scope.part):
            raise Refusal("rules.stage_unknown", path=params.at("parts"), stage=part)
    return parts


def _members(params: Params, axes: tuple[str, ...]) -> dict[str, str]:
    """By axis, the member that becomes zero."""
    if "at" not in params:
        return {}
    inner = params.inner("at")
    for axis in inner:
        if axis not in axes[1:]:
            known = ", ".join(axes[1:])
            raise Refusal("rules.axis_unknown", path=inner.at(axis), axis=axis, known=known)
    return {axis: inner.text(axis) for axis in inner}


def _strikes(events: Sequence[Event], axes: tuple[str, ...], cell: tuple[str, ...]) -> bool:
    """Whether an event speaks of a cell: it names its members, or none on that axis."""
    members = dict(zip(axes, cell, strict=True))
    return any(
        all(event.at.get(axis, member) == member for axis, member in members.items())
        for event in events
    )
