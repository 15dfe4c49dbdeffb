"""What rules ask of events: which kinds they look for, where, and what an event must say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_value
from competition.domain.rules.document import RuleSet
from competition.domain.rules.further_facts import Event
from competition.domain.rules.part import Part
from competition.domain.rules.steps.adjust import JUDGE, Adjust
from competition.domain.rules.steps.map import Map
from competition.domain.rules.steps.map_facts import FromEvents
from competition.domain.rules.steps.tariff import OF_DATE, Tariff
from competition.domain.rules.steps.veto import Span, Veto
from competition.domain.sheet import leaves

CRITERION, DATE = "criterion", "date"
MEASURE = "measure"
Axes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class EventUse:
    """One step that looks for one kind of event.

    Attributes:
        part: key of the part that the step is in.
        effect: "plus", "minus", "measure", "award" or "zero".
        everywhere: whether it looks at the events of all parts, not only of its own.
        parts: whose events it looks at instead of its own; () for its own.
        levels: the event must name one of them; empty where it need not.
        needs_amount, is_signed: whether there must be an amount, and whether it may be below zero.
        fields: what the event must say: "date", "matter", "type", "level", or a member of an axis.
        axes: the axes that it must name a member of, each with the members; none for any.
        needs_evidence: whether it counts with evidence only.
    """

    kind: str
    part: str
    effect: str
    everywhere: bool = False
    levels: tuple[str, ...] = ()
    needs_amount: bool = False
    is_signed: bool = False
    fields: tuple[str, ...] = ()
    axes: Axes = field(default_factory=dict)
    needs_evidence: bool = False
    parts: tuple[str, ...] = ()

    def sees(self, kind: str, stage: str) -> bool:
        """Whether it looks at an event of this kind in this part; "" for any part."""
        return kind == self.kind and (self.everywhere or stage in ("", *self.looks_at))

    @property
    def looks_at(self) -> tuple[str, ...]:
        """The parts to which an event may belong for its sake."""
        return self.parts or (self.part,)


def event_uses(rules: RuleSet) -> tuple[EventUse, ...]:
    """Every step that looks for events, in the order of the rules, once for each kind."""
    parts = [*rules.stages.values(), *([rules.final] if rules.final else [])]
    return tuple(use for part in parts for use in _of_part(part))


def parts_of_kind(uses: Iterable[EventUse], kind: str) -> tuple[str, ...]:
    """The keys of the parts to which events of a kind may belong."""
    return tuple(dict.fromkeys(part for use in uses if use.kind == kind for part in use.looks_at))


def event_faults(uses: Sequence[EventUse], event: Event) -> tuple[Refusal, ...]:
    """Why an event would not count, or would stop the calculation.

    Returns:
        Refusals "event.kind" (kind, known), "event.stage" (kind), and of what the steps that look
        at it ask: "event.level" (level, known), "event.amount_missing", "event.amount_negative",
        "event.field" (field), "event.member" (axis, known).
    """
    if not parts_of_kind(uses, event.kind):
        known = "、".join(dict.fromkeys(use.kind for use in uses)) or "—"
        return (Refusal("event.kind", kind=event.kind, known=known),)
    looking = [use for use in uses if use.sees(event.kind, event.stage)]
    if not looking:
        return (Refusal("event.stage", kind=event.kind),)
    found = {str(fault): fault for use in looking for fault in _faults(use, event)}
    return tuple(found.values())


def lacks_evidence(uses: Iterable[EventUse], event: Event) -> bool:
    """Whether a step that looks at an event counts it with evidence only, and there is none."""
    looking = (use for use in uses if use.sees(event.kind, event.stage))
    return not event.evidence and any(use.needs_evidence for use in looking)


def _faults(use: EventUse, event: Event) -> Iterable[Refusal]:
    if use.levels and event.level not in use.levels:
        yield Refusal("event.level", level=event.level, known="、".join(use.levels))
    if use.needs_amount and not event.amount:
        yield Refusal("event.amount_missing")
    elif use.needs_amount and not use.is_signed and exact_value(event.amount) < 0:
        yield Refusal("event.amount_negative")
    for name in use.fields:
        said = event.at.get(name, "") if name not in _SAID else getattr(event, name)
        if not said:
            yield Refusal("event.field", field=name)
    for axis, members in use.axes.items():
        if axis not in event.at or (members and event.at[axis] not in members):
            yield Refusal("event.member", axis=axis, known="、".join(members))


_SAID = ("matter", "type", "level", DATE)


def _of_part(part: Part) -> Iterable[EventUse]:
    for step in part.steps:
        if isinstance(step, Adjust):
            for tariff in step.tariffs:
                yield _of_tariff(part, step, tariff)
        elif isinstance(step, Veto):
            everywhere = step.span is Span.YEAR
            for kind in step.kinds:
                yield EventUse(kind, part.key, step.effect.value, everywhere, parts=step.parts)
        elif isinstance(step, Map) and isinstance(step.change, FromEvents):
            kind = step.change.kind
            yield EventUse(kind, part.key, MEASURE, needs_amount=True, is_signed=True)


def _of_tariff(part: Part, step: Adjust, tariff: Tariff) -> EventUse:
    by_itself = (tariff.levels or tariff.points is not None) and not tariff.per_amount
    names = (*step.once_per, *tariff.once_per, *tariff.cap_per)
    return EventUse(
        tariff.kind,
        part.key,
        tariff.effect.value,
        levels=tuple(tariff.levels),
        needs_amount=not by_itself,
        fields=tuple(dict.fromkeys(DATE if name in OF_DATE else name for name in names)),
        axes={axis: _members(part, axis) for axis in step.makes if axis not in ("entry", JUDGE)},
        needs_evidence=tariff.needs_evidence,
    )


def _members(part: Part, axis: str) -> tuple[str, ...]:
    if axis == CRITERION:
        return tuple(leaf.key for leaf in leaves(part.criteria))
    return tuple(part.dimensions.get(axis, ()))
