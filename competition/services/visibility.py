"""Who sees which rows, as a filter that goes into the query before anything is counted.

`visible(Entry, principal, roles)` is the WHERE clause under which a person in any of these roles
sees entries. Pages that show one object and pages that list many use the same clause, so a foreign
row and a missing row look alike.
"""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from competition.domain.access import Role
from competition.domain.principals import PROVED_TO, REPORTING
from competition.models import (
    Account,
    Assignment,
    Attachment,
    AuditRecord,
    Base,
    Certificate,
    Competition,
    Entry,
    EntryMember,
    Finding,
    Flag,
    Job,
    Judge,
    LoginSession,
    Notification,
    Objection,
    ObjectionHandler,
    Organisation,
    OrganisationBranch,
    Panel,
    ParticipationReport,
    Person,
    PersonalLink,
    Proposal,
    Recommendation,
    RecommendationList,
    RecommendationRoute,
    ResultVersion,
    RoleGrant,
    ScoreEvent,
    ScoreItem,
    SheetPhoto,
    Stage,
    Track,
)
from competition.services.principal import Principal

JUDGING = (Role.JUDGE, Role.CHIEF_JUDGE)
RECOMMENDING = (Role.RECOMMENDER,)
B = TypeVar("B", bound=Base)
Clause = ColumnElement[bool]

IN_COMPETITION: dict[type[Base], Callable[[], Any]] = {
    Competition: lambda: Competition.id,
    Track: lambda: Track.competition_id,
    Stage: lambda: Stage.competition_id,
    Entry: lambda: Entry.competition_id,
    Judge: lambda: Judge.competition_id,
    ResultVersion: lambda: ResultVersion.competition_id,
    Certificate: lambda: Certificate.competition_id,
    Proposal: lambda: Proposal.competition_id,
    ScoreEvent: lambda: ScoreEvent.competition_id,
    ScoreItem: lambda: ScoreItem.competition_id,
    Finding: lambda: Finding.competition_id,
    Flag: lambda: Flag.competition_id,
    Recommendation: lambda: Recommendation.competition_id,
    RecommendationList: lambda: RecommendationList.competition_id,
    Objection: lambda: Objection.competition_id,
    Job: lambda: Job.competition_id,
    PersonalLink: lambda: PersonalLink.competition_id,
    AuditRecord: lambda: AuditRecord.competition_id,
}
THROUGH: dict[type[Base], tuple[Any, type[Base]]] = {
    Attachment: (Attachment.entry_id, Entry),
    Panel: (Panel.stage_id, Stage),
    Assignment: (Assignment.stage_id, Stage),
    SheetPhoto: (SheetPhoto.assignment_id, Assignment),
}
SCOPED = frozenset({Role.ORGANISER, Role.FORM_REVIEWER, Role.TABULATOR, Role.SUPERVISOR})


def visible(model: type[Base], principal: Principal, roles: Collection[Role]) -> Clause:
    """The rows of `model` that the principal may reach in any of these roles.

    A role that the principal does not hold gives nothing; a role without a meaning for this table
    gives nothing either. Without roles: what belongs to the account itself.
    """
    if not roles:
        own = OWN.get(model)
        return own(principal) if own else false()
    clauses = [
        clause
        for role in roles
        if role in principal.roles and (clause := _rule(model, role, principal)) is not None
    ]
    return or_(*clauses) if clauses else false()


def find(
    session: Any, model: type[B], ident: int, principal: Principal, roles: Collection[Role]
) -> B | None:
    """The row with this id if the principal may reach it in one of these roles, else None.

    Its competition, which nearly every page needs, comes with it.
    """
    statement: Select[Any] = select(model).where(
        model.__table__.c.id == ident, visible(model, principal, roles)
    )
    if (event := getattr(model, "competition", None)) is not None:
        statement = statement.options(joinedload(event))
    return session.scalars(statement).first()  # type: ignore[no-any-return]


def competitions_of(principal: Principal, roles: Collection[Role]) -> Clause:
    """Competitions within the scope of grants of these roles, on `Competition.id`."""
    if principal.everywhere(roles):
        return true()
    branches = principal.organisations(roles)
    direct = principal.competitions(roles)
    clauses: list[Clause] = []
    if direct:
        clauses.append(Competition.id.in_(direct))
    if branches:
        clauses.append(Competition.organisation_id.in_(branch_of(branches)))
    return or_(*clauses) if clauses else false()


def branch_of(organisation_ids: Collection[int]) -> Select[int]:
    """Ids of these organisations and of all below them."""
    return select(OrganisationBranch.descendant_id).where(
        OrganisationBranch.ancestor_id.in_(organisation_ids)
    )


def in_branch(organisation_ids: Collection[int]) -> Clause:
    """Organisations that are these or lie below them: asked of each row, not of the whole branch.

    A branch may hold all that there is; a page of it holds fifty.
    """
    return exists().where(
        OrganisationBranch.descendant_id == Organisation.id,
        OrganisationBranch.ancestor_id.in_(organisation_ids),
    )


