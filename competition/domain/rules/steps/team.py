"""The step `team`: from here on teams are ranked, each by its best members."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rules.attributes import attribute_number
from competition.domain.rules.facts import Entry
from competition.domain.rules.keys import Direction
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.table import RowKey, Table, over_one_divisor
from competition.domain.rules.trace import figure

_PEOPLE = "people of teams"


class By(StrEnum):
    """Whether a team has the sum or the mean of its members that count."""

    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Team:
    """`{"team": "team", "from": "final.score", "by": "sum", "best": 3, "at_least": 3,
    "add": {"time_s": "asc"}}`.

    A further step by the same attribute folds the members anew, for another figure of the same
    teams, such as that of the best member (`best` 1), which may break ties.

    Attributes:
        attribute: names the team of an entry; entries without it are in none.
        best: so many members count; None counts all.
        at_least: a team with fewer members that have a figure is not ranked.
        direction: which figures are best.
        added: attributes of members, such as times, that are added up for the team, with the
            direction that is better; of members with equal figures the better ones count.
    """

    name: str
    source: str
    attribute: str
    by: By
    best: int | None
    at_least: int
    direction: Direction
    added: Mapping[str, Direction]
    makes: tuple[str, ...] = ("entry",)

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Team":
        """Read the step.

        Raises:
            Refusal: "rules.not_folded", "rules.attribute_unknown".
        """
        source, axes = scope.source(params)
        if axes != ("entry",):
            raise Refusal(
                "rules.not_folded", path=params.at("from"), table=source, axes=", ".join(axes[1:])
            )
        best = params.integer("best", low=1) if "best" in params else None
        added: dict[str, Direction] = {}
        if "add" in params:
            inner = params.inner("add")
            added = {name: inner.choice(name, Direction) for name in inner}
        return cls(
            scope.step_name(params, "team"),
            source,
            scope.known_attribute(params, "team"),
            params.choice("by", By),
            best,
            params.integer("at_least", best or 1, low=1),
            params.choice("direction", Direction, Direction.DESC),
            added,
        )

    def run(self, run: Run) -> None:
        """Put teams in the place of their members."""
        table = run.table(self.source)
        folds: list[tuple[RowKey, tuple[int, int]]] = []
        gone: dict[str, State] = {}
        teams = []
        members: dict[str, list[Entry]] = {}
        before = run.by_id if self._is_again(run) else {}
        for entry in run.remembered[_PEOPLE, self.attribute] if before else run.competing:
            if entry.attributes.get(self.attribute):
                members.setdefault(entry.attributes[self.attribute], []).append(entry)
        for team, listed in sorted(members.items()):
            counted = self._counted(table, listed)
            if len(self._ordered(table, listed)) < self.at_least:
                gone[team] = State.BLANK
            else:
                total = sum(table.by_entry[entry.id] for entry in counted)
                folds.append(((team,), (total, len(counted) if self.by is By.MEAN else 1)))
            own = self._attributes(listed, counted)
            teams.append(Entry(team, own | dict(before[team].attributes) if before else own))
        missing: dict[RowKey, dict[str, State]] = {(): gone} if gone else {}
        run.tables[self.name] = over_one_divisor(self.makes, folds, table.denominator, missing)
        run.remembered[("members", self.name)] = members
        if not before:
            run.remembered[_PEOPLE, self.attribute] = run.competing
        run.entries = tuple(teams)
        run.remembered.pop("entries", None)

    def _is_again(self, run: Run) -> bool:
        """Whether the entries are the teams of this attribute already."""
        return (_PEOPLE, self.attribute) in run.remembered

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Each member, whether it counts, and what the team has."""
        table, made = run.table(self.source), run.tables[self.name]
        listed = run.remembered[("members", self.name)][entry]
        counted = {member.id for member in self._counted(table, listed)}
        result = made.by_entry.get(entry)
        return [
            {
                "code": "team",
                "step": self.name,
                "by": self.by.value,
                "best": self.best,
                "at_least": self.at_least,
                "members": [
                    {
                        "entry": member.id,
                        "value": figure(table, table.by_entry[member.id]),
                        "counts": member.id in counted,
                    }
                    for member in self._ordered(table, listed)
                ],
                "added": {
                    name: run.by_id[entry].attributes[name]
                    for name in self.added
                    if name in run.by_id[entry].attributes
                },
                "result": None if result is None else figure(made, result),
            }
        ]

    def _ordered(self, table: Table, members: list[Entry]) -> list[Entry]:
        """The members with a figure, best first."""
        sign = -1 if self.direction is Direction.DESC else 1

        def order(entry: Entry) -> tuple[object, ...]:
            keys: list[object] = [sign * table.by_entry[entry.id]]
            for name, better in self.added.items():
                number = attribute_number(entry, name)
                turn = -1 if better is Direction.DESC else 1
                keys.append((number is None, turn * (number or 0)))
            return (*keys, entry.id)

        return sorted((entry for entry in members if entry.id in table.by_entry), key=order)

    def _counted(self, table: Table, members: list[Entry]) -> list[Entry]:
        return self._ordered(table, members)[: self.best]

    def _attributes(self, members: list[Entry], counted: list[Entry]) -> dict[str, str]:
        """What all members share, and the sums; a sum is left out where a member lacks it."""
        shared = dict(members[0].attributes)
        for member in members:
            shared = {k: v for k, v in shared.items() if member.attributes.get(k) == v}
        for name in self.added:
            shared.pop(name, None)
            numbers = [attribute_number(entry, name) for entry in counted]
            present = [number for number in numbers if number is not None]
            if counted and len(present) == len(counted):
                total = sum(present, Fraction(0))
                shared[name] = exact_text(total.numerator, total.denominator)
        return shared
