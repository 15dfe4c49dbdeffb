"""Which certificates are due, what is printed on them, and proof that it can be printed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from competition.documents.certificate_words import AFTER_NAMES, AFTER_ONE_NAME
from competition.documents.practice import TRIAL_NUMBER
from competition.domain.refusal import Refusal
from competition.models import (
    Award,
    AwardTier,
    Certificate,
    CertificateTemplate,
    Competition,
    Entry,
    EntryMember,
    ResultVersion,
)
from competition.services.certificates.rendering import render
from competition.services.runtime import now, runtime

TRIAL_TOKEN = "0" * 22
NAMED_FAULTS = {
    "glyph.missing": "certificate.glyph",
    "text.does_not_fit": "certificate.too_long",
    "text.too_long": "certificate.too_long",
    "certificate.names": "certificate.too_many_names",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A certificate that is due: for an entry, or for one of its members."""

    award: Award
    member: EntryMember | None

    @property
    def key(self) -> tuple[int, int | None]:
        """Award and member, by which the certificate is found again in another transaction."""
        return self.award.id, self.member.id if self.member else None


def due(
    session: Session, competition_id: int, *, per_member: bool, again: Collection[int] = ()
) -> list[Due]:
    """The certificates still to be issued, by tier and rank.

    One that was revoked does not come back by itself, and one that was issued for the same tier
    by an earlier result still stands. What an entry holds as a whole stands for its members, and
    theirs for the whole, until it is revoked.

    Args:
        per_member: one for each member; an entry without members gets one as a whole.
        again: revoked certificates; then only what is to be issued in their place.
    """
    rows = session.execute(
        select(Award, EntryMember)
        .select_from(Award)
        .join(ResultVersion, ResultVersion.id == Award.result_id)
        .join(AwardTier, AwardTier.id == Award.tier_id)
        .outerjoin(EntryMember, _members(per_member))
        .where(*_due(competition_id, per_member, again))
        .options(
            joinedload(Award.tier), joinedload(Award.entry).options(selectinload(Entry.members))
        )
        .order_by(AwardTier.position, Award.id, EntryMember.position)
    )
    return [Due(award, member) for award, member in rows]


def count_due(competition_id: int, *, per_member: bool) -> Select[int]:
    """How many are due, as a part of a statement."""
    return (
        select(func.count())
        .select_from(Award)
        .join(ResultVersion, ResultVersion.id == Award.result_id)
        .outerjoin(EntryMember, _members(per_member))
        .where(*_due(competition_id, per_member, ()))
    )


def without_award(competition_id: int) -> tuple[ColumnElement[bool], ...]:
    """Valid certificates whose tier no final result gives to the entry any more."""
    present, given = aliased(Award), aliased(Award)
    return (
        Certificate.competition_id == competition_id,
        Certificate.state == "valid",
        ~exists(
            select(present.id)
            .join(ResultVersion, ResultVersion.id == present.result_id)
            .join(given, given.id == Certificate.award_id)
            .where(
                ResultVersion.state == "final",
                present.entry_id == Certificate.entry_id,
                present.tier_id == given.tier_id,
            )
            .correlate(Certificate)
        ),
    )


def _members(per_member: bool) -> ColumnElement[bool]:
    on = EntryMember.entry_id == Award.entry_id
    return on if per_member else false()


def _due(
    competition_id: int, per_member: bool, again: Collection[int]
) -> tuple[ColumnElement[bool], ...]:
    held, earlier = aliased(Certificate), aliased(Award)
    issued = (
        select(held.id)
        .join(earlier, earlier.id == held.award_id)
        .where(
            held.entry_id == Award.entry_id,
            earlier.tier_id == Award.tier_id,
            or_(
                held.member_id.is_not_distinct_from(EntryMember.id),
                (held.state != "revoked") & (held.member_id.is_(None) != EntryMember.id.is_(None)),
            ),
        )
        .correlate(Award, EntryMember)
    )
    final = (
        ResultVersion.competition_id == competition_id,
        ResultVersion.stage_id.is_(None),
        ResultVersion.state == "final",
    )
    if not again:
        return (*final, ~exists(issued))
    replaced = issued.where(held.id.in_(again), held.state == "revoked")
    return (*final, exists(replaced), ~exists(issued.where(held.state == "valid")))


def printed_values(
    competition: Competition, template: CertificateTemplate, one: Due
) -> dict[str, Any]:
    """All that is printed on a certificate beside its number and code, as it will be stored."""
    entry = one.award.entry
    names = [one.member.name] if one.member else [member.name for member in entry.members]
    return {
        **shared_values(competition, template, single=one.member is not None),
        "names": names or [entry.unit_name],
        "title": entry.title,
        "tier": one.award.tier.name,
        "unit": entry.unit_name,
    }


def shared_values(
    competition: Competition, template: CertificateTemplate, *, single: bool
) -> dict[str, Any]:
    """What all certificates of a competition issued today have in common.

    Args:
        single: for one person, not for an entry with all its people.
    """
    return {
        "competition": competition.name,
        "wording": template.wording,
        "heading": template.title,
        "after_names": AFTER_ONE_NAME if single else AFTER_NAMES,
        "issuers": template.issuer.splitlines(),
        "issued_on": now().astimezone(ZoneInfo(competition.time_zone)).date().isoformat(),
        "seal": template.seal_storage_key,
        "rehearsal": competition.is_rehearsal,
        "verify_base": f"{runtime.public_url.rstrip('/')}/v/",
    }


def prove(values: dict[str, Any], one: Due) -> None:
    """Draw it once without a number; a refusal gets the entry's number beside it.

    Raises:
        Refusal: ``certificate.glyph`` (entry, text, character, codepoint),
            ``certificate.too_long``, ``certificate.too_many_names``, or what `render` refuses.
    """
    try:
        render(values, TRIAL_NUMBER, TRIAL_TOKEN)
    except Refusal as refusal:
        if refusal.code not in NAMED_FAULTS:
            raise
        entry = one.award.entry
        raise Refusal(
            NAMED_FAULTS[refusal.code],
            **{"text": entry.title, **refusal.values, "entry": entry.number or entry.title},
        ) from None
