"""The usual way to show a result: ORM rows with joined loads, through Jinja, on every request.

`stored` shows standings that somebody stored; `marks` works the scores out of the mark rows, as an
application without result versions does.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import Flask, render_template
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from benchmarks.plain_models import (
    Assignment,
    Contest,
    Entry,
    ScoreSheet,
    Standing,
    Tier,
    Track,
    db,
)

CENT = Decimal("0.01")


def create_pages(database_url: str) -> Flask:
    """The plain application with its result pages."""
    app = Flask("plain", root_path=__file__.rpartition("/")[0])
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    db.init_app(app)
    app.add_url_rule("/contests/<int:contest_id>/stored", view_func=stored)
    app.add_url_rule("/contests/<int:contest_id>/stored/linked", view_func=stored_linked)
    app.add_url_rule("/contests/<int:contest_id>/marks", view_func=marks)
    app.add_url_rule(
        "/contests/<int:contest_id>/entries/<int:number>", "derivation", view_func=lambda: ""
    )
    return app


def page(contest_id: int, lines: list[Standing], *, linked: bool) -> str:
    """The page with these lines."""
    return render_template(
        "plain/results.html",
        contest=db.session.get(Contest, contest_id),
        tracks=db.session.scalars(select(Track).filter_by(contest_id=contest_id)).all(),
        tiers=db.session.scalars(select(Tier).filter_by(contest_id=contest_id)).all(),
        lines=lines,
        linked=linked,
    )


def standings(contest_id: int, *further: Any) -> list[Standing]:
    """Stored standings with all that the page shows of them."""
    entry = joinedload(Standing.entry)
    return list(
        db.session.scalars(
            select(Standing)
            .filter_by(contest_id=contest_id)
            .options(
                entry.joinedload(Entry.track),
                entry.selectinload(Entry.members),
                joinedload(Standing.tier),
                *further,
            )
            .order_by(Standing.place)
        )
    )


def stored(contest_id: int) -> str:
    """Scores as they are stored."""
    return page(contest_id, standings(contest_id), linked=False)


def stored_linked(contest_id: int) -> str:
    """The same with a link to each derivation."""
    return page(contest_id, standings(contest_id), linked=True)


def marks(contest_id: int) -> str:
    """Scores worked out of the marks; ranks and awards as stored."""
    of_entry = joinedload(Standing.entry).selectinload(Entry.assignments)
    lines = standings(
        contest_id, of_entry.selectinload(Assignment.sheets).selectinload(ScoreSheet.marks)
    )
    for line in lines:
        db.session.expunge(line)
        line.score = score_of(line.entry)
    return page(contest_id, lines, linked=True)


def score_of(entry: Entry) -> str:
    """The mean of the judges' totals without the highest and the lowest one."""
    totals = sorted(
        sum((mark.value for mark in sheet.marks), Decimal())
        for assignment in entry.assignments
        for sheet in assignment.sheets
        if sheet.is_current
    )
    counted = totals[1:-1] if len(totals) >= 5 else totals
    mean = sum(counted, Decimal()) / len(counted)
    return str(mean.quantize(CENT, ROUND_HALF_UP))
