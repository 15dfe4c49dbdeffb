"""People of a report: known by a key that says nothing; the list itself sealed for its unit."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from competition.domain.people import normal_id_number, normal_name
from competition.domain.refusal import Refusal
from competition.models import ParticipationReport
from competition.services.people.personal import id_number_digest
from competition.services.vault import keyed_digest, seal, unseal

MOST_PEOPLE = 20_000
MOST_TIMES = 1_000
LONGEST_NUMBER = 30
PURPOSE = "participation_list"
DIGITS = 16


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line of a list, as typed; `times` is how often the person took part in the span.

    `id_number` tells people apart everywhere, `work_number` within the unit that reports.
    """

    name: str
    id_number: str = ""
    work_number: str = ""
    times: int = 1


def checked_person(person: ListedPerson) -> ListedPerson:
    """The line normalised.

    Raises:
        Refusal: ``name.*``, ``id_number.*``, ``participation.person_number`` where neither number
            is given, ``participation.work_number`` (limit), ``participation.times`` (limit).
    """
    name = normal_name(person.name)
    id_number = normal_id_number(person.id_number) if person.id_number.strip() else ""
    work_number = "".join(person.work_number.split()).upper()
    if not id_number and not work_number:
        raise Refusal("participation.person_number", name=name)
    if len(work_number) > LONGEST_NUMBER:
        raise Refusal("participation.work_number", limit=LONGEST_NUMBER)
    if not 1 <= person.times <= MOST_TIMES:
        raise Refusal("participation.times", limit=MOST_TIMES)
    return ListedPerson(name, id_number, work_number, person.times)


def person_key(unit_id: int, person: ListedPerson) -> int:
    """63 bits by which a normalised person is recognised, in this installation only.

    By the ID number everywhere; without one by name and work number, within the unit that reports.
    """
    if person.id_number:
        digest = id_number_digest(person.id_number)
    else:
        told = json.dumps([unit_id, person.name, person.work_number])
        digest = keyed_digest("participant", told.encode())
    return int(digest[:DIGITS], 16) >> 1


def times_by_person(unit_id: int, people: Sequence[ListedPerson]) -> Counter[int]:
    """How often each person took part; one who is listed twice took part in both.

    Raises:
        Refusal: ``participation.no_people``, ``participation.many`` (limit).
    """
    if not people:
        raise Refusal("participation.no_people")
    if len(people) > MOST_PEOPLE:
        raise Refusal("participation.many", limit=MOST_PEOPLE)
    times: Counter[int] = Counter()
    for person in people:
        times[person_key(unit_id, person)] += person.times
    return times


def seal_list(people: Sequence[ListedPerson]) -> str:
    """The list encrypted, as it is kept with its report."""
    lines = [[p.name, p.id_number, p.work_number, p.times] for p in people]
    return seal(json.dumps(lines, ensure_ascii=False), PURPOSE)


def read_list(report: ParticipationReport) -> list[ListedPerson]:
    """The list of a report as it was written; empty once its retention is over.

    Raises:
        Refusal: ``vault.key``.
    """
    if not report.list_sealed:
        return []
    return [ListedPerson(*line) for line in json.loads(unseal(report.list_sealed, PURPOSE))]
