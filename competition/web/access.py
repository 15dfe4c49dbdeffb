"""Who may come in: every view says it in one line, and the application refuses to start otherwise.

    @room.get("/entries/<int:entry_id>")
    @allow(Role.ORGANISER, Role.FORM_REVIEWER, on=Entry)
    def show_entry(entry): ...

The object in the address is loaded through the visibility filter; one that is not there and one
that this person may not see give the same 404.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from competition.domain.access import Role
from competition.models import Base, Competition, database
from competition.services.principal import Principal
from competition.services.visibility import find

View = TypeVar("View", bound=Callable[..., Any])
OPEN_ENDPOINTS = frozenset({"static"})


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call a view.

    Args:
        roles: any one is enough; empty means everybody who is signed in.
        on: the table of the object that the address names.
        public: everybody, signed in or not.
    """

    roles: frozenset[Role] = frozenset()
    on: type[Base] | None = None
    public: bool = False


def allow(
    *roles: Role, on: type[Base] | None = None, by_service: bool = False
) -> Callable[[View], View]:
    """Let in those who hold one of the roles, over the object of this table where one is named.

    Without roles: everybody who is signed in, and of an object its own account. With `by_service`
    the view gets the id and its service finds the object in its own transaction, under the same
    rule; for paths where two reads of one row cost too much.
    """
    policy = Policy(frozenset(roles), on)
    parameter = snake(on.__name__) if on is not None else ""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            principal = current_principal()
            if principal is None:
                return send_to_sign_in()
            if roles and not principal.roles & policy.roles:
                abort(404)
            if on is not None and not by_service:
                target = find(
                    database.session, on, arguments.pop(f"{parameter}_id"), principal, roles
                )
                if target is None:
                    abort(404)
                enter_competition(target)
                arguments[parameter] = target
            return view(**arguments)

        guarded.policy = policy  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def enter_competition(target: Base) -> None:
    """Note in which competition the request is, for the page's head, menu and time zone."""
    competition: Any = target
    for step in ("entry", "stage", "competition"):
        if isinstance(competition, Competition):
            break
        competition = getattr(competition, step, None) or competition
    if not isinstance(competition, Competition) and getattr(target, "competition_id", None):
        competition = database.session.get(Competition, target.competition_id)  # type: ignore[attr-defined]
    if isinstance(competition, Competition):
        g.competition = competition
        g.time_zone = competition.time_zone


def allow_everybody(view: View) -> View:
    """Let everybody in; the view itself shows only what is public."""
    view.policy = Policy(public=True)  # type: ignore[attr-defined]
    return view


def require_policies(app: Flask) -> None:
    """Refuse to start with a route that does not say who may call it.

    Raises:
        RuntimeError: names the endpoints without a policy.
    """
    bare = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in OPEN_ENDPOINTS and policy_of(view) is None
    ]
    if bare:
        raise RuntimeError(f"routes without a policy: {', '.join(sorted(bare))}")


def policy_of(view: Callable[..., Any]) -> Policy | None:
    """The policy that a view declares, if any."""
    policy = getattr(view, "policy", None)
    return policy if isinstance(policy, Policy) else None


def current_principal() -> Principal | None:
    """Who is signed in on this device, or None."""
    principal: Principal | None = g.get("principal")
    return principal


def me() -> Principal:
    """Who is signed in; only for views behind `allow`."""
    principal = current_principal()
    if principal is None:
        abort(404)
    return principal


def has_role(roles: Collection[Role]) -> bool:
    """Whether the person holds one of the roles anywhere; for menus only."""
    principal = current_principal()
    return principal is not None and bool(principal.roles & set(roles))


def send_to_sign_in() -> Response:
    """Ask to sign in and come back here, where a page was asked for; otherwise 401."""
    if request.method != "GET" or request.accept_mimetypes.best == "application/json":
        abort(401)
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))


def snake(name: str) -> str:
    """EntryMember -> entry_member."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
