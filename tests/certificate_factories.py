"""Contests whose awards are final, so that certificates can be issued."""

from collections.abc import Sequence

from sqlalchemy import select

from competition.models import (
    Certificate,
    CertificateTemplate,
    Entry,
    EntryMember,
    Proposal,
    ResultVersion,
    database,
)
from competition.services.certificates.issuing import issue_all
from competition.services.judging.locking import lock_stage
from competition.services.principal import Principal
from competition.services.results.compute import compute_result
from competition.services.results.publication import (
    answer_proposal,
    propose_publication,
    skip_notice,
)
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import second_organiser, single_stage_rules, stage_of


def awarded(
    make: Make,
    *,
    entries: int = 3,
    names: Sequence[Sequence[str]] = (),
    per_member: bool = False,
    name: str = "第六届蜀江省职工创新大赛",
) -> tuple[Contest, Principal]:
    """A contest in which every entry has won by a final result, and its second organiser.

    Args:
        names: members of the entries, in their order; those left out have one member.
    """
    contest = scoring_contest(make, judges=3, entries=entries, state="draft", name=name)
    word(contest, per_member=per_member)
    with database.writing() as session:
        for entry_id, people in zip(contest.entry_ids, names, strict=False):
            entry = session.get_one(Entry, entry_id)
            entry.members.clear()
            session.flush()
            entry.members.extend(
                EntryMember(position=place, name=one) for place, one in enumerate(people, start=1)
            )
    single_stage_rules(contest, entries, "committee")
    contest.put("open")
    order = {entry_id: place for place, entry_id in enumerate(contest.entry_ids)}
    for assignment in contest.assignments():
        contest.submit(assignment, benefit=str(20 - order[assignment.entry_id]))
    lock_stage(contest.organiser, stage_of(contest))
    second = second_organiser(contest)
    finalise(contest, second)
    return contest, second


def word(contest: Contest, *, per_member: bool = False) -> None:
    """Certificates for each member or for each entry, under a prefix of the contest's own."""
    with database.writing() as session:
        template = session.scalars(
            select(CertificateTemplate).where(
                CertificateTemplate.competition_id == contest.ident, CertificateTemplate.is_current
            )
        ).one()
        template.per_member = per_member
        template.number_prefix = "蜀工创"


def finalise(contest: Contest, second: Principal) -> int:
    """Compute the result of the whole, approve it with two persons, make it final."""
    result_id = compute_result(contest.organiser, contest.competition, None)
    result = database.session.get_one(ResultVersion, result_id)
    proposal_id = propose_publication(contest.organiser, result)
    answer_proposal(second, database.session.get_one(Proposal, proposal_id), approve=True)
    result = database.session.get_one(ResultVersion, result_id)
    skip_notice(contest.organiser, result, reason="测试")
    return result_id


def issued(contest: Contest) -> list[Certificate]:
    """Every certificate of the contest, issued now."""
    issue_all(contest.organiser, contest.ident)
    return certificates_of(contest)


def certificates_of(contest: Contest) -> list[Certificate]:
    """The contest's certificates as they are now, in the order of issue."""
    return list(
        database.session.scalars(
            select(Certificate)
            .where(Certificate.competition_id == contest.ident)
            .order_by(Certificate.id)
        )
    )
