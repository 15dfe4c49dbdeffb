"""Invitations and personal sign-in links of the people of a competition."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    Competition,
    Organisation,
    Person,
    PersonalLink,
    RoleGrant,
    Stage,
    database,
)
from competition.services.audit import record
from competition.services.identity.links import add_link, link_url
from competition.services.identity.sessions import BY_LINK
from competition.services.people.participants import participant
from competition.services.people.reach import require_invitable
from competition.services.principal import Principal
from competition.services.runtime import now, runtime

PURPOSES = ("invitation", "sign_in")
AFTER_THE_END = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class LinkSlip:
    """One link as it is printed and handed over."""

    name: str
    unit: str
    login: str
    roles: tuple[str, ...]
    purpose: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinksThere:
    """Which of those chosen already have a link of one purpose in a competition.

    Attributes:
        unused: accounts whose link nobody has used yet.
        in_use: accounts whose link is bound to a device, or whose invitation was accepted.
    """

    unused: frozenset[int]
    in_use: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """Everybody who would lose a link, or already came by one."""
        return self.unused | self.in_use


def links_there(competition_id: int, account_ids: Collection[int], purpose: str) -> LinksThere:
    """Who of these accounts has a link of this purpose that can be used, or was. One statement."""
    found: dict[str, set[int]] = {state: set() for state in ("fresh", "bound", "spent", "expired")}
    for account_id, links in links_of(competition_id, account_ids).items():
        for link in links:
            if link.purpose == purpose:
                found[link_state(link)].add(account_id)
    in_use = frozenset(found["bound"] | found["spent"])
    return LinksThere(frozenset(found["fresh"]) - in_use, in_use)


def make_links(
    actor: Principal,
    competition: Competition,
    account_ids: Collection[int],
    *,
    purpose: str,
    replace: bool = False,
) -> int:
    """Make new links for these participants, all or none; returns how many.

    Args:
        replace: also for those who have a link of this purpose; it stops working, and the device
            that came by it is signed out. Without it they keep theirs.
    Raises:
        Refusal: ``link.purpose``, ``link.none`` without anybody chosen, ``public_url.missing``,
            ``participant.unknown``, ``link.role`` (login) for somebody who must sign in with a
            password, ``reach.elsewhere``, ``link.powerful``.
    """
    chosen = _chosen(account_ids, purpose)
    with database.writing() as session:
        for account_id in chosen:
            _require_linkable(session, actor, competition.id, account_id, purpose)
        kept = frozenset() if replace else links_there(competition.id, chosen, purpose).all
        chosen = [each for each in chosen if each not in kept]
        until = _needed_until(session, competition.id)
        for account_id in chosen:
            add_link(
                session,
                actor,
                account_id,
                purpose=purpose,
                competition_id=competition.id,
                needed_until=until,
            )
        record(
            session,
            actor,
            "link.make",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"purpose": purpose, "accounts": chosen, "replace": replace},
        )
    return len(chosen)


def _needed_until(session: Session, competition_id: int) -> datetime | None:
    """Some days after the last stage closes, by which judges and entrants have finished."""
    last = session.scalar(
        select(func.max(Stage.closes_at)).where(Stage.competition_id == competition_id)
    )
    return last + AFTER_THE_END if last else None


def _chosen(account_ids: Collection[int], purpose: str) -> list[int]:
    if purpose not in PURPOSES:
        raise Refusal("link.purpose", purpose=purpose)
    if not account_ids:
        raise Refusal("link.none")
    if not runtime.public_url:
        raise Refusal("public_url.missing")
    return sorted(set(account_ids))


def links_of(competition_id: int, account_ids: Collection[int]) -> dict[int, list[PersonalLink]]:
    """The links in this competition that were not revoked, newest first, by account."""
    links: dict[int, list[PersonalLink]] = {}
    if not account_ids:
        return links
    rows = database.session.scalars(
        select(PersonalLink)
        .where(
            PersonalLink.competition_id == competition_id,
            PersonalLink.account_id.in_(account_ids),
            PersonalLink.revoked_at.is_(None),
        )
        .order_by(PersonalLink.id.desc())
    )
    for link in rows:
        links.setdefault(link.account_id, []).append(link)
    return links


def link_state(link: PersonalLink) -> str:
    """``expired``, ``spent`` (an accepted invitation), ``bound`` to a device, or ``fresh``."""
    if link.purpose == "invitation" and link.used_at is not None:
        return "spent"
    if link.expires_at <= now():
        return "expired"
    return "bound" if link.device_digest else "fresh"


def print_links(
    actor: Principal, competition: Competition, account_ids: Sequence[int]
) -> list[LinkSlip]:
    """The usable links of these participants, to print; the printing is recorded.

    Raises:
        Refusal: ``link.nothing_to_print`` when none of them has a usable link,
            ``public_url.missing``; ``reach.elsewhere`` and ``link.powerful`` for an invitation that
            this organiser may not hold.
    """
    chosen = sorted(set(account_ids))
    with database.writing() as session:
        slips = _slips(session, actor, competition.id, chosen)
        if not slips:
            raise Refusal("link.nothing_to_print")
        record(
            session,
            actor,
            "link.print",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"accounts": chosen},
        )
    return slips


def may_hold(actor: Principal, account: Account) -> frozenset[str]:
    """The purposes of this account's links whose addresses the organiser may see, and so use."""
    try:
        require_invitable(database.session, actor, account)
    except Refusal:
        return frozenset({"sign_in"})
    return frozenset(PURPOSES)


