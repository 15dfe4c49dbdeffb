"""Ranks without any one judge: worked out once for each version, at once or as a job."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.agreement.left_out import (
    Ranks,
    judges_in,
    ranked_apart,
    ranks_without_a_judge,
)
from competition.domain.agreement.left_out_columns import ranks_by_columns, suits_columns
from competition.domain.bundle import calculate_parts, parts_before
from competition.domain.rules import Evaluation, Facts, evaluate
from competition.domain.rules.part import RESULT
from competition.models import Job, ResultVersion, database
from competition.services.audit import record
from competition.services.job_rows import add_job, report_progress
from competition.services.principal import Principal
from competition.services.results.outcome import Outcome
from competition.services.results.reading import version_outcome

JOB = "trust"
AT_ONCE = 150_000  # sheets to evaluate; about a second
KEPT = 64

_kept: OrderedDict[tuple[str, str, str], list[Ranks]] = OrderedDict()
_lock = threading.Lock()


def ranks_at_once(
    session: Session, result: ResultVersion, outcome: Outcome, part: str, group: str
) -> tuple[list[Ranks] | None, Job | None]:
    """The ranges of ranks, or the job that works them out; neither until it was asked for.

    No statement where they are few enough to be worked out here and now, else one.
    """
    key = (result.facts_digest, part, group)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key], None
    job = None
    if cost(outcome, part, group) <= AT_ONCE:
        found = _work_out(outcome, part, group)
    else:
        job = _job_of(session, result, part, group)
        if job is None or job.state != "done":
            return None, job
        found = [_ranks(row) for row in job.outcome["ranks"]]
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found, None


def cost(outcome: Outcome, part: str, group: str) -> int:
    """How many sheets have to be evaluated, over all judges who are left out."""
    facts, stages = _about(outcome, part, group), _stages(outcome, part)
    sheets = sum(sheet.stage in stages for sheet in facts.sheets)
    return sheets * len(judges_in(facts, stages))


def request_ranks(actor: Principal, result: ResultVersion, part: str, group: str) -> int:
    """Have the ranges of a large contest worked out as a job; the one there is, if there is one."""
    with database.writing() as session:
        job = _job_of(session, result, part, group)
        if job is not None and job.state != "failed":
            return job.id
        arguments = {"result": result.id, "part": part, "group": group}
        job = add_job(session, actor, JOB, arguments, competition_id=result.competition_id)
        record(
            session,
            actor,
            "result.trust",
            f"result_version:{result.id}",
            competition_id=result.competition_id,
            detail={"part": part},
        )
        return job.id


def trust_job(job: Job) -> dict[str, Any]:
    """Work the ranges out; they change nothing, so doing it again does no harm."""
    result = database.session.get_one(ResultVersion, job.arguments["result"])
    outcome = version_outcome(database.session, result)
    part, group = job.arguments["part"], job.arguments["group"]
    total = len(judges_in(_about(outcome, part, group), _stages(outcome, part)))
    database.release()
    told = _work_out(outcome, part, group, lambda done: report_progress(job, done, total))
    rows = [[one.entry, one.rank, one.best, one.worst, list(one.unranked_without)] for one in told]
    return {"ranks": rows}


def _ranks(row: Sequence[Any]) -> Ranks:
    entry, rank, best, worst, gone = row
    return Ranks(entry, rank, best, worst, tuple(gone))


def _job_of(session: Session, result: ResultVersion, part: str, group: str) -> Job | None:
    wanted = {"result": result.id, "part": part, "group": group}
    jobs = session.scalars(
        select(Job)
        .where(Job.competition_id == result.competition_id, Job.kind == JOB)
        .order_by(Job.id.desc())
    )
    return next((job for job in jobs if job.arguments == wanted), None)


def _stages(outcome: Outcome, part: str) -> list[str]:
    return parts_before(outcome.gathered.rules, part) if part == RESULT else [part]


def _about(outcome: Outcome, part: str, group: str) -> Facts:
    """The facts that the ranks of a group depend on."""
    rules, facts = outcome.gathered.rules, outcome.gathered.facts
    parts = [rules.part(key) for key in (*_stages(outcome, part), part)]
    if ranked_apart(parts) is None:
        return facts
    standings = outcome.calculations[part].evaluation.standings
    return facts.only(frozenset(one.entry for one in standings if one.group == group))


def _work_out(
    outcome: Outcome, part: str, group: str, progress: Callable[[int], None] | None = None
) -> list[Ranks]:
    rules, taking_part = outcome.gathered.rules, outcome.gathered.taking_part
    before = {
        key: one.evaluation
        for key, one in outcome.calculations.items()
        if key in parts_before(rules, part) and key != part
    }

    def ranked(facts: Facts) -> Evaluation:
        if part == RESULT:
            return calculate_parts(rules, facts, taking_part, RESULT)[RESULT].evaluation
        return evaluate(rules.part(part), facts.only(taking_part.get(part, frozenset())), before)

    facts = _about(outcome, part, group)
    if part != RESULT:
        own = facts.only(taking_part.get(part, frozenset()))
        if suits_columns(rules.part(part), own):
            return ranks_by_columns(rules.part(part), own, progress)
    return ranks_without_a_judge(ranked, facts, _stages(outcome, part), progress)
