"""The record of a competition: read, filtered, verified. Nothing here changes anything."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from competition.documents.wording.actions import action_text, break_text
from competition.documents.wording.record import detail_texts, subject_text
from competition.domain.access import Role
from competition.domain.audit_chain import ChainReport
from competition.models import AuditHead, AuditRecord, Competition
from competition.services.audit_heads import signed_heads
from competition.services.audit_reading import RecordFilter, actions_of, list_records
from competition.services.sealing import chain_head, verify_record
from competition.web.access import allow
from competition.web.context import zone
from competition.web.paging import here, page_number, pager
from competition.web.supervisor.room import room

SIZE = 50
HEAD = re.compile(r"[0-9a-f]{64}")


@room.get("/competitions/<int:competition_id>/record")
@allow(Role.SUPERVISOR, on=Competition)
def record(competition: Competition) -> Any:
    """One page of the record, newest first."""
    args, page = request.args, page_number()
    chosen = RecordFilter(
        action=args.get("action", ""),
        actor=args.get("actor", "")[:100],
        since=start_of(args.get("since", "")),
        until=start_of(args.get("until", ""), days=1),
    )
    rows, total = list_records(competition.id, chosen, page=page, size=SIZE)
    return render_template(
        "supervisor/record.html",
        rows=[shown(row) for row in rows],
        total=total,
        pages=pager(total, page, SIZE),
        actions=[(code, action_text(code)) for code in actions_of(competition.id)],
        filtered=any(args.get(name) for name in ("action", "actor", "since", "until")),
        here=here,
    )


@room.route("/competitions/<int:competition_id>/record/verify", methods=["GET", "POST"])
@allow(Role.SUPERVISOR, on=Competition)
def verify(competition: Competition) -> Any:
    """Verify the whole chain on a button, and against a head that the supervisor kept."""
    kept = "".join(request.form.get("head", "").split()).lower()
    error, report = "", None
    if request.method == "POST":
        if kept and not HEAD.fullmatch(kept):
            error = _("校验值应为 64 位，由数字和字母 a 至 f 组成，请核对。")
        else:
            report = verify_record(competition.id, known_head=kept or None)
    sequence, head = chain_head(competition.id)
    return render_template(
        "supervisor/verify.html",
        sequence=sequence,
        head=grouped(head) if sequence else "",
        kept=request.form.get("head", ""),
        error=error,
        report=report,
        words=report_words(report, kept=bool(kept)) if report else "",
        days=[head_row(head, holds) for head, holds in signed_heads(competition.id)],
    ), 422 if error else 200


def shown(row: AuditRecord) -> dict[str, Any]:
    """A record as the page shows it."""
    return {
        "sequence": row.sequence,
        "at": row.at,
        "actor": row.actor,
        "action": action_text(row.action),
        "subject": subject_text(row.subject),
        "detail": detail_texts(row.detail),
        "before": row.before_digest,
        "after": row.after_digest,
        "hash": row.chain_hash,
    }


def head_row(head: AuditHead, holds: bool) -> dict[str, Any]:
    """A signed head as the page shows it."""
    return {
        "day": head.day,
        "sequence": head.sequence,
        "head": grouped(head.chain_hash),
        "holds": holds,
    }


def report_words(report: ChainReport, *, kept: bool) -> str:
    """What verifying found, in words."""
    if not report.holds:
        return break_text(report.reason, report.broken_at)
    parts = [_("%(n)s 条记录前后相符，没有缺失，没有改动。", n=report.sealed)]
    if kept:
        parts.append(_("您提供的校验值在其中。"))
    if report.unsealed:
        parts.append(_("另有 %(n)s 条刚写入，即将计算校验值，稍后再核验即可。", n=report.unsealed))
    return "".join(parts)


def grouped(head: str) -> str:
    """A head in groups of eight, as it is printed and read aloud."""
    return " ".join(head[at : at + 8] for at in range(0, len(head), 8))


def start_of(text: str, *, days: int = 0) -> datetime | None:
    """The beginning of a day in the competition's zone; None for a text that is no day."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, datetime.min.time(), zone())
