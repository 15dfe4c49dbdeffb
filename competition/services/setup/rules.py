"""The rule set of a competition: one version in force, projected into tables."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.canonical import digest
from competition.domain.entry_form import NUMBER_TYPES, FieldType
from competition.domain.refusal import Refusal
from competition.domain.rules import Dimensions, parse_rule_set
from competition.domain.rules import RuleSet as Rules
from competition.domain.rules.attributes import PARENT, TRACK, UNIT
from competition.models import Competition, EntryForm, RuleSet, Stage, Track, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.runtime import now
from competition.services.setup.rule_projection import project_awards, project_criteria
from competition.services.setup.seen import require_seen

LOOKED_AT = {FieldType.CHOICE.value, *(kind.value for kind in NUMBER_TYPES)}


MOST_SOUND = 256
_sound: set[tuple[str, Dimensions]] = set()


def current_rule_set(session: Session, competition_id: int) -> RuleSet | None:
    """The version in force, or None before the first."""
    return session.scalars(
        select(RuleSet).where(RuleSet.competition_id == competition_id, RuleSet.is_current)
    ).first()


def dimensions_of(session: Session, competition_id: int) -> Dimensions:
    """What rules of this competition may name: scoring stages and tracks by key, attributes."""
    stages = session.scalars(
        select(Stage.key)
        .where(Stage.competition_id == competition_id, Stage.kind == "scoring")
        .order_by(Stage.position)
    ).all()
    tracks = session.scalars(
        select(Track.key).where(Track.competition_id == competition_id).order_by(Track.position)
    ).all()
    fields = session.scalars(
        select(EntryForm.fields).where(
            EntryForm.competition_id == competition_id, EntryForm.is_current
        )
    ).first()
    return Dimensions(tuple(stages), tuple(tracks), all_attributes(fields or ()))


def attributes_of(fields: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The attributes of entries that rules may look at.

    ``track`` is the key of the track, ``unit`` stands for the unit under a pseudonym; besides
    them the choices and the numbers of the entry form, by the key of their field.
    """
    return (TRACK, UNIT, *(each["key"] for each in fields if each.get("type") in LOOKED_AT))


