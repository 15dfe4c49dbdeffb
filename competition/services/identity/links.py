"""Personal links: sign a judge in without a password, or invite somebody to choose one.

Opening a link changes nothing; the button on its page does. A sign-in link is bound to the first
device that uses it; another device needs an organiser's release. Links expire and can be revoked.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import Account, LoginSession, PersonalLink, database
from competition.services.audit import record
from competition.services.identity.passwords import hash_password
from competition.services.identity.sessions import end_all_sessions, start_session
from competition.services.principal import Principal
from competition.services.runtime import now, runtime
from competition.services.vault import new_token, seal, token_digest, unseal

SIGN_IN_LIFETIME = timedelta(days=60)
INVITATION_LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class LinkUse:
    """What using a link gave.

    Args:
        session_token: of the new session on this device.
        device_token: to be kept by the device; it is what the link is bound to.
    """

    session_token: str
    device_token: str


def add_link(
    session: Session,
    actor: Principal | None,
    account_id: int,
    *,
    purpose: str,
    competition_id: int | None = None,
    needed_until: datetime | None = None,
) -> PersonalLink:
    """Make a link for an account; its earlier ones of the same purpose and scope end.

    A sign-in link lasts at least until `needed_until`. With an earlier one the devices that came by
    it are signed out.
    """
    ended = session.scalars(
        update(PersonalLink)
        .where(
            PersonalLink.account_id == account_id,
            PersonalLink.purpose == purpose,
            PersonalLink.competition_id.is_not_distinct_from(competition_id),
            PersonalLink.revoked_at.is_(None),
        )
        .values(revoked_at=now())
        .returning(PersonalLink.id)
    ).all()
    if ended and purpose == "sign_in":
        _end_sessions(session, ended)
    link = PersonalLink(**_new_link(actor, account_id, purpose, competition_id))
    if purpose == "sign_in" and needed_until is not None:
        link.expires_at = max(link.expires_at, needed_until)
    session.add(link)
    session.flush()
    return link


def add_invitations(
    session: Session, actor: Principal, account_ids: Collection[int], *, competition_id: int
) -> None:
    """Invite accounts that were just made, which therefore have no earlier links."""
    rows = [_new_link(actor, ident, "invitation", competition_id) for ident in account_ids]
    if rows:
        session.execute(insert(PersonalLink), rows)


def link_url(link: PersonalLink) -> str:
    """The address to print or send.

    Raises:
        Refusal: ``public_url.missing`` when the installation has no public address.
    """
    if not runtime.public_url:
        raise Refusal("public_url.missing")
    return f"{runtime.public_url.rstrip('/')}/l/{unseal(link.token_sealed, 'link')}"


def open_link(token: str) -> PersonalLink:
    """The link of this token, if it can still be used. Changes nothing.

    Raises:
        Refusal: ``link.unknown``, ``link.expired``, ``link.revoked``, ``link.used``.
    """
    return _usable(database.session.scalars(_with(token)).first())


def _with(token: str) -> Select[PersonalLink]:
    return select(PersonalLink).where(PersonalLink.token_digest == token_digest(token))


def _usable(link: PersonalLink | None) -> PersonalLink:
    if link is None or link.account.closed_at is not None:
        raise Refusal("link.unknown")
    check_link(link)
    return link


def check_link(link: PersonalLink) -> None:
    """Let a link pass that is neither revoked, expired nor used up. Errors as in `open_link`."""
    if link.revoked_at is not None:
        raise Refusal("link.revoked")
    if link.expires_at <= now():
        raise Refusal("link.expired")
    if link.purpose == "invitation" and link.used_at is not None:
        raise Refusal("link.used")


def use_sign_in_link(token: str, *, device_token: str | None, device: str) -> LinkUse:
    """Sign in by a link and bind it to this device, or find it bound to this device already.

    Raises:
        Refusal: as `open_link`; ``link.other_device``.
    """
    with database.writing() as session:
        link = _hold_link(session, token)
        if link.purpose != "sign_in":
            raise Refusal("link.unknown")
        if link.device_digest is None:
            device_token = secrets.token_urlsafe(24)
            link.device_digest = token_digest(device_token)
        elif device_token is None or token_digest(device_token) != link.device_digest:
            raise Refusal("link.other_device")
        link.used_at = link.used_at or now()
        session_token = start_session(session, link.account_id, device, link_id=link.id)
        record(
            session,
            None,
            "link.use",
            f"account:{link.account_id}",
            competition_id=link.competition_id,
        )
        return LinkUse(session_token, device_token)


def accept_invitation(token: str, password: str, *, device: str) -> str:
    """Choose a password by an invitation and sign in; returns the session's token.

    Raises:
        Refusal: as `open_link`, and those of `hash_password`.
    """
    hashed = hash_password(password)
    with database.writing() as session:
        link = _hold_link(session, token)
        if link.purpose != "invitation":
            raise Refusal("link.unknown")
        link.used_at = now()
        session.execute(
            update(Account).where(Account.id == link.account_id).values(password_hash=hashed)
        )
        end_all_sessions(session, link.account_id)
        session_token = start_session(session, link.account_id, device, link_id=link.id)
        record(session, None, "invitation.accept", f"account:{link.account_id}")
        return session_token


def release_device(actor: Principal, link: PersonalLink) -> None:
    """Let another device use the link; the device bound until now is signed out."""
    with database.writing() as session:
        link.device_digest = None
        _end_sessions(session, [link.id])
        _record(session, actor, "link.release", link)


def revoke_link(actor: Principal, link: PersonalLink) -> None:
    """End a link and the session that came from it."""
    with database.writing() as session:
        link.revoked_at = link.revoked_at or now()
        _end_sessions(session, [link.id])
        _record(session, actor, "link.revoke", link)


def _hold_link(session: Session, token: str) -> PersonalLink:
    """The usable link, for this transaction alone: what is used twice at once is used once."""
    held = _with(token).with_for_update().execution_options(populate_existing=True)
    return _usable(session.scalars(held).first())


def _new_link(
    actor: Principal | None, account_id: int, purpose: str, competition_id: int | None
) -> dict[str, Any]:
    token = new_token()
    lifetime = SIGN_IN_LIFETIME if purpose == "sign_in" else INVITATION_LIFETIME
    return {
        "account_id": account_id,
        "competition_id": competition_id,
        "purpose": purpose,
        "token_digest": token_digest(token),
        "token_sealed": seal(token, "link"),
        "created_by_id": actor.account_id if actor else None,
        "created_at": now(),
        "expires_at": now() + lifetime,
    }


def _end_sessions(session: Session, link_ids: Sequence[int]) -> None:
    session.execute(
        update(LoginSession)
        .where(LoginSession.personal_link_id.in_(link_ids), LoginSession.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def _record(session: Session, actor: Principal, action: str, link: PersonalLink) -> None:
    record(
        session,
        actor,
        action,
        f"account:{link.account_id}",
        competition_id=link.competition_id,
    )
