"""Who marked with whom, and where judges and entries come from: for figures of trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Subquery, func, literal, select
from sqlalchemy.orm import Session

from competition.models import (
    Competition,
    Entry,
    Judge,
    Organisation,
    OrganisationBranch,
    Panel,
    ResultVersion,
    Stage,
    StageEntry,
)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a judge or an entry comes from.

    Attributes:
        unit, region: ids of organisations, the region being the one directly below the host of
            the competition; "" where unknown.
        name: of the region.
    """

    unit: str = ""
    region: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Panels and homes by the ids of facts.

    Attributes:
        panels: by stage key and entry, the name of its panel.
        order: the names of all panels, in their order.
    """

    panels: dict[tuple[str, str], str]
    order: tuple[str, ...]
    entries: dict[str, Home]
    judges: dict[str, Home]


def read_people(session: Session, result: ResultVersion) -> People:
    """The panels and homes of a result version. One statement."""
    region = _regions(result.competition)
    rows = session.execute(_entries(result, region).union_all(_judges(result, region))).all()
    entries = _named(rows, result, "entries")
    return People(
        panels={(row.stage, entry): row.panel or "" for entry, row in entries},
        order=tuple(dict.fromkeys(row.panel or "" for _, row in entries)),
        entries={entry: _home(row) for entry, row in entries},
        judges={judge: _home(row) for judge, row in _named(rows, result, "judges")},
    )


def _named(rows: Sequence[Any], result: ResultVersion, group: str) -> list[tuple[str, Any]]:
    """Rows of entries or of judges under the ids of facts, in the order of stages and panels."""
    names = {value["id"]: key for key, value in result.identities[group].items()}
    found = [(names[row.id], row) for row in rows if row.of == group and row.id in names]
    return sorted(found, key=lambda pair: (pair[1].stage_place, pair[1].panel_place, pair[0]))


def _entries(result: ResultVersion, region: Subquery) -> Select[Any]:
    return (
        select(
            literal("entries").label("of"),
            StageEntry.entry_id.label("id"),
            Stage.key.label("stage"),
            Stage.position.label("stage_place"),
            Panel.name.label("panel"),
            func.coalesce(Panel.position, 0).label("panel_place"),
            Entry.organisation_id.label("unit"),
            region.c.region,
            region.c.name,
        )
        .join(Stage, Stage.id == StageEntry.stage_id)
        .join(Entry, Entry.id == StageEntry.entry_id)
        .outerjoin(Panel, Panel.id == StageEntry.panel_id)
        .outerjoin(region, region.c.unit == Entry.organisation_id)
        .where(Stage.competition_id == result.competition_id)
    )


def _judges(result: ResultVersion, region: Subquery) -> Select[Any]:
    return (
        select(
            literal("judges"),
            Judge.id,
            literal(""),
            literal(0),
            literal(""),
            literal(0),
            Judge.organisation_id,
            region.c.region,
            region.c.name,
        )
        .outerjoin(region, region.c.unit == Judge.organisation_id)
        .where(Judge.competition_id == result.competition_id)
    )


def _regions(competition: Competition) -> Subquery:
    """By organisation, the one it lies under directly below the host."""
    return (
        select(
            OrganisationBranch.descendant_id.label("unit"),
            Organisation.id.label("region"),
            Organisation.name,
        )
        .join(Organisation, Organisation.id == OrganisationBranch.ancestor_id)
        .where(Organisation.parent_id == competition.organisation_id)
        .subquery()
    )


def _home(row: Any) -> Home:
    return Home(str(row.unit or ""), str(row.region or ""), row.name or "")
