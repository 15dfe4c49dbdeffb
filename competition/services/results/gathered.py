"""What was gathered of a competition: facts, and whom the ids in them stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from competition.domain.rules import Facts, RuleSet
from competition.models import Stage


@dataclass(frozen=True, slots=True)
class EntryName:
    """What people call an entry: its number, title, unit and track."""

    id: int
    number: str
    title: str
    unit: str
    track_id: int | None
    track: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Facts, and what the ids in them stand for.

    Args:
        taking_part: by stage key, the entries that the stage is about.
        entries, judges: by the id used in the facts (``e12``, ``j3``).
        units: names by the id used in the facts, where the rules look at units.
        events: by the id used in the facts (``t7``), all that is kept of an event, as one text.
        stage_names, track_names: names by key, in order; tracks with other groups after them.
        stages: the scoring stages in order, where they were read.
        unlocked: keys of the scoring stages whose marks cannot be read yet.
    """

    rules: RuleSet
    rule_set_id: int
    rule_set_digest: str
    facts: Facts
    taking_part: dict[str, frozenset[str]]
    entries: dict[str, EntryName]
    judges: dict[str, str]
    stage_names: dict[str, str]
    track_names: dict[str, str]
    unlocked: frozenset[str] = frozenset()
    stages: tuple[Stage, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)

    @property
    def periods(self) -> frozenset[str]:
        """Keys of the stages that are periods of a labour competition."""
        return frozenset(stage.key for stage in self.stages if stage.is_period)


def entry_key(entry_id: int) -> str:
    """The id of an entry in facts."""
    return f"e{entry_id}"


def judge_key(judge_id: int) -> str:
    """The id of a judge in facts."""
    return f"j{judge_id}"


def event_key(event_id: int) -> str:
    """The id of an event in facts."""
    return f"t{event_id}"


def row_id(key: str) -> int:
    """The row that an id of facts stands for."""
    return int(key[1:])
