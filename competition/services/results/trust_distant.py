"""The marks furthest from those of the other judges, and what each owes to being counted."""

from dataclasses import dataclass

from competition.domain.agreement.judges import Distant, distant_marks
from competition.domain.bundle import parts_before
from competition.domain.one_sheet import Field
from competition.services.results.outcome import Outcome
from competition.services.results.trust_figures import Totals

FURTHEST = 15


@dataclass(frozen=True, slots=True)
class DistantSheet:
    """A sheet beside those of the others.

    Attributes:
        rank: of the entry, as printed; "" for the unranked.
        without: its rank if this sheet alone were not counted; None where the rules look across
            entries, so that all would have to be calculated anew.
    """

    distant: Distant
    rank: str
    without: str | None


def distant_sheets(outcome: Outcome, stage: str, totals: Totals) -> tuple[DistantSheet, ...]:
    """The furthest sheets of a stage, at most `FURTHEST`."""
    before = {
        key: outcome.calculations[key].evaluation
        for key in parts_before(outcome.gathered.rules, stage)
        if key != stage and key in outcome.calculations
    }
    field = Field.over(outcome.calculations[stage], before)
    ranks = {one.entry: one.text for one in field.evaluation.standings}
    found = []
    for one in distant_marks(totals)[:FURTHEST]:
        moved = None if field.across else field.without(one.entry, one.judge)
        without = None if moved is None else moved.standing.text
        found.append(DistantSheet(one, ranks.get(one.entry, ""), without))
    return tuple(found)
