"""The named demonstration accounts, and how every account of the demonstration is listed."""

from dataclasses import asdict, dataclass

from sqlalchemy import select

from competition.cli.demonstration.hydropower import LOTS, department_logins
from competition.documents.wording.names import ROLE_NAMES
from competition.domain.access import Role
from competition.models import (
    Account,
    Competition,
    Organisation,
    Person,
    PersonalLink,
    RoleGrant,
    database,
)
from competition.services.identity.links import link_url
from competition.services.runtime import runtime

HOST = "SJ"
PASSWORD = "shujiang-demo-2026"


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """One account that has a password; the role is held over a unit, or everywhere."""

    login: str
    name: str
    role: Role
    title: str
    unit: str = HOST


NAMED = (
    NamedAccount("admin", "郑守诚", Role.ADMINISTRATOR, "信息中心工程师"),
    NamedAccount("organiser", "周启明", Role.ORGANISER, "经济技术部部长"),
    NamedAccount("organiser2", "沈若兰", Role.ORGANISER, "经济技术部副部长"),
    NamedAccount("reviewer", "何静怡", Role.FORM_REVIEWER, "经济技术部干部"),
    NamedAccount("city", "梁志宏", Role.RECOMMENDER, "澜石市总工会经济部部长", "SJ-01"),
    NamedAccount("supervisor", "严明正", Role.SUPERVISOR, "派驻纪检监察组"),
)


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """One line of `flask demo accounts`: a password or a personal link, never both."""

    role: str
    organisation: str
    competition: str
    name: str
    login: str
    password: str
    link: str

    def as_json(self) -> dict[str, str]:
        """The line as plain values."""
        return asdict(self)


def account_of(login: str) -> int | None:
    """The account with this login name, or None."""
    return database.session.scalar(select(Account.id).where(Account.login == login))


def listed_accounts() -> list[ListedAccount]:
    """Every demonstration account that somebody can sign in with, named ones first."""
    return [*_named_accounts(), *_works_accounts(), *_linked_accounts()]


def _named_accounts() -> list[ListedAccount]:
    units = {
        row.code: row.name
        for row in database.session.execute(
            select(Organisation.code, Organisation.name).where(
                Organisation.code.in_({one.unit for one in NAMED})
            )
        )
    }
    return [
        ListedAccount(
            role=one.role.value,
            organisation=units.get(one.unit, "") if one.role is not Role.ADMINISTRATOR else "",
            competition="",
            name=one.name,
            login=one.login,
            password=PASSWORD,
            link="",
        )
        for one in NAMED
        if database.session.scalar(select(Account.id).where(Account.login == one.login))
    ]


def _works_accounts() -> list[ListedAccount]:
    """Lots and departments of the works, in the competition that is under way."""
    logins = [*(lot.login for lot in LOTS), *department_logins()]
    rows = database.session.execute(
        select(Account.login, Person.name, RoleGrant.role, Competition.name)
        .join(Person, Person.id == Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .join(Competition, Competition.id == RoleGrant.competition_id)
        .where(Account.login.in_(logins), RoleGrant.revoked_at.is_(None))
        .order_by(Competition.id.desc(), RoleGrant.role, Account.login)
    )
    newest: dict[str, ListedAccount] = {}
    for login, name, role, competition in rows:
        newest.setdefault(login, ListedAccount(role, "", competition, name, login, PASSWORD, ""))
    return list(newest.values())


def _linked_accounts() -> list[ListedAccount]:
    rows = database.session.execute(
        select(PersonalLink, RoleGrant.role, Person.name, Organisation.name, Competition.name)
        .join(Account, Account.id == PersonalLink.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(
            RoleGrant,
            (RoleGrant.account_id == Account.id)
            & (RoleGrant.competition_id == PersonalLink.competition_id)
            & RoleGrant.revoked_at.is_(None),
        )
        .join(Competition, Competition.id == PersonalLink.competition_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(
            PersonalLink.purpose == "sign_in",
            PersonalLink.revoked_at.is_(None),
            RoleGrant.role.in_((Role.JUDGE.value, Role.ENTRANT.value)),
        )
        .order_by(RoleGrant.role, PersonalLink.competition_id.desc(), PersonalLink.id)
    )
    return [_linked(*row) for row in rows]


def _linked(
    link: PersonalLink, role: str, name: str, organisation: str | None, competition: str
) -> ListedAccount:
    return ListedAccount(
        role=role,
        organisation=organisation or "",
        competition=competition,
        name=name,
        login=link.account.login,
        password="",
        link=link_url(link) if runtime.public_url else "",
    )


def role_word(role: str) -> str:
    """A role as people read it."""
    return str(ROLE_NAMES.get(role, role))
