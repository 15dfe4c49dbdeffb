"""The form of a correction tells all that is wrong with it at once."""

from flask import Flask

from tests.factories import Make
from tests.services.test_results import scored
from tests.visitor import Visitor, words
from tests.web.test_score_corrections import form_path, typed

NO_REASON = "请写明更正的原因。"
LEAD = "请修改标出的各处，再提请更正。"


def test_a_mark_out_of_range_and_a_missing_reason_are_told_together(app: Flask, make: Make) -> None:
    contest = scored(make)
    organiser = Visitor(app, contest.organiser.account_id)
    path = form_path(contest)

    both = organiser.post(path, typed(contest, novelty="99") | {"reason": " "}, status=422)
    mark = organiser.post(path, typed(contest, novelty="99"), status=422)
    reason = organiser.post(path, typed(contest) | {"reason": ""}, status=422)

    told = [
        (words(page).count(NO_REASON), page.text.count('aria-invalid="true"'))
        for page in (both, mark, reason)
    ]
    assert told == [(1, 2), (0, 1), (1, 1)]
    assert [LEAD in words(page) for page in (both, mark, reason)] == [True] * 3
    assert 'id="mark-novelty-error"' in both.text and 'value="99"' in both.text


def test_marks_that_do_not_count_are_not_held_against_setting_a_sheet_aside(
    app: Flask, make: Make
) -> None:
    contest = scored(make)
    organiser = Visitor(app, contest.organiser.account_id)
    form = typed(contest, novelty="99") | {"reason": "", "change": "recused"}

    page = organiser.post(form_path(contest), form, status=422)

    assert words(page).count(NO_REASON) == 1
    assert 'id="mark-novelty-error"' not in page.text
