"""A small province whose units report participation, through the services."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.participation import Figures
from competition.models import Organisation, database
from competition.services.organisations import UnitValues, create_organisation
from competition.services.participation.checking import Numbers, Subject
from competition.services.participation.listing import ListedPerson
from competition.services.participation.reading import figures_of
from competition.services.participation.reporting import submit_report
from competition.services.principal import Principal
from tests.factories import Make

YEAR = 2025
AS_OF = date(2025, 12, 31)


@dataclass
class Branch:
    """An administrator, and who reports for each organisation, by its code."""

    make: Make
    keeper: Principal
    actors: dict[str, Principal] = field(default_factory=dict)

    def add(self, code: str, above: str = "", kind: str = "enterprise_union", **known: Any) -> int:
        """Add an organisation; returns its id."""
        values = {"name": f"单位{code}", "industry": "C", **known}
        parent = self.unit(above).id if above else None
        return create_organisation(self.keeper, UnitValues(parent, kind, code, **values))

    def unit(self, code: str) -> Organisation:
        """The organisation with this code."""
        return database.session.scalars(select(Organisation).where(Organisation.code == code)).one()

    def actor(self, code: str) -> Principal:
        """Who acts for an organisation."""
        if code not in self.actors:
            unit = self.unit(code)
            self.actors[code] = self.make.account(Role.RECOMMENDER, organisation=unit)
        return self.actors[code]

    def report(self, code: str, span: int, numbers: Numbers, **told: Any) -> int:
        """Let an organisation report; returns the report's id."""
        return submit_report(
            self.actor(code), self.unit(code).id, subject(span=span, **told), numbers
        )

    def figures(self, code: str, span: int = 0, industry: str = "") -> Figures:
        """What is kept for a branch."""
        return figures_of(self.unit(code).id, YEAR).get((span, industry), Figures())


def subject(**told: Any) -> Subject:
    """A subject of the year in which everything happens."""
    return Subject(**{"year": YEAR, "span": 0, "as_of": AS_OF, "activity": "技能比武", **told})


def people(*numbers: str) -> Numbers:
    """A list of people known by work number; one who stands there twice took part twice."""
    return Numbers(people=[ListedPerson("王芳", work_number=number) for number in numbers])


def citizens(*serials: int) -> Numbers:
    """A list of people known by ID number."""
    return Numbers(people=[ListedPerson("李明", id_number=id_number(each)) for each in serials])


def id_number(serial: int) -> str:
    """A valid ID number of an invented person."""
    digits = f"110101199001{serial // 1000 + 1:02}{serial % 1000:03}"
    weights: Sequence[int] = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def province(make: Make) -> Branch:
    """A province with two cities; under the first two enterprises, under the second one."""
    branch = Branch(make, make.account(Role.ADMINISTRATOR))
    branch.add("P", kind="provincial", industry="")
    for city, units in (("A", ("A1", "A2")), ("B", ("B1",))):
        branch.add(city, "P", kind="municipal", industry="")
        for code in units:
            branch.add(code, city, above_scale=True)
    return branch
