"""What other rules would make of the marks that are locked; nothing official is touched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from competition.domain.carrying_out import carried_out
from competition.domain.rules import RuleSet
from competition.services.results.gathered import Gathered
from competition.services.results.outcome import RESULT_PART, Outcome, calculate_gathered
from competition.services.results.reading import Line, sheet_of_outcome


@dataclass(frozen=True, slots=True)
class Pair:
    """One entry by the rules in force and by the others; `before` None where it was not ranked."""

    before: Line | None
    after: Line

    @property
    def changed(self) -> bool:
        """Whether rank, score, award or going on differs."""
        return self.before is None or _told(self.before) != _told(self.after)

    @property
    def moved(self) -> bool:
        """Whether rank, award or going on differs, whatever the score."""
        return self.before is None or _place(self.before) != _place(self.after)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One part, by both rules.

    Args:
        stage: name of the stage; empty for the whole.
        pairs: in the order of the new result.
        groups: keys and names of the groups that the new rules rank apart.
        blocks: how much work the new rules leave before anything can be published.
    """

    stage: str
    groups: tuple[tuple[str, str], ...]
    pairs: Sequence[Pair]
    blocks: int

    def of(self, group: str) -> list[Pair]:
        """The entries of one group; all of them where this part does not know the group."""
        if group not in dict(self.groups):
            return list(self.pairs)
        return [pair for pair in self.pairs if pair.after.group == group]

    @property
    def changes(self) -> int:
        """How many entries stand otherwise."""
        return sum(pair.changed for pair in self.pairs)

    @property
    def moves(self) -> int:
        """How many entries have another rank, award or way on."""
        return sum(pair.moved for pair in self.pairs)


def compare(gathered: Gathered, rules: RuleSet) -> list[Comparison]:
    """Every stage whose marks are locked, and the whole once all are, by both rules. No statement.

    Raises:
        Refusal: what `calculate` refuses.
    """
    wanted = last_part(gathered)
    if not wanted:
        return []
    other = replace(gathered, rules=rules)
    old = calculate_gathered(gathered, wanted, carried_out)
    new = calculate_gathered(other, wanted, carried_out)
    parts = [key for key in new if key in old]
    return [compared(Outcome(gathered, part, old), Outcome(other, part, new)) for part in parts]


def last_part(gathered: Gathered) -> str:
    """The last part that can be calculated; empty while no stage is locked."""
    last = ""
    for key in gathered.rules.stages:
        if key in gathered.unlocked:
            return last
        last = key
    return RESULT_PART


def compared(old: Outcome, new: Outcome) -> Comparison:
    """One part as it is and as it would be. No statement."""
    before = {line.key: line for line in sheet_of_outcome(old).lines}
    sheet = sheet_of_outcome(new)
    return Comparison(
        stage=new.gathered.stage_names.get(new.part, ""),
        groups=sheet.groups,
        pairs=[Pair(before.get(line.key), line) for line in sheet.lines],
        blocks=len(new.evaluation.blocks),
    )


def _told(line: Line) -> tuple[object, ...]:
    return line.score, *_place(line)


def _place(line: Line) -> tuple[object, ...]:
    return line.rank, line.tier_name, line.advances, line.note
