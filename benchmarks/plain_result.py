"""A published result copied into the plain application's tables, sheets and marks included."""

from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from benchmarks.plain_models import (
    Assignment,
    Contest,
    Criterion,
    Entry,
    Mark,
    Member,
    ScoreSheet,
    Stage,
    Standing,
    Tier,
    Track,
    User,
    db,
)
from competition import models as ours
from competition.models import database
from tests.judging_factories import Contest as Scene

TENTH = Decimal("0.1")


def copy_result(app: Flask, scene: Scene) -> None:
    """Copy everything that the result page can show."""
    read = database.session
    with app.app_context():
        db.create_all()
        rows = db.session
        rows.add(Contest(id=scene.ident, name=scene.competition.name))
        rows.flush()
        for track in read.scalars(select(ours.Track).filter_by(competition_id=scene.ident)):
            rows.add(Track(id=track.id, contest_id=scene.ident, name=track.name))
        for tier in read.scalars(select(ours.AwardTier).filter_by(competition_id=scene.ident)):
            rows.add(Tier(id=tier.id, contest_id=scene.ident, name=tier.name))
        rows.add(Stage(id=scene.stage_id, contest_id=scene.ident, name=scene.stage.name))
        rows.flush()
        copy_entries(scene)
        copy_sheets(scene)
        rows.execute(insert(Standing), [line_of(scene, one) for one in standings(scene)])
        rows.commit()


def standings(scene: Scene) -> list[ours.Standing]:
    """Our standings of the result of the whole."""
    return list(
        database.session.scalars(
            select(ours.Standing)
            .join(ours.ResultVersion)
            .where(ours.ResultVersion.competition_id == scene.ident)
            .order_by(ours.Standing.place)
        )
    )


def line_of(scene: Scene, one: ours.Standing) -> dict[str, Any]:
    """One of our standings as a row there."""
    return {
        "contest_id": scene.ident,
        "entry_id": one.entry_id,
        "tier_id": one.tier_id,
        "place": one.place,
        "rank": one.rank,
        "score": one.score,
    }


def copy_entries(scene: Scene) -> None:
    """Entries and the people behind them."""
    entries, members = [], []
    for one in scene.entries:
        entries.append(
            {
                "id": one.id,
                "contest_id": scene.ident,
                "track_id": one.track_id,
                "number": one.number,
                "title": one.title,
                "unit": one.unit_name,
            }
        )
        members += [{"entry_id": one.id, "name": member.name} for member in one.members]
    db.session.execute(insert(Entry), entries)
    db.session.execute(insert(Member), members)


def copy_sheets(scene: Scene) -> None:
    """Assignments, sheets and a row for each mark."""
    leaves = {
        leaf.key: leaf.id
        for leaf in database.session.scalars(
            select(ours.Criterion).where(ours.Criterion.stage_id == scene.stage_id)
        )
    }
    for key, ident in leaves.items():
        db.session.add(
            Criterion(
                id=ident, stage_id=scene.stage_id, key=key, maximum=Decimal(30), step=TENTH * 5
            )
        )
    for judge in scene.judges:
        db.session.add(User(id=judge.account_id, name=judge.name))
    db.session.flush()
    assignments, sheets, marks = [], [], []
    for sheet, assignment in database.session.execute(
        select(ours.ScoreSheetVersion, ours.Assignment).join(
            ours.Assignment, ours.Assignment.id == ours.ScoreSheetVersion.assignment_id
        )
    ):
        assignments.append(
            {
                "id": assignment.id,
                "stage_id": scene.stage_id,
                "user_id": sheet.account_id,
                "entry_id": assignment.entry_id,
            }
        )
        sheets.append({"id": sheet.id, "assignment_id": assignment.id, "version": 1})
        marks += [
            {"sheet_id": sheet.id, "criterion_id": leaves[key], "value": value * TENTH}
            for key, _, value in sheet.marks
        ]
    db.session.execute(insert(Assignment), assignments)
    db.session.execute(insert(ScoreSheet), sheets)
    db.session.execute(insert(Mark), marks)
