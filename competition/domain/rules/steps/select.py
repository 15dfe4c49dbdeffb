"""The step `select`: the cut to the next stage, by number, by line, or both."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.rounding import exact_text
from competition.domain.rules.boundary import BoundaryRule, Policy, fill, read_boundary
from competition.domain.rules.evaluation import Cut
from competition.domain.rules.keys import Key
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.places import (
    Quota,
    groups_in_order,
    places_of,
    ranking_step,
    reaching,
    read_per,
    read_quota,
)
from competition.domain.rules.scope import Scope


class By(StrEnum):
    """Whether a number of places or a line decides; a number may have a line besides."""

    NUMBER = "number"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Select:
    """`{"select": "number", "number": 15, "per": "track", "ties": "committee"}`.

    Attributes:
        key: the figure that a line is compared with, which is the one ranked first by.
        number: places per group; None where only the line decides.
        line: lowest figure that passes; None without one.
    """

    name: str
    key: Key
    number: Quota | None
    line: Fraction | None
    per: str | None
    ties: BoundaryRule
    makes: None = None

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Select":
        """Read the step; `ties` must be named where a number decides."""
        by = params.choice("select", By)
        rank = ranking_step(params, scope)
        per = read_per(params, scope, rank)
        name = scope.step_name(params, "select")
        if by is By.LINE:
            line = params.decimal("line")
            return cls(name, rank.keys[0], None, line, per, BoundaryRule(Policy.EXPAND))
        number = read_quota(params, "number", scope, per)
        line_or_none = params.optional_decimal("line")
        ties = read_boundary(params, "ties", scope)
        return cls(name, rank.keys[0], number, line_or_none, per, ties)

    def run(self, run: Run) -> None:
        """Decide who goes on, group by group."""
        run.cuts = []
        for group, tied in groups_in_order(run, self.per).items():
            able = reaching(run, self.key, tied, self.line)
            if self.number is None:
                run.cuts.append(Cut(group, None, tuple(entry for one in able for entry in one)))
                continue
            number = places_of(self.number, group)
            filled = fill(able, number, self.ties, run, self.name)
            if filled.pending:
                run.block(
                    self.name,
                    "TIE_AT_CUT",
                    filled.pending,
                    group=group,
                    places=filled.open_places,
                )
            run.cuts.append(Cut(group, number, tuple(filled.taken), filled.decided_by, filled.tied))

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """Whether the entry goes on, and by what."""
        group = run.group_of(entry, self.per)
        for cut in run.cuts or ():
            if cut.group != group:
                continue
            return [
                {
                    "code": "select",
                    "step": self.name,
                    "group": cut.group,
                    "number": cut.number,
                    "line": None
                    if self.line is None
                    else exact_text(self.line.numerator, self.line.denominator),
                    "admitted": entry in cut.admitted,
                    "boundary": cut.boundary if entry in cut.tied else "",
                    "tied": list(cut.tied) if entry in cut.tied else [],
                }
            ]
        return []
