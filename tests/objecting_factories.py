"""Contests whose overall result is up for notice, with people who can handle objections."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.objections import About, Consequence, Finding
from competition.models import (
    AwardTier,
    Objection,
    Proposal,
    ResultVersion,
    Standing,
    database,
)
from competition.services.judging.locking import lock_stage
from competition.services.objecting.deciding import (
    Ruling,
    answer_decision,
    draft_decision,
    preview,
)
from competition.services.objecting.handling import admit, name_panel
from competition.services.objecting.raising import (
    Objector,
    Receipt,
    Statement,
    raise_objection,
)
from competition.services.principal import Principal
from competition.services.results.publication import start_notice
from competition.services.setup.rules import current_rule_set, save_rule_set
from tests.certificate_factories import word
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import second_organiser, single_stage_rules
from tests.two_stages import publish

OBJECTOR = Objector("李实名", "锦川市检修公司", "13812345678", "11010519491231002X")


@dataclass
class Noticed:
    """A contest of two stages whose overall result is in notice."""

    contest: Contest
    second: Principal
    third: Principal
    result_id: int

    @property
    def organiser(self) -> Principal:
        return self.contest.organiser

    @property
    def result(self) -> ResultVersion:
        return database.session.get_one(ResultVersion, self.result_id, populate_existing=True)

    def winners(self, result_id: int | None = None) -> dict[int, str]:
        """By entry, the key of its tier; best first."""
        rows = database.session.execute(
            select(Standing.entry_id, AwardTier.key)
            .join(AwardTier, AwardTier.id == Standing.tier_id)
            .where(Standing.result_id == (result_id or self.result_id))
            .order_by(Standing.place)
        )
        return {row.entry_id: row.key for row in rows}

    def ranks(self, result_id: int | None = None) -> dict[int, int | None]:
        rows = database.session.execute(
            select(Standing.entry_id, Standing.rank).where(
                Standing.result_id == (result_id or self.result_id)
            )
        )
        return {row.entry_id: row.rank for row in rows}

    def objection(self, entry: int | None = None, **said: Any) -> Objection:
        """An objection of the public against an entry; the best one by default."""
        receipt = self.object(entry or next(iter(self.winners())), **said)
        return fetch(receipt.ident)

    def object(self, entry: int | None, **said: Any) -> Receipt:
        values = {"about": About.AWARD, "about_name": "", "facts": "核心装置系他人完成"}
        statement = Statement(entry, grounds="不符合通知第五条", **(values | said))
        return raise_objection(self.result, OBJECTOR, statement, address="203.0.113.9")

    def handled(self, objection: Objection) -> Objection:
        """Admitted and given to the second and the third organiser."""
        admit(self.organiser, objection)
        name_panel(self.organiser, objection, [self.second.account_id, self.third.account_id])
        return fetch(objection.id)

    def decide(
        self,
        objection: Objection,
        consequence: Consequence,
        finding: Finding = Finding.UPHELD,
    ) -> Proposal:
        """Drafted by the second organiser and signed by the third."""
        proposal = self.draft(objection, consequence, finding)
        shown = preview(database.session, proposal)
        assert shown.fault is None
        seen = shown.effect.seen if shown.effect else ""
        answer_decision(self.third, proposal, approve=True, seen=seen)
        return fetched_proposal(proposal.id)

    def draft(
        self,
        objection: Objection,
        consequence: Consequence,
        finding: Finding = Finding.UPHELD,
    ) -> Proposal:
        ruling = Ruling(finding, consequence, "经查属实。", "通知第五条规定须为本单位完成。")
        return fetched_proposal(draft_decision(self.second, objection, ruling))


def fetch(ident: int) -> Objection:
    return database.session.get_one(Objection, ident, populate_existing=True)


def fetched_proposal(ident: int) -> Proposal:
    return database.session.get_one(Proposal, ident, populate_existing=True)


def noticed(make: Make, *, entries: int = 5, backfill: str = "chain", days: int = 5) -> Noticed:
    """One first prize and two second ones; a struck award's place goes as `backfill` says."""
    contest = scoring_contest(make, judges=3, entries=entries, state="draft")
    word(contest)
    award_from_one_stage(contest, backfill)
    contest.put("open")
    order = {entry_id: place for place, entry_id in enumerate(contest.entry_ids)}
    for assignment in contest.assignments():
        contest.submit(assignment, benefit=str(18 - order[assignment.entry_id]))
    lock_stage(contest.organiser, contest.stage)
    second = second_organiser(contest)
    third = make.account(Role.ORGANISER, competition_id=contest.ident, name="孙办理")
    result = publish(contest, second, None)
    start_notice(contest.organiser, in_database(result), working_days=days)
    return Noticed(contest, second, third, result)


def award_from_one_stage(contest: Contest, backfill: str) -> None:
    single_stage_rules(contest, 1, "committee")
    row = current_rule_set(database.session, contest.ident)
    assert row is not None
    document = deepcopy(dict(row.document))
    award = document["stages"]["online"]["steps"][-1]
    award["award"] = [
        {"tier": "first", "name": "一等奖", "quota": 1},
        {"tier": "second", "name": "二等奖", "quota": 2},
    ]
    award["backfill"] = backfill
    save_rule_set(contest.organiser, contest.competition, document, reason="测试")


def in_database(ident: int) -> ResultVersion:
    return database.session.get_one(ResultVersion, ident, populate_existing=True)
