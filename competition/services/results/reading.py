"""Result versions as pages need them: rows in order, scores by stage, derivations on demand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.domain.rules import Evaluation, Facts, RuleSet
from competition.domain.rules.steps.award import Award as AwardStep
from competition.models import Decision, Entry, ResultVersion, Stage, Track
from competition.models import RuleSet as RuleSetRow
from competition.services.results.gathered import EntryName, Gathered, entry_key
from competition.services.results.group_names import choice_names
from competition.services.results.kept_calculations import Kept, kept_calculations
from competition.services.results.kept_rules import kept_rules
from competition.services.results.naming import group_name
from competition.services.results.outcome import RESULT_PART, Outcome, calculate_gathered
from competition.services.results.told_events import with_told_events


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a result, as text.

    Args:
        key: its id in the facts that the result was made from.
        rank_text: the rank as it is printed, 2.5 where two share the second place; or empty.
        stage_scores: by the order of `ResultSheet.stages`; empty where it took no part.
        note: why it has no rank or no award: a code of the rules, or empty.
    """

    key: str
    entry_id: int
    number: str
    title: str
    unit: str
    group: str
    rank: int | None
    rank_text: str
    score: str
    stage_scores: tuple[str, ...]
    tier: str
    tier_name: str
    advances: bool
    note: str


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """A result in rows.

    Args:
        groups: the keys of the groups that are ranked apart, in order, with their names.
        stages: names of the stages before this part, whose scores are shown beside.
        judges: the judges by their id in the facts.
    """

    part: str
    groups: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    judges: Mapping[str, str]
    has_awards: bool
    has_cut: bool

    def group(self, key: str) -> list[Line]:
        """The lines of one group, in order."""
        return [line for line in self.lines if line.group == key]


def sheet_of_outcome(outcome: Outcome) -> ResultSheet:
    """The rows of a result that is only looked at. No statement."""
    evaluations = {key: one.evaluation for key, one in outcome.calculations.items()}
    return _sheet(outcome.part, evaluations, outcome.gathered)


def sheet_of_version(
    session: Session, result: ResultVersion, seen: Gathered | None = None
) -> ResultSheet:
    """The rows of a stored result version. Statements as `stored_facts`."""
    evaluations = {
        key: Evaluation.from_json(document)
        for key, document in result.outcome["evaluations"].items()
    }
    return _sheet(result.outcome["part"], evaluations, stored_facts(session, result, seen))


def stored_facts(
    session: Session,
    result: ResultVersion,
    seen: Gathered | None = None,
    facts: Facts | None = None,
) -> Gathered:
    """What a version was made from, under the names that entries have now. Three statements.

    Args:
        seen: the competition as it is now, where it is gathered already: one statement at most.
        facts: of the version, where they are read already.
    """
    stage_names = seen.stage_names if seen else _stage_names(session, result)
    entries, tracks = _names_seen(result, seen) if seen else _entry_names(session, result)
    if seen and seen.rule_set_id == result.rule_set_id:
        rules, rules_digest = seen.rules, seen.rule_set_digest
    else:
        row = session.get_one(RuleSetRow, result.rule_set_id)
        rules, rules_digest = kept_rules(row.digest, row.document), row.digest
    return Gathered(
        rules=rules,
        rule_set_id=result.rule_set_id,
        rule_set_digest=rules_digest,
        facts=facts or Facts.from_json(result.facts["facts"]),
        taking_part={key: frozenset(names) for key, names in result.facts["taking_part"].items()},
        entries=entries,
        judges=judge_names(result),
        stage_names=stage_names,
        track_names=tracks | choice_names(session, result.competition_id, rules.document),
    )


def _stage_names(session: Session, result: ResultVersion) -> dict[str, str]:
    stages = session.scalars(
        select(Stage).where(Stage.competition_id == result.competition_id).order_by(Stage.position)
    )
    return {stage.key: stage.name for stage in stages}


def _names_seen(
    result: ResultVersion, seen: Gathered
) -> tuple[dict[str, EntryName], dict[str, str]]:
    names = {
        key: seen.entries[entry_key(value["id"])]
        for key, value in result.identities["entries"].items()
        if entry_key(value["id"]) in seen.entries
    }
    return names, seen.track_names


def _entry_names(
    session: Session, result: ResultVersion
) -> tuple[dict[str, EntryName], dict[str, str]]:
    """Entries of a version by pseudonym, and its tracks in order."""
    keys = {value["id"]: key for key, value in result.identities["entries"].items()}
    rows = session.execute(
        select(
            Entry.id,
            Entry.number,
            Entry.title,
            Entry.unit_name,
            Entry.track_id,
            Track.key.label("track_key"),
            Track.name.label("track_name"),
        )
        .outerjoin(Track, Track.id == Entry.track_id)
        .where(Entry.competition_id == result.competition_id, Entry.state != "draft")
        .order_by(Track.position, Entry.id)
    ).all()
    counted = [row for row in rows if row.id in keys]
    names = {
        keys[row.id]: EntryName(
            row.id,
            row.number or "",
            row.title,
            row.unit_name,
            row.track_id,
            row.track_name or "",
        )
        for row in counted
    }
    return names, {row.track_key: row.track_name for row in counted if row.track_key}


