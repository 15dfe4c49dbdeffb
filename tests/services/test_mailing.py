import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default

import pytest
from flask import Flask
from sqlalchemy import select, update

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.jobs import run_waiting_jobs
from competition.jobs.runner import do_job
from competition.models import Competition, Job, Organisation, PersonalLink, database
from competition.services.identity.links import revoke_link
from competition.services.job_rows import claim_job
from competition.services.people import create_participant
from competition.services.people.links import make_links
from competition.services.people.mailing import mail_links, send_link
from competition.services.people.participants import ParticipantValues
from competition.services.principal import Principal
from competition.services.runtime import now, runtime
from tests.factories import Make


class Postman(socketserver.StreamRequestHandler):
    """As much of a mail server as one message needs; nobody@ is refused for good."""

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT") and "NOBODY@" in word:
                self.say("550 no such mailbox")
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                self.server.messages.append(b"".join(lines))  # type: ignore[attr-defined]
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def post_box() -> Iterator[list[bytes]]:
    """Messages that a mail server on this machine was handed."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postman) as server:
        server.messages = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        runtime.smtp_url = f"smtp://127.0.0.1:{server.server_address[1]}"
        runtime.mail_sender = "contest@example.com"
        yield server.messages  # type: ignore[attr-defined]
        server.shutdown()


@pytest.fixture
def host(make: Make) -> Organisation:
    return make.organisation("锦州市总工会")


@pytest.fixture
def organiser(host: Organisation, make: Make) -> Principal:
    return make.account(Role.ORGANISER, organisation=host)


@pytest.fixture
def event(organiser: Principal, host: Organisation, make: Make) -> Competition:
    return make.competition(organiser, host)


def invite(organiser: Principal, event: Competition, email: str) -> int:
    values = ParticipantValues("李䶮", Role.JUDGE, email=email)
    account_id = create_participant(organiser, event, values)
    make_links(organiser, event, [account_id], purpose="sign_in")
    return account_id


def read(content: bytes) -> Message:
    return message_from_bytes(content, policy=default)


def test_a_link_is_sent_to_its_owner(
    app: Flask, organiser: Principal, event: Competition, post_box: list[bytes]
) -> None:
    judge = invite(organiser, event, "li.yan@Example.com")

    mail_links(organiser, event, [judge])
    with app.app_context():
        run_waiting_jobs()

    message = read(post_box[0])
    body = message.get_content()  # type: ignore[attr-defined]
    assert (len(post_box), message["To"]) == (1, "li.yan@example.com")
    assert message["Subject"] == "测试职工创新大赛：您的登录链接"
    assert "李䶮，您好" in body and "http://localhost/l/" in body


def test_a_link_that_was_ended_meanwhile_is_not_sent(
    app: Flask, organiser: Principal, event: Competition, post_box: list[bytes]
) -> None:
    judge = invite(organiser, event, "li@example.com")
    mail_links(organiser, event, [judge])
    revoke_link(organiser, database.session.scalars(select(PersonalLink)).one())

    with app.app_context():
        run_waiting_jobs()

    assert post_box == []


def test_a_worker_that_lost_its_lease_sends_no_second_mail(
    each_app: Flask, organiser: Principal, event: Competition, post_box: list[bytes]
) -> None:
    judge = invite(organiser, event, "li@example.com")
    mail_links(organiser, event, [judge])
    slow = claim_job("slow")
    assert slow is not None
    with database.writing() as session:
        session.execute(update(Job).values(lease_until=now() - timedelta(seconds=1)))

    run_waiting_jobs()
    do_job(slow)

    assert len(post_box) == 1


def test_a_message_sent_again_after_a_crash_has_the_same_name(
    each_app: Flask, organiser: Principal, event: Competition, post_box: list[bytes]
) -> None:
    judge = invite(organiser, event, "li@example.com")
    mail_links(organiser, event, [judge])
    for worker in ("died after sending", "next"):
        job = claim_job(worker)
        assert job is not None
        send_link(job)
        with database.writing() as session:
            session.execute(update(Job).values(lease_until=now() - timedelta(seconds=1)))

    names = {read(content)["Message-ID"] for content in post_box}

    assert (len(post_box), len(names)) == (2, 1)


def test_a_mailbox_that_does_not_exist_ends_the_job_with_its_reason(
    app: Flask, organiser: Principal, event: Competition, post_box: list[bytes]
) -> None:
    judge = invite(organiser, event, "nobody@example.com")
    mail_links(organiser, event, [judge])

    with app.app_context():
        run_waiting_jobs()

    job = database.session.scalars(select(Job)).one()
    assert (job.state, job.outcome["code"]) == ("failed", "mail.refused")


def test_somebody_without_an_address_stops_the_whole_sending(
    app: Flask, organiser: Principal, event: Competition, post_box: list[bytes]
) -> None:
    chosen = [invite(organiser, event, "li@example.com"), invite(organiser, event, "")]

    with pytest.raises(Refusal) as refused:
        mail_links(organiser, event, chosen)

    assert refused.value.code == "mail.no_address"
    assert database.session.scalars(select(Job.id)).all() == []


def test_without_a_mail_server_nothing_pretends_to_be_sent(
    app: Flask, organiser: Principal, event: Competition
) -> None:
    judge = invite(organiser, event, "li@example.com")

    with pytest.raises(Refusal) as refused:
        mail_links(organiser, event, [judge])

    assert refused.value.code == "mail.off"


def test_an_address_that_is_none_is_refused(
    app: Flask, organiser: Principal, event: Competition
) -> None:
    with pytest.raises(Refusal) as refused:
        invite(organiser, event, "li@example")

    assert refused.value.code == "email.form"
