"""The stamped paper of a list: kept, and matched back by its QR code or by the code beside it."""

import hmac

from competition.documents.scan import read_codes
from competition.documents.uploads import Upload, check_upload
from competition.domain.refusal import Refusal
from competition.domain.seal_names import seal_matches
from competition.models import Organisation, RecommendationList, database
from competition.services.audit import record
from competition.services.entries.attachments import MOST_BYTES
from competition.services.principal import Principal
from competition.services.recommending.acting import place_of_actor
from competition.services.recommending.lists import check_code, find_list
from competition.services.runtime import now
from competition.services.storage import store_file

MARK = "/recommended/"
LONGEST_CODE = 20


def attach_scan(
    actor: Principal,
    prepared: RecommendationList,
    *,
    name: str,
    content: bytes,
    seal_text: str,
    code: str = "",
) -> str:
    """Keep the stamped scan of a list, once it is known to be of this very list.

    Args:
        name: of the file as its sender calls it.
        seal_text: what the stamp on the paper says, as read by the sender.
        code: the check code printed beside the QR code, where that cannot be read.
    Returns:
        how it was matched, ``qr`` or ``code``.
    Raises:
        Refusal: ``upload.*``; ``recommendation.scan_other`` (serial) for the paper of another
            list or of an earlier state of this one, ``recommendation.scan_unknown`` without a
            readable code, ``recommendation.code_wrong``, ``recommendation.seal`` (seal, expected),
            ``recommendation.list_state``, ``recommendation.not_yours``.
    """
    upload = check_upload(content, name=name, most_bytes=MOST_BYTES)
    key = store_file(upload.content)
    with database.writing() as session:
        session.refresh(prepared, with_for_update={"of": RecommendationList.__table__})
        place_of_actor(session, actor, prepared.organisation_id)
        if prepared.state == "cancelled":
            raise Refusal("recommendation.list_state", state=prepared.state)
        matched = _match(prepared, upload, code)
        _require_seal(prepared.organisation, seal_text)
        prepared.scan_key, prepared.scan_at = key, now()
        prepared.scan_media_type = upload.kind.media_type
        prepared.matched_by = matched
        prepared.seal_text = " ".join(seal_text.split())
        record(
            session,
            actor,
            "recommendation.scan",
            f"recommendation_list:{prepared.id}",
            competition_id=prepared.competition_id,
            detail={"matched_by": matched, "digest": prepared.digest, "file": key},
        )
    return matched


def _match(prepared: RecommendationList, upload: Upload, code: str) -> str:
    """How the paper is known to be of this list. Any readable code decides, before a typed one."""
    tokens = [
        text.partition(MARK)[2] for text in read_codes(upload.content, upload.kind) if MARK in text
    ]
    for token in tokens:
        found = find_list(database.session, token)
        if found is not None and found.id == prepared.id:
            return "qr"
        if found is not None:
            raise Refusal("recommendation.scan_other", serial=found.serial)
    if not code.strip():
        raise Refusal("recommendation.scan_unknown")
    typed = code.strip().upper()[:LONGEST_CODE]
    if not hmac.compare_digest(typed.encode(), check_code(prepared).encode()):
        raise Refusal("recommendation.code_wrong")
    return "code"


def _require_seal(organisation: Organisation, seal_text: str) -> None:
    if not seal_matches(organisation.name, organisation.seal_name, seal_text):
        expected = organisation.seal_name or organisation.name
        raise Refusal(
            "recommendation.seal", seal=" ".join(seal_text.split())[:60], expected=expected
        )
