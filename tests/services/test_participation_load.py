"""The invented year of reports: exactly as many records, and figures like any others."""

from flask import Flask
from sqlalchemy import func, select

from competition.cli.demonstration.participation_load import load_participation, report_some
from competition.cli.demonstration.province_load import load_province
from competition.domain.access import Role
from competition.models import Organisation, Participation, ParticipationReport, database
from competition.services.participation.reading import figures_of
from competition.services.participation.rolling import check_participation
from tests.factories import Make


def unit(code: str) -> Organisation:
    return database.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def test_a_year_of_the_province_names_as_many_people_as_asked_for(each_app: Flask) -> None:
    load_province(400)

    reports = load_participation(2025, 6_000)

    session = database.session
    assert session.scalar(select(func.count()).select_from(Participation)) == 6_000
    assert session.scalar(select(func.count()).select_from(ParticipationReport)) == reports
    whole = figures_of(unit("SJ").id, 2025)[0, ""]
    assert 0 < whole.people < 6_000 <= whole.participations
    assert check_participation() == []


def test_a_few_reports_of_a_small_tree_go_through_the_service(app: Flask, make: Make) -> None:
    load_province(60)
    units = list(
        database.session.scalars(
            select(Organisation.id).where(Organisation.kind == "enterprise_union").limit(4)
        )
    )

    done = report_some(make.account(Role.RECOMMENDER, organisation=unit("SJ")), units, 2025)

    whole = figures_of(unit("SJ").id, 2025)[0, ""]
    assert (done, whole.units, whole.declared > 0) == (16, 4, True)
    assert whole.people < sum(figures_of(each, 2025)[0, ""].people for each in units)
    assert check_participation() == []
