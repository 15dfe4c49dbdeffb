"""Pages of periods: well made, as cheap with three lots as with one, and what their forms do."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from competition.models import Judge, database
from tests.factories import Make
from tests.period_factories import PROGRESS, SAFETY, Works, works
from tests.statements import counting
from tests.visitor import Visitor, check_page

MOST = 8


def pages(made: Works) -> Iterator[tuple[int, str]]:
    """Who opens which page of periods."""
    own = made.organiser.account_id
    yield own, f"/organiser/competitions/{made.ident}/periods"
    yield own, f"/organiser/competitions/{made.ident}/periods/units"
    yield own, f"/organiser/stages/{made.stage().id}/period"
    yield own, f"/organiser/stages/{made.stage('m06').id}/period"
    yield own, f"/organiser/stages/{made.stage().id}/lock"
    yield own, f"/organiser/entries/{made.lots[0]}/above"
    yield made.accounts[SAFETY], "/judge/"
    yield made.accounts[SAFETY], f"/judge/assignments/{made.sheet('m05', SAFETY).id}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_of_periods_are_well_made(app: Flask, make: Make, language: str) -> None:
    made = works(make, lots=2, sheets=("self", "department", "peer", "verifier"))
    made.submit(made.sheet("m05", "self"), {"safety": "55.5", "pace": "40"})

    for account, path in list(pages(made)):
        visitor = Visitor(app, account)
        visitor.client.get(f"/language/{language}")
        answer = visitor.client.get(path)
        assert answer.status_code == 200, path
        check_page(answer)


def test_pages_of_periods_cost_the_same_for_three_lots_as_for_one(app: Flask, make: Make) -> None:
    costs: dict[str, list[int]] = {}
    for lots in (1, 3):
        made = works(make, lots=lots)
        for place, (account, path) in enumerate(list(pages(made))):
            visitor = Visitor(app, account)
            visitor.client.get(path)
            with counting() as statements:
                visitor.client.get(path)
            costs.setdefault(str(place), []).append(len(statements))

    assert all(one == three <= MOST for one, three in costs.values()), costs


def test_an_organiser_begins_a_period_and_says_who_takes_part(app: Flask, make: Make) -> None:
    made = works(make, lots=2, opened=False)
    visitor = Visitor(app, made.organiser.account_id)
    place = f"/organiser/entries/{made.lots[1]}/taking-part"

    visitor.post(place, {"what": "join", "stage": str(made.stage("m06").id)})
    visitor.post(f"/organiser/stages/{made.stage().id}/period/open")
    shown = visitor.client.get(f"/organiser/stages/{made.stage().id}/period").get_data(as_text=True)

    assert "一标段" in shown
    assert "二标段" not in shown
    assert made.stage().state == "open"


def test_an_organiser_appoints_another_person_for_a_department(app: Flask, make: Make) -> None:
    made = works(make, lots=1, opened=False)
    visitor = Visitor(app, made.organiser.account_id)

    visitor.post(
        f"/organiser/competitions/{made.ident}/departments",
        {"department": SAFETY, "account": str(made.accounts[PROGRESS])},
    )

    row = database.session.scalars(
        select(Judge).where(Judge.competition_id == made.ident, Judge.name == SAFETY)
    ).one()
    assert row.account_id == made.accounts[PROGRESS]


def test_a_department_reads_what_the_unit_says_of_itself(app: Flask, make: Make) -> None:
    made = works(make, lots=1)
    made.submit(made.sheet("m05", "self"), {"safety": "55.5", "pace": "40"})

    page = Visitor(app, made.accounts[SAFETY]).client.get(
        f"/judge/assignments/{made.sheet('m05', SAFETY).id}"
    )

    text = page.get_data(as_text=True)
    assert '自评 <b class="num">55.5</b>' in text
    assert '<legend class="name">进度' not in text
