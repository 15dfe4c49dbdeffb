"""Rotating flags: set by organisers, read by everybody, handed over on paper."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from competition.models import Competition, Flag, database
from tests.factories import Make
from tests.finding_factories import flag, months
from tests.period_factories import works
from tests.statements import counting
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
MOST = 8


def test_an_organiser_sets_a_flag_and_everybody_reads_who_holds_it(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = months(make, may=("0", "2"), june=("0", "2"))
    organiser, anybody = visitor(made.organiser), visitor()
    place = f"/organiser/competitions/{made.ident}/flags"
    empty = words(organiser.get(place))
    stages = [str(made.stage(key).id) for key in ("m05", "m06")]

    organiser.get(f"{place}/new")
    refused = organiser.post(f"{place}/new", {"name": "红旗", "keep_after": "2"}, status=422)
    organiser.post(
        f"{place}/new",
        {"name": "月度红旗", "stages": stages, "track": "0", "keep_after": "2", "passes_over": "y"},
    )

    told = words(organiser.get(place))
    public = words(anybody.get(f"/competitions/{made.ident}/flags"))
    assert "还没有流动红旗" in empty
    assert "请选择至少一个考核期" in words(refused)
    assert "月度红旗" in told and "永久保留" in told and "一标段" in told
    assert "五月考核" in public and "永久保留 一标段" in public


def test_a_tie_is_decided_on_the_page_with_a_reason(app: Flask, make: Make, visitor: Come) -> None:
    made = months(make, may=("1", "1"), june=("0", "1"))
    ident = flag(made)
    organiser = visitor(made.organiser)
    place = f"/organiser/competitions/{made.ident}/flags"
    said = {"stage": str(made.stage("m05").id), "entry": str(made.lots[1])}
    before = words(organiser.get(place))

    blank = words(organiser.follow(organiser.post(f"/organiser/flags/{ident}/choose", said)))
    organiser.post(f"/organiser/flags/{ident}/choose", {**said, "reason": "安全投入较多"})

    assert "五月考核名次并列，请决定由谁获得" in before and "并列，待决定" in before
    assert "请写明决定的理由" in blank
    assert "决定理由：安全投入较多" in words(organiser.get(place))
    public = words(visitor().get(f"/competitions/{made.ident}/flags"))
    assert "一标段、二标段并列" in public and "安全投入较多" not in public


def test_the_public_reads_no_flags_where_it_sees_no_results(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = months(make, may=("0", "2"), june=("0", "2"))
    flag(made)
    with database.writing() as session:
        session.get_one(Competition, made.ident).public_sees = "nothing"
    hidden = words(visitor().get(f"/competitions/{made.ident}/flags"))
    with database.writing() as session:
        session.get_one(Competition, made.ident).state = "draft"

    assert "一标段" not in hidden
    visitor().get(f"/competitions/{made.ident}/flags", status=404)


def test_handovers_are_printed_with_a_row_for_each_change(
    app: Flask, make: Make, visitor: Come
) -> None:
    made = months(make, may=("0", "2"), june=("2", "0"))
    ident = flag(made)

    paper = PdfReader(
        BytesIO(visitor(made.organiser).get(f"/organiser/flags/{ident}/handovers.pdf").data)
    )

    told = "".join(page.extract_text() for page in paper.pages)
    assert "组织方（新旗）" in told and "一标段" in told and "二标段" in told
    assert "五月考核" in told and "六月考核" in told


def test_a_flag_is_changed_and_removed(app: Flask, make: Make, visitor: Come) -> None:
    made = works(make, lots=1, opened=False)
    ident = flag(made)
    organiser = visitor(made.organiser)
    stage = str(made.stage("m05").id)

    organiser.get(f"/organiser/flags/{ident}/edit")
    organiser.post(
        f"/organiser/flags/{ident}/edit",
        {"name": "季度红旗", "stages": [stage], "track": "0", "keep_after": "0"},
    )
    changed = database.session.scalars(select(Flag)).one()
    after = changed.name, changed.keep_after, changed.passes_over
    organiser.post(f"/organiser/flags/{ident}/remove")

    assert after == ("季度红旗", 0, False)
    assert database.session.scalars(select(Flag)).all() == []


def test_organisers_elsewhere_reach_no_flag(app: Flask, make: Make, visitor: Come) -> None:
    made, other = works(make, lots=1), works(make, lots=1)
    ident = flag(made)
    away = visitor(other.organiser)

    for path in (f"/organiser/flags/{ident}/edit", f"/organiser/flags/{ident}/handovers.pdf"):
        away.get(path, status=404)
    for act in ("choose", "remove"):
        away.post(f"/organiser/flags/{ident}/{act}", status=404)
    away.get(f"/organiser/competitions/{made.ident}/flags", status=404)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_of_flags_are_well_made_and_cost_no_more_for_more_flags(
    app: Flask, make: Make, visitor: Come, language: str
) -> None:
    made = months(make, may=("1", "1"), june=("0", "2"))
    ident = flag(made)
    somebody = visitor(made.organiser)
    somebody.client.get(f"/language/{language}")
    paths = [
        f"/organiser/competitions/{made.ident}/flags",
        f"/competitions/{made.ident}/flags",
        f"/organiser/flags/{ident}/edit",
    ]
    few = [statements(somebody, path) for path in paths]
    for number in range(3):
        flag(made, f"红旗{number}")

    many = [statements(somebody, path) for path in paths]

    assert many == few
    assert max(many) <= MOST, many


def statements(somebody: Visitor, path: str) -> int:
    somebody.get(path)
    with counting() as seen:
        somebody.get(path)
    return len(seen)
