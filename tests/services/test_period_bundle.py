"""A month of a labour competition as a file that names nobody, checked by a stranger."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from competition.domain.bundle import check_bundle, recomputed
from competition.domain.canonical import canonical_json
from competition.models import ResultVersion, database
from competition.services.results.bundle import result_bundle
from tests.factories import Make
from tests.finding_factories import score_month
from tests.period_factories import PROGRESS, SAFETY, works


@pytest.fixture
def bundle(app: Flask, make: Make) -> dict[str, Any]:
    made = works(make, lots=3, sheets=("department",))
    score_month(made, "m05", ("0", "2", "3"))
    version = database.session.scalars(
        select(ResultVersion).where(ResultVersion.competition_id == made.ident)
    ).one()
    loaded: dict[str, Any] = json.loads(canonical_json(result_bundle(database.session, version)))
    return loaded


def test_departments_keep_their_names_and_a_month_comes_out_again(bundle: dict[str, Any]) -> None:
    judges = bundle["facts"]["facts"]["judges"]

    assert sorted(one["attributes"]["group"] for one in judges) == [SAFETY, PROGRESS]
    assert check_bundle(bundle).holds


def test_a_mark_on_the_sheet_of_another_department_changes_nothing(bundle: dict[str, Any]) -> None:
    published = bundle["outcome"]
    strange = {"safety": 0, "pace": 0}
    for sheet in bundle["facts"]["facts"]["sheets"]:
        sheet["marks"] = {**strange, **sheet["marks"]}

    assert recomputed(bundle) == published
