"""Ready-made competitions: everything an organiser would otherwise type, as data.

Each JSON file beside this module is one preset. Nothing in it is special: all of it can be edited
afterwards, and a loaded preset is checked by the same readers as what an organiser enters.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from competition.domain.calendar import instant_of
from competition.domain.entry_form import EntryForm
from competition.domain.entry_form_document import parse_form
from competition.domain.entry_limits import (
    Declaration,
    Limits,
    parse_declarations,
    parse_limits,
)
from competition.domain.labour import Calendar, LabourStage, PeriodUnit, Plan, expand, read_plan
from competition.domain.numbering import CertificateFormat, EntryFormat
from competition.domain.refusal import Refusal
from competition.domain.rules import Dimensions, parse_rule_set

PRESET_KEYS = ("innovation_contest", "five_small", "five_compare", "six_compare", "six_race")
REPORTING_DAYS = 10
USUAL = Calendar(PeriodUnit.MONTH, date(2026, 1, 1), 12, quarters=True)


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a key and a text to show."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A date relative to the first day of the competition, which is day 0."""

    day: int
    at: time

    def instant(self, start: date, zone: str) -> datetime:
        """The UTC instant, for a competition whose day 0 is `start` in `zone`."""
        return instant_of(datetime.combine(start + timedelta(days=self.day), self.at), zone)


@dataclass(frozen=True, slots=True)
class OnDay:
    """A moment on a day of the calendar, but so many days after the first day at the earliest."""

    on: date
    at: time
    least: int = 0

    def instant(self, start: date, zone: str) -> datetime:
        """The UTC instant, for a competition whose day 0 is `start` in `zone`."""
        day = max(self.on, start + timedelta(days=self.least))
        return instant_of(datetime.combine(day, self.at), zone)


@dataclass(frozen=True, slots=True)
class PresetStage:
    """A stage of a preset.

    Args:
        kind: ``entry``, ``form_review`` or ``scoring``.
        is_blind: judges see codes instead of names.
        presentation_order: ``code`` or ``draw``.
        begins, ends: days of a period of a labour competition, both included.
        sheets, tracks: as `Stage` keeps them.
    """

    key: str
    name: str
    kind: str
    opens: Moment | OnDay
    closes: Moment | OnDay
    is_blind: bool
    presentation_order: str
    begins: date | None = None
    ends: date | None = None
    sheets: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CertificateText:
    """Heading, wording and number prefix of the certificates."""

    title: str
    wording: str
    number_prefix: str
    per_member: bool


@dataclass(frozen=True, slots=True)
class Preset:
    """One ready-made competition.

    Args:
        kind: kind of competition; entry_kind: kind of its entries.
        form_document, rule_document: as they are stored; `form` is the former, read.
        tier_codes: code in certificate numbers by award tier, highest tier first.
        plan: of a labour competition, which rules and stages are expanded from; else None.
    """

    key: str
    kind: str
    name: str
    summary: str
    entry_kind: str
    entry_prefix: str
    tracks: tuple[Named, ...]
    form: EntryForm
    form_document: Mapping[str, Any]
    limits: Limits
    declarations: tuple[Declaration, ...]
    review_checklist: tuple[Named, ...]
    stages: tuple[PresetStage, ...]
    rule_document: Mapping[str, Any]
    tier_codes: Mapping[str, str]
    certificate: CertificateText
    plan: Plan | None


def load_preset(key: str, calendar: Calendar = USUAL) -> Preset:
    """Read and check a preset.

    Args:
        calendar: the periods of a labour competition; others have none.
    Raises:
        Refusal: ``preset.unknown``, ``periods.*``, or what the readers of its parts refuse.
    """
    if key not in PRESET_KEYS:
        raise Refusal("preset.unknown", key=key)
    raw = json.loads((files(__name__) / f"{key}.json").read_text(encoding="utf-8"))
    tracks = _named(raw["tracks"])
    stages = tuple(_stage(each) for each in raw["stages"])
    plan = read_plan(raw["labour"]) if "labour" in raw else None
    if plan is None:
        rules = _with_rubric(raw["rule_set"], raw["rubric"])
    else:
        scored, rules = expand(plan, calendar)
        stages = (*stages, *map(_labour_stage, scored))
    scoring = tuple(stage.key for stage in stages if stage.kind == "scoring")
    parse_rule_set(rules, Dimensions(scoring, tuple(track.key for track in tracks)))
    EntryFormat(raw["entry_prefix"])
    CertificateFormat(raw["certificate"]["number_prefix"])
    return Preset(
        key=key,
        kind=raw["kind"],
        name=raw["name"],
        summary=raw["summary"],
        entry_kind=raw["entry_kind"],
        entry_prefix=raw["entry_prefix"],
        tracks=tracks,
        form=parse_form(raw["form"]),
        form_document=raw["form"],
        limits=parse_limits(raw["limits"]),
        declarations=parse_declarations(raw["declarations"]),
        review_checklist=_named(raw["review_checklist"]),
        stages=stages,
        rule_document=rules,
        tier_codes=raw["tier_codes"],
        certificate=CertificateText(**raw["certificate"]),
        plan=plan,
    )


def _named(raw: list[dict[str, str]]) -> tuple[Named, ...]:
    return tuple(Named(**each) for each in raw)


def _stage(raw: Mapping[str, Any]) -> PresetStage:
    moments = {
        side: Moment(raw[side]["day"], time.fromisoformat(raw[side]["at"]))
        for side in ("opens", "closes")
    }
    return PresetStage(**{**raw, **moments})


def _labour_stage(stage: LabourStage) -> PresetStage:
    return PresetStage(
        key=stage.key,
        name=stage.name,
        kind="scoring",
        opens=OnDay(stage.opens_on, time(9)),
        closes=OnDay(stage.closes_on, time(18), least=REPORTING_DAYS),
        is_blind=False,
        presentation_order="code",
        begins=stage.begins,
        ends=stage.ends,
        sheets=stage.sheets,
        tracks=stage.tracks,
    )


def _with_rubric(rules: Mapping[str, Any], rubric: list[Any]) -> dict[str, Any]:
    """The rule document with the rubric as the criteria of each stage."""
    stages = {key: {"criteria": rubric, **part} for key, part in rules["stages"].items()}
    return {**rules, "order": list(stages), "stages": stages}
