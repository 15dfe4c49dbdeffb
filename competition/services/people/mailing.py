"""Links by e-mail: one job for each message, so that a fault repeats one message at most."""

from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.wording.mail import link_mail
from competition.domain.refusal import Refusal
from competition.models import Account, Competition, Job, PersonalLink, database
from competition.services.audit import record
from competition.services.identity.links import link_url
from competition.services.job_rows import add_job, keep_lease
from competition.services.mail import mail_is_on, send_mail
from competition.services.people.links import link_state
from competition.services.people.reach import require_invitable
from competition.services.principal import Principal
from competition.services.runtime import now

KIND = "link.mail"
USABLE = ("fresh", "bound")


def mail_links(actor: Principal, competition: Competition, account_ids: Collection[int]) -> int:
    """Send the usable links of these participants by e-mail, all or none; returns how many.

    Raises:
        Refusal: ``mail.off``, ``rehearsal.no_mail``, ``link.none``, ``link.nothing_to_print``,
            ``mail.no_address`` (login), ``reach.elsewhere`` and ``link.powerful`` for an
            invitation this organiser may not hold.
    """
    if not mail_is_on():
        raise Refusal("mail.off")
    if competition.is_rehearsal:
        raise Refusal("rehearsal.no_mail")
    if not account_ids:
        raise Refusal("link.none")
    with database.writing() as session:
        chosen = _usable_links(session, competition.id, account_ids)
        for link in chosen:
            if not link.account.email:
                raise Refusal("mail.no_address", login=link.account.login)
            if link.purpose == "invitation":
                require_invitable(session, actor, link.account)
            add_job(session, actor, KIND, {"link": link.id}, competition_id=competition.id)
        record(
            session,
            actor,
            "link.mail",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"accounts": sorted({link.account_id for link in chosen})},
        )
    return len(chosen)


def _usable_links(
    session: Session, competition_id: int, account_ids: Collection[int]
) -> list[PersonalLink]:
    links = session.scalars(
        select(PersonalLink)
        .join(Account, Account.id == PersonalLink.account_id)
        .where(
            PersonalLink.competition_id == competition_id,
            PersonalLink.account_id.in_(set(account_ids)),
            PersonalLink.revoked_at.is_(None),
            PersonalLink.expires_at > now(),
            Account.closed_at.is_(None),
        )
        .order_by(PersonalLink.id)
    )
    usable = [link for link in links if link_state(link) in USABLE]
    if not usable:
        raise Refusal("link.nothing_to_print")
    return usable


def send_link(job: Job) -> dict[str, Any]:
    """Send the message of one job; a link that was ended meanwhile is not sent."""
    link = database.session.get(PersonalLink, job.arguments["link"])
    if link is None or link.revoked_at is not None or link_state(link) not in USABLE:
        return {"sent": 0}
    competition = database.session.get_one(Competition, link.competition_id)
    until = link.expires_at.astimezone(ZoneInfo(competition.time_zone))
    subject, body = link_mail(
        name=link.account.person.name,
        competition=competition.name,
        url=link_url(link),
        valid_until=f"{until:%Y-%m-%d}",
        invitation=link.purpose == "invitation",
    )
    address = link.account.email or ""
    database.release()
    keep_lease(job)
    send_mail(address, subject, body, ident=f"job-{job.id}")
    return {"sent": 1}
