"""What each audience reads of an entry, and what must not reach blind judges in any form."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from competition.domain.entry_form import Audience, FieldType
from competition.models import Entry, database
from competition.services.entries.attachments import attach_file
from competition.services.entries.reading import entry_for_audience
from competition.services.storage import read_file
from tests.entry_factories import ANSWERS, draft, entrant, open_contest, pdf, submitted

SECRETS = ("蜀江电力检修公司", "张㛃", "欧阳明", "技术报告.pdf", "应用证明", "林则徐", "88886666")


@pytest.fixture
def contest(app, make):
    return open_contest(make)[1]


@pytest.fixture
def entry(make, contest):
    return submitted(
        entrant(make, contest), contest, application_units="蜀江电力检修公司", rights_numbers="ZL1"
    )


def fields(view):
    return {field.key: field.texts for field in view.fields}


def test_the_entrant_reads_everything(entry):
    view = entry_for_audience(entry, None)

    assert view.title == ANSWERS["title"]
    assert fields(view)["contact"] == ("林则徐",)
    assert fields(view)["kind"] == ("装备与工具研制",)
    assert fields(view)["rights"] == ("授权发明专利", "计算机软件著作权")
    assert [member.name for member in view.members] == ["张㛃", "欧阳明"]
    assert [each.name for each in view.attachments] == ["技术报告.pdf", "应用证明.pdf"]


def test_a_blind_judge_reads_no_unit_member_or_file_name(entry):
    view = entry_for_audience(entry, Audience.BLIND_JUDGE)

    assert [secret for secret in SECRETS if secret in repr(view)] == []
    assert (view.unit_name, view.members) == ("", ())
    assert {"contact", "application_units", "rights_numbers", "video"} & set(fields(view)) == set()


def test_a_blind_judge_gets_neutral_names_numbered_over_what_is_visible(entry):
    view = entry_for_audience(entry, Audience.BLIND_JUDGE)

    assert [(each.number, each.name, each.ident) for each in view.attachments] == [
        (1, "附件1.pdf", 0)
    ]


def test_the_copy_for_blind_judges_tells_no_author(entry):
    (seen,) = entry_for_audience(entry, Audience.BLIND_JUDGE).attachments
    open_one = entry_for_audience(entry, Audience.OPEN_JUDGE).attachments[0]

    original, copy = read_file(open_one.storage_key), read_file(seen.storage_key)

    assert PdfReader(BytesIO(original)).metadata.author == "Zhang"
    assert b"Zhang" not in copy
    assert PdfReader(BytesIO(copy)).metadata is None or not PdfReader(BytesIO(copy)).metadata.author


def test_a_title_is_withheld_where_its_audience_is_not_named(make, contest):
    row = draft(entrant(make, contest), contest)
    with database.writing() as session:
        held = session.scalars(select(Entry).where(Entry.id == row.id)).one()
        held.form.fields = [
            {**field, "audiences": ["form_reviewer"]} if field["key"] == "title" else field
            for field in held.form.fields
        ]

    blind = entry_for_audience(held, Audience.BLIND_JUDGE)

    assert (blind.title, entry_for_audience(held, Audience.FORM_REVIEWER).title) == (
        None,
        ANSWERS["title"],
    )


def test_an_open_judge_reads_unit_and_members_but_no_contact(entry):
    view = entry_for_audience(entry, Audience.OPEN_JUDGE)

    assert view.unit_name == "蜀江电力检修公司"
    assert [member.name for member in view.members] == ["张㛃", "欧阳明"]
    assert "contact" not in fields(view) and "contact_phone" not in fields(view)


def test_the_public_reads_what_is_public_only(entry):
    view = entry_for_audience(entry, Audience.PUBLIC)

    assert set(fields(view)) == {"kind", "summary"}
    assert (view.members, view.attachments) == ((), ())


def test_no_audience_reads_a_personal_number(entry):
    for audience in (None, *Audience):
        assert "13800001234" not in repr(entry_for_audience(entry, audience))


def test_an_attachment_without_a_blind_copy_is_not_shown_blind(entry):
    with database.writing():
        entry.attachments[0].blind_storage_key = ""

    assert entry_for_audience(entry, Audience.BLIND_JUDGE).attachments == ()


def test_a_number_is_read_with_its_unit(entry):
    view = entry_for_audience(entry, None)

    money = next(field for field in view.fields if field.type is FieldType.MONEY)
    assert (money.texts, money.unit) == (("286.5",), "万元")


def test_the_same_file_is_stored_once(app, make, contest, tmp_path):
    writer = entrant(make, contest)
    entry = draft(writer, contest)
    content = pdf("same")

    first = attach_file(writer, entry, "proof", name="甲.pdf", content=content)
    second = attach_file(writer, entry, "proof", name="乙.pdf", content=content)

    assert first.storage_key == second.storage_key
    assert (first.name, second.name) == ("甲.pdf", "乙.pdf")
