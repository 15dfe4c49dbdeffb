"""The organiser's entries: found, filtered, acted on together, reviewed, watched over."""

import re
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select

from competition.models import EntryLimit, Notification, Organisation, database
from competition.services.entries.oversight import disqualify_entry
from competition.services.entries.review import checklist_of, pass_entries
from tests import entry_factories
from tests.entry_factories import entrant, entry_stage_of, open_contest, reviewer, track_of
from tests.kept import Kept
from tests.visitor import words


@pytest.fixture
def opened(app, make):
    organiser, contest = open_contest(make)
    with database.writing() as session:
        session.execute(delete(EntryLimit))
    return organiser, Kept(contest)


@pytest.fixture
def contest(opened):
    return opened[1]


@pytest.fixture
def writer(make, contest):
    return entrant(make, contest)


@pytest.fixture
def desk(visitor, opened):
    return visitor(opened[0])


def submitted(writer, contest, **answers):
    return Kept(entry_factories.submitted(writer, contest.row, **answers))


def draft(writer, contest, **answers):
    return Kept(entry_factories.draft(writer, contest.row, **answers))


def titles(page):
    return re.findall(r'<span class="clip">([^<]*)</span>', page.get_data(as_text=True))


def address(contest, query=""):
    return f"/organiser/competitions/{contest.id}/entries{query}"


def test_an_empty_list_says_what_comes_next(desk, contest):
    assert "还没有参赛项目" in words(desk.get(address(contest)))


@pytest.mark.parametrize("text", ["检测装置乙", "CX2026-DL-0002", "欧阳明二", "机械厂"])
def test_entries_are_found_by_title_number_member_and_unit(desk, make, contest, writer, text):
    submitted(writer, contest, title="成果甲")
    other = submitted(writer, contest, title="检测装置乙")
    with database.writing():
        row = other.row
        row.unit_name = "蜀江机械厂"
        row.members[1].name = "欧阳明二"

    found = titles(desk.get(address(contest, f"?q={text}")))

    assert found == ["检测装置乙"]


def test_a_search_text_is_no_pattern(desk, contest, writer):
    submitted(writer, contest, title="降低 5% 能耗")
    submitted(writer, contest, title="降低 50 能耗")

    assert titles(desk.get(address(contest, "?q=5%25"))) == ["降低 5% 能耗"]


def test_lists_are_filtered_by_state_track_and_branch(desk, make, contest, writer):
    submitted(writer, contest, title="交了的")
    draft(writer, contest, title="没交的")
    host = database.session.get_one(Organisation, contest.organisation_id)
    city = make.organisation("甲市总工会", parent=host)
    works = make.organisation("甲市机械厂工会", parent=city, kind="enterprise_union")
    elsewhere = draft(writer, contest, title="甲市的")
    with database.writing():
        row = elsewhere.row
        row.organisation_id = works.id
        row.track_id = track_of(contest, "JX").id
    track = track_of(contest, "JX").id

    found = {
        query: titles(desk.get(address(contest, query)))
        for query in ("?state=draft&sort=title", f"?track={track}", f"?unit={city.id}")
    }

    assert found == {
        "?state=draft&sort=title": ["没交的", "甲市的"],
        f"?track={track}": ["甲市的"],
        f"?unit={city.id}": ["甲市的"],
    }


