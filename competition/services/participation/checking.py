"""What an organisation may report: the span, what it is about, and the number or the list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.industries import INDUSTRIES
from competition.domain.participation import SPANS, bounds
from competition.domain.refusal import Refusal
from competition.models import Competition, Organisation, OrganisationBranch
from competition.services.participation.listing import ListedPerson, checked_person

EARLIEST_YEAR = 2000
MOST = 10_000_000
LONGEST_ACTIVITY = 80


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about.

    Args:
        span: of `domain.participation.spans`.
        competition_id: a competition of the organisation or of one above it; else an activity.
        industry: empty for that of the organisation.
        as_of: the day on which the figures held.
    """

    year: int
    span: int
    as_of: date
    competition_id: int | None = None
    activity: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a report tells: a list of people, or else two bare numbers."""

    participations: int = 0
    declared: int = 0
    people: Sequence[ListedPerson] | None = field(default=None)


@dataclass(frozen=True, slots=True)
class CheckedSubject:
    """A subject that can be written; `key` tells it apart, `name` is shown."""

    subject: Subject
    key: str
    name: str
    industry: str


def checked_subject(
    session: Session, organisation: Organisation, subject: Subject, today: date
) -> CheckedSubject:
    """What a report is about, or the first refusal.

    Raises:
        Refusal: ``participation.span``, ``participation.future``, ``participation.as_of``,
            ``participation.competition``, ``participation.activity`` (limit),
            ``participation.industry``.
    """
    if subject.span not in SPANS or not EARLIEST_YEAR <= subject.year <= today.year:
        raise Refusal("participation.span")
    first, _ = bounds(subject.year, subject.span)
    if first > today:
        raise Refusal("participation.future")
    if not first <= subject.as_of <= today:
        raise Refusal("participation.as_of")
    industry = subject.industry or organisation.industry
    if industry not in INDUSTRIES:
        raise Refusal("participation.industry")
    key, name = _named(session, organisation, subject)
    return CheckedSubject(subject, key, name, industry)


def checked_numbers(numbers: Numbers) -> Numbers:
    """What a report tells, normalised.

    Raises:
        Refusal: ``participation.number`` (limit), ``participation.declared_more``, and those of
            `checked_person`.
    """
    if numbers.people is not None:
        return Numbers(people=[checked_person(person) for person in numbers.people])
    for number in (numbers.participations, numbers.declared):
        if not 0 <= number <= MOST:
            raise Refusal("participation.number", limit=MOST)
    if numbers.declared > numbers.participations:
        raise Refusal("participation.declared_more")
    return numbers


def reportable_competitions(session: Session, organisation_id: int) -> list[Competition]:
    """Competitions that an organisation or one above it holds, the newest first."""
    above = select(OrganisationBranch.ancestor_id).where(
        OrganisationBranch.descendant_id == organisation_id
    )
    return list(
        session.scalars(
            select(Competition)
            .where(
                Competition.organisation_id.in_(above),
                Competition.state != "draft",
                Competition.is_rehearsal.is_(False),
            )
            .order_by(Competition.year.desc(), Competition.id.desc())
            .limit(100)
        )
    )


def _named(session: Session, organisation: Organisation, subject: Subject) -> tuple[str, str]:
    """How the competition or activity is told apart, and its name."""
    if subject.competition_id is not None:
        there = reportable_competitions(session, organisation.id)
        found = next((each for each in there if each.id == subject.competition_id), None)
        if found is None:
            raise Refusal("participation.competition")
        return f"competition:{found.id}", found.name
    name = " ".join(subject.activity.split())
    if not name or len(name) > LONGEST_ACTIVITY:
        raise Refusal("participation.activity", limit=LONGEST_ACTIVITY)
    return f"activity:{name}", name
