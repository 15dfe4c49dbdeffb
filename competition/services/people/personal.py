"""Phones and ID numbers: sealed at rest, masked on screen, compared by keyed digest."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.people import (
    mask_id_number,
    mask_phone,
    normal_id_number,
    normal_phone,
)
from competition.models import Person
from competition.services.runtime import now
from competition.services.vault import keyed_digest, seal, unseal

RETENTION = timedelta(days=3 * 366)


def keep_phone(person: Person, phone: str) -> None:
    """Keep a person's phone, for reaching them about the competition, until its retention date.

    Raises:
        Refusal: ``phone.number``.
    """
    person.phone_sealed = seal(normal_phone(phone), "phone")
    person.retain_until = now() + RETENTION


def keep_id_number(person: Person, number: str) -> None:
    """Keep a person's ID number, for recognising one human being in two entries.

    Raises:
        Refusal: ``id_number.*``.
    """
    number = normal_id_number(number)
    person.id_number_sealed = seal(number, "id_number")
    person.id_number_digest = id_number_digest(number)
    person.retain_until = now() + RETENTION


def id_number_digest(number: str) -> str:
    """How a normalised ID number is compared without being read."""
    return keyed_digest("id_number", number.encode())


def find_by_id_number(session: Session, number: str) -> Person | None:
    """The person with this ID number, if one is known. Errors as in `normal_id_number`."""
    digest = id_number_digest(normal_id_number(number))
    return session.scalars(
        select(Person).where(Person.id_number_digest == digest).order_by(Person.id)
    ).first()


def masked_phone(person: Person) -> str:
    """The phone as shown on screen, such as 138****1234; empty for none."""
    return mask_phone(unseal(person.phone_sealed, "phone")) if person.phone_sealed else ""


def masked_id_number(person: Person) -> str:
    """The ID number as shown on screen; empty for none."""
    if not person.id_number_sealed:
        return ""
    return mask_id_number(unseal(person.id_number_sealed, "id_number"))
