"""The marks furthest from those of the other judges, and what each owes to being counted."""

from dataclasses import dataclass
from fractions import Fraction

from competition.domain.agreement.judges import Distant, distant_marks
from competition.domain.bundle import parts_before
from competition.domain.one_sheet import Field
from competition.domain.refusal import Refusal
from competition.services.results.outcome import Outcome
from competition.services.results.trust_figures import Totals

FURTHEST = 15
LEAST = Fraction(1, 200)  # less is told as 0.00
AT_ONCE = 60_000  # sheets to calculate anew; about a second


@dataclass(frozen=True, slots=True)
class DistantSheet:
    """A sheet beside those of the others.

    Attributes:
        rank: of the entry, as printed; "" for the unranked.
        without: its rank if this sheet alone were not counted; None where the rules look across
            entries and there are too many sheets to calculate all anew, or where they refuse.
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
    furthest = [one for one in distant_marks(totals) if abs(one.mark - one.others) >= LEAST]
    shown = furthest[:FURTHEST]
    is_quick = not field.across or len(field.facts.sheets) * len(shown) <= AT_ONCE
    return tuple(
        DistantSheet(one, ranks.get(one.entry, ""), _rank_without(field, one) if is_quick else None)
        for one in shown
    )


def _rank_without(field: Field, one: Distant) -> str | None:
    try:
        moved = field.without(one.entry, one.judge)
    except Refusal:
        return None
    return None if moved is None else moved.standing.text
