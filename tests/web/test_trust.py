"""The page of trust: who sees it, what it shows, and that every figure of it is documented."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from competition.documents.wording.trust import FIGURES
from competition.domain.access import Role
from competition.jobs import run_waiting_jobs
from competition.services.results import trust_ranks
from tests.factories import Make
from tests.services.test_results import computed
from tests.services.test_trust import planted
from tests.statements import counting
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "scoring.md"
SECTION = re.compile(r"^### (\S+) \((\w+)\)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)


@pytest.fixture
def page(app: Flask, make: Make) -> tuple[str, Visitor]:
    """The address of the page of the planted contest, and its organiser."""
    contest = planted(make)
    ident = computed(contest).id
    return f"/organiser/results/{ident}/trust", Visitor(app, contest.organiser.account_id)


def test_the_page_names_the_lenient_judge_and_the_level_entries(page: tuple[str, Visitor]) -> None:
    path, organiser = page

    told = words(organiser.get(path))

    assert "1 位评委有值得核对之处：评委丁（明显偏宽）" in told
    assert "入围线（前 3 项）上下有 2 项分不出高低：DL-003、DL-004" in told
    assert "去掉某一位评委，1 项会越过入围线（前 3 项）：DL-004" in told
    assert "系统不会据此改动任何分数、名次或奖项" in told


def test_every_figure_of_the_page_is_documented_and_the_other_way_round(
    page: tuple[str, Visitor],
) -> None:
    path, organiser = page
    shown = set(re.findall(r'data-figure="(\w+)"', organiser.get(path).get_data(as_text=True)))

    told = {key: (name, text) for name, key, text in SECTION.findall(DOCUMENT.read_text("utf-8"))}

    assert shown == set(FIGURES)
    assert {key: name for key, (name, _) in told.items()} == {
        key: str(figure.name) for key, figure in FIGURES.items()
    }
    for key, (_, text) in told.items():
        for part in ("**Formula**", "**Source**", "**Misleads**"):
            assert part in text, f"{key} lacks {part}"


def test_every_drawing_stands_in_a_row_with_its_figures(page: tuple[str, Visitor]) -> None:
    path, organiser = page

    text = organiser.get(path).get_data(as_text=True)

    rows = re.findall(r"<tr[^>]*>(?:(?!</tr>).)*<svg.*?</tr>", text, re.DOTALL)
    assert len(rows) == text.count('class="drawing"')
    assert all('scope="row"' in row and "num" in row for row in rows)
    assert "style=" not in text


def test_a_supervisor_reads_the_same_and_can_start_nothing(
    app: Flask, make: Make, visitor: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    contest = planted(make)
    monkeypatch.setattr(trust_ranks, "AT_ONCE", 0)
    ident = computed(contest).id
    supervisor = visitor(make.account(Role.SUPERVISOR, competition_id=contest.ident))

    told = words(supervisor.get(f"/supervisor/results/{ident}/trust"))

    assert "评委丁（明显偏宽）" in told
    assert "计算名次范围" not in told
    supervisor.post(f"/organiser/results/{ident}/trust", status=404)


def test_a_large_contest_is_asked_for_watched_and_then_there(
    page: tuple[str, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, organiser = page
    monkeypatch.setattr(trust_ranks, "AT_ONCE", 0)

    before = words(organiser.get(path))
    organiser.post(path, {"part": "online", "track": "DL"}, status=302)
    waiting = organiser.get(f"{path}?part=online&track=DL").get_data(as_text=True)
    run_waiting_jobs()
    with counting() as statements:
        after = words(organiser.get(f"{path}?part=online&track=DL"))

    assert "计算名次范围" in before
    assert "data-poll=" in waiting
    assert "去掉某一位评委，1 项会越过入围线" in after
    assert len(statements) <= 8


def test_an_unknown_part_or_track_shows_the_first(page: tuple[str, Visitor]) -> None:
    path, organiser = page

    assert words(organiser.get(f"{path}?part=no&track=no")) == words(organiser.get(path))


def test_no_job_is_made_for_a_part_that_the_result_has_not(page: tuple[str, Visitor]) -> None:
    path, organiser = page

    organiser.post(path, {"part": "no", "track": "DL"})

    assert run_waiting_jobs() == 0
