"""The objects of a scene by table, whose they are, and who may reach them: a second opinion.

`reaches` is written from the rules of access, not from `services.visibility`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from competition.domain.access import Role
from competition.models import (
    Account,
    Assignment,
    Attachment,
    Base,
    Certificate,
    Competition,
    Conflict,
    Entry,
    Finding,
    FindingPicture,
    Flag,
    Job,
    Judge,
    LoginSession,
    Objection,
    ObjectionFile,
    Organisation,
    Panel,
    ParticipationReport,
    PersonalLink,
    Proposal,
    Recommendation,
    RecommendationList,
    ResultVersion,
    RoleGrant,
    ScoreEvent,
    ScoreEventFile,
    ScoreItem,
    SheetPhoto,
    Stage,
    Track,
    database,
)
from tests.scene import Scene, Side

MISSING = 999983
WHOLE = frozenset({"a", "b"})


@dataclass(frozen=True)
class Target:
    """A row: on which side, and whose where that matters (a key of `Scene.people`)."""

    label: str
    ident: int
    side: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Actor:
    """Somebody at the door: each role with the sides it covers. Without roles: signed in only."""

    name: str
    roles: dict[Role, frozenset[str]]


def actors() -> list[Actor]:
    """Everybody in the scene, as the rules know them."""
    here = {side: frozenset({side}) for side in WHOLE}
    found = [
        Actor("nobody", {}),
        Actor("keeper", {Role.ADMINISTRATOR: WHOLE}),
        Actor("province", {Role.ORGANISER: WHOLE}),
        Actor("mixed", {Role.ORGANISER: here["b"], Role.ENTRANT: here["a"]}),
    ]
    for side, people in (("a", ALL_ROLES), ("b", SOME_ROLES)):
        for key, roles in people.items():
            found.append(Actor(f"{side}.{key}", dict.fromkeys(roles, here[side])))
    return found


ALL_ROLES: dict[str, tuple[Role, ...]] = {
    "administrator": (Role.ADMINISTRATOR,),
    "organiser": (Role.ORGANISER,),
    "second": (Role.ORGANISER,),
    "reviewer": (Role.FORM_REVIEWER,),
    "recommender": (Role.RECOMMENDER,),
    "tabulator": (Role.TABULATOR,),
    "supervisor": (Role.SUPERVISOR,),
    "judge0": (Role.JUDGE,),
    "judge1": (Role.JUDGE,),
    "judge2": (Role.JUDGE, Role.CHIEF_JUDGE),
    "entrant0": (Role.ENTRANT,),
    "entrant1": (Role.ENTRANT,),
}
SOME_ROLES = {key: ALL_ROLES[key] for key in ("organiser", "judge0", "judge2", "entrant0")}
OVERSEERS = frozenset({Role.ORGANISER, Role.FORM_REVIEWER, Role.SUPERVISOR})
OWNED = frozenset(
    {
        (Role.JUDGE, Assignment),
        (Role.JUDGE, Finding),
        (Role.ENTRANT, Finding),
        (Role.JUDGE, Judge),
        (Role.JUDGE, SheetPhoto),
        (Role.JUDGE, Objection),
        (Role.CHIEF_JUDGE, Objection),
        (Role.ENTRANT, Assignment),
        (Role.ENTRANT, SheetPhoto),
        (Role.ENTRANT, Entry),
        (Role.ENTRANT, Attachment),
        (Role.ENTRANT, Certificate),
    }
)
SEEN_BY_SIDE = frozenset(
    {
        (Role.ENTRANT, Competition),
        (Role.CHIEF_JUDGE, Competition),
        (Role.CHIEF_JUDGE, ResultVersion),
        (Role.CHIEF_JUDGE, Proposal),
        (Role.CHIEF_JUDGE, ScoreEvent),
        (Role.CHIEF_JUDGE, Certificate),
        (Role.RECOMMENDER, Competition),
        (Role.RECOMMENDER, Recommendation),
        (Role.RECOMMENDER, RecommendationList),
        (Role.RECOMMENDER, Attachment),
        (Role.RECOMMENDER, Organisation),
        (Role.RECOMMENDER, ParticipationReport),
        (Role.ADMINISTRATOR, Account),
        (Role.ADMINISTRATOR, Organisation),
        (Role.ADMINISTRATOR, RoleGrant),
    }
)


def reaches(actor: Actor, role: Role, kind: type[Base], target: Target) -> bool:
    """Whether this role of the actor covers the target."""
    if target.label == "missing":
        return False
    if (role, kind) in OWNED:
        return actor.name in target.owner.split(" and ")
    if role in OVERSEERS or (role, kind) in SEEN_BY_SIDE:
        return actor.roles[role] == WHOLE or target.side in actor.roles[role]
    raise LookupError(f"say in tests/web/targets.py what a {role.value} reaches of {kind.__name__}")


def targets(scene: Scene) -> dict[type[Base], list[Target]]:
    """Of each table: own, somebody else's beside it, the sibling competition's, and none."""
    found = {kind: make(scene) for kind, make in BY_TABLE.items()}
    for rows in found.values():
        rows.append(Target("missing", MISSING))
    return found


def in_event(kind: type[Base]) -> Callable[[Scene], list[Target]]:
    """One row of each side, from a table that names its competition."""

    def rows(scene: Scene) -> list[Target]:
        return [
            Target(f"{side.name}'s", found[-1], side.name)
            for side in (scene.a, scene.b)
            if (found := side.ids(kind))
        ]

    return rows


def through(kind: type[Base], key: str, parent: str) -> Callable[[Scene], list[Target]]:
    """One row of each side, from a table below one that names its competition."""

    def rows(scene: Scene) -> list[Target]:
        table = kind.__table__
        return [
            Target(f"{side.name}'s", first(table.c.id, table.c[key] == ident), side.name)
            for side in (scene.a, scene.b)
            for ident in [side.stages[parent]]
        ]

    return rows


def first(column: object, *clauses: object) -> int:
    found = database.session.scalars(select(column).where(*clauses).order_by(column)).first()  # type: ignore[call-overload]
    assert found is not None, f"the scene has no {column} with {clauses}"
    return int(found)


def entries(scene: Scene) -> list[Target]:
    a, b = scene.a, scene.b
    others = [Target("entrant1's of a", a.entries[1], "a", "a.entrant1")] if a.rows > 1 else []
    return [
        Target("entrant0's draft of a", a.entries[-1], "a", "a.entrant0"),
        Target("entrant0's of a", a.entries[0], "a", "a.entrant0"),
        *others,
        Target("entrant0's of b", b.entries[0], "b", "b.entrant0"),
        Target("entrant0's in review of b", b.entries[1], "b", "b.entrant0"),
        Target("entrant0's draft of b", b.entries[-1], "b", "b.entrant0"),
    ]


def attachments(scene: Scene) -> list[Target]:
    return [
        Target(
            one.label, first(Attachment.id, Attachment.entry_id == one.ident), one.side, one.owner
        )
        for one in entries(scene)
    ]


def judges(scene: Scene) -> list[Target]:
    return [
        Target(
            f"judge{place}'s of {side.name}",
            side.judges[place],
            side.name,
            f"{side.name}.judge{place}",
        )
        for side, place in ((scene.a, 0), (scene.a, 1), (scene.b, 0))
    ]


def assignments(scene: Scene) -> list[Target]:
    return [
        Target(
            one.label, first(Assignment.id, Assignment.judge_id == one.ident), one.side, one.owner
        )
        for one in judges(scene)
    ] + [
        Target(f"entrant0's report of {side.name}", report_of(side), side.name, owner_of(side))
        for side in both(scene)
    ]


def photos(scene: Scene) -> list[Target]:
    return [
        Target(
            f"entrant0's photo of {side.name}",
            first(SheetPhoto.id, SheetPhoto.assignment_id == report_of(side)),
            side.name,
            owner_of(side),
        )
        for side in both(scene)
    ]


def owner_of(side: Side) -> str:
    return f"{side.name}.entrant0"


def report_of(side: Side) -> int:
    own = select(Judge.id).where(Judge.competition_id == side.competition, Judge.kind == "self")
    return first(Assignment.id, Assignment.judge_id.in_(own))


def findings(scene: Scene) -> list[Target]:
    """Findings on judge0's first sheet, about an entry of entrant0."""
    return [
        Target(
            f"{side.name}'s",
            side.ids(Finding)[-1],
            side.name,
            f"{side.name}.judge0 and {owner_of_entry(side)}",
        )
        for side in both(scene)
    ]


