"""The 计分单 of a result version: one entry's as PDF or JSON, or those of all in one file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from competition.documents.calculation_sheet import (
    CalculationSheet,
    render_calculation_sheet,
    render_calculation_sheets,
)
from competition.documents.fonts import load_fonts
from competition.documents.sheet_words import (
    SheetEntry,
    SheetVersion,
    calculation_sheet,
    outcome_text,
)
from competition.documents.wording.figures import Names
from competition.domain.refusal import Refusal
from competition.models import ResultVersion
from competition.services.results.naming import names_for
from competition.services.results.outcome import Outcome
from competition.services.results.reading import (
    Line,
    derivations,
    sheet_of_outcome,
    version_outcome,
)
from competition.services.runtime import runtime

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class SheetSource:
    """What the sheets of one version are made from.

    Attributes:
        names: judges under their codes where the reader may not know them.
        lines: the standing of each entry, by its row id, in order.
        groups: names of the tracks by key.
    """

    version: SheetVersion
    outcome: Outcome
    names: Names
    lines: Mapping[int, Line]
    groups: Mapping[str, str]


def sheet_source(
    session: Session, result: ResultVersion, *, named: bool, events_told: bool = False
) -> SheetSource:
    """Calculate a version again and make ready what its sheets say. Statements as `stored_facts`.

    Args:
        named: whether the reader may know the judges; else they stand under the codes that the
            version has for them.
        events_told: whether the reader may know what was written about events.
    """
    outcome = version_outcome(session, result, events_told=events_told)
    names = names_for(outcome)
    sheet = sheet_of_outcome(outcome)
    return SheetSource(
        version=_version(result, outcome.part),
        outcome=outcome,
        names=names if named else replace(names, judges={}),
        lines={line.entry_id: line for line in sheet.lines},
        groups=dict(sheet.groups),
    )


def sheet_pdf(source: SheetSource, entry_id: int) -> bytes:
    """The sheet of one entry.

    Raises:
        Refusal: ``result.standing`` when the entry is not in this result.
    """
    return render_calculation_sheet(_sheet(source, _line(source, entry_id)), _fonts())


def all_sheets(source: SheetSource) -> Iterator[CalculationSheet]:
    """The sheets of all entries in the order of their tracks and ranks, made one by one."""
    for line in source.lines.values():
        yield _sheet(source, line)


def sheets_pdf(sheets: Iterator[CalculationSheet], title: str) -> bytes:
    """Sheets as one file with a bookmark for each."""
    return render_calculation_sheets(sheets, _fonts(), title=title)


def sheet_json(source: SheetSource, entry_id: int) -> dict[str, Any]:
    """The sheet of one entry as data; docs/calculation-sheet.md says what it holds.

    Raises:
        Refusal: ``result.standing`` when the entry is not in this result.
    """
    line = _line(source, entry_id)
    told = derivations(source.outcome, entry_id)
    judges = {sheet["judge"] for part in told for sheet in part["sheets"]}
    return {
        "schema": SCHEMA,
        **_version_json(source.version),
        "entry": {
            "key": line.key,
            "number": line.number,
            "title": line.title,
            "unit": line.unit,
            "group": line.group,
        },
        "score": line.score or None,
        "rank": line.rank_text or None,
        "tier": line.tier_name or None,
        "advances": line.advances,
        "note": line.note,
        "judges": {key: source.names.judge(key) for key in sorted(judges)},
        "criteria": dict(source.names.criteria),
        "parts": told,
    }


def _version_json(version: SheetVersion) -> dict[str, Any]:
    return {
        "competition": version.competition,
        "part": version.part,
        "version": version.number,
        "state": version.state,
        "computed_at": version.computed_at.isoformat(),
        "approved_at": version.approved_at.isoformat() if version.approved_at else None,
        "digests": dict(version.digests),
        "audit_head": version.audit_head,
    }


def _line(source: SheetSource, entry_id: int) -> Line:
    if entry_id not in source.lines:
        raise Refusal("result.standing")
    return source.lines[entry_id]


def _sheet(source: SheetSource, line: Line) -> CalculationSheet:
    entry = SheetEntry(
        key=line.key,
        number=line.number,
        title=line.title,
        unit=line.unit,
        track=source.groups.get(line.group, ""),
        score=line.score,
        rank=line.rank_text,
        outcome=outcome_text(line.tier_name, advances=line.advances, note=line.note),
    )
    told = derivations(source.outcome, line.entry_id)
    return calculation_sheet(
        source.version, entry, told, source.outcome.gathered.rules, source.names
    )


def _version(result: ResultVersion, part: str) -> SheetVersion:
    competition = result.competition
    return SheetVersion(
        competition=competition.name,
        part=part,
        number=result.version,
        state=result.state,
        computed_at=result.computed_at,
        approved_at=result.approved_at,
        zone=competition.time_zone,
        digests={
            "rules": result.facts["rules"],
            "facts": result.facts_digest,
            "outcome": result.outcome_digest,
        },
        audit_head=result.audit_head,
        is_rehearsal=competition.is_rehearsal,
    )


def _fonts() -> Any:
    return load_fonts(runtime.fonts)
