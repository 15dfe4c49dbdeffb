"""The shared example on participation, through the services that the pages call."""

from pathlib import Path

from flask import Flask

from competition.domain.access import Role
from competition.domain.participation import percentage
from competition.models import database
from competition.services.organisations.totals import branch_totals
from tests.domain.worked.runner import example
from tests.factories import Make
from tests.participation_factories import Branch, people


def test_l12_participations_people_and_coverage_are_three_figures(
    cases: Path, app: Flask, make: Make
):
    case = example(cases, "L12")
    branch = Branch(make, make.account(Role.ADMINISTRATOR))
    branch.add("P", kind="provincial", industry="")
    for number in range(1, case.input["above_scale_total"] + 1):
        branch.add(f"E{number}", "P", above_scale=True)

    for unit in sorted({unit for _, unit in case.input["rows"]}):
        listed = [person for person, where in case.input["rows"] if where == unit]
        branch.report(unit, 13, people(*listed))

    figures = branch.figures("P")
    total = branch_totals(database.session, branch.unit("P").id).above_scale
    assert {
        "参赛人次": figures.participations,
        "参赛人数": figures.people,
        "参赛企业": figures.units,
        "覆盖面": percentage(figures.above_scale, total),
    } == case.expected
