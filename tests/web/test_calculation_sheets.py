"""Who gets which calculation sheet, and that nobody learns a judge's name from one who may not."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select, update

from competition.domain.access import Role
from competition.jobs import run_waiting_jobs
from competition.models import AuditRecord, Competition, Entry, Job, database
from tests.factories import Make
from tests.judging_factories import Contest
from tests.services.test_results import scored
from tests.sheet_script import findings, text_of
from tests.visitor import Visitor, words
from tests.web.test_results import whole_result

Come = Callable[..., Visitor]


def published(make: Make, *, sees: str = "derivation") -> tuple[Contest, int, str]:
    """A contest whose result is published; the version and the entry that came first, as paths."""
    contest = scored(make)
    ident = whole_result(contest, sees=sees)
    return contest, ident, f"results/{ident}/entries/{contest.entries[-1].id}/sheet"


def names_in(contest: Contest, text: str) -> list[str]:
    return [judge.name for judge in contest.judges if judge.name in text]


def test_an_organiser_gets_the_sheet_with_names_and_a_stranger_recomputes_it(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, _ident, path = published(make)
    organiser = visitor(contest.organiser)

    answer = organiser.get(f"/organiser/{path}.pdf")
    data = organiser.get(f"/organiser/{path}.json").get_json()

    text = text_of(answer.data)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(names_in(contest, text)) == 3
    assert [(score, problem) for _e, score, problem, _t in findings(text)] == [("82.50", "")]
    assert sorted(data["judges"].values()) == sorted(judge.name for judge in contest.judges)


def test_a_supervisor_finds_the_sheet_from_the_list_of_versions(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, ident, path = published(make)
    supervisor = visitor(make.account(Role.SUPERVISOR, competition_id=contest.ident))
    entry = contest.entries[-1].id

    versions = supervisor.get(f"/supervisor/competitions/{contest.ident}/results")
    ranks = supervisor.get(f"/supervisor/results/{ident}")
    opened = supervisor.get(f"/supervisor/results/{ident}/entries/{entry}")
    sheet = supervisor.get(f"/supervisor/{path}.pdf")

    assert f"/supervisor/results/{ident}" in versions.text
    assert f"/supervisor/results/{ident}/entries/{entry}" in ranks.text
    assert f"/supervisor/{path}.pdf" in opened.text
    assert len(names_in(contest, text_of(sheet.data))) == 3


def test_the_public_gets_codes_and_only_where_calculations_are_public(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, _ident, _path = published(make, sees="scores")
    path = f"/competitions/{contest.ident}/results/{contest.entries[-1].id}"
    visitor().get(f"{path}/sheet.pdf", status=404)
    visitor().get(f"{path}/sheet.json", status=404)
    with database.writing() as session:
        session.execute(update(Competition).values(public_sees="derivation"))

    page = visitor().get(path)
    pdf = visitor().get(f"{path}/sheet.pdf")
    data = visitor().get(f"{path}/sheet.json")

    text = text_of(pdf.data)
    assert f"{path}/sheet.pdf" in page.text
    assert names_in(contest, text) == names_in(contest, data.text) == []
    assert [problem for _e, _s, problem, _t in findings(text)] == [""]
    assert all(code == name for code, name in data.get_json()["judges"].items())
    visitor().get(f"/competitions/{contest.ident}/results/999983/sheet.pdf", status=404)


def test_an_entrant_gets_the_own_sheet_with_codes_where_calculations_are_shown(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, _ident, _path = published(make, sees="nothing")
    mine, theirs = contest.entries[0].id, contest.entries[1].id
    entrant = make.account(Role.ENTRANT, competition_id=contest.ident)
    with database.writing() as session:
        session.get_one(Entry, mine).account_id = entrant.account_id
    person = visitor(entrant)
    path = f"/entrant/entries/{mine}/result"
    person.get(f"{path}/sheet.pdf", status=404)
    with database.writing() as session:
        session.execute(update(Competition).values(entrants_see="derivation"))

    page = person.get(path)
    text = text_of(person.get(f"{path}/sheet.pdf").data)

    assert f"{path}/sheet.pdf" in page.text
    assert names_in(contest, text) == []
    assert [(score, problem) for _e, score, problem, _t in findings(text)] == [("79.50", "")]
    person.get(f"/entrant/entries/{theirs}/result/sheet.pdf", status=404)


def test_the_data_is_what_the_documents_say(app: Flask, make: Make, visitor: Come) -> None:
    contest, _ident, path = published(make)

    data = visitor(contest.organiser).get(f"/organiser/{path}.json").get_json()

    told = "advances approved_at audit_head competition computed_at criteria digests entry judges"
    told += " note part parts rank schema score state tier version"
    assert sorted(data) == told.split()
    assert (data["schema"], data["score"], data["rank"], data["tier"]) == (1, "82.50", "1", None)
    assert sorted(data["digests"]) == ["facts", "outcome", "rules"]
    assert data["entry"]["title"] == contest.entries[-1].title
    assert [part["part"] for part in data["parts"]] == ["online"]
    assert len(data["parts"][0]["sheets"]) == 3


def test_all_sheets_are_made_by_a_job_and_recorded(app: Flask, make: Make, visitor: Come) -> None:
    contest, ident, _path = published(make)
    organiser = visitor(contest.organiser)

    asked = organiser.post(f"/organiser/results/{ident}/sheets")
    early = words(organiser.follow(asked))
    run_waiting_jobs()
    done = organiser.follow(asked)
    job = database.session.scalars(select(Job).where(Job.kind == "result.sheets")).one()
    with organiser.get(f"/organiser/jobs/{job.id}/sheets.pdf") as file:
        text = text_of(file.data)

    assert "等待办理，共 4 项" in early
    assert f"/organiser/jobs/{job.id}/sheets.pdf" in done.text
    found = findings(text)
    assert [(score, problem) for _e, score, problem, _t in found] == [
        ("82.50", ""),
        ("81.50", ""),
        ("80.50", ""),
        ("79.50", ""),
    ]
    action = select(AuditRecord.action).where(AuditRecord.action == "result.sheets")
    assert database.session.scalars(action).all() == ["result.sheets"]
    chief = visitor(make.account(Role.CHIEF_JUDGE, competition_id=contest.ident))
    chief.post(f"/organiser/results/{ident}/sheets", status=404)


def test_a_sheet_takes_as_many_statements_for_one_entry_as_for_three(
    app: Flask,
    make: Make,
    visitor: Come,
    count_statements: Callable,  # type: ignore[type-arg]
) -> None:
    counts = []
    for entries in (1, 3):
        contest = scored(make, entries=entries)
        ident = whole_result(contest)
        organiser = visitor(contest.organiser)
        path = f"/organiser/results/{ident}/entries/{contest.entries[0].id}/sheet.pdf"
        with count_statements() as seen:
            organiser.get(path)
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[1] <= 8
