"""A list of people from a table: every row checked, then reported as one list."""

from dataclasses import replace

from competition.documents.participation_table import COLUMNS
from competition.documents.tables.read import read_rows
from competition.documents.tables.records import read_records
from competition.documents.tables.values import Limits
from competition.domain.people import normal_id_number
from competition.domain.refusal import Refusal
from competition.services.import_plan import ImportPlan, RowCheck, in_order
from competition.services.participation.listing import (
    MOST_PEOPLE,
    MOST_TIMES,
    ListedPerson,
    checked_person,
)

LIMITS = Limits(rows=MOST_PEOPLE + 1)


def plan_people(content: bytes) -> ImportPlan[ListedPerson]:
    """Check a file of people. Changes nothing; somebody who stands there twice took part twice.

    Raises:
        Refusal: ``table.*`` when the file as a whole cannot be read.
    """
    records = read_records(read_rows(content, limits=LIMITS), COLUMNS)
    people: list[ListedPerson] = []
    faults = list(records.faults)
    for check in (RowCheck(records, row) for row in records.records):
        person = _person(check)
        faults += check.faults
        if person is not None and not check.faults:
            people.append(person)
    return ImportPlan(new=people, faults=in_order(faults))


def people_of(content: bytes) -> list[ListedPerson]:
    """The people of a file without a fault.

    Raises:
        Refusal: ``import.faults`` (count), ``import.empty``, ``table.*``.
    """
    plan = plan_people(content)
    plan.require_clean()
    return plan.new


def _person(check: RowCheck) -> ListedPerson | None:
    """The row normalised; None while something in it is refused."""
    times = check.normal("times", _times)
    number = check.normal("id_number", normal_id_number)
    name = check.text("name")
    if not name or check.faults:
        return None
    person = ListedPerson(name, "", check.text("work_number"), times or 1)
    try:
        return checked_person(replace(person, id_number=number or ""))
    except Refusal as refusal:
        column = "work_number" if refusal.code.startswith("participation.") else "name"
        check.refuse(column, refusal.code, refusal.values)
        return None


def _times(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST_TIMES):
        raise Refusal("participation.times", limit=MOST_TIMES)
    return int(text)
