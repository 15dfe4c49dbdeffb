"""Competitions: founded from a preset or an earlier edition, named, described."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.calendar import zone_named
from competition.domain.labour import Calendar
from competition.domain.numbering import EntryFormat
from competition.domain.presets import USUAL, load_preset
from competition.domain.refusal import Refusal
from competition.models import Competition, Organisation, database
from competition.services.audit import record
from competition.services.objecting.settings import copy_plan
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.recommending.copying import copy_route
from competition.services.setup.founding import found
from competition.services.setup.plan import plan_from_preset, plan_of
from competition.services.setup.running import require_running
from competition.services.setup.seen import require_seen
from competition.services.visibility import find

YEARS = range(1949, 2200)
LONGEST_NAME = 80
DEFAULT_ZONE = "Asia/Shanghai"
BASICS = (
    "name",
    "edition",
    "year",
    "summary",
    "co_organisers",
    "contact",
    "entry_prefix",
    "time_zone",
    "self_registration",
    "entrants_see",
    "public_sees",
)
NAMING = ("name", "edition", "year")


def create_from_preset(
    actor: Principal,
    *,
    preset: str,
    organisation_id: int,
    name: str,
    edition: str,
    year: int,
    opens_on: date,
    calendar: Calendar | None = None,
) -> int:
    """Found a competition with everything that a preset holds; the actor organises it.

    Args:
        organisation_id: the host, within the actor's scope as an organiser.
        opens_on: first day of taking entries, in the competition's zone.
        calendar: the periods of a labour competition; by default twelve months of the year with
            their quarters.
    Returns:
        The competition's id.
    Raises:
        Refusal: ``preset.unknown``, ``periods.count``, ``periods.quarters``,
            ``competition.organisation``, ``competition.name``,
            ``competition.year``, ``competition.name_taken``.
    """
    usual = replace(USUAL, first=date(checked_year(year), 1, 1))
    chosen = load_preset(preset, calendar or usual)
    with database.writing() as session:
        host = find(session, Organisation, organisation_id, actor, (Role.ORGANISER,))
        if host is None or host.closed_at is not None:
            raise Refusal("competition.organisation")
        competition = Competition(
            organisation_id=host.id,
            kind=chosen.kind,
            name=checked_name(name),
            edition=edition.strip(),
            year=checked_year(year),
            time_zone=DEFAULT_ZONE,
            summary=chosen.summary,
            entry_prefix=chosen.entry_prefix,
        )
        require_free_name(session, competition)
        plan = plan_from_preset(chosen, opens_on=opens_on, zone=DEFAULT_ZONE, issuer=host.name)
        found(session, actor, competition, plan)
        record(
            session,
            actor,
            "competition.create",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"preset": preset, "name": competition.name, "year": year},
        )
        return competition.id


def copy_edition(
    actor: Principal,
    competition_id: int,
    *,
    name: str,
    edition: str,
    year: int,
    days_later: int,
) -> int:
    """Found the next edition of a competition: its whole set-up, none of its entries or people.

    Args:
        days_later: by how many days every date moves.
    Returns:
        The new competition's id.
    Raises:
        Refusal: ``competition.unknown`` when the actor does not organise the earlier one,
            ``competition.name``, ``competition.year``, ``competition.name_taken``.
    """
    with database.writing() as session:
        earlier = find(session, Competition, competition_id, actor, (Role.ORGANISER,))
        if earlier is None or earlier.is_rehearsal:
            raise Refusal("competition.unknown")
        kept = {key: value for key, value in basics_of(earlier).items() if key not in NAMING}
        competition = Competition(
            organisation_id=earlier.organisation_id,
            kind=earlier.kind,
            name=checked_name(name),
            edition=edition.strip(),
            year=checked_year(year),
            copied_from_id=earlier.id,
            **kept,
        )
        require_free_name(session, competition)
        found(session, actor, competition, plan_of(session, earlier, days_later=days_later))
        copy_plan(session, earlier.id, competition.id)
        copy_route(session, actor, earlier.id, competition.id, days_later=days_later)
        record(
            session,
            actor,
            "competition.copy",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"from": earlier.id, "name": competition.name, "year": year},
        )
        return competition.id


def basics_of(competition: Competition) -> dict[str, Any]:
    """The values of the basics form."""
    return {name: getattr(competition, name) for name in BASICS}


def change_basics(
    actor: Principal, competition: Competition, values: dict[str, Any], *, seen: str | None = None
) -> None:
    """Change names, texts and who sees what.

    Args:
        values: some of `BASICS`.
        seen: stamp of `basics_of` when the form was shown.
    Raises:
        Refusal: ``competition.*``, ``calendar.zone``, ``competition.zone_fixed`` once the
            competition has opened, ``numbering.prefix``, ``setup.changed``.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        before = basics_of(competition)
        require_seen(before, seen)
        zone = values.get("time_zone", competition.time_zone)
        if zone != competition.time_zone:
            zone_named(zone)
            if competition.state != "draft":
                raise Refusal("competition.zone_fixed")
        for name in BASICS:
            if name in values:
                setattr(competition, name, values[name])
        competition.name = checked_name(competition.name)
        competition.year = checked_year(competition.year)
        if competition.entry_prefix:
            EntryFormat(competition.entry_prefix)
        with session.no_autoflush:
            require_free_name(session, competition)
        bump_public(session, competition.id)
        after = basics_of(competition)
        record(
            session,
            actor,
            "competition.change",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"changed": [name for name in BASICS if before[name] != after[name]]},
            before=before,
            after=after,
        )


def checked_name(name: str) -> str:
    """The name without blanks around it.

    Raises:
        Refusal: ``competition.name`` when empty or too long.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refusal("competition.name", most=LONGEST_NAME)
    return name


def checked_year(year: int) -> int:
    """The year, refused with ``competition.year`` when it is none."""
    if year not in YEARS:
        raise Refusal("competition.year", year=year)
    return year


def require_free_name(session: Any, competition: Competition) -> None:
    """Refuse a second competition of the same host, name and year; rehearsals do not count."""
    twin = session.scalar(
        select(Competition.id).where(
            Competition.organisation_id == competition.organisation_id,
            Competition.name == competition.name,
            Competition.year == competition.year,
            Competition.is_rehearsal.is_(False),
            Competition.id != (competition.id or 0),
        )
    )
    if twin is not None and not competition.is_rehearsal:
        raise Refusal("competition.name_taken", name=competition.name, year=competition.year)
