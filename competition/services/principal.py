"""Who acts: an account with its grants, as one request or command sees it."""

from collections.abc import Collection
from dataclasses import dataclass

from competition.domain.access import Grant, Role


@dataclass(frozen=True, slots=True)
class Principal:
    """The acting account.

    Args:
        name: of the person, as shown and as written into the audit record.
        grants: those in force now.
        login_session_id: the device's session; None for commands and tests of services.
        by_link: signed in by a personal link, so with that link's competition only.
    """

    account_id: int
    person_id: int
    login: str
    name: str
    language: str
    grants: tuple[Grant, ...]
    login_session_id: int | None = None
    by_link: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held anywhere; for menus, never for a decision about an object."""
        return frozenset(grant.role for grant in self.grants)

    def competitions(self, roles: Collection[Role]) -> list[int]:
        """Competitions in which one of the roles is held directly."""
        return sorted(
            {g.competition for g in self.grants if g.role in roles and g.competition is not None}
        )

    def organisations(self, roles: Collection[Role]) -> list[int]:
        """Organisations over which one of the roles is held."""
        return sorted(
            {g.organisation for g in self.grants if g.role in roles and g.organisation is not None}
        )

    def everywhere(self, roles: Collection[Role]) -> bool:
        """Whether one of the roles is held without a scope."""
        return any(
            g.role in roles and g.organisation is None and g.competition is None
            for g in self.grants
        )