def _rule(model: type[Base], role: Role, principal: Principal) -> Clause | None:
    if role in SCOPED:
        return _scoped(model, principal, role)
    special = SPECIAL.get((role, model))
    return special(principal) if special else None


def _scoped(model: type[Base], principal: Principal, role: Role) -> Clause | None:
    if model is Organisation:
        return _organisations(principal, role)
    column = IN_COMPETITION.get(model)
    if column is not None:
        direct = principal.competitions((role,))
        if not principal.organisations((role,)) and not principal.everywhere((role,)):
            return column().in_(direct)  # type: ignore[no-any-return]
        return column().in_(  # type: ignore[no-any-return]
            select(Competition.id).where(competitions_of(principal, (role,)))
        )
    if model in THROUGH:
        key, parent = THROUGH[model]
        clause = _scoped(parent, principal, role)
        if clause is None:
            return None
        return key.in_(select(parent.__table__.c.id).where(clause))  # type: ignore[no-any-return]
    return None


def _organisations(principal: Principal, role: Role) -> Clause:
    if principal.everywhere((role,)):
        return true()
    return in_branch(principal.organisations((role,)))


def _judge_ids(principal: Principal) -> Select[int]:
    """The judges that the account is, where its grants reach; a link reaches one competition."""
    own = select(Judge.id).where(
        Judge.account_id == principal.account_id, Judge.withdrawn_at.is_(None)
    )
    if principal.everywhere(JUDGING):
        return own
    return own.where(Judge.competition_id.in_(principal.competitions(JUDGING)))


def _own_entries(principal: Principal) -> Select[int]:
    """The entries of the account, where its grants reach."""
    own = select(Entry.id).where(Entry.account_id == principal.account_id)
    if principal.everywhere((Role.ENTRANT,)):
        return own
    return own.where(Entry.competition_id.in_(principal.competitions((Role.ENTRANT,))))


def _reporting_ids(principal: Principal) -> Select[int]:
    """The units that the account reports for, where its grants as an entrant reach."""
    own = select(Judge.id).where(
        Judge.account_id == principal.account_id,
        Judge.kind.in_(REPORTING),
        Judge.withdrawn_at.is_(None),
    )
    if principal.everywhere((Role.ENTRANT,)):
        return own
    return own.where(Judge.competition_id.in_(principal.competitions((Role.ENTRANT,))))


def _proved_to(principal: Principal) -> Select[int]:
    """The reports on what the account scores or verifies in the same stage, if not blind."""
    theirs = aliased(Assignment)
    return (
        select(Assignment.id)
        .join(
            theirs,
            (theirs.stage_id == Assignment.stage_id) & (theirs.entry_id == Assignment.entry_id),
        )
        .join(Judge, Judge.id == theirs.judge_id)
        .join(Stage, Stage.id == Assignment.stage_id)
        .where(
            Judge.id.in_(_judge_ids(principal)),
            Judge.kind.in_(PROVED_TO),
            theirs.state == "assigned",
            Stage.is_blind.is_(False),
        )
    )


def _demanded_of(principal: Principal) -> Clause:
    """Findings that the units of the account have to put right."""
    return and_(
        Finding.entry_id.in_(_own_entries(principal)),
        Finding.rectification != "none",
        Finding.withdrawn_at.is_(None),
    )


def _own_certificates(principal: Principal) -> Clause:
    """Those of the account's entries and of its person; a link reaches one competition."""
    own = or_(
        Certificate.entry_id.in_(_own_entries(principal)),
        Certificate.member_id.in_(
            select(EntryMember.id).where(EntryMember.person_id == principal.person_id)
        ),
    )
    if not principal.by_link:
        return own
    return own & Certificate.competition_id.in_(principal.competitions((Role.ENTRANT,)))


def _administered(principal: Principal) -> Select[int]:
    people = select(Person.id)
    if principal.everywhere((Role.ADMINISTRATOR,)):
        return people
    return people.where(
        Person.organisation_id.in_(branch_of(principal.organisations((Role.ADMINISTRATOR,))))
    )


def _recommended(principal: Principal) -> Select[int]:
    """Entries that have come before an organisation of the person's branch."""
    steps = select(Recommendation.entry_id)
    if principal.everywhere(RECOMMENDING):
        return steps
    branch = branch_of(principal.organisations(RECOMMENDING))
    return steps.where(Recommendation.organisation_id.in_(branch))


def _recommending_in(principal: Principal) -> Select[int]:
    """Competitions held by the person's organisation or one above it, in which entries climb."""
    routes = select(RecommendationRoute.competition_id)
    if principal.everywhere(RECOMMENDING):
        return routes
    above = select(OrganisationBranch.ancestor_id).where(
        OrganisationBranch.descendant_id.in_(principal.organisations(RECOMMENDING))
    )
    return routes.join(Competition, Competition.id == RecommendationRoute.competition_id).where(
        Competition.organisation_id.in_(above), Competition.state != "draft"
    )


