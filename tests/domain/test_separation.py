from dataclasses import replace

import pytest

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.separation import Party, require_two_persons, separation_faults

LI = Party(account=1, person=11, roles=frozenset({Role.ORGANISER}))
WANG = Party(account=2, person=22, roles=frozenset({Role.ORGANISER}))
CHIEF = Party(account=3, person=33, roles=frozenset({Role.CHIEF_JUDGE}))


def codes(proposer, approver):
    return [fault.code for fault in separation_faults(proposer, approver)]


@pytest.mark.parametrize("approver", [WANG, CHIEF])
def test_a_second_organiser_or_the_chief_judge_may_approve(approver):
    assert codes(LI, approver) == []


def test_the_chief_judge_does_not_propose():
    assert codes(CHIEF, WANG) == ["separation.proposer_role"]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR, Role.JUDGE])
def test_no_other_role_approves(role):
    approver = replace(WANG, roles=frozenset({role}))

    assert codes(LI, approver) == ["separation.approver_role"]


def test_nobody_approves_the_own_proposal():
    assert codes(LI, LI) == ["separation.same_person"]


def test_two_accounts_of_one_human_being_are_one_person():
    second_account = replace(WANG, person=LI.person)

    assert codes(LI, second_account) == ["separation.same_person"]


def test_an_account_made_by_the_other_in_this_competition_is_under_its_hand():
    made_by_li = replace(WANG, makers=frozenset({CHIEF.account, LI.account}))
    made_by_wang = replace(LI, makers=frozenset({WANG.account}))
    made_by_chief = replace(WANG, makers=frozenset({CHIEF.account}))

    assert codes(LI, made_by_li) == ["separation.made_by_other"]
    assert codes(made_by_wang, WANG) == ["separation.made_by_other"]
    assert codes(LI, made_by_chief) == []


def test_an_account_that_names_no_human_being_counts_for_nobody():
    assert codes(replace(LI, person=None), WANG) == ["separation.no_person"]
    assert codes(LI, replace(WANG, person=None)) == ["separation.no_person"]


def test_requiring_two_persons_raises_the_first_fault():
    with pytest.raises(Refusal) as refusal:
        require_two_persons(CHIEF, CHIEF)

    assert refusal.value.code == "separation.proposer_role"
