"""What was set up of a competition stays as it is once the competition has ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import update

from competition.domain.refusal import Refusal
from competition.models import Stage, database
from competition.services.public_pages import bump_public
from competition.services.runtime import now
from competition.services.setup.closing import end_competition
from competition.services.setup.competitions import change_basics
from competition.services.setup.entry_forms import move_field, put_field, remove_field
from competition.services.setup.entry_rules import (
    remove_declaration,
    save_declaration,
    save_limits,
    save_review_checklist,
)
from competition.services.setup.stages import (
    add_scoring_stage,
    change_stage,
    close_stage,
    open_stage,
    remove_stage,
    reopen_stage,
)
from competition.services.setup.tracks import add_track, move_track, remove_track, rename_track
from tests.factories import Make
from tests.judging_factories import Contest
from tests.services.test_ending import finished
from tests.services.test_results import stage_of
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
Act = Callable[[Contest], Any]
DAY = timedelta(days=1)

ACTS: dict[str, Act] = {
    "basics": lambda c: change_basics(c.organiser, c.competition, {"name": "改名后的竞赛"}),
    "track added": lambda c: add_track(c.organiser, c.competition, key="HG", name="化工"),
    "track renamed": lambda c: rename_track(c.organiser, c.competition.tracks[0], "新名"),
    "track moved": lambda c: move_track(c.organiser, c.competition.tracks[0], up=False),
    "track removed": lambda c: remove_track(c.organiser, c.competition.tracks[0]),
    "stage added": lambda c: add_scoring_stage(c.organiser, c.competition, "加赛"),
    "stage changed": lambda c: change_stage(
        c.organiser,
        stage_of(c),
        name="复评",
        opens_at=None,
        closes_at=None,
        is_blind=True,
        presentation_order="code",
    ),
    "stage opened": lambda c: open_stage(c.organiser, stage_of(c)),
    "stage closed": lambda c: close_stage(c.organiser, stage_of(c)),
    "stage reopened": lambda c: reopen_stage(c.organiser, stage_of(c), reason="补报"),
    "stage removed": lambda c: remove_stage(c.organiser, stage_of(c)),
    "field put": lambda c: put_field(
        c.organiser, c.competition, {"kind": "text", "label": "备注"}, key=None
    ),
    "field moved": lambda c: move_field(c.organiser, c.competition, "title", up=False),
    "field removed": lambda c: remove_field(c.organiser, c.competition, "title"),
    "limits": lambda c: save_limits(c.organiser, c.competition, {}),
    "declaration": lambda c: save_declaration(
        c.organiser, c.competition, key=None, title="承诺", text="属实"
    ),
    "declaration removed": lambda c: remove_declaration(c.organiser, c.competition, "truth"),
    "checklist": lambda c: save_review_checklist(c.organiser, c.competition, ["材料齐全"]),
}


def ended(make: Make) -> Contest:
    contest = finished(make)
    end_competition(contest.organiser, contest.competition)
    return contest


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_ended_competition_is_set_up_no_more(app: Flask, make: Make, act: Act) -> None:
    contest = ended(make)

    with pytest.raises(Refusal, match="competition.ended"):
        act(contest)


@pytest.mark.parametrize(
    "page",
    ["edit_basics", "edit_tracks", "edit_stages", "edit_form", "edit_limits", "edit_certificate"],
)
def test_the_set_up_of_an_ended_competition_offers_no_change(
    app: Flask, make: Make, visitor: Come, page: str
) -> None:
    contest = finished(make)
    with app.test_request_context():
        address = url_for(f"organiser.{page}", competition_id=contest.ident)
    organiser = visitor(contest.organiser)
    before = organiser.get(address).text.partition("<main")[2].partition("</main")[0]
    end_competition(contest.organiser, contest.competition)

    shown = organiser.get(address)

    after = shown.text.partition("<main")[2].partition("</main")[0]
    assert ("<button" in before, "<button" in after) == (True, False)
    assert "竞赛已结束，不能再改" in words(shown)


def test_the_public_page_of_an_ended_competition_takes_no_entries(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = finished(make)
    path, moment = f"/competitions/{contest.ident}", now()
    with database.writing() as session:
        session.execute(
            update(Stage)
            .where(Stage.competition_id == contest.ident, Stage.kind == "entry")
            .values(state="open", opens_at=moment - DAY, closes_at=moment + DAY)
        )
        bump_public(session, contest.ident)
    before = words(visitor(None).get(path))
    end_competition(contest.organiser, contest.competition)

    after = words(visitor(None).get(path))

    shown = ("正在受理申报", "登录申报", "进行中")
    assert [text in before for text in shown] == [True, True, True]
    assert [text in after for text in shown] == [False, False, False]
