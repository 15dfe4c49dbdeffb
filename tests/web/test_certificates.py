"""The pages of certificates: the register, one certificate, verification, the winner's own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from competition.domain.access import Role
from competition.jobs import run_waiting_jobs
from competition.models import Certificate, Entry, Job, Proposal, database
from competition.services.certificates.rendering import token_of
from competition.services.identity.limits import VERIFY_ADDRESS
from competition.services.job_rows import claim_job, end_leases
from tests.certificate_factories import awarded, certificates_of, issued
from tests.factories import Make
from tests.judging_factories import Contest
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def contest(app: Flask, make: Make) -> Iterator[Contest]:
    """Three awarded entries, certificates issued."""
    made, made.second = awarded(make, entries=3)  # type: ignore[attr-defined]
    issued(made)
    yield made


def page_of(contest: Contest) -> str:
    return f"/organiser/competitions/{contest.ident}/certificates"


def token(ident: int) -> str:
    return token_of(database.session.get_one(Certificate, ident).token_sealed)


def last_job() -> Job:
    return database.session.scalars(select(Job).order_by(Job.id.desc())).first()  # type: ignore[return-value]


def test_issuing_shows_progress_and_leads_to_the_register(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, _second = awarded(make, entries=2)
    organiser = visitor(contest.organiser)
    before = words(organiser.get(page_of(contest)))

    answer = organiser.post(page_of(contest))
    waiting = organiser.follow(answer)
    path = waiting.request.path
    state = organiser.get(f"{path}/state").get_json()
    run_waiting_jobs()
    done = organiser.get(f"{path}/state").get_json()

    assert "待发 2 张" in before
    assert "发放证书" in words(waiting)
    assert (state["state"], state["total"]) == ("waiting", 2)
    assert (done["state"], done["done"], done["url"]) == ("done", 2, page_of(contest))
    assert "蜀工创〔2026〕A-0002" in words(organiser.get(page_of(contest)))


def test_a_job_whose_worker_died_says_that_it_will_go_on(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, _second = awarded(make, entries=2)
    organiser = visitor(contest.organiser)
    path = organiser.follow(organiser.post(page_of(contest))).request.path
    assert claim_job("dead") is not None

    running = organiser.get(f"{path}/state").get_json()
    end_leases()
    stalled = organiser.get(f"{path}/state").get_json()

    assert (running["state"], stalled["state"]) == ("running", "waiting")
    assert "办理中断，将自动继续" in stalled["words"]


def test_a_job_that_was_stopped_says_why_in_words(app: Flask, make: Make, visitor: Come) -> None:
    contest, _second = awarded(make, entries=1, names=(("王\U0003134f",),))
    organiser = visitor(contest.organiser)

    path = organiser.follow(organiser.post(page_of(contest))).request.path
    run_waiting_jobs()

    state = organiser.get(f"{path}/state").get_json()
    assert state["state"] == "failed"
    assert "无法打印的字“\U0003134f”（U+3134F）" in state["words"]
    assert "无法打印的字" in words(organiser.get(path))


def test_the_archive_is_downloaded_when_it_is_ready(contest: Contest, visitor: Come) -> None:
    organiser = visitor(contest.organiser)

    path = organiser.follow(organiser.post(f"{page_of(contest)}/archive")).request.path
    early = organiser.get(f"{path}/archive.zip", status=409)
    run_waiting_jobs()
    file = organiser.get(organiser.get(f"{path}/state").get_json()["url"])

    assert "请重新生成" in words(early)
    assert file.mimetype == "application/zip"
    assert file.data[:2] == b"PK"
    file.close()
    assert "%E8%AF%81%E4%B9%A6.zip" in file.headers["Content-Disposition"]


def test_nobody_else_sees_a_job_or_its_file(contest: Contest, make: Make, visitor: Come) -> None:
    visitor(contest.organiser).post(f"{page_of(contest)}/archive")
    run_waiting_jobs()
    path = f"/organiser/jobs/{last_job().id}"
    stranger = visitor(make.account(Role.ORGANISER, organisation=make.organisation()))

    for address in (path, f"{path}/state", f"{path}/archive.zip", "/organiser/jobs/999"):
        stranger.get(address, status=404)


def test_the_pdf_opens_for_its_organiser_only(contest: Contest, make: Make, visitor: Come) -> None:
    row = certificates_of(contest)[0]
    path, number = f"/organiser/certificates/{row.id}.pdf", row.number
    stranger = visitor(make.account(Role.ORGANISER, organisation=make.organisation()))

    body = visitor(contest.organiser).get(path)

    assert number in PdfReader(BytesIO(body.data)).pages[0].extract_text()
    assert body.headers["Cache-Control"] == "no-store"
    stranger.get(path, status=404)


def test_the_preview_is_a_void_sample(contest: Contest, visitor: Come) -> None:
    body = visitor(contest.organiser).get(
        f"/organiser/competitions/{contest.ident}/certificate/preview.pdf"
    )

    assert "演练用　无效" in PdfReader(BytesIO(body.data)).pages[0].extract_text()


def test_two_people_revoke_a_certificate(contest: Contest, visitor: Come) -> None:
    ident = certificates_of(contest)[0].id
    page = f"/organiser/certificates/{ident}"
    first, second = visitor(contest.organiser), visitor(contest.second)  # type: ignore[attr-defined]

    first.post(f"{page}/revocation", {"reason": "完成人姓名有误"})
    proposal = database.session.scalars(select(Proposal.id).order_by(Proposal.id.desc())).first()
    answer = f"/organiser/proposals/{proposal}/revocation"
    refused = words(first.follow(first.post(answer, {"answer": "approve"})))
    listed = words(second.get(page_of(contest)))
    done = words(second.follow(second.post(answer, {"answer": "approve"})))

    assert "提出人和批准人不能是同一人" in refused
    assert "等待第二人审批作废" in listed
    assert "已作废" in done
    assert "完成人姓名有误" in words(visitor().get(f"/v/{token(ident)}"))


def test_a_revocation_without_a_reason_is_refused_in_words(contest: Contest, visitor: Come) -> None:
    organiser = visitor(contest.organiser)
    page = f"/organiser/certificates/{certificates_of(contest)[0].id}"

    answer = words(organiser.follow(organiser.post(f"{page}/revocation", {"reason": " "})))

    assert "请填写作废证书的理由" in answer


def test_verification_masks_names_and_keeps_the_page_out_of_caches(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, _second = awarded(make, entries=1, names=(("欧阳明", "张三"),))
    (row,) = issued(contest)
    address, number = f"/v/{token(row.id)}", row.number

    answer = visitor().get(address)

    page = words(answer)
    assert "证书有效" in page
    assert number in page
    assert "欧阳*、张*" in page
    assert "欧阳明" not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_unknown_code_and_a_number_look_alike(contest: Contest, visitor: Come) -> None:
    anybody = visitor()
    number = certificates_of(contest)[0].number

    unknown = words(anybody.get("/v/" + "A" * 22, status=404))
    typed = words(anybody.post("/verify", {"code": number}, status=404))

    assert "没有查到这张证书" in unknown
    assert "没有查到这张证书" in typed
    assert number not in unknown


def test_a_pasted_address_leads_to_the_page_of_its_code(contest: Contest, visitor: Come) -> None:
    anybody = visitor()
    code = token(certificates_of(contest)[0].id)

    answer = anybody.post("/verify", {"code": f" http://localhost/v/{code} "}, status=303)

    assert "证书有效" in words(anybody.follow(answer))
    for blank in ("", "  \u3000 "):
        answer = anybody.post("/verify", {"code": blank}, status=422)
        assert "请填写二维码中的网址或查验码。" in words(answer)


def test_verification_is_limited_for_each_address(contest: Contest, visitor: Come) -> None:
    anybody = visitor()
    for _ in range(VERIFY_ADDRESS.most):
        anybody.client.get("/v/" + "A" * 22)

    anybody.get("/v/" + "A" * 22, status=429)


def test_verification_switches_its_language_and_stays(contest: Contest, visitor: Come) -> None:
    address = f"/v/{token(certificates_of(contest)[0].id)}"

    page = visitor().get(address).get_data(as_text=True)

    assert f"next={address.replace('/', '%2F')}" in page


def test_winners_download_their_own_and_nobody_elses(app: Flask, make: Make, visitor: Come) -> None:
    contest, second = awarded(make, entries=2)
    winner = make.account(Role.ENTRANT, competition_id=contest.ident, name="张三")
    with database.writing() as session:
        session.get_one(Entry, contest.entry_ids[0]).account_id = winner.account_id
    own, other = (row.id for row in issued(contest))
    mine = visitor(winner)

    page = words(mine.get("/entrant/certificates"))
    file = mine.get(f"/entrant/certificates/{own}.pdf")

    assert "蜀工创〔2026〕A-0001" in page
    assert "A-0002" not in page
    assert file.headers["Content-Disposition"].startswith("attachment")
    mine.get(f"/entrant/certificates/{other}.pdf", status=404)
    revoke(contest, second, own, visitor)
    assert "已作废" in words(mine.get("/entrant/certificates"))
    assert "已作废" in words(mine.get(f"/entrant/certificates/{own}.pdf", status=409))


def revoke(contest: Contest, second: object, ident: int, visitor: Come) -> None:
    visitor(contest.organiser).post(
        f"/organiser/certificates/{ident}/revocation", {"reason": "重复发放"}
    )
    proposal = database.session.scalars(select(Proposal.id).order_by(Proposal.id.desc())).first()
    visitor(second).post(f"/organiser/proposals/{proposal}/revocation", {"answer": "approve"})


@pytest.mark.parametrize("entries", [1, 3])
def test_the_register_takes_the_same_few_statements(
    app: Flask, make: Make, visitor: Come, count_statements: Counting, entries: int
) -> None:
    contest, _second = awarded(make, entries=entries)
    issued(contest)
    organiser = visitor(contest.organiser)

    with count_statements() as seen:
        organiser.get(page_of(contest))

    assert len(seen) == 8


@pytest.mark.parametrize("entries", [1, 3])
def test_own_certificates_take_the_same_few_statements(
    app: Flask, make: Make, visitor: Come, count_statements: Counting, entries: int
) -> None:
    contest, _second = awarded(make, entries=entries)
    winner = make.account(Role.ENTRANT, competition_id=contest.ident)
    with database.writing() as session:
        for ident in contest.entry_ids:
            session.get_one(Entry, ident).account_id = winner.account_id
    issued(contest)
    mine = visitor(winner)

    with count_statements() as seen:
        mine.get("/entrant/certificates")

    assert len(seen) == 2
