"""Findings beside the indicators of a sheet, and the mark that those of a department leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.domain.deductions import mark_left
from competition.domain.marks import format_mark, normalise_mark
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_value
from competition.models import Finding, database
from competition.services.judging.sheet_reading import Sheet
from competition.services.periods.finding_reading import findings_about, findings_on_sheet


@dataclass(frozen=True, slots=True)
class SheetFindings:
    """What was found about the unit that a sheet is about.

    Attributes:
        by: those that stand, by indicator.
        left: the mark that they leave of each indicator, as text; empty where others found them.
    """

    by: Mapping[str, Sequence[Finding]]
    left: Mapping[str, str]

    @property
    def own(self) -> bool:
        """Whether they are those of the department whose sheet it is."""
        return bool(self.left)

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
    """What a department has found, or for a verifier all departments; else None, no statement."""
    if not sheet.stage.is_period or sheet.kind not in ("department", "verifier"):
        return None
    if sheet.kind == "verifier":
        here = sheet.assignment
        return SheetFindings(findings_about(database.session, here.stage_id, here.entry_id), {})
    found = findings_on_sheet(database.session, sheet.assignment.id)
    left = {
        leaf.key: format_mark(
            mark_left(leaf.range, [one.points for one in found.get(leaf.key, ())]),
            leaf.range.scale,
        )
        for leaf in sheet.rubric.leaves
    }
    return SheetFindings(found, left)
