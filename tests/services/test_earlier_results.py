"""A later result is built only on what was published of the stages before."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from competition.models import Entry, Standing, database
from competition.services.judging.stage_entries import take_in
from competition.services.results.compute import compute_result
from competition.services.results.outcome import look
from competition.services.setup.rules import current_rule_set, save_rule_set
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import refusal_of, scored, second_organiser
from tests.two_stages import lower_a_mark, publish, two_stages, withdraw
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


def blocks_of(contest: Contest, *, whole: bool = True) -> list[tuple[str, tuple[str, ...]]]:
    stage = None if whole else contest.final
    found = look(database.session, contest.ident, stage).blocks
    return [(block.code, block.entries) for block in found]


def test_what_was_published_stands_and_blocks_nothing(app: Flask, make: Make) -> None:
    contest, second = two_stages(make)

    assert blocks_of(contest) == []
    assert publish(contest, second, contest.final_id) > 0
    assert publish(contest, second, None) > 0


def test_a_score_that_differs_from_the_published_one_blocks_what_is_built_on_it(
    app: Flask, make: Make
) -> None:
    contest, _ = two_stages(make)

    entry = lower_a_mark(contest)

    expected = [("EARLIER_SCORES", (f"e{entry}",))]
    assert blocks_of(contest) == expected
    assert blocks_of(contest, whole=False) == expected
    assert refusal_of(compute_result, contest.organiser, contest.competition, None) == (
        "result.blocked"
    )


def test_a_version_computed_before_the_difference_is_not_published(app: Flask, make: Make) -> None:
    contest, second = two_stages(make)
    with database.writing() as session:
        session.execute(update(Standing).values(score="99.99"))

    assert refusal_of(publish, contest, second, None) == "result.blocked"


def test_withdrawing_and_publishing_anew_clears_the_block(app: Flask, make: Make) -> None:
    contest = scored(make)
    second = second_organiser(contest)
    first = publish(contest, second, contest.stage_id)
    take_in(contest.organiser, contest.final, seed="test")
    lower_a_mark(contest)

    withdraw(contest, second, first)

    assert publish(contest, second, contest.stage_id) > first


def test_an_entry_that_was_not_admitted_blocks(app: Flask, make: Make) -> None:
    contest, _ = two_stages(make)
    with database.writing() as session:
        session.execute(
            update(Standing).where(Standing.entry_id == contest.entry_ids[0]).values(advances=False)
        )

    assert blocks_of(contest) == [("EARLIER_ADMITTED", (f"e{contest.entry_ids[0]}",))]


def test_an_entry_that_withdrew_since_is_no_difference(app: Flask, make: Make) -> None:
    contest, _ = two_stages(make)
    with database.writing() as session:
        session.get_one(Entry, contest.entry_ids[0]).state = "withdrawn"

    assert blocks_of(contest) == []


def test_the_page_names_the_stage_and_what_to_do(app: Flask, make: Make, visitor: Come) -> None:
    contest, _ = two_stages(make)
    person, ident = contest.organiser, contest.ident
    lower_a_mark(contest)

    page = visitor(person).get(f"/organiser/competitions/{ident}/results?part=result")

    assert "“网络初评”公布之后" in words(page)
    assert "请撤回“网络初评”的成绩版本" in words(page)
    assert f'href="/organiser/competitions/{ident}/publication"' in page.text


def test_the_result_of_the_whole_asks_at_most_eight_times(
    app: Flask, make: Make, visitor: Come, count_statements: Callable[..., Any]
) -> None:
    counts = []
    for entries in (1, 3):
        contest, _ = two_stages(make, entries=entries)
        organiser = visitor(contest.organiser)
        path = f"/organiser/competitions/{contest.ident}/results?part=result"
        ident = compute_result(contest.organiser, contest.competition, None)
        with count_statements() as seen:
            organiser.get(path)
        with count_statements() as seen_version:
            organiser.get(f"/organiser/results/{ident}")
        counts.append((len(seen), len(seen_version)))

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 8


def test_where_nobody_is_cut_everybody_ranked_goes_on(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, entries=3, state="draft")
    row = current_rule_set(database.session, contest.ident)
    assert row is not None
    online = row.document["stages"]["online"]
    steps = [step for step in online["steps"] if "select" not in step]
    stages = {**row.document["stages"], "online": {**online, "steps": steps}}
    save_rule_set(
        contest.organiser, contest.competition, {**row.document, "stages": stages}, reason=""
    )
    contest.put("open")
    for assignment in contest.assignments():
        contest.submit(assignment)
    contest.put("locked")

    publish(contest, second_organiser(contest), contest.stage_id)

    advancing = database.session.scalars(select(Standing.entry_id).where(Standing.advances))
    assert sorted(advancing) == sorted(contest.entry_ids)
    assert take_in(contest.organiser, contest.final, seed="test") == 3