def all_attributes(fields: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Those, and ``parent``: the entry that an entry belongs to."""
    return (*attributes_of(fields), PARENT)


def rule_fault(document: Mapping[str, Any], known: Dimensions) -> Refusal | None:
    """Why rules do not fit a competition of these dimensions; None when they do."""
    try:
        check_rules(document, known)
    except Refusal as refusal:
        return refusal
    return None


def require_sound(session: Session, competition_id: int) -> RuleSet:
    """The rules in force, which must fit the competition; checked anew once either has changed.

    Raises:
        Refusal: ``rules.absent``, and the fault of the rules.
    """
    row = current_rule_set(session, competition_id)
    if row is None:
        raise Refusal("rules.absent")
    known = dimensions_of(session, competition_id)
    if (row.digest, known) not in _sound:
        check_rules(row.document, known)
        if len(_sound) >= MOST_SOUND:
            _sound.clear()
        _sound.add((row.digest, known))
    return row


def check_rules(document: Mapping[str, Any], known: Dimensions) -> Rules:
    """Check a rule document against a competition.

    Raises:
        Refusal: ``rules.*`` and ``criteria.*`` of the reader, ``rules.stage_left_out`` for a
            scoring stage without rules, ``rules.stage_order`` when stages stand in another order.
    """
    rules = parse_rule_set(document, known)
    stages = known.stages or ()
    for key in stages:
        if key not in rules.stages:
            raise Refusal("rules.stage_left_out", stage=key)
    if tuple(rules.stages) != stages:
        raise Refusal("rules.stage_order")
    return rules


def save_rule_set(
    actor: Principal,
    competition: Competition,
    document: Mapping[str, Any],
    *,
    reason: str,
    seen: str | None = None,
) -> int:
    """Put a new version of the rules in force.

    Args:
        document: the whole rule document.
        reason: why; may be empty while no scoring stage has opened.
        seen: stamp of the document that the form showed.
    Returns:
        The version's number.
    Raises:
        Refusal: those of `check_rules`, ``rules.frozen_stage`` (stage), ``rules.frozen_final``,
            ``rules.tier_used``, ``setup.changed``.
    """
    with database.writing() as session:
        before = current_rule_set(session, competition.id)
        if before is not None:
            require_seen(before.document, seen)
            if before.document == document:
                return before.version
            hold_scoring_stages(session, competition.id)
            require_thawed(session, competition, before.document, document)
        row = write_rule_set(session, actor, competition, document, reason=reason)
        bump_public(session, competition.id)
        record(
            session,
            actor,
            "rules.save",
            f"rule_set:{row.id}",
            competition_id=competition.id,
            detail={"version": row.version, "reason": reason, "digest": row.digest},
            before=before.digest if before else None,
            after=row.digest,
        )
        return row.version


def write_rule_set(
    session: Session,
    actor: Principal,
    competition: Competition,
    document: Mapping[str, Any],
    *,
    reason: str = "",
    codes: Mapping[str, str] | None = None,
) -> RuleSet:
    """Write a version and its projections within the caller's transaction.

    Raises:
        Refusal: those of `check_rules`, ``rules.tier_used``.
    """
    rules = check_rules(document, dimensions_of(session, competition.id))
    before = current_rule_set(session, competition.id)
    if before is not None:
        before.is_current = False
        session.flush()
    row = RuleSet(
        competition_id=competition.id,
        version=before.version + 1 if before else 1,
        document=dict(document),
        digest=digest(document),
        reason=reason.strip(),
        created_by_id=actor.account_id,
        created_at=now(),
        is_current=True,
    )
    session.add(row)
    session.flush()
    _project(session, competition.id, rules, before, codes or {})
    return row


def require_thawed(
    session: Session, competition: Competition, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Refuse a change of a part that is frozen; a rehearsal freezes nothing.

    The part of a stage freezes at its first submitted sheet, the final part when the first scoring
    stage opens.
    """
    if competition.is_rehearsal:
        return
    scoring = scoring_stages(session, competition.id)
    old, new = before.get("stages", {}), after.get("stages", {})
    for stage in scoring:
        if stage.rubric_frozen_at is not None and old.get(stage.key) != new.get(stage.key):
            raise Refusal("rules.frozen_stage", stage=stage.name)
    if before.get("final") != after.get("final") or list(old) != list(new):
        require_final_open(session, competition)


def require_final_open(session: Session, competition: Competition) -> None:
    """Refuse when combining and award rules are frozen.

    Raises:
        Refusal: ``rules.frozen_final``, with the scoring stage that has opened.
    """
    if competition.is_rehearsal:
        return
    for stage in scoring_stages(session, competition.id):
        if stage.state != "draft":
            raise Refusal("rules.frozen_final", stage=stage.name)


def scoring_stages(session: Session, competition_id: int) -> list[Stage]:
    """The stages in which judges mark, in order."""
    return list(
        session.scalars(
            select(Stage)
            .where(Stage.competition_id == competition_id, Stage.kind == "scoring")
            .order_by(Stage.position)
        )
    )


def hold_scoring_stages(session: Session, competition_id: int) -> None:
    """Keep first sheets, which freeze a rubric, waiting until this transaction ends."""
    session.execute(
        select(Stage.id)
        .where(Stage.competition_id == competition_id, Stage.kind == "scoring")
        .order_by(Stage.id)
        .with_for_update()
    )


def _project(
    session: Session,
    competition_id: int,
    rules: Rules,
    before: RuleSet | None,
    codes: Mapping[str, str],
) -> None:
    """Write what changed: the rubric of each changed stage, and the awards."""
    old = before.document.get("stages", {}) if before else {}
    for stage in scoring_stages(session, competition_id):
        part = rules.stages[stage.key]
        written = rules.document["stages"]
        assert isinstance(written, Mapping)
        if old.get(stage.key, {}).get("criteria") != written[stage.key].get("criteria"):
            project_criteria(session, stage, part.criteria)
    project_awards(session, competition_id, rules, codes)
