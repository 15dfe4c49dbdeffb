"""Saving a score sheet: the hottest write of the product.

A sheet has one counter, its `revision`: it grows with every draft and every submission, a page says
which one it has seen, and a save on top of another is told. Submitting also adds a version, which
is what counts. Everything happens in one function on one connection, because on SQLite many of
these share one commit.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, select

from competition.domain.marks import State, format_mark
from competition.domain.principals import REPORTING, group_of
from competition.domain.refusal import Refusal
from competition.domain.sheet import SheetCheck, check_leaves
from competition.models import Stage, database
from competition.models.prepared import sent_together
from competition.services.audit import record
from competition.services.judging import sheet_statements as sql
from competition.services.judging.rubric import Rubric, kept_rubric
from competition.services.periods.deductions import require_explained
from competition.services.periods.photos import hand_in_photos
from competition.services.principal import Principal
from competition.services.runtime import now

LONGEST_COMMENT = 1000
FREEZING = 7001
_encode = json.JSONEncoder(sort_keys=True).encode
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """What a save came to.

    Attributes:
        revision: the sheet's counter after it.
        version: of the submitted sheet; None for a draft.
        total: as text with all its decimals; None while a mark is blank.
    """

    revision: int
    version: int | None
    total: str | None


class _StageNotFrozen(Exception):
    """The first sheet of a stage freezes its rubric, which needs the stage for itself."""

    def __init__(self, stage_id: int) -> None:
        super().__init__(stage_id)
        self.stage_id = stage_id


@dataclass(frozen=True, slots=True)
class _Save:
    """One request to save a sheet."""

    actor: Principal
    assignment_id: int
    texts: Mapping[str, str]
    comment: str
    seen: int
    key: str
    source: str
    submits: bool

    @property
    def names(self) -> dict[str, Any]:
        return {
            "assignment": self.assignment_id,
            "account": self.actor.account_id,
            "key": self.key,
        }

    @property
    def body_digest(self) -> str:
        body = [self.assignment_id, self.submits, self.texts, self.comment, self.seen, self.source]
        return hashlib.sha256(_encode(body).encode()).hexdigest()


def submit_score_sheet(
    actor: Principal,
    assignment_id: int,
    texts: Mapping[str, str],
    *,
    comment: str,
    seen_version: int,
    key: str,
    source: str = "web",
) -> SavedSheet:
    """Record the judge's marks as a new version of the sheet, durable when this returns.

    Args:
        texts: what was typed, by criterion key.
        seen_version: the revision that the judge had before them; 0 before the first save.
        key: chosen by the caller, the same when a request is repeated.
        source: web, offline, import, paper or rehearsal.
    Raises:
        Refusal: ``assignment.unknown`` (not this judge's), ``stage.locked``, ``stage.not_open``,
            ``assignment.closed`` (recused, absent, replaced), ``sheet.faults`` (errors: Refusal by
            criterion key), ``sheet.changed_elsewhere`` (current: marks, comment, version),
            ``sheet.comment_long``, ``sheet.comment_characters``, ``sheet.unknown_criterion``,
            ``idempotency.key``, ``idempotency.other_body``.
    """
    return _save(
        _Save(actor, assignment_id, texts, comment, seen_version, key, source, submits=True)
    )


def save_score_draft(
    actor: Principal,
    assignment_id: int,
    texts: Mapping[str, str],
    *,
    comment: str,
    seen_version: int,
    key: str,
) -> SavedSheet:
    """Keep what the judge has typed so far; blanks are allowed. Errors as of a submission."""
    return _save(
        _Save(actor, assignment_id, texts, comment, seen_version, key, "web", submits=False)
    )


def _save(request: _Save) -> SavedSheet:
    if not _KEY.fullmatch(request.key):
        raise Refusal("idempotency.key")
    if len(request.comment) > LONGEST_COMMENT:
        raise Refusal("sheet.comment_long", limit=LONGEST_COMMENT)
    if _UNSTORABLE.search(request.comment):
        raise Refusal("sheet.comment_characters")
    try:
        answer = database.write_grouped(partial(_write, request, alone=database.embedded))
    except _StageNotFrozen as first:
        answer = database.write_grouped(partial(_write_first, request, first.stage_id))
    return SavedSheet(**answer)


def _write(request: _Save, connection: Connection, *, alone: bool) -> dict[str, Any]:
    held = (sql.HOLD_ALONE if alone else sql.HOLD_SHARED).first(connection, request.names)
    if held is None:
        raise Refusal("assignment.unknown")
    if held.body_digest is not None:
        return _answer_again(held, request)
    _require_open(held)
    freezes = request.submits and held.rubric_frozen_at is None and not held.is_rehearsal
    if freezes and not alone:
        raise _StageNotFrozen(held.stage_id)
    rubric = kept_rubric(connection, held.stage_id, held.digest, held.rubric_frozen_at)
    rubric = rubric.due(group_of(held.kind, held.expertise))
    sheet = _checked(connection, request, held, rubric)
    if not _keep_draft(connection, request, held, typed(rubric, sheet)):
        return _overtaken(connection, request)
    answer: dict[str, Any] = {
        "revision": (held.revision or 0) + 1,
        "version": (held.version or 0) + 1 if request.submits else None,
        "total": None if sheet.total is None else format_mark(sheet.total, rubric.scale),
    }
    photos = _handed_in(connection, request, held, answer["version"])
    with sent_together(connection):
        if request.submits:
            _add_version(connection, request, held, rubric, sheet, answer["version"], photos)
        if freezes:
            sql.FREEZE_RUBRIC.all(connection, {"stage": held.stage_id, "moment": now()})
        _add_key(connection, request, answer)
    return answer


def _checked(connection: Connection, request: _Save, held: Any, rubric: Rubric) -> SheetCheck:
    """The marks as they were typed; those of a department need findings behind them."""
    sheet = check_leaves(rubric.leaves, rubric.factors, request.texts, complete=request.submits)
    if sheet.errors:
        raise Refusal("sheet.faults", count=len(sheet.errors), errors=sheet.errors)
    if request.submits and held.kind == "department" and held.period_from is not None:
        require_explained(connection, request.assignment_id, rubric, sheet.marks)
    return sheet


def _handed_in(
    connection: Connection, request: _Save, held: Any, version: int | None
) -> dict[str, list[str]]:
    """The photos that a report from the site hands in, by criterion; others have none."""
    if version is None or held.kind not in REPORTING:
        return {}
    return hand_in_photos(connection, request.assignment_id, version)


def _write_first(request: _Save, stage_id: int, connection: Connection) -> dict[str, Any]:
    """One of the sheets that may be a stage's first: they queue, and only one holds it alone.

    A request for the whole row would otherwise wait for as long as others share it.
    """
    connection.execute(select(func.pg_advisory_xact_lock(FREEZING, stage_id)))
    frozen = connection.scalar(select(Stage.rubric_frozen_at).where(Stage.id == stage_id))
    return _write(request, connection, alone=frozen is None)


def _add_key(connection: Connection, request: _Save, answer: dict[str, Any]) -> None:
    sql.ADD_KEY.all(
        connection,
        {
            "account_id": request.actor.account_id,
            "key": request.key,
            "body_digest": request.body_digest,
            "answer": answer,
            "created_at": now(),
        },
    )


def _answer_again(known: Any, request: _Save) -> dict[str, Any]:
    if known.body_digest != request.body_digest:
        raise Refusal("idempotency.other_body")
    answer: dict[str, Any] = known.answer
    return answer


def _require_open(held: Any) -> None:
    if held.stage_state == "locked":
        raise Refusal("stage.locked")
    if held.stage_state != "open":
        raise Refusal("stage.not_open")
    if held.assignment_state != "assigned":
        raise Refusal("assignment.closed")


def _keep_draft(connection: Connection, request: _Save, known: Any, texts: dict[str, str]) -> bool:
    """Keep what was typed; False when another save came between."""
    if request.seen != (known.revision or 0):
        return False
    values = {
        "assignment": request.assignment_id,
        "texts": texts,
        "comment": request.comment,
        "moment": now(),
    }
    if known.revision is None:
        kept = sql.ADD_DRAFT[connection.dialect.name].first(connection, values)
    else:
        kept = sql.CHANGE_DRAFT.first(connection, {**values, "seen": request.seen})
    return kept is not None


def _overtaken(connection: Connection, request: _Save) -> dict[str, Any]:
    """Another save came first: this very request from another attempt, or another page."""
    known = sql.KNOWN.first(connection, request.names)
    if known.body_digest is not None:
        return _answer_again(known, request)
    raise Refusal(
        "sheet.changed_elsewhere",
        current={
            "marks": known.texts or {},
            "comment": known.comment or "",
            "version": known.revision or 0,
        },
    )


def _add_version(
    connection: Connection,
    request: _Save,
    held: Any,
    rubric: Rubric,
    sheet: SheetCheck,
    version: int,
    photos: dict[str, list[str]],
) -> None:
    marks = [[leaf.key, State.SCORED.value, sheet.marks[leaf.key]] for leaf in rubric.leaves]
    if version > 1:
        sql.RETIRE_SHEET.all(connection, {"assignment": request.assignment_id})
    sql.ADD_SHEET.all(
        connection,
        {
            "assignment_id": request.assignment_id,
            "version": version,
            "marks": marks,
            "total": sheet.total,
            "total_scale": rubric.scale,
            "comment": request.comment,
            "account_id": request.actor.account_id,
            "source": request.source,
            "saved_at": now(),
            "is_current": True,
        },
    )
    record(
        connection,
        request.actor,
        "score.submit",
        f"assignment:{request.assignment_id}",
        competition_id=held.competition_id,
        detail={"version": version, "source": request.source}
        | ({"photos": photos} if photos else {}),
        after={"marks": marks, "total": sheet.total, "comment": request.comment},
    )


def typed(rubric: Rubric, sheet: SheetCheck) -> dict[str, str]:
    """The marks of a checked sheet as they are shown in a form: all decimals, blanks empty."""
    shown = {}
    for leaf in rubric.leaves:
        mark = sheet.marks[leaf.key]
        shown[leaf.key] = "" if isinstance(mark, State) else format_mark(mark, leaf.range.scale)
    return shown
