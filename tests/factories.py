"""Rows for tests, made by the services that people use."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from competition.domain.access import Role
from competition.models import Competition, Organisation, database
from competition.services.identity.accounts import create_user
from competition.services.identity.sessions import principal_of
from competition.services.organisations import add_organisation
from competition.services.principal import Principal
from competition.services.setup.competitions import create_from_preset

PASSWORD = "山高水长 123456"


@dataclass
class Make:
    """Makes what a test needs; each call gives something new."""

    serial = count(1)

    def organisation(
        self, name: str = "", *, parent: Organisation | None = None, kind: str = "municipal"
    ) -> Organisation:
        """An organisation, below another where one is given."""
        number = next(self.serial)
        with database.writing() as session:
            row = add_organisation(
                session,
                parent_id=parent.id if parent else None,
                kind=kind,
                code=f"T{number:04}",
                name=name or f"测试市总工会{number}",
            )
        return row

    def account(
        self,
        role: Role,
        *,
        name: str = "",
        organisation: Organisation | None = None,
        competition_id: int | None = None,
        login: str = "",
    ) -> Principal:
        """An account with one role over an organisation or a competition, as it acts."""
        number = next(self.serial)
        account_id = create_user(
            None,
            login=login or f"{role.value.replace('_', '-')}-{number}",
            name=name or "测试员",
            password=PASSWORD,
            role=role,
            organisation_id=organisation.id if organisation else None,
            competition_id=competition_id,
        )
        return principal_of(account_id)

    def competition(
        self,
        organiser: Principal,
        organisation: Organisation,
        *,
        preset: str = "innovation_contest",
        name: str = "测试职工创新大赛",
    ) -> Competition:
        """A competition from a preset, still a draft."""
        ident = create_from_preset(
            organiser,
            preset=preset,
            organisation_id=organisation.id,
            name=name,
            edition="第一届",
            year=2026,
            opens_on=date(2026, 3, 1),
        )
        return database.session.get_one(Competition, ident)