def _slips(
    session: Session, actor: Principal, competition_id: int, account_ids: Collection[int]
) -> list[LinkSlip]:
    rows = session.execute(
        select(PersonalLink, Account, Person.name, Organisation.name.label("unit"))
        .join(Account, Account.id == PersonalLink.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id, isouter=True)
        .where(
            PersonalLink.competition_id == competition_id,
            PersonalLink.account_id.in_(account_ids),
            PersonalLink.revoked_at.is_(None),
            PersonalLink.expires_at > now(),
            Account.closed_at.is_(None),
        )
        .order_by(Organisation.code, Person.name, PersonalLink.id)
    ).all()
    rows = [row for row in rows if link_state(row.PersonalLink) != "spent"]
    for row in rows:
        if row.PersonalLink.purpose == "invitation":
            require_invitable(session, actor, row.Account)
    roles = roles_of(session, competition_id, account_ids)
    return [
        LinkSlip(
            name=row.name,
            unit=row.unit or "",
            login=row.Account.login,
            roles=roles.get(row.PersonalLink.account_id, ()),
            purpose=row.PersonalLink.purpose,
            url=link_url(row.PersonalLink),
            expires_at=row.PersonalLink.expires_at,
        )
        for row in rows
    ]


def roles_of(
    session: Session, competition_id: int, account_ids: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """The roles that these accounts hold in the competition itself."""
    if not account_ids:
        return {}
    rows = session.execute(
        select(RoleGrant.account_id, RoleGrant.role)
        .where(
            RoleGrant.competition_id == competition_id,
            RoleGrant.account_id.in_(account_ids),
            RoleGrant.revoked_at.is_(None),
        )
        .order_by(RoleGrant.id)
    )
    roles: dict[int, tuple[str, ...]] = {}
    for account_id, role in rows:
        roles[account_id] = (*roles.get(account_id, ()), role)
    return roles


def _require_linkable(
    session: Session, actor: Principal, competition_id: int, account_id: int, purpose: str
) -> None:
    account = participant(session, competition_id, account_id)
    if purpose == "invitation":
        require_invitable(session, actor, account)
        return
    held = roles_of(session, competition_id, [account_id]).get(account_id, ())
    if not any(Role(role) in BY_LINK for role in held):
        raise Refusal("link.role", login=account.login)
