"""Every published score of the demonstration contest comes out of its printed calculation sheet.

`make soak` reads every sheet, other runs a seeded tenth of them.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from competition.cli.demonstration.load import load
from competition.domain.result_states import PUBLISHED
from competition.models import ResultVersion, Standing, database
from competition.models.migrate import upgrade
from competition.services.results.sheets import (
    SheetSource,
    all_sheets,
    sheet_pdf,
    sheet_source,
    sheets_pdf,
)
from tests.faults.counts import repetitions
from tests.installation import installations
from tests.sheet_script import findings, text_by_poppler, text_of


@pytest.fixture(scope="module")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, font_folder: Path
) -> Iterator[tuple[Flask, list[int]]]:
    """The application with the demonstration in it, and the ids of its published results."""
    place = tmp_path_factory.mktemp("demonstration")
    app = installations.open(place, font_folder)
    with app.app_context():
        upgrade(database.engine)
        load(lambda _words: None, today=date(2026, 6, 20))
        published = database.session.scalars(
            select(ResultVersion.id).where(ResultVersion.state.in_(PUBLISHED))
        ).all()
    yield app, sorted(published)
    database.close()


def source_of(ident: int) -> SheetSource:
    return sheet_source(
        database.session, database.session.get_one(ResultVersion, ident), named=True
    )


def tenth_of(source: SheetSource) -> SheetSource:
    """The source with a tenth of its entries, in the soak run with all."""
    drawn = random.Random(2026).sample(sorted(source.lines), repetitions(len(source.lines)))
    return replace(source, lines={key: source.lines[key] for key in source.lines if key in drawn})


def published_scores(source: SheetSource, ident: int) -> dict[str, str]:
    """By the entry's name on its sheet, the score that the public reads."""
    keys = {entry: line.key for entry, line in source.lines.items()}
    rows = database.session.execute(
        select(Standing.entry_id, Standing.score).where(
            Standing.result_id == ident, Standing.entry_id.in_(source.lines)
        )
    )
    return {keys[row.entry_id]: row.score or "-" for row in rows}


@pytest.mark.soak
def test_every_published_score_of_the_demonstration_comes_out_of_its_sheet(
    demonstration: tuple[Flask, list[int]],
) -> None:
    app, published = demonstration
    counts = []

    for ident in published:
        with app.test_request_context():
            source = source_of(ident)
            counts.append(len(source.lines))
            source = tenth_of(source)
            scores = published_scores(source, ident)
            pdf = sheets_pdf(all_sheets(source), "计分单")
        found = findings(text_by_poppler(pdf))
        assert [one for one in found if one[2] or one[3]] == []
        assert {entry: score for entry, score, _problem, _taken in found} == scores
        assert len(found) == repetitions(375)

    assert counts == [375, 375, 375]


def test_any_changed_mark_of_a_sheet_of_the_demonstration_is_noticed(
    demonstration: tuple[Flask, list[int]],
) -> None:
    app, published = demonstration
    with app.test_request_context():
        source = source_of(published[1])
        text = text_of(sheet_pdf(source, next(iter(source.lines))))
    marks = list(re.finditer(r"(?m)(?<= )\d+\.\d(?=[ ↑↓])(?=.*(?:计入|去掉最高|去掉最低)$)", text))

    changed = [
        text[: mark.start()] + f"{float(mark[0]) + 0.5:.1f}" + text[mark.end() :] for mark in marks
    ]

    assert [one[2] for one in findings(text)] == [""]
    assert len(changed) == 2 * 7 * 6
    assert all(findings(one)[0][2] for one in changed)
