"""Loading a year of invented participation reports over whatever tree is there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.cli.demonstration.participation import (
    ACTIVITIES,
    InventedReport,
    Reporter,
    invented_reports,
)
from competition.domain.participation import QUARTERS, bounds
from competition.domain.people import check_character
from competition.models import Organisation, ParticipationReport, database
from competition.services.exchange.bulk import add_rows, next_ids, table_of
from competition.services.import_plan import paused_collector
from competition.services.participation.checking import Numbers, Subject
from competition.services.participation.counting import WITHOUT_INDUSTRIES, hold_figures
from competition.services.participation.listing import ListedPerson
from competition.services.participation.reporting import submit_report
from competition.services.participation.rolling import rebuild_people, rebuild_year
from competition.services.principal import Principal
from competition.services.runtime import now

COLUMNS = (
    "id",
    "organisation_id",
    "reporter_id",
    "reporter_name",
    "year",
    "span",
    "subject",
    "activity",
    "industry",
    "as_of",
    "participations",
    "people",
    "declared",
    "listed",
)
OTHERS_INDUSTRY = "S"
SURNAMES, GIVEN = "林陈周吴郑孙杨何", "青峰志远晓岚立新"


def load_participation(year: int, records: int) -> int:
    """Add a year of reports in one transaction and count them; returns how many reports.

    The lists name people only by invented keys. Years that have reports already are refused by
    the database, which knows one report of a span and an activity.
    """
    with paused_collector, database.writing() as session:
        hold_figures(session)
        reports = list(invented_reports(_reporters(session), records))
        idents = next_ids(session, table_of(ParticipationReport), len(reports))
        rows = [_row(ident, one, year) for ident, one in zip(idents, reports, strict=True)]
        table = table_of(ParticipationReport)
        add_rows(session, table, COLUMNS, rows, {"reported_at": now()})
        count = len(rows)
        del reports, rows
        rebuild_people(session)
        rebuild_year(session, year)
    return count


def _reporters(session: Session) -> list[Reporter]:
    """Enterprises and sites in use, by code."""
    units = session.execute(
        select(Organisation.id, Organisation.name, Organisation.industry, Organisation.above_scale)
        .where(Organisation.kind.in_(WITHOUT_INDUSTRIES), Organisation.closed_at.is_(None))
        .order_by(Organisation.code)
    )
    return [
        Reporter(unit.id, place, unit.name, unit.industry or OTHERS_INDUSTRY, unit.above_scale)
        for place, unit in enumerate(units)
    ]


def _row(ident: int, one: InventedReport, year: int) -> tuple[object, ...]:
    unit = one.reporter
    return (ident, unit.id, unit.id, unit.name, year, one.span, f"activity:{one.activity}",
            one.activity, unit.industry, _last_day(year, one.span), one.participations,
            one.people, one.declared, one.listed)  # fmt: skip


def _last_day(year: int, span: int) -> date:
    return bounds(year, span)[1]


def report_some(actor: Principal, organisation_ids: Sequence[int], year: int) -> int:
    """Let each organisation report the quarters of a past year; returns how many reports.

    Through the service that the pages call, for a small tree: the first organisation tells bare
    numbers, the others lists; somebody of each takes part in the next one too.

    Args:
        actor: who may report for all of them.
    """
    for place, organisation_id in enumerate(organisation_ids):
        for quarter, span in enumerate(QUARTERS):
            told = Subject(
                year, span, bounds(year, span)[1], activity=ACTIVITIES[quarter], industry="D"
            )
            submit_report(actor, organisation_id, told, _numbers(place, quarter))
    return len(organisation_ids) * len(QUARTERS)


def _numbers(place: int, quarter: int) -> Numbers:
    if place == 0:
        return Numbers(participations=60 + 8 * quarter, declared=45 + 6 * quarter)
    people = [
        ListedPerson(f"{SURNAMES[number % 8]}{GIVEN[number // 8 % 8]}", _id_number(number), "", 1)
        for number in range(12 * place - 3, 12 * place + 12 - 2 * quarter)
    ]
    return Numbers(people=people)


def _id_number(number: int) -> str:
    """A number of the right form that belongs to nobody: the region does not exist."""
    digits = f"99000019{60 + number % 40}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    return digits + check_character(digits)
