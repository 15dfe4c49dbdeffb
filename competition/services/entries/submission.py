"""Submission: everything checked at once, a number given, the declarations kept; and withdrawal."""

from collections.abc import Collection, Mapping

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from competition.domain.entry_answers import check_answers
from competition.domain.entry_form import TITLE_KEY, FieldFault, FieldType, fault
from competition.domain.entry_limits import Declaration as DeclarationText
from competition.domain.entry_limits import declaration_faults
from competition.domain.entry_states import EntryAction
from competition.domain.refusal import Refusal
from competition.models import (
    Declaration,
    DeclarationAcceptance,
    Entry,
    Organisation,
    Track,
    database,
)
from competition.services.audit import record
from competition.services.entries.limits import broken_limits
from competition.services.entries.members import member_faults
from competition.services.entries.moves import (
    add_event,
    capacity_of,
    form_of,
    hold_entry,
    move_entry,
    require_not_judged,
)
from competition.services.entries.numbers import next_numbers
from competition.services.principal import Principal
from competition.services.recommending.acting import tell_desk
from competition.services.recommending.route import begin, first_stop, leave_route
from competition.services.runtime import now


class EntryIncomplete(Refusal):
    """The entry cannot be submitted yet; `faults` names every reason, each at its field."""

    def __init__(self, faults: tuple[FieldFault, ...]) -> None:
        super().__init__("entry.incomplete", count=len(faults))
        self.faults = faults


def submit_entry(
    actor: Principal, entry: Entry, *, accepted: Collection[int], seen_revision: int
) -> str:
    """Hand the entry in: check it whole, give it a number, keep what was declared.

    Args:
        accepted: ids of the declarations ticked now; those accepted earlier still count.
        seen_revision: the revision that was shown.
    Returns:
        the entry's number.
    Raises:
        EntryIncomplete: something is missing or beyond a limit.
        Refusal: ``entry.changed_elsewhere``, ``entry.action``, ``entry.not_open``,
            ``entry.closed``, ``entry.locked``; ``recommendation.unit_unknown``,
            ``recommendation.outside`` where entries are recommended upward.
    """
    with database.writing() as session:
        entry = hold_entry(session, entry)
        stop = first_stop(session, entry)
        action = EntryAction.SUBMIT if stop is None else EntryAction.CLIMB
        state = move_entry(session, actor, entry, action, capacity_of(actor, entry))
        if seen_revision != entry.revision:
            raise Refusal("entry.changed_elsewhere", revision=entry.revision)
        number = entry.number or next_numbers(session, entry.competition, [entry.track])[0]
        if faults := submission_faults(session, entry, accepted):
            raise EntryIncomplete(faults)
        _keep_acceptances(session, actor, entry, accepted)
        again = entry.submitted_at is not None
        entry.number = number
        entry.state = state.value
        entry.submitted_at = now()
        entry.revision += 1
        add_event(session, actor, entry, "submit_again" if again else "submit")
        if stop is not None:
            step = begin(session, entry, stop)
            tell_desk(session, step, "recommendation.arrived", title=entry.title)
        _record(session, actor, entry, "entry.submit")
        return number


def withdraw_entry(actor: Principal, entry: Entry, *, reason: str = "") -> None:
    """Take an entry back; its number stays with it.

    Raises:
        Refusal: ``entry.action``; ``entry.being_judged`` once its marks are locked.
    """
    _move(actor, entry, EntryAction.WITHDRAW, "withdraw", reason=reason)


def resume_entry(actor: Principal, entry: Entry) -> None:
    """Take up a withdrawn entry again as a draft.

    Raises:
        Refusal: ``entry.action``, ``entry.closed``, ``entry.locked``.
    """
    _move(actor, entry, EntryAction.RESUME, "resume")


def submission_faults(
    session: Session, entry: Entry, accepted: Collection[int] | None
) -> tuple[FieldFault, ...]:
    """Everything that keeps an entry from being submitted, each at its field.

    Args:
        accepted: ids of declarations; None leaves the declarations out, for a check on the way.
    """
    form = form_of(entry)
    checked = check_answers(form, {**entry.answers, **files_by_field(entry)}, complete=True)
    faults = [*checked.faults, *_organisation_faults(session, entry)]
    if entry.track_id is None and _has_tracks(session, entry.competition_id):
        faults.append(fault("track", "entry.track_missing"))
    if not entry.unit_name:
        faults.append(fault("unit", "entry.unit_missing"))
    faults += member_faults(entry.members)
    titled = {each.field for each in faults}
    faults += [
        each
        for each in broken_limits(session, entry)
        if not (each.field == TITLE_KEY and TITLE_KEY in titled)
    ]
    if accepted is not None:
        faults += declaration_faults(
            _required(session, entry.competition_id), _given(session, entry, accepted)
        )
    return tuple(faults)


