"""Many people at once from a table: every row checked against the file and the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from competition.documents.people_table import COLUMNS, ROLES
from competition.documents.tables.read import read_rows
from competition.documents.tables.records import read_records
from competition.documents.tables.values import Limits
from competition.domain.access import Role
from competition.domain.email_address import normal_email
from competition.domain.people import normal_login, normal_name, normal_phone
from competition.models import Account, Person, RoleGrant, database
from competition.services.import_plan import ImportPlan, RowCheck, in_order
from competition.services.organisations.reading import units_by_text

MOST = Limits(rows=20_000)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One row as it would be written.

    Args:
        account_id: of the known account that only gains the role; None for a new one.
        login: empty where one is made.
    """

    row: int
    name: str
    role: Role
    unit_text: str
    organisation_id: int | None
    title: str
    login: str
    phone: str
    email: str = ""
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of an account that a file may name."""

    account_id: int
    name: str
    organisation_id: int | None
    title: str
    is_open: bool
    roles: frozenset[str]


def plan_people(competition_id: int, content: bytes) -> ImportPlan[NewPerson]:
    """Check a file of people against itself and the database. Changes nothing.

    Raises:
        Refusal: ``table.*`` when the file as a whole cannot be read.
    """
    records = read_records(read_rows(content, limits=MOST), COLUMNS)
    checks = [RowCheck(records, row) for row in records.records]
    units = units_by_text([check.text("unit") for check in checks])
    known = known_by_login(competition_id, [check.text("login").lower() for check in checks])
    people = [_person(check, units) for check in checks]
    _find_twice(checks, people)
    _find_namesakes(competition_id, checks, people)
    new: list[NewPerson] = []
    faults = list(records.faults)
    for check, person in zip(checks, people, strict=True):
        account = known.get(person.login) if person and person.login else None
        if person is not None and account is not None:
            compare_account(check, person, account)
        faults += check.faults
        if person is not None and not (account and person.role.value in account.roles):
            new.append(_joined(person, account))
    ready = sum(1 for person in people if person is not None) - len(new)
    return ImportPlan(new=new, known=ready, faults=in_order(faults))


def _person(check: RowCheck, units: dict[str, int | None]) -> NewPerson | None:
    """The row as it would be written; None while something in it is refused."""
    name = check.normal("name", normal_name)
    login = check.normal("login", normal_login)
    phone = check.normal("phone", normal_phone)
    email = check.normal("email", normal_email)
    unit_text = " ".join(check.text("unit").split())
    organisation_id = units.get(unit_text)
    if unit_text and organisation_id is None:
        check.refuse("unit", "organisation.unclear", {"unit": unit_text[:60]})
    code = ROLES.get(check.text("role"))
    if check.faults or name is None or code is None:
        return None
    return NewPerson(
        row=check.record.row,
        name=name,
        role=Role(code),
        unit_text=unit_text,
        organisation_id=organisation_id,
        title=check.text("title"),
        login=login or "",
        phone=phone or "",
        email=email or "",
    )


def _find_twice(checks: Sequence[RowCheck], people: Sequence[NewPerson | None]) -> None:
    """Name rows that say the same twice, and logins that stand beside two names."""
    first: dict[tuple[object, ...], int] = {}
    owner: dict[str, NewPerson] = {}
    for check, person in zip(checks, people, strict=True):
        if person is None:
            continue
        mark: tuple[object, ...] = (person.login, person.role)
        if not person.login:
            mark = (person.name, person.organisation_id, person.role, "")
        if mark in first:
            check.refuse("name", "import.twice", {"row": first[mark]})
        first.setdefault(mark, person.row)
        if person.login and owner.setdefault(person.login, person).name != person.name:
            check.refuse("login", "login.taken", {"login": person.login})


def _find_namesakes(
    competition_id: int, checks: Sequence[RowCheck], people: Sequence[NewPerson | None]
) -> None:
    """Name rows without a login that may mean somebody who takes part already."""
    names = {person.name for person in people if person is not None and not person.login}
    if not names:
        return
    rows = database.session.execute(
        select(Person.name, Person.organisation_id, Account.login)
        .join(Account, Account.person_id == Person.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.competition_id == competition_id,
            RoleGrant.revoked_at.is_(None),
            Person.name.in_(names),
        )
    )
    logins = {(row.name, row.organisation_id): row.login for row in rows}
    for check, person in zip(checks, people, strict=True):
        if person is None or person.login:
            continue
        login = logins.get((person.name, person.organisation_id))
        if login is not None:
            values = {"name": person.name, "login": login}
            check.refuse("name", "participant.namesake", values)


def compare_account(check: RowCheck, person: NewPerson, account: Known) -> None:
    """A known account must be this person's, and nothing in the row may contradict it."""
    if account.name != person.name:
        check.refuse("login", "login.taken", {"login": person.login})
    elif not account.is_open:
        check.refuse("login", "account.closed", {"login": person.login})
        return
    other_unit = person.unit_text and person.organisation_id != account.organisation_id
    other_title = person.title and person.title != account.title
    if other_unit or other_title or person.phone or person.email:
        check.refuse("login", "participant.differs", {"login": person.login})


def _joined(person: NewPerson, account: Known | None) -> NewPerson:
    return person if account is None else replace(person, account_id=account.account_id)


def known_by_login(competition_id: int, logins: Sequence[str]) -> dict[str, Known]:
    """Accounts by these logins, with the roles they hold in the competition."""
    wanted = sorted({login for login in logins if login})
    if not wanted:
        return {}
    rows = database.session.execute(
        select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .where(Account.login.in_(wanted))
    ).all()
    held: dict[int, set[str]] = {}
    for account_id, role in database.session.execute(
        select(RoleGrant.account_id, RoleGrant.role).where(
            RoleGrant.competition_id == competition_id, RoleGrant.revoked_at.is_(None)
        )
    ):
        held.setdefault(account_id, set()).add(role)
    return {
        account.login: Known(
            account_id=account.id,
            name=person.name,
            organisation_id=person.organisation_id,
            title=person.title,
            is_open=account.closed_at is None,
            roles=frozenset(held.get(account.id, ())),
        )
        for account, person in rows
    }
