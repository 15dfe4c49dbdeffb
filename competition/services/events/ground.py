"""What events of a competition are checked against: its rules, stages, entries and its day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.event_table import WHOLE
from competition.domain.refusal import Refusal
from competition.domain.rules import EventUse, RuleSet, event_uses, parse_rule_set
from competition.domain.rules.asked import asked_of_items
from competition.domain.rules.event_kinds import CRITERION
from competition.domain.rules.part import RESULT
from competition.domain.sheet import leaves
from competition.models import Competition, Entry, Stage, StageEntry
from competition.services.results.gather import RULES_AND_STAGES
from competition.services.runtime import now


@dataclass(frozen=True, slots=True)
class Taking:
    """An entry, and the ids of the stages that it takes part in."""

    ident: int
    title: str
    stages: frozenset[int]


@dataclass(frozen=True, slots=True)
class Ground:
    """The rules in force and what they name.

    Args:
        uses: every step that looks for events.
        asked: by part and dimension, the attributes of items that steps look at.
        stages: the scoring stages by key, in order.
        members: by part and dimension, the keys of its members with their names.
        today: where the competition is.
    """

    rules: RuleSet
    rule_set_id: int
    uses: tuple[EventUse, ...]
    asked: Mapping[str, Mapping[str, tuple[str, ...]]]
    stages: Mapping[str, Stage]
    members: Mapping[str, Mapping[str, Mapping[str, str]]]
    today: date

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that the rules name, in their order."""
        return tuple(dict.fromkeys(use.kind for use in self.uses))

    @property
    def axes(self) -> tuple[str, ...]:
        """The dimensions that an event of some kind must name a member of, or a value."""
        named = [axis for use in self.uses for axis in (*use.axes, *use.fields)]
        return tuple(dict.fromkeys(axis for axis in named if axis not in _OWN))

    def part_named(self, text: str) -> str | None:
        """The key of the part that is called so, by key or by name; None where none is."""
        names = {stage.name: key for key, stage in self.stages.items()} | {WHOLE: RESULT}
        found = names.get(text, text)
        return found if found == RESULT or found in self.stages else None

    def stage_id(self, part: str) -> int | None:
        """The stage of a part; None for the whole."""
        return None if part == RESULT else self.stages[part].id

    def part_of(self, stage_id: int | None) -> str:
        """The part of a stage, and that of the whole for None."""
        found = (key for key, stage in self.stages.items() if stage.id == stage_id)
        return next(found, RESULT)

    def part_name(self, part: str) -> str:
        """What people call a part."""
        return self.stages[part].name if part in self.stages else WHOLE


_OWN = ("date", "matter", "type", "level")


def read_ground(session: Session, competition: Competition) -> Ground:
    """What events of this competition are checked against. One statement.

    Raises:
        Refusal: ``result.no_rules`` without a rule set in force.
    """
    rows = session.execute(RULES_AND_STAGES, {"competition": competition.id}).all()
    if not rows:
        raise Refusal("result.no_rules")
    rules = parse_rule_set(rows[0].document)
    stages = {row.Stage.key: row.Stage for row in rows if row.Stage is not None}
    return Ground(
        rules,
        rows[0].id,
        event_uses(rules),
        asked_of_items(rows[0].document),
        stages,
        {key: _members(part) for key, part in rules.stages.items()},
        now().astimezone(ZoneInfo(competition.time_zone)).date(),
    )


def taking_part(session: Session, competition_id: int) -> dict[str, Taking]:
    """The entries that take part in some stage, by number. One statement."""
    rows = session.execute(
        select(Entry.id, Entry.number, Entry.title, StageEntry.stage_id)
        .join(StageEntry, StageEntry.entry_id == Entry.id)
        .where(Entry.competition_id == competition_id, Entry.number.is_not(None))
        .order_by(Entry.number)
    ).all()
    found: dict[str, tuple[int, str, set[int]]] = {}
    for row in rows:
        found.setdefault(row.number, (row.id, row.title, set()))[2].add(row.stage_id)
    return {
        number: Taking(ident, title, frozenset(stages))
        for number, (ident, title, stages) in found.items()
    }


def _members(part: Any) -> dict[str, Mapping[str, str]]:
    """The members of the dimensions of a part, with what people call them."""
    named = {axis: {name: name for name in names} for axis, names in part.dimensions.items()}
    return {**named, CRITERION: {leaf.key: leaf.name for leaf in leaves(part.criteria)}}
