"""Reports are submitted, corrected by a new version, withdrawn; figures follow at once."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.participation import overlapping, pack_list
from competition.domain.refusal import Refusal
from competition.models import Organisation, ParticipationReport, database
from competition.services.audit import record
from competition.services.participation.checking import (
    CheckedSubject,
    Numbers,
    Subject,
    checked_numbers,
    checked_subject,
)
from competition.services.participation.counting import count_in, hold_figures, take_out
from competition.services.participation.listing import seal_list, times_by_person
from competition.services.participation.moving import counted
from competition.services.principal import Principal
from competition.services.recommending.acting import place_of_actor
from competition.services.runtime import now

ZONE = ZoneInfo("Asia/Shanghai")
LIST_RETENTION = timedelta(days=3 * 366)
SHORTEST_REASON, LONGEST_REASON = 2, 500


def submit_report(
    actor: Principal, organisation_id: int, subject: Subject, numbers: Numbers
) -> int:
    """Report participation of an organisation, which counts at once; returns the report's id.

    Raises:
        Refusal: ``recommendation.not_yours``, ``organisation.closed`` (name),
            ``participation.there`` where a report of the same span, or of one that it overlaps,
            counts already; those of `checked_subject` and `checked_numbers`.
    """
    numbers = checked_numbers(numbers)
    with database.writing() as session:
        place_of_actor(session, actor, organisation_id)
        hold_figures(session)
        unit = _unit_in_use(session, organisation_id)
        about = checked_subject(session, unit, subject, now().astimezone(ZONE).date())
        _require_alone(session, unit.id, about)
        report = _new(session, actor, unit, about, numbers)
        _count(session, report)
        _record(session, actor, "participation.report", report)
        return report.id


def correct_report(
    actor: Principal,
    report_id: int,
    subject: Subject,
    numbers: Numbers,
    *,
    reason: str,
) -> int:
    """Let a new report count in the place of one; returns the new id. The old one stays.

    Raises:
        Refusal: those of `submit_report`; ``participation.gone`` for one that does not count any
            more, ``participation.reason`` (least, most).
    """
    reason, numbers = checked_reason(reason), checked_numbers(numbers)
    with database.writing() as session:
        hold_figures(session)
        old = _held(session, actor, report_id)
        unit = _unit_in_use(session, old.organisation_id)
        about = checked_subject(session, unit, subject, now().astimezone(ZONE).date())
        take_out(session.connection(), counted(session, old.id))
        _end(old, actor, "corrected", reason)
        session.flush()
        _require_alone(session, old.reporter_id, about)
        report = _new(session, actor, unit, about, numbers, old=old)
        _count(session, report)
        _record(session, actor, "participation.correct", report, before=_told(old))
        return report.id


def withdraw_report(actor: Principal, report_id: int, *, reason: str) -> None:
    """Let a report count no more; it stays with its reason.

    Raises:
        Refusal: ``recommendation.not_yours``, ``participation.gone``, ``participation.reason``.
    """
    reason = checked_reason(reason)
    with database.writing() as session:
        hold_figures(session)
        report = _held(session, actor, report_id)
        take_out(session.connection(), counted(session, report.id))
        _end(report, actor, "withdrawn", reason)
        _record(session, actor, "participation.withdraw", report)


def checked_reason(text: str) -> str:
    """A reason as it is kept.

    Raises:
        Refusal: ``participation.reason`` (least, most).
    """
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Refusal("participation.reason", least=SHORTEST_REASON, most=LONGEST_REASON)
    return reason


def _unit_in_use(session: Session, organisation_id: int) -> Organisation:
    unit = session.get_one(Organisation, organisation_id)
    if unit.closed_at is not None:
        raise Refusal("organisation.closed", name=unit.name)
    return unit


def _held(session: Session, actor: Principal, report_id: int) -> ParticipationReport:
    """A report that counts, of an organisation that the actor acts for."""
    report = session.get_one(ParticipationReport, report_id, populate_existing=True)
    place_of_actor(session, actor, report.organisation_id)
    if report.state != "counted":
        raise Refusal("participation.gone")
    return report


def _require_alone(session: Session, reporter_id: int, about: CheckedSubject) -> None:
    """Refuse what would count the same twice: a month, say, and the quarter that it lies in."""
    report = ParticipationReport
    spans = session.scalars(
        select(report.span).where(
            report.reporter_id == reporter_id,
            report.year == about.subject.year,
            report.subject == about.key,
            report.state == "counted",
        )
    )
    if any(overlapping(span, about.subject.span) for span in spans):
        raise Refusal("participation.there")


def _new(
    session: Session,
    actor: Principal,
    unit: Organisation,
    about: CheckedSubject,
    numbers: Numbers,
    *,
    old: ParticipationReport | None = None,
) -> ParticipationReport:
    """The row of a report; in the place of another one it is told by the same unit."""
    reporter_id = old.reporter_id if old else unit.id
    people = numbers.people
    times = times_by_person(reporter_id, people) if people is not None else {}
    report = ParticipationReport(
        organisation_id=unit.id,
        reporter_id=reporter_id,
        reporter_name=old.reporter_name if old else unit.name,
        year=about.subject.year,
        span=about.subject.span,
        competition_id=about.subject.competition_id,
        subject=about.key,
        activity=about.name,
        industry=about.industry,
        as_of=about.subject.as_of,
        participations=sum(times.values()) if times else numbers.participations,
        people=len(times),
        declared=numbers.declared,
        listed=pack_list(times),
        list_sealed=seal_list(people) if people is not None else None,
        retain_until=now() + LIST_RETENTION if people is not None else None,
        version=old.version + 1 if old else 1,
        replaces_id=old.id if old else None,
        reported_by_id=actor.account_id,
        reported_at=now(),
    )
    session.add(report)
    session.flush()
    return report


def _count(session: Session, report: ParticipationReport) -> None:
    count_in(session.connection(), counted(session, report.id))


def _end(report: ParticipationReport, actor: Principal, state: str, reason: str) -> None:
    report.state, report.reason = state, reason
    report.ended_at, report.ended_by_id = now(), actor.account_id


def _told(report: ParticipationReport) -> dict[str, Any]:
    """What an audit digest covers; the people only by their number."""
    names = (
        "organisation_id", "reporter_id", "year", "span", "subject", "industry",
        "participations", "people", "declared", "state", "version",
    )  # fmt: skip
    return {name: getattr(report, name) for name in names} | {"as_of": report.as_of.isoformat()}


def _record(
    session: Session,
    actor: Principal,
    action: str,
    report: ParticipationReport,
    *,
    before: dict[str, Any] | None = None,
) -> None:
    detail = {
        "organisation": report.organisation_id,
        "year": report.year,
        "participations": report.participations,
    }
    record(
        session,
        actor,
        action,
        f"participation_report:{report.id}",
        competition_id=report.competition_id,
        detail=detail,
        before=before,
        after=_told(report),
    )
