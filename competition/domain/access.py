"""Who may: roles, grants and the one decision that every route asks for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What an account may be, always within a scope."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    FORM_REVIEWER = "form_reviewer"
    RECOMMENDER = "recommender"
    JUDGE = "judge"
    CHIEF_JUDGE = "chief_judge"
    TABULATOR = "tabulator"
    ENTRANT = "entrant"
    SUPERVISOR = "supervisor"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role given to one account.

    Args:
        role: what it allows.
        organisation: reaches this organisation and everything under it.
        competition: reaches this one competition.
            With neither, the grant reaches everything.
    Raises:
        ValueError: both an organisation and a competition are named, or the role is public,
            which everybody has without a grant.
    """

    role: Role
    organisation: int | None = None
    competition: int | None = None

    def __post_init__(self) -> None:
        if self.organisation is not None and self.competition is not None:
            raise ValueError("a grant reaches an organisation or a competition, not both")
        if self.role is Role.PUBLIC:
            raise ValueError("the public role is never granted")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an object lies.

    Args:
        competition: the competition it belongs to, or None for what belongs to none.
        organisations: the organisation it belongs to and all above it, in any order.
    """

    competition: int | None = None
    organisations: frozenset[int] = field(default_factory=frozenset)


def covers(grant: Grant, scope: Scope) -> bool:
    """True when the grant reaches an object in `scope`, whatever its role."""
    if grant.competition is not None:
        return grant.competition == scope.competition
    if grant.organisation is not None:
        return grant.organisation in scope.organisations
    return True


def allows(grants: Iterable[Grant], roles: Collection[Role], scope: Scope) -> bool:
    """Decide whether somebody with `grants` may do what any of `roles` may do in `scope`.

    A role gives nothing beyond itself: an administrator is no organiser.

    Args:
        grants: those of the account; empty for a visitor who has not signed in.
        roles: any one of these is enough; none of them allows nobody.
    """
    if Role.PUBLIC in roles:
        return True
    return any(grant.role in roles and covers(grant, scope) for grant in grants)
