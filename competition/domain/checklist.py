"""What is still missing before a competition can open, and why it matters.

Every item has a code; the words for it, and for why it is asked, are in
``competition/documents/wording/checklist.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from competition.domain.calendar import Span, order_faults


class Severity(StrEnum):
    """Whether an item stops the opening, or is advice."""

    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage as the checklist sees it.

    Args:
        collects_entries: entrants write in this stage.
        takes_marks: judges, departments or units mark in this stage.
        is_made_of_others: of stages before it, so that it has no criteria of its own.
        by_panels: judges mark in panels, and not departments and units.
        criteria: leaves of its rubric.
        panels, judges: set up for it so far.
    """

    key: str
    opens_at: datetime | None
    closes_at: datetime | None
    collects_entries: bool = False
    takes_marks: bool = False
    is_made_of_others: bool = False
    by_panels: bool = True
    criteria: int = 0
    panels: int = 0
    judges: int = 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """The facts of one competition.

    Args:
        tracks, tiers, declarations, form_reviewers: how many there are.
        form_faults: of the entry form's definition.
        rule_set: ``""`` when absent, ``"valid"``, or the code of its first fault.
        two_persons: one could propose and another approve, as `separation` asks.
        has_public_url: links in QR codes can be written.
        has_seal, has_wording, has_number_prefix: of the certificates.
        rehearsals: completed ones.
        reserved: words in its name that need an approval number, which it has not.
    """

    stages: Sequence[StageFacts]
    tracks: int
    form_faults: int
    declarations: int
    rule_set: str
    tiers: int
    two_persons: bool
    form_reviewers: int
    has_public_url: bool
    has_seal: bool
    has_wording: bool
    has_number_prefix: bool
    rehearsals: int
    reserved: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist.

    Args:
        code: names the words for what is missing and for why it is asked.
        done: True when nothing is missing.
        values: for the words; ``stage`` where the line is about one stage.
    """

    code: str
    severity: Severity
    done: bool
    values: dict[str, object]


def checklist(facts: Readiness) -> tuple[Item, ...]:
    """Every line, done or not, in the order in which an organiser works."""
    return (
        *_basics(facts),
        *_stages(facts.stages),
        *_rules_and_awards(facts),
        *_people(facts),
        *_certificates(facts),
        _advised("rehearsal.completed", facts.rehearsals > 0),
    )


def can_open(items: Sequence[Item]) -> bool:
    """True when no blocking item is left undone."""
    return all(item.done or item.severity is Severity.WARNING for item in items)


def missing(items: Sequence[Item]) -> tuple[Item, ...]:
    """What is left to do, blocking items first."""
    undone = [item for item in items if not item.done]
    return tuple(sorted(undone, key=lambda item: item.severity is Severity.WARNING))


def _needed(code: str, done: bool, **values: object) -> Item:
    return Item(code, Severity.BLOCKING, done, values)


def _advised(code: str, done: bool, **values: object) -> Item:
    return Item(code, Severity.WARNING, done, values)


def _basics(facts: Readiness) -> tuple[Item, ...]:
    return (
        _advised("name.approved", not facts.reserved, words=" ".join(facts.reserved)),
        _needed("tracks.present", facts.tracks > 0),
        _needed("form.valid", facts.form_faults == 0, faults=facts.form_faults),
        _advised("declarations.present", facts.declarations > 0),
    )


def _stages(stages: Sequence[StageFacts]) -> list[Item]:
    spans = [Span(stage.key, stage.opens_at, stage.closes_at) for stage in stages]
    disordered = {str(fault.values["stage"]) for fault in order_faults(spans)}
    collecting = any(stage.collects_entries for stage in stages)
    marking = any(stage.takes_marks for stage in stages)
    items = [_needed("stages.entry", collecting), _needed("stages.marking", marking)]
    for stage in stages:
        dated = stage.opens_at is not None and stage.closes_at is not None
        must = _needed if stage.collects_entries else _advised
        items.append(must("stage.dates", dated, stage=stage.key))
        items.append(_needed("stage.order", stage.key not in disordered, stage=stage.key))
        if stage.takes_marks and not stage.is_made_of_others:
            items.append(_needed("stage.criteria", stage.criteria > 0, stage=stage.key))
        if stage.takes_marks and stage.by_panels:
            items.append(_advised("stage.panels", stage.panels > 0, stage=stage.key))
            items.append(_advised("stage.judges", stage.judges > 0, stage=stage.key))
    return items


def _rules_and_awards(facts: Readiness) -> tuple[Item, ...]:
    return (
        _needed("rules.present", facts.rule_set != ""),
        _needed("rules.valid", facts.rule_set in ("", "valid"), fault=facts.rule_set),
        _advised("awards.present", facts.tiers > 0),
    )


def _people(facts: Readiness) -> tuple[Item, ...]:
    return (
        _advised("organisers.two", facts.two_persons),
        _advised("form_reviewers.present", facts.form_reviewers > 0),
    )


def _certificates(facts: Readiness) -> tuple[Item, ...]:
    return (
        _advised("certificate.number", facts.has_number_prefix),
        _advised("certificate.wording", facts.has_wording),
        _advised("certificate.seal", facts.has_seal),
        _advised("public_url.present", facts.has_public_url),
    )
