"""Certificates: issued once from a final result, numbered without reuse, verified, revoked."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select, update

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.jobs import run_waiting_jobs
from competition.models import (
    AuditRecord,
    Certificate,
    Competition,
    Entry,
    Job,
    Proposal,
    ResultVersion,
    database,
)
from competition.services.certificates.archives import finished_archive, request_archive
from competition.services.certificates.issuing import (
    issue_all,
    request_issue,
    request_reissue,
)
from competition.services.certificates.listing import (
    CertificateFilter,
    list_certificates,
    own_certificates,
    register_of,
)
from competition.services.certificates.rendering import certificate_pdf, token_of
from competition.services.certificates.revoking import answer_revocation, propose_revocation
from competition.services.certificates.sampling import sample_pdf
from competition.services.certificates.verifying import verify_code
from competition.services.principal import Principal
from competition.services.results.publication import answer_proposal, propose_withdrawal
from competition.services.runtime import runtime
from competition.services.setup.certificate_settings import current_template
from tests.certificate_factories import awarded, certificates_of, finalise, issued, word
from tests.factories import Make
from tests.judging_factories import Contest, new_contest

RARE = ("䶮㛃", "李𬭎", "陈𣲗", "刘𠅤")


def text_of(body: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


def revoked(contest: Contest, second: Principal, certificate: Certificate) -> Certificate:
    proposal_id = propose_revocation(contest.organiser, certificate, reason="完成人姓名有误")
    answer_revocation(second, database.session.get_one(Proposal, proposal_id), approve=True)
    return database.session.get_one(Certificate, certificate.id)


def job_after(job_id: int) -> Job:
    run_waiting_jobs()
    return database.session.get_one(Job, job_id)


def token(certificate: Certificate) -> str:
    return token_of(certificate.token_sealed)


def register(contest: Contest) -> tuple[int, int]:
    found = register_of(contest.ident, current_template(database.session, contest.ident))
    return found.due, found.stale


def test_numbers_run_in_order_of_award_without_a_gap(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=3)

    rows = issued(contest)

    assert [row.number for row in rows] == [f"蜀工创〔2026〕A-000{n}" for n in (1, 2, 3)]
    assert [row.entry_id for row in rows] == contest.entry_ids


def test_issuing_again_issues_nothing(app: Flask, make: Make) -> None:
    contest, _second = awarded(make)
    issued(contest)

    again = issue_all(contest.organiser, contest.ident)

    assert again == {"issued": 0}
    with pytest.raises(Refusal, match="certificate.nothing_due"):
        request_issue(contest.organiser, contest.competition)


def test_contests_that_share_a_prefix_share_its_register(app: Flask, make: Make) -> None:
    first, _second = awarded(make, entries=2)
    other, _second = awarded(make, entries=2, name="第七届蜀江省职工创新大赛")

    numbers = [row.number for row in issued(first) + issued(other)]

    assert numbers == [f"蜀工创〔2026〕A-000{n}" for n in (1, 2, 3, 4)]


def test_one_certificate_for_each_member_or_for_the_entry(app: Flask, make: Make) -> None:
    people = (("张三", "李四"), ("王五",))
    single, _second = awarded(make, entries=2, names=people, per_member=True)
    joint, _second = awarded(make, entries=2, names=people, name="另一届大赛")

    assert [row.values["names"] for row in issued(single)] == [["张三"], ["李四"], ["王五"]]
    assert [row.values["names"] for row in issued(joint)] == [["张三", "李四"], ["王五"]]


def test_an_entry_without_members_still_gets_its_certificate(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=1, names=((),), per_member=True)

    (row,) = issued(contest)

    assert row.values["names"] == [contest.entries[0].unit_name]
    assert verify_code(token(row)).names == (contest.entries[0].unit_name,)


def test_rare_characters_are_printed_as_they_are(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=1, names=(RARE,))

    text = text_of(certificate_pdf(issued(contest)[0]))

    assert [name for name in RARE if name not in text] == []


def test_a_name_that_cannot_be_printed_stops_all_and_is_named(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=3, names=(("张三",), ("李四",), ("王\U0003134f",)))

    job = job_after(request_issue(contest.organiser, contest.competition))

    assert (job.state, job.outcome["code"]) == ("failed", "certificate.glyph")
    assert job.outcome["values"]["character"] == "\U0003134f"
    assert job.outcome["values"]["entry"] == contest.entries[2].number
    assert certificates_of(contest) == []


def test_more_names_than_fit_are_refused_with_the_entry(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=1, names=([f"张{c}" for c in "甲乙丙丁戊己庚辛壬"],))

    with pytest.raises(Refusal, match="certificate.too_many_names") as refused:
        issue_all(contest.organiser, contest.ident)

    assert refused.value.values["entry"] == contest.entries[0].number


def test_certificates_wait_for_a_final_result(app: Flask, make: Make) -> None:
    contest, _second = awarded(make)
    with database.writing() as session:
        session.execute(update(ResultVersion).values(state="approved"))

    with pytest.raises(Refusal, match="certificate.no_final"):
        request_issue(contest.organiser, contest.competition)


def test_without_a_public_address_nothing_is_issued(app: Flask, make: Make) -> None:
    contest, _second = awarded(make)
    runtime.public_url = ""

    with pytest.raises(Refusal, match="public_url.missing"):
        request_issue(contest.organiser, contest.competition)


def test_a_job_that_is_repeated_issues_each_once(app: Flask, make: Make) -> None:
    contest, _second = awarded(make)
    job = job_after(request_issue(contest.organiser, contest.competition))
    with database.writing() as session:
        session.execute(update(Job).where(Job.id == job.id).values(state="ready", attempts=0))

    again = job_after(job.id)

    assert again.outcome == {"issued": 0}
    assert len(certificates_of(contest)) == 3


def test_issuing_writes_one_record_for_each_batch(app: Flask, make: Make) -> None:
    contest, _second = awarded(make)

    issued(contest)

    records = database.session.scalars(
        select(AuditRecord.detail).where(AuditRecord.action == "certificate.issue")
    ).all()
    assert records == [{"count": 3}]


def test_the_same_certificate_has_the_same_bytes(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=1)
    (row,) = issued(contest)

    assert certificate_pdf(row) == certificate_pdf(row)
    assert row.number in text_of(certificate_pdf(row))


def test_a_code_verifies_with_masked_names(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=1, names=(("张三", "欧阳明"),))
    (row,) = issued(contest)

    found = verify_code(f"http://localhost/v/{token(row)}?from=wechat")

    assert (found.state, found.number, found.names) == ("valid", row.number, ("张*", "欧阳*"))


@pytest.mark.parametrize(
    "text", ["", "蜀工创〔2026〕A-0001", "A" * 22, "/", "http://x/v/", "http://[x", "'\"<>"]
)
def test_numbers_and_wrong_codes_open_nothing(app: Flask, make: Make, text: str) -> None:
    contest, _second = awarded(make, entries=1)
    issued(contest)

    assert verify_code(text).state == "unknown"


def test_revoking_takes_a_second_person_and_a_reason(app: Flask, make: Make) -> None:
    contest, second = awarded(make, entries=1)
    (row,) = issued(contest)
    with pytest.raises(Refusal, match="certificate.reason"):
        propose_revocation(contest.organiser, row, reason=" ")
    proposal_id = propose_revocation(contest.organiser, row, reason="完成人姓名有误")

    with pytest.raises(Refusal, match="separation.same_person"):
        answer_revocation(
            contest.organiser, database.session.get_one(Proposal, proposal_id), approve=True
        )
    before = verify_code(token(certificates_of(contest)[0])).state
    answer_revocation(second, database.session.get_one(Proposal, proposal_id), approve=True)

    found = verify_code(token(certificates_of(contest)[0]))
    assert before == "valid"
    assert (found.state, found.revoked_reason) == ("revoked", "完成人姓名有误")


def test_a_declined_revocation_leaves_the_certificate_valid(app: Flask, make: Make) -> None:
    contest, second = awarded(make, entries=1)
    (row,) = issued(contest)
    proposal_id = propose_revocation(contest.organiser, row, reason="误报")

    answer_revocation(second, database.session.get_one(Proposal, proposal_id), approve=False)

    assert certificates_of(contest)[0].state == "valid"


def test_a_proposal_about_something_else_revokes_nothing(app: Flask, make: Make) -> None:
    contest, second = awarded(make, entries=1)
    result = database.session.scalars(
        select(ResultVersion).where(ResultVersion.state == "final")
    ).one()
    proposal_id = propose_withdrawal(contest.organiser, result, reason="录入错误")

    with pytest.raises(Refusal, match="proposal.closed"):
        answer_revocation(second, database.session.get_one(Proposal, proposal_id), approve=True)


def test_a_revoked_certificate_is_not_issued_again_by_itself(app: Flask, make: Make) -> None:
    contest, second = awarded(make, entries=2)
    first, _other = issued(contest)

    revoked(contest, second, first)

    assert register(contest) == (0, 0)
    assert issue_all(contest.organiser, contest.ident) == {"issued": 0}


def test_what_an_entry_holds_as_a_whole_stands_for_its_members(app: Flask, make: Make) -> None:
    contest, second = awarded(make, entries=1, names=(("张三", "李四"),))
    (whole,) = issued(contest)
    word(contest, per_member=True)

    assert issue_all(contest.organiser, contest.ident) == {"issued": 0}
    revoked(contest, second, whole)

    assert issue_all(contest.organiser, contest.ident) == {"issued": 2}


def test_a_certificate_in_place_of_a_revoked_one_has_a_new_number(app: Flask, make: Make) -> None:
    contest, second = awarded(make, entries=2)
    first = revoked(contest, second, issued(contest)[0])

    job_after(request_reissue(contest.organiser, first))

    rows = certificates_of(contest)
    assert [(row.number[-4:], row.state) for row in rows] == [
        ("0001", "revoked"),
        ("0002", "valid"),
        ("0003", "valid"),
    ]
    assert rows[2].entry_id == rows[0].entry_id
    with pytest.raises(Refusal, match="certificate.nothing_due"):
        request_reissue(contest.organiser, rows[0])


def test_a_withdrawn_result_leaves_its_certificates_without_an_award(
    app: Flask, make: Make
) -> None:
    contest, second = awarded(make, entries=2)
    issued(contest)
    withdraw(contest, second)

    assert register(contest) == (0, 2)
    stale = list_certificates(contest.ident, CertificateFilter(state="stale"))
    assert (len(stale.rows), stale.total) == (2, 2)


def test_a_second_final_result_with_the_same_awards_issues_nothing_twice(
    app: Flask, make: Make
) -> None:
    contest, second = awarded(make, entries=2)
    issued(contest)
    withdraw(contest, second)

    finalise(contest, second)

    assert register(contest) == (0, 0)


def withdraw(contest: Contest, second: Principal) -> None:
    result = database.session.scalars(
        select(ResultVersion).where(
            ResultVersion.competition_id == contest.ident, ResultVersion.state == "final"
        )
    ).one()
    proposal_id = propose_withdrawal(contest.organiser, result, reason="发现录入错误")
    answer_proposal(second, database.session.get_one(Proposal, proposal_id), approve=True)


def test_the_archive_holds_every_certificate_that_counts(app: Flask, make: Make) -> None:
    contest, second = awarded(make, entries=3, names=(("张三",), ("张三",), ("李四",)))
    rows = issued(contest)
    revoked(contest, second, rows[1])

    job = job_after(request_archive(contest.organiser, contest.competition))

    assert (job.state, job.done, job.total) == ("done", 2, 2)
    with ZipFile(finished_archive(job)) as archive:
        assert archive.namelist() == [
            "蜀工创〔2026〕A-0001 张三.pdf",
            "蜀工创〔2026〕A-0003 李四.pdf",
        ]
        assert "李四" in text_of(archive.read(archive.namelist()[1]))


def test_no_certificate_gives_no_archive(app: Flask, make: Make) -> None:
    contest, _second = awarded(make)

    with pytest.raises(Refusal, match="certificate.none"):
        request_archive(contest.organiser, contest.competition)


def test_an_archive_that_was_cleared_away_is_refused(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=1)
    issued(contest)
    job = job_after(request_archive(contest.organiser, contest.competition))
    finished_archive(job).unlink()

    with pytest.raises(Refusal, match="archive.gone"):
        finished_archive(job)


@pytest.mark.parametrize("text", ["A-0002", "改造之2", "第2电力", "李四"])
def test_the_register_is_searched_by_what_people_know(app: Flask, make: Make, text: str) -> None:
    contest, _second = awarded(make, entries=3, names=(("张三",), ("李四",), ("王五",)))
    rows = issued(contest)

    found = list_certificates(contest.ident, CertificateFilter(text=text))

    assert [row.id for row in found.rows] == [rows[1].id]
    assert found.counts == {"valid": 1, "revoked": 0, "void": 0}


def test_a_rehearsal_gives_void_numbers_that_are_nobody_elses(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=2)
    with database.writing() as session:
        session.execute(
            update(Competition).where(Competition.id == contest.ident).values(is_rehearsal=True)
        )

    rows = issued(contest)

    assert [(row.number, row.state) for row in rows] == [
        (f"演练{contest.ident}蜀工创〔2026〕A-000{n}", "void") for n in (1, 2)
    ]
    assert "演练用　无效" in text_of(certificate_pdf(rows[0]))
    assert verify_code(token(rows[0])).state == "void"
    assert issue_all(contest.organiser, contest.ident) == {"issued": 0}


def test_the_sample_is_marked_as_void(app: Flask, make: Make) -> None:
    contest, _second = awarded(make)

    text = text_of(sample_pdf(database.session, contest.competition))

    assert "演练用　无效" in text
    assert "试〔2026〕A-0000" in text
    assert database.session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_winners_are_told(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=1)
    winner = contest.organiser.account_id
    with database.writing() as session:
        session.get_one(Entry, contest.entry_ids[0]).account_id = winner

    issued(contest)

    told = database.session.connection().exec_driver_sql(
        "SELECT account_id, code, path FROM notification"
    )
    assert [tuple(row) for row in told] == [(winner, "certificate.issued", "/entrant/certificates")]


def test_no_number_says_what_the_code_is(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=3)

    tokens = [token(row) for row in issued(contest)]

    assert len(set(tokens)) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", each) for each in tokens)


def test_a_link_of_one_contest_opens_no_certificate_of_another(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=1, names=(("张三",),), per_member=True)
    winner = make.account(Role.ENTRANT, competition_id=contest.ident, name="张三")
    elsewhere = make.account(Role.ENTRANT, competition_id=new_contest(make).ident, name="李四")
    with database.writing() as session:
        member = session.get_one(Entry, contest.entry_ids[0]).members[0]
        member.person_id = winner.person_id
    issued(contest)
    by_link = replace(elsewhere, person_id=winner.person_id, by_link=True)

    assert len(own_certificates(winner)) == 1
    assert own_certificates(by_link) == []