def owner_of_entry(side: Side) -> str:
    """Who sent in the entry of judge0's first sheet."""
    sheet = database.session.get_one(Assignment, side.assignments(0)[0])
    account = database.session.get_one(Entry, sheet.entry_id).account_id
    return next(f"{side.name}.{key}" for key, ident in side.who.items() if ident == account)


def picture_of(side: Side) -> int:
    return first(FindingPicture.id, FindingPicture.finding_id == side.ids(Finding)[-1])


def certificates(scene: Scene) -> list[Target]:
    return [
        Target(
            one.label, first(Certificate.id, Certificate.entry_id == one.ident), one.side, one.owner
        )
        for one in entries(scene)
        if one.side == "a" and "draft" not in one.label
    ]


def accounts(scene: Scene) -> list[Target]:
    return [
        Target(f"judge0 of {side.name}", side.who["judge0"], side.name) for side in both(scene)
    ] + [Target("one above", scene.who["province"])]


def grants(scene: Scene) -> list[Target]:
    return [
        Target(one.label, first(RoleGrant.id, RoleGrant.account_id == one.ident), one.side)
        for one in accounts(scene)
    ]


def organisations(scene: Scene) -> list[Target]:
    return [
        *(Target(f"{side.name}'s", side.organisation, side.name) for side in both(scene)),
        Target("the one above", scene.top),
    ]