def _in_own_branch(column: Any, principal: Principal) -> Clause:
    """Rows that belong to an organisation of the person's branch."""
    if principal.everywhere(RECOMMENDING):
        return true()
    return column.in_(branch_of(principal.organisations(RECOMMENDING)))  # type: ignore[no-any-return]


def _handled(principal: Principal) -> Clause:
    """Objections that the account was named to handle, where its grants as a judge reach."""
    named = select(ObjectionHandler.objection_id).where(
        ObjectionHandler.account_id == principal.account_id
    )
    own = Objection.id.in_(named)
    if principal.everywhere(JUDGING):
        return own
    return own & Objection.competition_id.in_(principal.competitions(JUDGING))


def _chief_competitions(principal: Principal) -> list[int]:
    return principal.competitions((Role.CHIEF_JUDGE,))


SPECIAL: dict[tuple[Role, type[Base]], Callable[[Principal], Clause]] = {
    (Role.JUDGE, Judge): lambda p: Judge.id.in_(_judge_ids(p)),
    (Role.JUDGE, Assignment): lambda p: Assignment.judge_id.in_(_judge_ids(p)),
    (Role.JUDGE, Finding): lambda p: Finding.assignment_id.in_(
        select(Assignment.id).where(Assignment.judge_id.in_(_judge_ids(p)))
    ),
    (Role.JUDGE, Competition): lambda p: Competition.id.in_(
        select(Judge.competition_id).where(Judge.id.in_(_judge_ids(p)))
    ),
    (Role.JUDGE, Stage): lambda p: Stage.id.in_(
        select(Assignment.stage_id).where(Assignment.judge_id.in_(_judge_ids(p)))
    ),
    (Role.JUDGE, SheetPhoto): lambda p: SheetPhoto.assignment_id.in_(_proved_to(p)),
    (Role.CHIEF_JUDGE, Competition): lambda p: Competition.id.in_(_chief_competitions(p)),
    (Role.CHIEF_JUDGE, Stage): lambda p: Stage.competition_id.in_(_chief_competitions(p)),
    (Role.CHIEF_JUDGE, ResultVersion): lambda p: ResultVersion.competition_id.in_(
        _chief_competitions(p)
    ),
    (Role.CHIEF_JUDGE, Proposal): lambda p: Proposal.competition_id.in_(_chief_competitions(p)),
    (Role.CHIEF_JUDGE, ScoreEvent): lambda p: ScoreEvent.competition_id.in_(_chief_competitions(p)),
    (Role.CHIEF_JUDGE, Certificate): lambda p: Certificate.competition_id.in_(
        _chief_competitions(p)
    ),
    (Role.ENTRANT, Competition): lambda p: Competition.id.in_(p.competitions((Role.ENTRANT,))),
    (Role.ENTRANT, Entry): lambda p: Entry.id.in_(_own_entries(p)),
    (Role.ENTRANT, Finding): _demanded_of,
    (Role.ENTRANT, Attachment): lambda p: Attachment.entry_id.in_(_own_entries(p)),
    (Role.ENTRANT, Assignment): lambda p: Assignment.judge_id.in_(_reporting_ids(p)),
    (Role.ENTRANT, SheetPhoto): lambda p: SheetPhoto.assignment_id.in_(
        select(Assignment.id).where(Assignment.judge_id.in_(_reporting_ids(p)))
    ),
    (Role.ENTRANT, Certificate): lambda p: _own_certificates(p),
    (Role.RECOMMENDER, Competition): lambda p: Competition.id.in_(_recommending_in(p)),
    (Role.RECOMMENDER, Entry): lambda p: Entry.id.in_(_recommended(p)),
    (Role.RECOMMENDER, Attachment): lambda p: Attachment.entry_id.in_(_recommended(p)),
    (Role.RECOMMENDER, Organisation): lambda p: _organisations(p, Role.RECOMMENDER),
    (Role.RECOMMENDER, ParticipationReport): lambda p: _in_own_branch(
        ParticipationReport.organisation_id, p
    ),
    (Role.RECOMMENDER, Recommendation): lambda p: _in_own_branch(Recommendation.organisation_id, p),
    (Role.RECOMMENDER, RecommendationList): lambda p: _in_own_branch(
        RecommendationList.organisation_id, p
    ),
    (Role.JUDGE, Objection): lambda p: _handled(p),
    (Role.CHIEF_JUDGE, Objection): lambda p: _handled(p),
    (Role.ADMINISTRATOR, Account): lambda p: Account.person_id.in_(_administered(p)),
    (Role.ADMINISTRATOR, Organisation): lambda p: _organisations(p, Role.ADMINISTRATOR),
    (Role.ADMINISTRATOR, RoleGrant): lambda p: RoleGrant.account_id.in_(
        select(Account.id).where(Account.person_id.in_(_administered(p)))
    ),
    (Role.ADMINISTRATOR, Person): lambda p: Person.id.in_(_administered(p)),
}

OWN: dict[type[Base], Callable[[Principal], Clause]] = {
    LoginSession: lambda p: LoginSession.account_id == p.account_id,
    Notification: lambda p: Notification.account_id == p.account_id,
    Job: lambda p: Job.account_id == p.account_id,
}
