"""What holds for every page there is: well made in both languages, and as cheap with more rows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import html5lib
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.scene import Scene
from tests.statements import counting
from tests.visitor import NAMESPACE, Visitor, check_page
from tests.web.conftest import Open
from tests.web.walk import Stop, walk

MOST = 8
REFUSED_EARLY = {
    "organiser.live_derivation",  # before the lock nobody opens a score
    "organiser.sheets_file",  # the job of the scene made another file
}

LISTS = {
    "account.notifications",
    "account.profile",
    "entrant.check_entry",
    "entrant.edit_entry",
    "entrant.findings",
    "entrant.home",
    "entrant.result",
    "judge.conflicts",
    "judge.findings",
    "judge.home",
    "organiser.administration",
    "organiser.awards",
    "organiser.board",
    "organiser.certificates",
    "organiser.competitions",
    "organiser.correct",
    "organiser.correct_score",
    "organiser.derivation",
    "organiser.entries",
    "organiser.entry",
    "organiser.events",
    "organiser.findings",
    "organiser.flags",
    "organiser.form_reviews",
    "organiser.items",
    "organiser.judge",
    "organiser.judges",
    "organiser.lock",
    "organiser.panel",
    "organiser.objections",
    "organiser.people",
    "organiser.period_units",
    "organiser.publication",
    "organiser.result",
    "organiser.recommending_board",
    "organiser.recommending_quotas",
    "organiser.results",
    "organiser.review_entry",
    "organiser.score_corrections",
    "organiser.stage_entry",
    "organiser.trust",
    "public.derivation",
    "public.flags",
    "public.home",
    "public.notice",
    "public.results",
    "recommend.annual_statistics",
    "recommend.desk",
    "recommend.missing_reports",
    "recommend.statistics",
    "recommend.step",
    "supervisor.derivation",
    "supervisor.corrections",
    "supervisor.events",
    "supervisor.home",
    "supervisor.objections",
    "supervisor.record",
    "supervisor.result",
    "supervisor.trust",
}
SINGLE = {
    "account.register",
    "account.sign_in",
    "account.welcome",
    "entrant.appeals",
    "entrant.attachments",
    "entrant.certificates",
    "entrant.entry",
    "entrant.finding",
    "entrant.new_appeal",
    "entrant.site",
    "entrant.site_report",
    "entrant.start",
    "judge.finding",
    "judge.score_sheet",
    "organiser.account",
    "organiser.certificate",
    "organiser.change_event",
    "organiser.checklist",
    "organiser.copy_competition",
    "organiser.edit_basics",
    "organiser.edit_certificate",
    "organiser.edit_criterion",
    "organiser.edit_declaration",
    "organiser.edit_field",
    "organiser.edit_final_rules",
    "organiser.edit_form",
    "organiser.edit_limits",
    "organiser.edit_notice",
    "organiser.edit_review_checklist",
    "organiser.edit_rules",
    "organiser.edit_stage",
    "organiser.edit_stage_rules",
    "organiser.edit_stages",
    "organiser.edit_steps",
    "organiser.edit_tracks",
    "organiser.entries_export",
    "organiser.entry_above",
    "organiser.entries_import",
    "organiser.edit_flag",
    "organiser.event",
    "organiser.events_import",
    "organiser.finding",
    "organiser.import_organisations",
    "organiser.job",
    "organiser.items_import",
    "organiser.live_derivation",
    "organiser.matching",
    "organiser.merge_unit",
    "organiser.new_account",
    "organiser.new_competition",
    "organiser.new_criterion",
    "organiser.new_declaration",
    "organiser.new_event",
    "organiser.new_field",
    "organiser.new_flag",
    "organiser.new_objection",
    "organiser.new_organisation",
    "organiser.new_person",
    "organiser.draft_objection",
    "organiser.objection",
    "organiser.objection_panel",
    "organiser.sign_objection",
    "organiser.organisation",
    "organiser.organisations",
    "organiser.overview",
    "organiser.panels",
    "organiser.papers",
    "organiser.people_import",
    "organiser.periods",
    "organiser.person",
    "organiser.recommending",
    "organiser.rehearsal",
    "organiser.rename_one_track",
    "organiser.score_correction",
    "public.check_entry",
    "public.check_recommended",
    "public.competition",
    "public.look",
    "public.notices",
    "public.object_to",
    "public.objection",
    "public.verify",
    "public.verify_form",
    "recommend.board",
    "recommend.correct_participation",
    "recommend.correct_list",
    "recommend.home",
    "recommend.participation_report",
    "recommend.participation_reports",
    "recommend.report_list",
    "recommend.report_participation",
    "recommend.quotas",
    "recommend.show_list",
    "supervisor.correction",
    "supervisor.event",
    "supervisor.objection",
    "supervisor.results",
    "supervisor.verify",
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_well_made(scene_app: Open, language: str) -> None:
    app, scene = scene_app()
    faults = []

    for stop, visitor in visits(app, scene, language):
        try:
            answer = visitor.client.get(stop.path)
        except Exception as error:
            faults.append(f"{stop.path}: {error!r}")
            continue
        if answer.status_code not in (stop.status, 302) and stop.endpoint not in REFUSED_EARLY:
            faults.append(f"{stop.path}: {answer.status}")
        try:
            if answer.mimetype == "text/html":
                check_page(answer)
        except AssertionError as error:
            faults.append(str(error)[:300])
        answer.close()

    assert not faults, "\n".join(faults)


def visits(app: Flask, scene: Scene, language: str = "zh") -> Iterator[tuple[Stop, Visitor]]:
    """Each stop of the walk with its visitor, who reads this language."""
    visitors = {account: Visitor(app, account) for account in (None, *scene.people.values())}
    for visitor in visitors.values():
        visitor.client.get(f"/language/{language}")
    for stop in list(walk(app, scene)):
        yield stop, visitors[stop.account]


@dataclass(frozen=True)
class Cost:
    """What pages of one endpoint took: statements, and rows shown."""

    statements: int
    rows: int


@pytest.fixture(scope="module")
def costs(scene_app: Open) -> dict[str, dict[int, list[Cost]]]:
    """By endpoint and number of rows in the scene, for each page of it."""
    found: dict[str, dict[int, list[Cost]]] = defaultdict(lambda: defaultdict(list))
    for rows in (1, 3):
        app, scene = scene_app(rows=rows)
        for stop, visitor in visits(app, scene):
            visitor.client.get(stop.path).close()
            with counting() as statements:
                answer = visitor.client.get(stop.path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                found[stop.endpoint][rows].append(Cost(len(statements), rows_of(answer)))
            answer.close()
    return found


def rows_of(answer: TestResponse) -> int:
    """Table rows and list items in the main part of a page."""
    tree = html5lib.parse(answer.get_data(as_text=True))
    main = tree.find(f".//{NAMESPACE}main")
    if main is None:
        return 0
    return sum(each.tag in (f"{NAMESPACE}tr", f"{NAMESPACE}li") for each in main.iter())


def test_a_page_takes_as_many_statements_for_three_rows_as_for_one_and_at_most_eight(
    costs: dict[str, dict[int, list[Cost]]],
) -> None:
    dear = {}

    for endpoint, by_rows in costs.items():
        one, three = (sorted({cost.statements for cost in by_rows[rows]}) for rows in (1, 3))
        if one != three or max(three, default=0) > MOST:
            dear[endpoint] = (one, three)

    assert not dear, "\n".join(f"{name}: {each}" for name, each in dear.items())


def test_every_list_was_seen_with_more_rows_and_nothing_else_is_one(
    costs: dict[str, dict[int, list[Cost]]],
) -> None:
    grown = {
        endpoint
        for endpoint, by_rows in costs.items()
        if max(cost.rows for cost in by_rows[3]) > max(cost.rows for cost in by_rows[1])
    }

    assert grown == LISTS
    assert set(costs) - grown == SINGLE