def test_the_list_is_sorted_by_known_columns_only(desk, contest, writer):
    submitted(writer, contest, title="甲")
    submitted(writer, contest, title="乙")

    assert titles(desk.get(address(contest, "?sort=-number"))) == ["乙", "甲"]
    assert titles(desk.get(address(contest, "?sort=password"))) == ["甲", "乙"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_at_most_eight_statements(desk, contest, writer, count_statements, rows):
    for place in range(rows):
        submitted(writer, contest, title=f"成果{place}")

    with count_statements() as seen:
        desk.get(address(contest))

    assert len(seen) <= 8, seen


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_takes_at_most_eight_statements(desk, contest, writer, count_statements, rows):
    for place in range(rows):
        submitted(writer, contest, title=f"成果{place}")

    with count_statements() as seen:
        desk.get(f"/organiser/competitions/{contest.id}/form-reviews")

    assert len(seen) <= 8, seen


def test_the_list_holds_no_personal_number(desk, contest, writer):
    submitted(writer, contest)

    page = desk.get(address(contest)).get_data(as_text=True)

    assert "1234" not in page.replace("1234567", "")


def test_many_are_passed_only_after_the_consequence_was_named(desk, contest, writer):
    entry = submitted(writer, contest)
    chosen = {"action": "pass", "ids": [str(entry.id)]}

    asked = desk.post(address(contest, "/bulk"), chosen, status=200)
    before = entry.state
    desk.post(address(contest, "/bulk"), {**chosen, "confirmed": "1"})

    assert "审查要点视为逐项符合" in words(asked)
    assert (before, entry.state) == ("submitted", "passed")


def test_all_filtered_entries_can_be_chosen_at_once(desk, contest, writer):
    draft(writer, contest, title="甲")
    draft(writer, contest, title="乙")
    submitted(writer, contest, title="丙")

    done = desk.post(
        address(contest, "/bulk?state=draft"), {"action": "remind", "all_filtered": "1"}
    )

    assert "已提醒 2 个" in words(desk.follow(done))
    told = database.session.scalars(select(Notification.code)).all()
    assert told == ["entry.remind"] * 2


def test_entries_of_another_competition_are_not_acted_on(desk, make, contest):
    foreign_contest = Kept(open_contest(make, name="另一届大赛")[1])
    foreign = submitted(entrant(make, foreign_contest), foreign_contest)

    done = desk.post(
        address(contest, "/bulk"),
        {"action": "pass", "confirmed": "1", "ids": [str(foreign.id)]},
    )

    assert "请先勾选项目" in words(desk.follow(done))
    assert foreign.state == "submitted"


def test_an_entry_page_shows_everything_but_whole_personal_numbers(desk, contest, writer):
    entry = submitted(writer, contest)

    page = words(desk.get(f"/organiser/entries/{entry.id}"))

    for text in ("张㛃", "欧阳明", "技术报告.pdf", "真实性承诺", "138****1234", "提交申报书"):
        assert text in page
    assert "13800001234" not in page


def test_foreign_and_missing_entries_look_the_same(desk, visitor, make, contest):
    foreign_contest = Kept(open_contest(make, name="另一届大赛")[1])
    foreign = submitted(entrant(make, foreign_contest), foreign_contest)
    paper = foreign.attachments[0].id

    answers = {
        words(desk.get(f"/organiser/entries/{ident}{path}", status=404))
        for path in ("", "/review", "/application.pdf")
        for ident in (foreign.id, 999999)
    }
    desk.get(f"/organiser/attachments/{paper}", status=404)

    assert len(answers) == 1


def test_a_review_passes_and_leads_to_the_next_in_the_queue(desk, make, contest, writer):
    first = submitted(writer, contest, title="甲")
    second = submitted(writer, contest, title="乙")
    items = [each.key for each in checklist_of(contest.row)]

    done = desk.post(
        f"/organiser/entries/{first.id}/review",
        {"seen": str(first.revision), "decision": "pass", "check": items, "onward": "1"},
    )

    assert done.headers["Location"] == f"/organiser/entries/{second.id}/review"
    assert first.state == "passed"


def test_what_a_decision_lacks_is_told_beside_its_field(desk, contest, writer):
    entry = submitted(writer, contest)
    path = f"/organiser/entries/{entry.id}/review"
    seen = str(entry.revision)

    nothing = desk.post(path, {"seen": seen}, status=422)
    unticked = desk.post(path, {"seen": seen, "decision": "pass"}, status=422)
    bare = desk.post(path, {"seen": seen, "decision": "reject"}, status=422)
    undated = desk.post(path, {"seen": seen, "decision": "return", "reason": "补充"}, status=422)

    assert [
        re.findall(r'id="(\w+)-error"', page.get_data(as_text=True))
        for page in (nothing, unticked, bare, undated)
    ] == [["decision"], ["decision"], ["reason"], ["new_deadline"]]
    assert entry.state == "submitted"


def test_a_return_reaches_the_entrant_with_its_deadline_in_the_competitions_zone(
    desk, visitor, contest, writer
):
    entry = submitted(writer, contest)
    closes = entry_stage_of(contest).closes_at + timedelta(days=2)
    local = closes.astimezone(ZoneInfo("Asia/Shanghai"))

    desk.post(
        f"/organiser/entries/{entry.id}/review",
        {
            "seen": str(entry.revision),
            "decision": "return",
            "reason": "附件缺第 3 页",
            "new_deadline": f"{local:%Y-%m-%dT%H:%M}",
        },
    )

    assert (entry.state, entry.reopened_until) == ("returned", closes)
    browser = visitor(writer)
    shown = f"{local.month}月{local.day}日"
    page = words(browser.get(f"/entrant/entries/{entry.id}"))
    assert "附件缺第 3 页" in page and page.count(shown) == 2
    assert shown in words(browser.get("/entrant/"))
    assert shown in words(browser.get(f"/entrant/entries/{entry.id}/form"))


def test_the_form_review_proposes_the_closing_time_and_takes_no_earlier_one(desk, contest, writer):
    entry = submitted(writer, contest)
    path = f"/organiser/entries/{entry.id}/review"
    closes = entry_stage_of(contest).closes_at.astimezone(ZoneInfo("Asia/Shanghai"))
    early = f"{closes - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    sent = {"seen": str(entry.revision), "decision": "return", "reason": "补充"}

    page = desk.get(path).get_data(as_text=True)
    refused = desk.post(path, {**sent, "new_deadline": early}, status=422)

    assert f'value="{closes:%Y-%m-%dT%H:%M}"' in page
    assert 'id="new_deadline-error"' in refused.get_data(as_text=True)
    assert (entry.state, entry.reopened_until) == ("submitted", None)


def test_words_that_give_the_unit_away_are_marked_for_the_reviewer(desk, contest, writer):
    entry = submitted(writer, contest, summary="<b>蜀江电力检修公司</b>研制")

    page = desk.get(f"/organiser/entries/{entry.id}/review").get_data(as_text=True)

    assert '&lt;b&gt;<mark class="giveaway">蜀江电力检修公司</mark>&lt;/b&gt;研制' in page


def test_a_reviewer_of_the_competition_reviews_but_does_not_reopen(visitor, make, contest, writer):
    entry = submitted(writer, contest)
    page = words(visitor(reviewer(make, contest)).get(f"/organiser/entries/{entry.id}"))

    assert "审查项目" in page
    assert "重新开放修改" not in page


def test_one_entry_is_reopened_with_reason_and_date(desk, contest, opened, writer):
    entry = submitted(writer, contest)
    pass_entries(opened[0], contest.row, [entry.id])
    path = f"/organiser/entries/{entry.id}/reopen"

    late = desk.post(
        path, {"reopen-reason": "更名", "reopen-until": "2020-01-01T00:00"}, status=422
    )
    desk.post(path, {"reopen-reason": "更名", "reopen-until": "2099-01-01T00:00"})

    assert "新的截止时间已经过去" in words(late)
    assert entry.state == "returned"


def test_disqualifying_asks_for_a_reason(desk, contest, writer):
    entry = submitted(writer, contest)
    path = f"/organiser/entries/{entry.id}/disqualify"

    desk.post(path, {}, status=422)
    desk.post(path, {"disqualify-reason": "材料不实"})

    assert entry.state == "disqualified"


def test_a_disqualified_entry_can_be_put_back_to_review(desk, opened, contest, writer):
    entry = submitted(writer, contest)
    disqualify_entry(opened[0], entry.row, reason="误判")

    desk.post(f"/organiser/entries/{entry.id}/reconsider", {"reconsider-reason": "复核"})

    assert entry.state == "submitted"


def correction(contest, entry, **changed):
    """What the page of a correction posts."""
    answers = {f"answer_{key}": value for key, value in entry_factories.ANSWERS.items()}
    return {
        **answers,
        "seen": str(entry.revision),
        "track": str(track_of(contest.row).id),
        "unit": "蜀江电力检修公司",
        "members-0-name": "张㛃",
        "members-0-unit_name": "蜀江电力检修公司",
        **changed,
    }


def test_an_organiser_corrects_an_entry_and_its_entrant_reads_why(desk, visitor, contest, writer):
    entry = submitted(writer, contest)
    path = f"/organiser/entries/{entry.id}/correct"

    page = words(desk.get(path))
    bare = desk.post(path, correction(contest, entry, answer_prospects="改"), status=422)
    desk.post(path, correction(contest, entry, answer_prospects="改", reason="补充推广前景"))

    assert "项目的状态和编号不变" in page
    assert re.findall(r'id="([\w-]+)-error"', bare.get_data(as_text=True)) == ["reason"]
    assert entry.answers["prospects"] == "改"
    seen = words(visitor(writer).get(f"/entrant/entries/{entry.id}"))
    assert "组织方更正内容" in seen and "补充推广前景" in seen
    assert "改动：推广前景、主要完成人" in seen


def test_an_organiser_puts_another_file_in_place(desk, contest, writer):
    entry = submitted(writer, contest)
    old = next(each for each in entry.row.attachments if each.field_key == "report").id
    path = f"/organiser/entries/{entry.id}/papers"
    sent = {"field": "report", "remove": str(old)}

    bare = desk.post(path, {**sent, "reason": ""}, status=422)
    desk.post(
        path,
        {**sent, "reason": "扫描不清", "file": (BytesIO(entry_factories.pdf("new")), "新.pdf")},
        content_type="multipart/form-data",
    )

    assert "请写明原因" in words(bare)
    names = [each.name for each in entry.row.attachments if each.field_key == "report"]
    assert names == ["新.pdf"]


def test_a_refused_change_of_papers_keeps_the_reason_that_was_typed(desk, contest, writer):
    entry = submitted(writer, contest)
    sent = {"field": "report", "remove": "9" * 5000, "reason": "扫描不清"}

    page = desk.post(f"/organiser/entries/{entry.id}/papers", sent, status=422)

    assert words(page).count("扫描不清") == 1


def test_a_rejected_entry_is_not_corrected(desk, opened, contest, writer):
    entry = submitted(writer, contest)
    with database.writing():
        entry.row.state = "rejected"

    page = desk.get(f"/organiser/entries/{entry.id}/correct", status=302)

    assert page.location.endswith(f"/organiser/entries/{entry.id}")
    assert "更正内容" not in words(desk.get(f"/organiser/entries/{entry.id}"))
