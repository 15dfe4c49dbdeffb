"""The parts of a rule set, the steps in them, and one run of a part over facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules.evaluation import (
    Award,
    Block,
    Cut,
    Deviation,
    Ratio,
    Standing,
    TierOutcome,
)
from competition.domain.rules.facts import Decision, Entry, Facts
from competition.domain.rules.table import RowKey, Table
from competition.domain.sheet import Criterion

MARKS = "marks"
RESULT = "result"


class Step(Protocol):
    """One step of a part: reads named tables of the run, leaves its outcome there.

    Attributes:
        name: what later steps and decisions call it.
        makes: axes of the table it makes; None when it makes none.
    """

    @property
    def name(self) -> str: ...

    @property
    def makes(self) -> tuple[str, ...] | None: ...

    def run(self, run: "Run") -> None:
        """Carry the step out on the whole of the facts."""

    def explain(self, run: "Run", entry: str) -> list[dict[str, object]]:
        """What the step did to one entry, as codes and values that JSON can hold."""


@dataclass(frozen=True, slots=True)
class Part:
    """How one stage, or the final result, comes about.

    Attributes:
        key: the stage key, or "result".
        criteria: what is marked in the stage; empty for the final part.
        steps: in the order in which they apply.
        dimensions: further dimensions of the marks, such as "item" and "period", each with its
            members; without members they are taken as they come.
    """

    key: str
    criteria: tuple[Criterion, ...]
    steps: tuple[Step, ...]
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def marks_axes(self) -> tuple[str, ...]:
        """The axes of the table of marks."""
        return marks_axes(self.dimensions)


def marks_axes(dimensions: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The axes of marks with these further dimensions."""
    return ("entry", *dimensions, "judge", "criterion")


@dataclass(slots=True)
class Ranking:
    """Tied groups in order, for each group of entries that are ranked together."""

    groups: dict[str, list[list[str]]] = field(default_factory=dict)
    standings: list[Standing] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """One pass of a part over facts: what each step found, kept for those after it.

    Attributes:
        remembered: what is worked out once and asked for again, under keys of the askers.
    """

    part: Part
    facts: Facts
    tables: dict[str, Table]
    entries: tuple[Entry, ...]
    ranking: Ranking = field(default_factory=Ranking)
    cuts: list[Cut] | None = None
    awards: list[Award] = field(default_factory=list)
    tiers: list[TierOutcome] = field(default_factory=list)
    barred: dict[str, str] = field(default_factory=dict)
    deviations: list[Deviation] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    remembered: dict[object, Any] = field(default_factory=dict)
    _blocks: dict[tuple[object, ...], Block] = field(default_factory=dict)
    _flags: dict[str, set[str]] = field(default_factory=dict)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What blocks publication, each matter once, in one order."""
        return tuple(self._blocks[key] for key in sorted(self._blocks, key=repr))

    @property
    def flags(self) -> dict[str, tuple[str, ...]]:
        """Flags by entry, in one order."""
        return {entry: tuple(sorted(flags)) for entry, flags in sorted(self._flags.items())}

    @property
    def competing(self) -> list[Entry]:
        """The entries that are neither withdrawn nor disqualified."""
        return [entry for entry in self.entries if entry.state is State.SCORED]

    def beside(self, facts: Facts) -> "Run":
        """A run over some of the facts, without tables; what it finds is noted here too."""
        return Run(self.part, facts, {}, facts.entries, _blocks=self._blocks, _flags=self._flags)

    def row_keys(self, name: str, table: Table, entry: str) -> list[RowKey]:
        """The keys of a table's rows that speak of one entry, in one order."""
        index: dict[str, list[RowKey]] | None = self.remembered.get(("rows", name))
        if index is None:
            index = {}
            for key in sorted(table.rows):
                index.setdefault(key[0], []).append(key)
            self.remembered[("rows", name)] = index
        return index.get(entry, [])

    def table(self, name: str) -> Table:
        """A table by name.

        Raises:
            Refusal: "rules.table_absent" when an evaluation it stems from was not given.
        """
        if name not in self.tables:
            raise Refusal("rules.table_absent", part=self.part.key, table=name)
        return self.tables[name]

    def block(self, step: str, code: str, entries: Sequence[str], **values: str | int) -> None:
        """Note what has to be done before publication."""
        key = (code, *sorted(entries), *sorted(values.items()))
        self._blocks.setdefault(key, Block(code, step, tuple(sorted(entries)), values))

    def flag(self, entry: str, flag: str) -> None:
        """Note something about an entry that does not block."""
        self._flags.setdefault(entry, set()).add(flag)

    def decided(self, step: str, kind: str, among: Sequence[str]) -> Decision | None:
        """The recorded decision of a step about exactly these entries, if there is one."""
        for decision in self.facts.decisions:
            here = (decision.part, decision.step, decision.kind) == (self.part.key, step, kind)
            if here and set(decision.among) == set(among):
                return decision
        return None

    def group_of(self, entry: str, per: str | None) -> str:
        """The group that an entry is in."""
        if per is None:
            return ""
        return self.by_id[entry].attributes[per]

    @property
    def by_id(self) -> dict[str, Entry]:
        """Every entry by its id."""
        if "entries" not in self.remembered:
            self.remembered["entries"] = {entry.id: entry for entry in self.entries}
        found: dict[str, Entry] = self.remembered["entries"]
        return found

    def grouped(self, entries: Sequence[Entry], per: str | None) -> Mapping[str, list[str]]:
        """Entry ids by an attribute, or all under "" when `per` is None.

        Raises:
            Refusal: "facts.attribute_missing" when an entry lacks the attribute.
        """
        groups: dict[str, list[str]] = {}
        for entry in entries:
            if per is not None and per not in entry.attributes:
                raise Refusal("facts.attribute_missing", entry=entry.id, attribute=per)
            groups.setdefault(entry.attributes[per] if per else "", []).append(entry.id)
        return {group: sorted(groups[group]) for group in sorted(groups)}
