"""Make the marked copy and the practice accounts that play in it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.documents.practice import ENTRANT, JUDGES, SECOND
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Account, Competition, Judge, RoleGrant, database
from competition.services.audit import record
from competition.services.identity.accounts import add_account, grant_role
from competition.services.identity.in_force import in_force
from competition.services.judging.judges import add_judge
from competition.services.people.links import make_links
from competition.services.principal import Principal
from competition.services.runtime import now, runtime
from competition.services.setup.founding import found
from competition.services.setup.plan import Plan, plan_of

MOST = 5
COPIED = (
    "organisation_id",
    "kind",
    "name",
    "edition",
    "year",
    "time_zone",
    "summary",
    "co_organisers",
    "contact",
    "entry_prefix",
    "entrants_see",
    "public_sees",
)
BEGAN = timedelta(days=1)
LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in a rehearsal, as account ids."""

    second: int
    entrant: int
    judges: tuple[int, ...]


def make_rehearsal(actor: Principal, original: Competition, *, with_judges: bool = False) -> int:
    """Copy a competition's set-up for practice and call practice judges; the original stays as is.

    Nobody is told. The second person of a publication is played by an account that the system
    made, named so in the record.

    Args:
        with_judges: let the competition's own judges practise too, by links of their own.
    Returns:
        The rehearsal's id.
    Raises:
        Refusal: ``rehearsal.of_rehearsal``, ``rehearsal.too_many`` (most), and what `found`
            refuses.
    """
    with database.writing() as session:
        if original.is_rehearsal:
            raise Refusal("rehearsal.of_rehearsal")
        known = select(func.count()).where(Competition.rehearsal_of_id == original.id)
        if (session.scalar(known) or 0) >= MOST:
            raise Refusal("rehearsal.too_many", most=MOST)
        copied: dict[str, Any] = {name: getattr(original, name) for name in COPIED}
        rehearsal = Competition(**copied, is_rehearsal=True, rehearsal_of_id=original.id)
        found(session, actor, rehearsal, _under_way(plan_of(session, original)))
        _share_with_organisers(session, actor, original, rehearsal)
        _make_cast(session, rehearsal)
        record(
            session,
            actor,
            "rehearsal.make",
            f"competition:{rehearsal.id}",
            competition_id=rehearsal.id,
        )
        ident = rehearsal.id
        own = _judges_of(session, original.id) if with_judges else []
    call_judges(actor, ident, own)
    return ident


def call_judges(actor: Principal, rehearsal_id: int, own: list[Judge]) -> None:
    """Make the practice accounts and these judges judges of the rehearsal, with links."""
    rehearsal = database.session.get_one(Competition, rehearsal_id)
    cast = cast_of(database.session, rehearsal_id)
    called = [(judge.account_id, judge.organisation_id, judge.expertise) for judge in own]
    called += [(account_id, None, "") for account_id in cast.judges]
    for account_id, organisation_id, expertise in called:
        add_judge(
            actor,
            rehearsal,
            account_id,
            organisation_id=organisation_id,
            expertise=expertise,
        )
    if runtime.public_url:
        accounts = [account_id for account_id, _organisation, _expertise in called]
        make_links(actor, rehearsal, [*accounts, cast.entrant], purpose="sign_in")


def cast_of(session: Session, rehearsal_id: int) -> Cast:
    """The practice accounts of a rehearsal.

    Raises:
        Refusal: ``rehearsal.none`` for a competition that is none.
    """
    rows = session.execute(
        select(Account.id, Account.login)
        .where(Account.practice_in == rehearsal_id)
        .order_by(Account.id)
    ).all()
    by_part = {part: [row.id for row in rows if f"-{part}-" in row.login] for part in PARTS}
    if not all(by_part.values()):
        raise Refusal("rehearsal.none")
    return Cast(by_part["second"][0], by_part["entrant"][0], tuple(by_part["judge"]))


PARTS = {"second": Role.ORGANISER, "entrant": Role.ENTRANT, "judge": None}


def _make_cast(session: Session, rehearsal: Competition) -> None:
    people = [("second", SECOND), ("entrant", ENTRANT), *(("judge", name) for name in JUDGES)]
    for number, (part, name) in enumerate(people, start=1):
        account = add_account(
            session, None, login=f"practice-{rehearsal.id}-{part}-{number}", name=name
        )
        account.practice_in = rehearsal.id
        role = PARTS[part]
        if role is not None:
            grant_role(session, None, account.id, role, competition_id=rehearsal.id)


def _share_with_organisers(
    session: Session, actor: Principal, original: Competition, rehearsal: Competition
) -> None:
    organisers = session.scalars(
        select(RoleGrant.account_id).where(
            RoleGrant.competition_id == original.id,
            RoleGrant.role == Role.ORGANISER.value,
            in_force(),
        )
    ).all()
    for account_id in organisers:
        grant_role(session, actor, account_id, Role.ORGANISER, competition_id=rehearsal.id)


def _judges_of(session: Session, competition_id: int) -> list[Judge]:
    return list(
        session.scalars(
            select(Judge)
            .where(
                Judge.competition_id == competition_id,
                Judge.kind == "judge",
                Judge.withdrawn_at.is_(None),
            )
            .order_by(Judge.id)
        )
    )


def _under_way(plan: Plan) -> Plan:
    """Every stage has begun and ends late enough to practise at leisure."""
    opens = now() - BEGAN
    return replace(
        plan,
        stages=[
            replace(
                stage,
                opens_at=opens + timedelta(minutes=place),
                closes_at=now() + LASTS + timedelta(minutes=place),
            )
            for place, stage in enumerate(plan.stages)
        ],
    )
