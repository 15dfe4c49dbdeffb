"""The sheet totals of a stage, as its rules see them, for figures of agreement."""

from fractions import Fraction

from competition.domain.rules.due import due_to
from competition.domain.rules.evaluation import Evaluation
from competition.domain.rules.facts import Facts
from competition.domain.rules.marks_table import marks_table
from competition.domain.rules.part import Part
from competition.domain.rules.table import Table
from competition.domain.sheet import leaves

SHEETS = ("entry", "judge")


def sheet_totals(
    part: Part, facts: Facts, evaluation: Evaluation
) -> dict[tuple[str, str], Fraction]:
    """What each judge gave each entry, by (entry, judge), in points before any calibration.

    Taken from the first step that folds criteria into one figure for each judge. Rules without
    such a step (a median of each criterion, further dimensions) leave the plain sum of the marks;
    a sheet with gaps is then left out. Where rules say who marks a criterion, only sheets that
    hold them all can be compared.
    """
    marked, due = leaves(part.criteria), due_to(part, facts)
    totals = _totals(part, facts, evaluation)
    return {sheet: total for sheet, total in totals.items() if due(sheet[1]) == marked}


def _totals(part: Part, facts: Facts, evaluation: Evaluation) -> dict[tuple[str, str], Fraction]:
    for step in part.steps:
        table = evaluation.tables.get(step.name)
        if table is not None and table.axes == SHEETS:
            return _of_table(table)
    return _plain(marks_table(part, facts))


def _of_table(table: Table) -> dict[tuple[str, str], Fraction]:
    return {
        (entry, judge): table.value(cell)
        for (entry,), row in table.rows.items()
        for judge, cell in row.items()
    }


def _plain(table: Table) -> dict[tuple[str, str], Fraction]:
    totals: dict[tuple[str, str], Fraction] = {}
    gaps = {(key[0], key[-1]) for key in table.missing}
    for key, row in table.rows.items():
        sheet = (key[0], key[-1])
        if sheet not in gaps:
            totals[sheet] = totals.get(sheet, Fraction(0)) + table.value(sum(row.values()))
    return totals
