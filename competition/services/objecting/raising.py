"""Objections come in by a public form or an officer, appeals from an entrant's own room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.documents.uploads import check_upload
from competition.domain.objections import (
    BY_OFFICER,
    About,
    Channel,
    Kind,
    require_real_name,
)
from competition.domain.people import contact_phone, normal_id_number, normal_name
from competition.domain.refusal import Refusal
from competition.domain.unit_names import normal_unit_name
from competition.models import (
    Entry,
    Objection,
    ObjectionFile,
    Organisation,
    ResultVersion,
    Standing,
    database,
)
from competition.services.audit import record
from competition.services.identity.limits import Limit, count_attempt
from competition.services.objecting.windows import require_window
from competition.services.people.personal import RETENTION
from competition.services.principal import Principal
from competition.services.results.approval import hold_results
from competition.services.results.score_corrections import running
from competition.services.runtime import now
from competition.services.storage import store_file
from competition.services.vault import new_token, seal, token_digest

OBJECTION_ADDRESS = Limit("objection-address", 20, 3600)
MOST_FILES = 5
MOST_MEGABYTES = 20
LONGEST = {"facts": 2000, "grounds": 2000, "about_name": 120}
File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Objector:
    """Who objects, as typed. Without an ID number none is kept."""

    name: str
    unit: str
    phone: str
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is objected to, as typed.

    Args:
        entry: id of the entry that it is against; None for the result as a whole.
        about_name: the criterion, event or matter that is meant.
        facts: what happened.
        grounds: why the result is wrong.
    """

    entry: int | None
    about: About
    about_name: str
    facts: str
    grounds: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the objector keeps: the number, and the secret behind the link to its state."""

    ident: int
    serial: int
    token: str


def raise_objection(
    result: ResultVersion,
    objector: Objector,
    statement: Statement,
    files: Sequence[File] = (),
    *,
    address: str,
) -> Receipt:
    """Take an objection from the public form.

    Args:
        address: where it comes from, for the limit.
    Raises:
        Refusal: ``limit.reached``, ``objection.closed``, ``objection.early``, ``objection.late``
            (first, last), ``objection.anonymous``, ``objection.unit``, ``objection.empty``,
            ``objection.files``, ``objection.files_size`` (limit), ``objection.entry``, ``name.*``,
            ``phone.contact``, ``id_number.*``, ``text.too_long`` (length, limit), ``upload.*``,
            ``competition.ended``.
    """
    count_attempt(OBJECTION_ADDRESS, address)
    require_window(database.session, result, Kind.OBJECTION)
    said, kept = _checked(statement), _keep(files)
    sealed = _sealed(objector)
    with database.writing() as session:
        hold_results(session, result.competition_id)
        session.refresh(result)
        require_window(session, result, Kind.OBJECTION)
        return _add(session, None, result, Kind.OBJECTION, Channel.WEB, said, sealed, kept)


def register_objection(
    actor: Principal,
    result: ResultVersion,
    channel: Channel,
    objector: Objector,
    statement: Statement,
    files: Sequence[File] = (),
) -> Receipt:
    """Register what came in by letter, visit or telephone while the notice runs.

    Raises:
        Refusal: those of `raise_objection` but the limit; ``objection.channel``.
    """
    if channel not in BY_OFFICER:
        raise Refusal("objection.channel")
    said, kept = _checked(statement), _keep(files)
    sealed = _sealed(objector)
    with database.writing() as session:
        hold_results(session, result.competition_id)
        session.refresh(result)
        require_window(session, result, Kind.OBJECTION)
        return _add(session, actor, result, Kind.OBJECTION, channel, said, sealed, kept)


def raise_appeal(
    actor: Principal,
    entry: Entry,
    result: ResultVersion,
    statement: Statement,
    files: Sequence[File] = (),
    *,
    phone: str = "",
) -> Receipt:
    """Appeal against a published result of the own entry, within the days for it.

    Raises:
        Refusal: those of `raise_objection`; ``objection.waiting`` while another one of this entry
            about this result waits.
    """
    said, kept = _checked(statement), _keep(files)
    with database.writing() as session:
        hold_results(session, result.competition_id)
        session.refresh(result)
        if result.competition_id != entry.competition_id:
            raise Refusal("objection.entry")
        require_window(session, result, Kind.APPEAL)
        _require_none_waiting(session, entry.id, result)
        own = Objector(actor.name, _unit_of(session, actor, entry), phone)
        sealed = _sealed(own, needs_phone=False)
        said["entry_id"] = entry.id
        return _add(session, actor, result, Kind.APPEAL, Channel.ACCOUNT, said, sealed, kept)


def _checked(statement: Statement) -> dict[str, Any]:
    """What was said, as it is kept."""
    texts = {
        "about_name": " ".join(statement.about_name.split()),
        "facts": statement.facts.strip().replace("\r\n", "\n"),
        "grounds": statement.grounds.strip().replace("\r\n", "\n"),
    }
    if not texts["facts"] or not texts["grounds"]:
        raise Refusal("objection.empty")
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            raise Refusal("text.too_long", length=len(text), limit=LONGEST[name])
    return {**texts, "about": statement.about.value, "entry_id": statement.entry}


def _sealed(objector: Objector, *, needs_phone: bool = True) -> dict[str, str | None]:
    """Who it is, checked and sealed, each value for its purpose."""
    if not objector.name.strip():
        raise Refusal("objection.anonymous")
    name = normal_name(objector.name)
    require_real_name(name, objector.unit)
    phone = contact_phone(objector.phone) if needs_phone or objector.phone.strip() else ""
    number = normal_id_number(objector.id_number) if objector.id_number.strip() else ""
    return {
        "name_sealed": seal(name, "objector"),
        "unit_sealed": seal(normal_unit_name(objector.unit), "objector"),
        "phone_sealed": seal(phone, "phone") if phone else None,
        "id_number_sealed": seal(number, "id_number") if number else None,
    }


def _keep(files: Sequence[File]) -> list[ObjectionFile]:
    """Check the evidence and keep it in storage, before the transaction."""
    most = MOST_MEGABYTES * 1024 * 1024
    if len(files) > MOST_FILES:
        raise Refusal("objection.files", limit=MOST_FILES)
    if sum(len(content) for _name, content in files) > most:
        raise Refusal("objection.files_size", limit=MOST_MEGABYTES)
    uploads = [check_upload(content, name=name, most_bytes=most) for name, content in files]
    return [
        ObjectionFile(
            name=upload.name,
            media_type=upload.kind.media_type,
            size=len(upload.content),
            storage_key=store_file(upload.content),
        )
        for upload in uploads
    ]


def _add(
    session: Session,
    actor: Principal | None,
    result: ResultVersion,
    kind: Kind,
    channel: Channel,
    said: dict[str, Any],
    sealed: dict[str, str | None],
    files: list[ObjectionFile],
) -> Receipt:
    """Write it within the caller's transaction; nothing where the competition has ended."""
    running(session, result.competition_id)
    _require_listed(session, result, said["entry_id"])
    token, own = new_token(), kind is Kind.APPEAL
    row = Objection(
        competition_id=result.competition_id,
        result_id=result.id,
        stage_id=result.stage_id,
        serial=_next_serial(session, result.competition_id),
        kind=kind.value,
        channel=channel.value,
        account_id=actor.account_id if actor and own else None,
        retain_until=now() + RETENTION,
        token_digest=token_digest(token),
        token_sealed=seal(token, "objection"),
        received_at=now(),
        received_by_id=actor.account_id if actor and not own else None,
        files=files,
        **said,
        **sealed,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor,
        "objection.register" if row.received_by_id else "objection.raise",
        f"objection:{row.id}",
        competition_id=row.competition_id,
        detail={"kind": row.kind, "source": row.channel, "entry": row.entry_id},
        after={**said, "files": sorted(file.storage_key for file in files)},
    )
    return Receipt(row.id, row.serial, token)


def _require_listed(session: Session, result: ResultVersion, entry_id: int | None) -> None:
    if entry_id is not None and session.get(Standing, (result.id, entry_id)) is None:
        raise Refusal("objection.entry")


def _next_serial(session: Session, competition_id: int) -> int:
    last = session.scalar(
        select(func.max(Objection.serial)).where(Objection.competition_id == competition_id)
    )
    return (last or 0) + 1


def _require_none_waiting(session: Session, entry_id: int, result: ResultVersion) -> None:
    waiting = session.scalar(
        select(Objection.serial).where(
            Objection.entry_id == entry_id,
            Objection.result_id == result.id,
            Objection.kind == Kind.APPEAL,
            Objection.state.in_(("received", "admitted")),
        )
    )
    if waiting is not None:
        raise Refusal("objection.waiting", number=waiting)


def _unit_of(session: Session, actor: Principal, entry: Entry) -> str:
    """The unit of whoever appeals: that of the entry as it is named there, or as registered."""
    if entry.unit_name:
        return entry.unit_name
    named = select(Organisation.name).where(Organisation.id == entry.organisation_id)
    return session.scalar(named) or actor.name