def sessions(scene: Scene) -> list[Target]:
    """Devices: each person's newest."""
    return [
        Target(
            f"device of {name}", first(LoginSession.id, LoginSession.account_id == ident), "", name
        )
        for name, ident in scene.people.items()
        if name in ("nobody", "a.organiser", "a.judge0", "b.entrant0")
    ]


def competitions(scene: Scene) -> list[Target]:
    return [Target(f"{side.name}'s", side.competition, side.name) for side in both(scene)]


def both(scene: Scene) -> tuple[Side, Side]:
    return scene.a, scene.b


def evidence_of(side: Side) -> int:
    newest = side.ids(ScoreEvent)[-1]
    return first(ScoreEventFile.id, ScoreEventFile.event_id == newest)


def objection_file_of(side: Side) -> int:
    objections = side.ids(Objection)
    if not objections:
        return MISSING
    return first(ObjectionFile.id, ObjectionFile.objection_id == objections[-1])


def result_of(side: Side) -> int:
    return (side.ids(ResultVersion) or [MISSING])[0]


def conflict_of(side: Side) -> int:
    return first(Conflict.id, Conflict.judge_id == side.judges[0])


BY_TABLE: dict[type[Base], Callable[[Scene], list[Target]]] = {
    Competition: competitions,
    Track: in_event(Track),
    Stage: lambda scene: [
        Target(f"{side.name}'s online", side.stages["online"], side.name) for side in both(scene)
    ],
    Entry: entries,
    Attachment: attachments,
    Judge: judges,
    Assignment: assignments,
    SheetPhoto: photos,
    Panel: through(Panel, "stage_id", "online"),
    ResultVersion: in_event(ResultVersion),
    Proposal: in_event(Proposal),
    ScoreEvent: in_event(ScoreEvent),
    ScoreItem: in_event(ScoreItem),
    Finding: findings,
    Flag: in_event(Flag),
    Objection: in_event(Objection),
    Recommendation: in_event(Recommendation),
    RecommendationList: in_event(RecommendationList),
    Certificate: certificates,
    Job: in_event(Job),
    PersonalLink: in_event(PersonalLink),
    ParticipationReport: in_event(ParticipationReport),
    Account: accounts,
    RoleGrant: grants,
    Organisation: organisations,
    LoginSession: sessions,
}
