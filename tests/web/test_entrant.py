"""The entrant's room: from the first page to the submitted entry, and what is refused."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from competition.models import Attachment, Entry, database
from competition.services.entries.drafts import save_draft
from competition.services.entries.paper import paper_address
from competition.services.entries.review import review_entry
from competition.services.runtime import runtime
from tests import entry_factories
from tests.entry_factories import (
    ANSWERS,
    MEMBERS,
    all_declarations,
    at,
    entrant,
    entry_stage_of,
    open_contest,
    pdf,
    reviewer,
    track_of,
)
from tests.kept import Kept
from tests.visitor import words


@pytest.fixture
def contest(app, make):
    return Kept(open_contest(make)[1])


@pytest.fixture
def writer(make, contest):
    return entrant(make, contest)


@pytest.fixture
def browser(visitor, writer):
    return visitor(writer)


def draft(writer, contest, **answers):
    return Kept(entry_factories.draft(writer, contest, **answers))


def submitted(writer, contest, **answers):
    return Kept(entry_factories.submitted(writer, contest, **answers))


def attach_papers(writer, entry):
    entry_factories.attach_papers(writer, entry.row)


def fields(contest, *, seen, page="p1", members=MEMBERS, **answers):
    """What the form posts."""
    sent = {f"answer_{key}": value for key, value in {**ANSWERS, **answers}.items()}
    for place, member in enumerate(members):
        for name in ("name", "unit_name", "duty", "phone"):
            sent[f"members-{place}-{name}"] = getattr(member, name)
        sent[f"members-{place}-id_number"] = ""
    return {
        **sent,
        "seen": str(seen),
        "page": page,
        "track": str(track_of(contest).id),
        "unit": "蜀江电力检修公司",
    }


def test_wrong_numbers_are_told_beside_the_rows_in_which_they_were_typed(browser, contest, writer):
    entry = draft(writer, contest)
    sent = fields(contest, seen=entry.revision, contact_phone="1380000123")
    sent |= {"members-1-name": "", "members-1-unit_name": "", "members-2-name": "欧阳明"}
    sent["members-2-id_number"] = "510106199003072110"

    kept = browser.post(f"/entrant/entries/{entry.id}/draft", data=sent, status=200)
    sent["seen"] = str(kept.json["version"])
    page = browser.post(f"/entrant/entries/{entry.id}/form", data=sent, status=422)

    assert kept.json["faults"] == {
        "answer_contact_phone": "请填写 11 位手机号码，或带区号的固定电话，如 028-88886666。",
        "members-2-id_number": "身份证号校验不通过，请逐位核对。",
    }
    assert all(f'id="{each}-error"' in page.text for each in kept.json["faults"])
    assert entry.row.answers["contact_phone"] == "1380000123"


def test_a_new_entrant_is_shown_where_to_start(browser, contest):
    page = words(browser.get("/entrant/"))

    assert contest.name in page
    assert "开始申报" in page


def test_an_entry_goes_from_the_first_page_to_its_number(browser, contest, writer):
    start = browser.post(
        f"/entrant/competitions/{contest.id}/start",
        {"kind": "outcome", "track": str(track_of(contest).id)},
    )
    form = browser.follow(start)
    entry = database.session.scalars(select(Entry)).one()
    seen = re.search(r'name="seen" value="(\d+)"', form.get_data(as_text=True))[1]
    browser.follow(browser.post(f"/entrant/entries/{entry.id}/form", fields(contest, seen=seen)))
    for field in ("report", "proof"):
        upload = {"field": field, "file": (BytesIO(pdf(field)), "技术报告.pdf")}
        browser.post(f"/entrant/entries/{entry.id}/attachments", upload)
    check = browser.get(f"/entrant/entries/{entry.id}/submit").get_data(as_text=True)
    assert "需要修改" not in check
    done = browser.post(
        f"/entrant/entries/{entry.id}/submit",
        {
            "seen": re.search(r'name="seen" value="(\d+)"', check)[1],
            "accept": [str(each) for each in all_declarations(contest)],
        },
    )

    page = words(browser.follow(done))

    assert "CX2026-DL-0001" in page and "等待形式审查" in page


def test_every_fault_is_listed_and_linked_to_its_field(browser, contest, writer):
    entry = draft(writer, contest, summary="")

    page = browser.post(f"/entrant/entries/{entry.id}/submit", {"seen": "2"}, status=422)

    links = re.findall(r'<li><a href="([^"]*#[^"]*)">', page.get_data(as_text=True))
    form, papers = (f"/entrant/entries/{entry.id}/{part}" for part in ("form", "attachments"))
    assert links == [
        f"{form}?check=1#answer_summary",
        f"{papers}#file-report",
        f"{papers}#file-proof",
        "#declarations",
        "#declarations",
        "#declarations",
    ]


def test_the_form_shows_each_fault_beside_its_field(browser, contest, writer):
    entry = draft(writer, contest, summary="")

    page = browser.get(f"/entrant/entries/{entry.id}/form?check=1").get_data(as_text=True)

    assert 'id="answer_summary-error"' in page


def test_typing_is_kept_as_a_draft(browser, contest, writer):
    entry = draft(writer, contest)

    answer = browser.post(
        f"/entrant/entries/{entry.id}/draft",
        fields(contest, seen=2, prospects="新的前景"),
        status=200,
        headers={"Accept": "application/json"},
    )

    assert answer.json["version"] == 3
    assert entry.answers["prospects"] == "新的前景"


def test_a_second_tab_is_told_and_its_text_is_not_lost(browser, contest, writer):
    entry = draft(writer, contest)
    address = f"/entrant/entries/{entry.id}"
    browser.post(f"{address}/draft", fields(contest, seen=2, prospects="甲"), status=200)

    told = browser.post(
        f"{address}/draft", fields(contest, seen=2, page="p2", prospects="乙"), status=409
    )
    both = browser.post(
        f"{address}/form", fields(contest, seen=2, page="p2", prospects="乙"), status=409
    ).get_data(as_text=True)

    assert "另一处已改过此表" in told.json["message"]
    conflict = both[both.index('class="conflict"') : both.index("</section>")]
    assert "甲" in conflict and "乙" in conflict
    assert 'name="seen" value="3"' in both
    browser.post(f"{address}/form", fields(contest, seen=3, page="p2", prospects="乙"))
    assert entry.answers["prospects"] == "乙"


def test_a_form_sent_one_second_late_is_answered_and_keeps_the_draft(visitor, contest, writer):
    entry = draft(writer, contest)
    late = entry_stage_of(contest).closes_at + timedelta(seconds=1)

    with at(late):
        browser = visitor(writer)
        typed = browser.post(
            f"/entrant/entries/{entry.id}/draft",
            fields(contest, seen=2, prospects="迟"),
            status=422,
        )
        page = browser.post(
            f"/entrant/entries/{entry.id}/form", fields(contest, seen=2, prospects="迟"), status=409
        )
        sent = browser.post(f"/entrant/entries/{entry.id}/submit", {"seen": "2"}, status=409)

    assert "申报已经截止" in typed.json["message"]
    assert "申报已经截止" in words(page) and "迟" in page.get_data(as_text=True)
    assert "申报已经截止" in words(sent)
    assert (entry.state, entry.answers["prospects"]) == ("draft", ANSWERS["prospects"])


def test_members_are_saved_in_the_order_of_their_rows(browser, contest, writer):
    entry = draft(writer, contest)

    browser.post(
        f"/entrant/entries/{entry.id}/form", fields(contest, seen=2, members=MEMBERS[::-1])
    )

    assert [each.name for each in entry.members] == ["欧阳明", "张㛃"]


def test_phones_are_masked_on_the_form(browser, contest, writer):
    entry = draft(writer, contest)

    page = browser.get(f"/entrant/entries/{entry.id}/form").get_data(as_text=True)

    assert "138****1234" in page and "13800001234" not in page


def test_text_of_users_does_nothing_in_a_page(browser, contest, writer):
    entry = draft(writer, contest, title="<script>alert(1)</script>", summary='"><img src=x>')

    for path in ("", "/form", "/submit"):
        page = browser.get(f"/entrant/entries/{entry.id}{path}").get_data(as_text=True)
        assert "<script>alert" not in page and "<img src=x" not in page


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"MZ not a pdf", "PDF"),
        ("a.pdf", b"", "文件"),
        ("a.pdf", b"%PDF-1.4 broken", "文件"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(
    browser, contest, writer, name, content, code
):
    entry = draft(writer, contest)

    page = browser.post(
        f"/entrant/entries/{entry.id}/attachments",
        {"field": "report", "file": (BytesIO(content), name)},
        status=422,
    )

    text = page.get_data(as_text=True)
    message = text[text.index('id="upload-report-error"') :].split("</p>")[0]
    assert code in message
    assert database.session.scalars(select(Attachment)).all() == []


def test_a_photo_loses_where_it_was_taken(browser, contest, writer):
    entry = draft(writer, contest)
    photo = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (40, 30), "red").save(photo, "JPEG", exif=exif)

    browser.post(
        f"/entrant/entries/{entry.id}/attachments",
        {"field": "photos", "file": (BytesIO(photo.getvalue()), "现场.jpg")},
    )

    kept = database.session.scalars(select(Attachment)).one()
    got = browser.get(f"/entrant/attachments/{kept.id}")
    assert b"secret place" in photo.getvalue() and b"secret place" not in got.data
    got.close()


def test_files_are_sent_as_attachments_that_can_do_nothing(browser, contest, writer):
    entry = draft(writer, contest)
    attach_papers(writer, entry)
    report = entry.attachments[0]

    got = browser.get(f"/entrant/attachments/{report.id}")

    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert (
        "filename*=UTF-8''%E6%8A%80%E6%9C%AF%E6%8A%A5%E5%91%8A.pdf"
        in (got.headers["Content-Disposition"])
    )
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    got.close()


def test_a_removed_file_is_no_longer_listed(browser, contest, writer):
    entry = draft(writer, contest)
    attach_papers(writer, entry)
    gone = entry.attachments[0].id

    browser.post(f"/entrant/attachments/{gone}/remove")

    browser.get(f"/entrant/attachments/{gone}", status=404)


def test_one_file_too_many_is_refused(browser, contest, writer):
    entry = draft(writer, contest)
    attach_papers(writer, entry)

    page = browser.post(
        f"/entrant/entries/{entry.id}/attachments",
        {"field": "report", "file": (BytesIO(pdf()), "b.pdf")},
        status=422,
    )

    assert "最多上传 1 个文件" in words(page)


def test_a_withdrawn_entry_can_be_taken_up_again(browser, contest, writer):
    entry = submitted(writer, contest)

    browser.post(f"/entrant/entries/{entry.id}/withdraw", {"reason": "更换"})
    page = words(browser.get(f"/entrant/entries/{entry.id}"))
    browser.post(f"/entrant/entries/{entry.id}/resume")

    assert "撤回申报" in page and "更换" in page
    assert entry.state == "draft"


def test_a_return_is_answered_within_its_own_deadline(visitor, make, contest, writer):
    entry = submitted(writer, contest)
    closes = entry_stage_of(contest).closes_at
    own = closes + timedelta(days=3)
    review_entry(
        reviewer(make, contest),
        entry.row,
        "return",
        checklist={},
        reason="附件缺第 3 页",
        new_deadline=own,
        seen_revision=entry.revision,
    )

    with at(own):
        browser = visitor(writer)
        page = words(browser.get(f"/entrant/entries/{entry.id}"))
        browser.post(
            f"/entrant/entries/{entry.id}/submit", {"seen": str(entry.revision)}, status=302
        )

    assert "附件缺第 3 页" in page and "开始修改" in page
    assert entry.state == "submitted"


def test_the_printed_form_has_number_names_and_address(browser, contest, writer):
    entry = submitted(writer, contest)

    got = browser.get(f"/entrant/entries/{entry.id}/application.pdf")

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(got.data)).pages)
    assert "CX2026-DL-0001" in text and "张㛃" in text and "欧阳明" in text
    assert "草稿" not in text


def test_a_draft_is_printed_as_a_draft(browser, contest, writer):
    entry = draft(writer, contest)

    got = browser.get(f"/entrant/entries/{entry.id}/application.pdf")

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(got.data)).pages)
    assert "草稿" in text and "尚未提交" in text


def test_without_a_public_address_no_code_is_printed_and_the_reason_is(
    browser, contest, writer, monkeypatch
):
    entry = submitted(writer, contest)
    monkeypatch.setattr(runtime, "public_url", "")

    got = browser.get(f"/entrant/entries/{entry.id}/application.pdf")

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(got.data)).pages)
    assert paper_address(entry.row) == ""
    assert "系统未配置公开网址" in text.replace("\n", "")


def test_a_paper_is_checked_by_its_code(visitor, contest, writer):
    entry = submitted(writer, contest)
    address = paper_address(entry.row).removeprefix("http://localhost")

    page = words(visitor().get(address))

    assert "与系统一致" in page and "CX2026-DL-0001" in page
    assert entry.title not in page and "张㛃" not in page


def test_an_older_paper_is_told_from_the_current_one(visitor, make, contest, writer):
    entry = submitted(writer, contest)
    address = paper_address(entry.row).removeprefix("http://localhost")
    review_entry(
        reviewer(make, contest),
        entry.row,
        "return",
        checklist={},
        reason="请补充",
        new_deadline=entry_stage_of(contest).closes_at,
        seen_revision=entry.revision,
    )
    save_draft(
        writer,
        entry.row,
        {**ANSWERS, "prospects": "改过"},
        MEMBERS,
        seen_revision=entry.revision,
    )

    assert "不是最新版本" in words(visitor().get(address))


@pytest.mark.parametrize("token", ["1-2-0000", "1-3-", "x", "1-3-" + "a" * 20, "９-1-a"])
def test_an_invented_code_opens_nothing(visitor, contest, writer, token):
    submitted(writer, contest)

    assert "没有找到" in words(visitor().get(f"/check/{token}", status=404))


def test_the_entries_of_others_do_not_exist(visitor, make, contest, writer):
    entry = submitted(writer, contest)
    other = visitor(entrant(make, contest, "李四"))
    paper = entry.attachments[0].id

    for path in ("", "/form", "/submit", "/attachments", "/application.pdf"):
        other.get(f"/entrant/entries/{entry.id}{path}", status=404)
    for path in ("form", "draft", "submit", "withdraw", "resume", "attachments"):
        other.post(f"/entrant/entries/{entry.id}/{path}", status=404)
    other.get(f"/entrant/attachments/{paper}", status=404)
    other.post(f"/entrant/attachments/{paper}/remove", status=404)


def test_a_competition_that_one_has_no_grant_for_cannot_be_entered(visitor, make, contest, writer):
    foreign = Kept(open_contest(make, name="另一届大赛")[1])

    visitor(writer).get(f"/entrant/competitions/{foreign.id}/start", status=404)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_page_takes_the_same_statements_for_any_number_of_entries(
    browser, contest, writer, count_statements, rows
):
    for place in range(rows):
        draft(writer, contest, title=f"成果{place}")

    with count_statements() as seen:
        browser.get("/entrant/")

    assert len(seen) <= 5


def test_too_much_at_once_names_the_limit_and_leads_back(app, browser, contest, writer):
    entry = draft(writer, contest)
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    path = f"/entrant/entries/{entry.id}/attachments"
    sent = {"field": "report", "file": (BytesIO(b"x" * 1_200_000), "大.pdf")}

    page = browser.post(path, sent, status=413, headers={"Referer": f"http://localhost{path}?a=1"})
    foreign = browser.post(
        path,
        {"field": "report", "file": (BytesIO(b"x" * 1_200_000), "大.pdf")},
        status=413,
        headers={"Referer": f"http://elsewhere.example{path}"},
    )

    assert "不能超过 1 MB" in words(page)
    assert f'href="{path}?a=1"' in page.get_data(as_text=True)
    assert "返回上一页</span>" not in foreign.get_data(as_text=True)
    assert entry.row.title == ANSWERS["title"]


def test_too_much_text_names_its_own_limit(app, browser, contest, writer):
    entry = draft(writer, contest)
    sent = fields(contest, seen=entry.revision, prospects="长" * 800_000)

    page = browser.post(
        f"/entrant/entries/{entry.id}/form", sent, status=413, content_type="multipart/form-data"
    )

    assert "文字不能超过 2 MB" in words(page)