def judge_names(result: ResultVersion) -> dict[str, str]:
    """Judges of a version by pseudonym."""
    return {key: value["identity"] for key, value in result.identities["judges"].items()}


def version_outcome(
    session: Session, result: ResultVersion, *, events_told: bool = False
) -> Outcome:
    """The outcome of a stored version, calculated from its own facts and rules, or kept from then.

    Args:
        events_told: with what people wrote about its events, for readers who may know it; that is
            never kept.
    """
    events_told = events_told and "events" in result.identities
    kept = None if events_told else kept_calculations.find(result)
    gathered = stored_facts(session, result, facts=kept.facts if kept else None)
    if events_told:
        gathered = with_told_events(session, result, gathered)
    part = result.outcome["part"]
    if kept is not None:
        return Outcome(gathered, part, dict(kept.calculations))
    calculations = calculate_gathered(gathered, part)
    if not events_told:
        kept_calculations.keep(result, Kept(gathered.facts, calculations))
    return Outcome(gathered, part, calculations)


def derivations(outcome: Outcome, entry_id: int) -> list[dict[str, Any]]:
    """How an entry came to its score, rank and award: one derivation for each part, in order.

    Raises:
        Refusal: ``result.standing`` when the entry is not in this result.
    """
    key = next((key for key, name in outcome.names.items() if name.id == entry_id), None)
    if key is None:
        raise Refusal("result.standing")
    told = []
    for part, calculation in outcome.calculations.items():
        if part == RESULT_PART or key in outcome.gathered.taking_part.get(part, frozenset()):
            told.append(calculation.derive(key))
    return told


def decision_reasons(session: Session, outcome: Outcome, entry_id: int) -> list[tuple[str, str]]:
    """Kind and reason of each decision about an entry; for organisers, as reasons name people.

    No statement where nothing was decided about it, else one.
    """
    key = next(key for key, name in outcome.names.items() if name.id == entry_id)
    facts = outcome.gathered.facts
    groups = next(one.attributes.values() for one in facts.entries if one.id == key)
    about = [
        int(one.reference)
        for one in facts.decisions
        if any(own in one.among for own in (groups if one.is_about_groups else (key,)))
        or (key in one.chosen and not one.is_about_groups)
    ]
    if not about:
        return []
    rows = session.execute(
        select(Decision.kind, Decision.reason).where(Decision.id.in_(about)).order_by(Decision.id)
    )
    return [(row.kind, row.reason) for row in rows]


def without_judge_names(outcome: Outcome) -> Outcome:
    """The outcome for readers who may not know the judges: they become 1, 2, 3 …"""
    order = sorted(outcome.gathered.judges)
    plain = {key: str(position) for position, key in enumerate(order, start=1)}
    return replace(outcome, gathered=replace(outcome.gathered, judges=plain))


def tier_names(rules: RuleSet) -> dict[str, str]:
    """The award tiers of a rule set by key, highest first."""
    parts = [*rules.stages.values(), *([rules.final] if rules.final else [])]
    return {
        tier.key: tier.name
        for part in parts
        for step in part.steps
        if isinstance(step, AwardStep)
        for tier in step.tiers
    }


def _sheet(part: str, evaluations: Mapping[str, Evaluation], gathered: Gathered) -> ResultSheet:
    asked = evaluations[part]
    before = [key for key in evaluations if key != part] if part == RESULT_PART else []
    present = {standing.group for standing in asked.standings}
    tracks = gathered.track_names
    groups = [(key, name) for key, name in tracks.items() if key in present]
    lines = _lines(
        asked, [evaluations[key] for key in before], gathered.entries, tier_names(gathered.rules)
    )
    groups += [
        (key, group_name(key, [line for line in lines if line.group == key]))
        for key in sorted(present)
        if key not in tracks
    ]
    return ResultSheet(
        part=part,
        groups=tuple(groups),
        stages=tuple((key, gathered.stage_names.get(key, key)) for key in before),
        lines=tuple(lines),
        judges=gathered.judges,
        has_awards=bool(asked.tiers),
        has_cut=asked.cuts is not None,
    )


def _lines(
    asked: Evaluation,
    before: list[Evaluation],
    entries: Mapping[str, EntryName],
    tiers: Mapping[str, str],
) -> list[Line]:
    awarded = {award.entry: award.tier for award in asked.awards}
    admitted = set(asked.admitted or ())
    lines = []
    for standing in asked.standings:
        name = entries.get(standing.entry)
        tier = awarded.get(standing.entry, "")
        lines.append(
            Line(
                key=standing.entry,
                entry_id=name.id if name else 0,
                number=name.number if name else standing.entry,
                title=name.title if name else "",
                unit=name.unit if name else "",
                group=standing.group,
                rank=standing.rank,
                rank_text=standing.text,
                score=asked.score_of(standing.entry) or "",
                stage_scores=tuple(
                    evaluation.score_of(standing.entry) or "" for evaluation in before
                ),
                tier=tier,
                tier_name=tiers.get(tier, tier),
                advances=standing.entry in admitted,
                note=asked.barred.get(standing.entry, standing.reason),
            )
        )
    return lines
