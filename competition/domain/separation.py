"""Two persons for what cannot be undone quietly.

Correcting after the lock, publishing, withdrawing a result and revoking a certificate are
proposed by an organiser and approved by a second organiser or the chief judge.
"""

from dataclasses import dataclass

from competition.domain.access import Role
from competition.domain.refusal import Refusal

APPROVERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE})


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two, as known in this competition.

    Args:
        account: id of the account that acts.
        person: id of the human being behind it; None when the account names nobody.
        roles: held in this competition.
        makers: accounts that created this one within this competition, or created its creator.
    """

    account: int
    person: int | None
    roles: frozenset[Role]
    makers: frozenset[int] = frozenset()


def proposer_faults(proposer: Party) -> tuple[Refusal, ...]:
    """Why this party may not propose; empty when it may."""
    faults = []
    if proposer.person is None:
        faults.append(Refusal("separation.no_person"))
    if Role.ORGANISER not in proposer.roles:
        faults.append(Refusal("separation.proposer_role"))
    return tuple(faults)


def separation_faults(proposer: Party, approver: Party) -> tuple[Refusal, ...]:
    """Why `approver` may not approve what `proposer` proposed; empty when it may.

    Two accounts of one human being are one person, and an account that one of the two made for
    the other, itself or by an account it had made, is under its maker's hand.

    Returns:
        Refusals with the codes ``separation.proposer_role``, ``separation.approver_role``,
        ``separation.no_person``, ``separation.same_person``, ``separation.made_by_other``.
    """
    faults = list(proposer_faults(proposer))
    if not approver.roles & APPROVERS:
        faults.append(Refusal("separation.approver_role"))
    if approver.person is None and proposer.person is not None:
        faults.append(Refusal("separation.no_person"))
    same_human = approver.person is not None and approver.person == proposer.person
    if same_human or approver.account == proposer.account:
        faults.append(Refusal("separation.same_person"))
    elif proposer.account in approver.makers or approver.account in proposer.makers:
        faults.append(Refusal("separation.made_by_other"))
    return tuple(faults)


def require_two_persons(proposer: Party, approver: Party) -> None:
    """Let two separate persons pass.

    Raises:
        Refusal: the first of `separation_faults`.
    """
    for fault in separation_faults(proposer, approver):
        raise fault