def files_by_field(entry: Entry) -> dict[str, list[str]]:
    """The ids of attached files by field, as answers to file fields."""
    files: dict[str, list[str]] = {}
    for attachment in entry.attachments:
        files.setdefault(attachment.field_key, []).append(str(attachment.id))
    return files


def declarations_of(session: Session, competition_id: int) -> list[Declaration]:
    """The declarations in force, in order."""
    return list(
        session.scalars(
            select(Declaration)
            .where(Declaration.competition_id == competition_id, Declaration.is_current)
            .order_by(Declaration.position)
        )
    )


def declared_texts(session: Session, entry: Entry) -> list[Declaration]:
    """The declarations accepted for this entry, in the versions accepted; the last of each."""
    rows = session.scalars(
        select(Declaration)
        .join(DeclarationAcceptance, DeclarationAcceptance.declaration_id == Declaration.id)
        .where(DeclarationAcceptance.entry_id == entry.id)
        .order_by(Declaration.version)
    )
    last = {row.key: row for row in rows}
    return sorted(last.values(), key=lambda row: row.position)


def declarations_for(session: Session, entry: Entry) -> tuple[list[Declaration], set[int]]:
    """The declarations in force, in order, and the ids of those accepted for this entry before."""
    accepted = (DeclarationAcceptance.declaration_id == Declaration.id) & (
        DeclarationAcceptance.entry_id == entry.id
    )
    rows = session.execute(
        select(Declaration, DeclarationAcceptance.declaration_id)
        .outerjoin(DeclarationAcceptance, accepted)
        .where(Declaration.competition_id == entry.competition_id, Declaration.is_current)
        .order_by(Declaration.position)
    ).all()
    given = {row.declaration_id for row in rows} - {None}
    return [row.Declaration for row in rows], given


def _required(session: Session, competition_id: int) -> list[DeclarationText]:
    return [
        DeclarationText(row.key, row.version, row.title, row.text)
        for row in declarations_of(session, competition_id)
    ]


def _given(session: Session, entry: Entry, accepted: Collection[int]) -> Mapping[str, int]:
    """The newest version declared by key: ticked now, or accepted earlier."""
    earlier = select(DeclarationAcceptance.declaration_id).where(
        DeclarationAcceptance.entry_id == entry.id
    )
    rows = session.execute(
        select(Declaration.key, Declaration.version)
        .where(
            Declaration.competition_id == entry.competition_id,
            Declaration.id.in_(accepted) | Declaration.id.in_(earlier),
        )
        .order_by(Declaration.version)
    )
    return {row.key: row.version for row in rows}


def _keep_acceptances(
    session: Session, actor: Principal, entry: Entry, accepted: Collection[int]
) -> None:
    declarations, known = declarations_for(session, entry)
    current = {row.id for row in declarations}
    rows = [
        {
            "entry_id": entry.id,
            "declaration_id": declaration_id,
            "account_id": actor.account_id,
            "accepted_at": now(),
        }
        for declaration_id in sorted((set(accepted) & current) - known)
    ]
    if rows:
        session.execute(insert(DeclarationAcceptance), rows)


def _organisation_faults(session: Session, entry: Entry) -> list[FieldFault]:
    faults = []
    for field in form_of(entry).fields:
        stored = entry.answers.get(field.key)
        if field.type is not FieldType.ORGANISATION or not stored:
            continue
        known = isinstance(stored, str) and stored.isdigit()
        if not known or session.get(Organisation, int(stored)) is None:
            faults.append(fault(field.key, "answer.organisation"))
    return faults


def _has_tracks(session: Session, competition_id: int) -> bool:
    track = select(Track.id).where(Track.competition_id == competition_id).limit(1)
    return session.scalar(track) is not None


def _move(
    actor: Principal, entry: Entry, action: EntryAction, kind: str, *, reason: str = ""
) -> None:
    with database.writing() as session:
        entry = hold_entry(session, entry)
        state = move_entry(session, actor, entry, action, capacity_of(actor, entry))
        if action is EntryAction.WITHDRAW:
            require_not_judged(session, entry, states=("locked",))
        before = entry.state
        entry.state = state.value
        leave_route(session, entry)
        add_event(session, actor, entry, kind, reason=reason.strip())
        _record(session, actor, entry, f"entry.{kind}", before={"state": before})


def _record(
    session: Session,
    actor: Principal,
    entry: Entry,
    action: str,
    *,
    before: dict[str, str] | None = None,
) -> None:
    record(
        session,
        actor,
        action,
        f"entry:{entry.id}",
        competition_id=entry.competition_id,
        detail={"number": entry.number, "revision": entry.revision},
        before=before,
        after={"state": entry.state, "revision": entry.revision},
    )
