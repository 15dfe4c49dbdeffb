"""The best assignment on the organiser's pages: asked for, seen, put in force."""

from collections import Counter
from collections.abc import Callable

import pytest

from competition.jobs.runner import run_waiting_jobs
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_matching import pairs, ready, track
from tests.visitor import Visitor, words

pytestmark = pytest.mark.usefixtures("app")
Come = Callable[..., Visitor]
ASKED = {"per_entry": "2", "existing": "keep", "connected": "y", "apart": "y"}


def page(contest: Contest) -> str:
    return f"/organiser/stages/{contest.stage_id}/matching"


def test_a_plan_is_asked_for_looked_at_and_put_in_force(make: Make, visitor: Come) -> None:
    contest = ready(make)
    organiser = visitor(contest.organiser)

    asked = organiser.post(page(contest), ASKED)
    run_waiting_jobs()
    seen = words(organiser.get(page(contest)))
    organiser.post(f"{page(contest)}/adopt", {"job": asked.location.rpartition("/")[2]})
    after = words(organiser.get(page(contest)))

    assert "已证明是最优" in seen and "全部相连" in seen and "新增 12 项分配" in seen
    assert "采用此方案" in seen and "采用此方案" not in after
    assert "此方案已采用。" in after
    assert Counter(entry for _, entry in pairs(contest)) == dict.fromkeys(contest.entry_ids, 2)


def test_what_is_impossible_is_said_with_what_to_loosen(make: Make, visitor: Come) -> None:
    contest = ready(make)
    organiser = visitor(contest.organiser)

    organiser.post(page(contest), {**ASKED, "high": "1"})
    run_waiting_jobs()

    assert "请把上限放宽到至少 2 项" in words(organiser.get(page(contest)))


def test_a_form_that_makes_no_sense_is_answered_beside_its_field(make: Make, visitor: Come) -> None:
    contest = ready(make)
    organiser = visitor(contest.organiser)

    empty = organiser.post(page(contest), {**ASKED, "per_entry": ""}, status=422)
    crossed = organiser.post(page(contest), {**ASKED, "low": "3", "high": "2"}, status=422)

    assert "请填写评委人数。" in words(empty)
    assert "每位评委的下限不能大于上限" in words(crossed)


def test_a_locked_stage_shows_no_form(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make, state="locked")

    text = words(visitor(contest.organiser).get(page(contest)))

    assert "本阶段已锁定" in text and "计算方案" not in text.replace("点“计算方案”", "")


def test_what_a_judge_is_known_for_is_ticked_on_their_page(make: Make, visitor: Come) -> None:
    contest = ready(make)
    organiser = visitor(contest.organiser)
    judge, own = contest.judge_ids[0], track(contest, "JX")

    organiser.post(f"/organiser/judges/{judge}/trade", {"tracks": [str(own)], "senior": "1"})

    html = organiser.get(f"/organiser/judges/{judge}").text
    assert f'name="tracks" value="{own}" checked' in html
    assert 'name="senior" value="1" checked' in html
