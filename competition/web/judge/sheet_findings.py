"""The findings on a department's sheet: beside each indicator, with the mark that they leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.domain.deductions import mark_left
from competition.domain.marks import format_mark, normalise_mark
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_value
from competition.models import Finding, database
from competition.services.judging.sheet_reading import Sheet
from competition.services.periods.finding_reading import findings_on_sheet


@dataclass(frozen=True, slots=True)
class SheetFindings:
    """What stands behind the marks of a department's sheet.

    Attributes:
        by: the findings that stand, by indicator.
        left: the mark that they leave of each indicator, as text.
    """

    by: Mapping[str, Sequence[Finding]]
    left: Mapping[str, str]

    def proposed(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The texts, with the mark that findings leave wherever nothing was typed yet."""
        return {**self.left, **{key: text for key, text in texts.items() if text.strip()}}

    def above(self, key: str, text: str) -> bool:
        """Whether a mark as typed is higher than findings leave."""
        try:
            return exact_value(normalise_mark(text)) > exact_value(self.left[key])
        except Refusal:
            return False


def sheet_findings(sheet: Sheet) -> SheetFindings | None:
    """The findings on a department's sheet in a period, else None. One statement, none for none."""
    if sheet.kind != "department" or not sheet.stage.is_period:
        return None
    found = findings_on_sheet(database.session, sheet.assignment.id)
    left = {
        leaf.key: format_mark(
            mark_left(leaf.range, [one.points for one in found.get(leaf.key, ())]),
            leaf.range.scale,
        )
        for leaf in sheet.rubric.leaves
    }
    return SheetFindings(found, left)
