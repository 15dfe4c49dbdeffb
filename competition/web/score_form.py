"""What every score form shows and sends, in whichever room it stands."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, g, jsonify, request
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.marks import format_mark, normalise_mark
from competition.domain.refusal import Refusal
from competition.domain.sheet import Criterion, Level, check_sheet
from competition.services.judging.rubric import Rubric, plain_mark
from competition.services.judging.score_sheets import SavedSheet
from competition.services.judging.sheet_reading import Sheet, Standing, standing_of
from competition.web.access import me

PREFIX = "mark-"
FAR = 2**31
UNPROCESSABLE = frozenset(
    {
        "idempotency.key",
        "idempotency.other_body",
        "sheet.comment_characters",
        "sheet.comment_long",
        "sheet.faults",
        "sheet.unknown_criterion",
    }
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A save that a script sent."""

    marks: dict[str, str]
    comment: str
    seen: int
    key: str


@dataclass(frozen=True, slots=True)
class PlainForm:
    """A submission that came as a form."""

    texts: dict[str, str]
    comment: str
    seen: int
    key: str

    @classmethod
    def from_request(cls) -> "PlainForm":
        """Read the posted form; lines of the comment end as scripts send them."""
        seen = request.form.get("seen", "0")
        return cls(
            texts={
                name.removeprefix(PREFIX): text
                for name, text in request.form.items()
                if name.startswith(PREFIX)
            },
            comment=request.form.get("comment", "").replace("\r\n", "\n"),
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            key=request.form.get("key") or secrets.token_hex(16),
        )


def posted_json() -> Posted | None:
    """The body of a script's save, or None when it is not of the agreed shape."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return None
    marks, comment = body.get("marks"), body.get("comment", "")
    seen, key = body.get("seen"), body.get("key")
    if not (isinstance(seen, int) and 0 <= seen < FAR and isinstance(marks, dict)):
        return None
    if not (isinstance(key, str) and isinstance(comment, str)):
        return None
    if not all(isinstance(text, str) for text in marks.values()):
        return None
    return Posted(marks, comment, seen, key)


def known(rubric: Rubric, texts: Mapping[str, str]) -> dict[str, str]:
    """Only texts that belong to a criterion."""
    return {leaf.key: texts.get(leaf.key, "") for leaf in rubric.leaves}


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a sheet is: its total so far as text, marks given and marks left."""

    total: str
    filled: int
    left: int


def tally(rubric: Rubric, texts: Mapping[str, str]) -> Tally:
    """Count what of these texts is a mark."""
    marks = check_sheet(rubric.criteria, known(rubric, texts), complete=False).marks
    given = {key: mark for key, mark in marks.items() if isinstance(mark, int)}
    total = sum(mark * rubric.factors[key] for key, mark in given.items())
    return Tally(format_mark(total, rubric.scale), len(given), len(rubric.leaves) - len(given))


def cards(
    rubric: Rubric, criteria: tuple[Criterion, ...], path: str = ""
) -> Iterator[dict[str, Any]]:
    """The leaves as cards, with the names of the criteria above them where there are any."""
    for criterion in criteria:
        if criterion.children:
            above = f"{path} / {criterion.name}" if path else criterion.name
            yield from cards(rubric, criterion.children, above)
        else:
            yield card(rubric, criterion, path)


def card(rubric: Rubric, criterion: Criterion, path: str) -> dict[str, Any]:
    """One criterion as `score.criterion` draws it."""
    span = criterion.range
    low, high, step = (plain_mark(each, span.scale) for each in (span.low, span.high, span.step))
    return {
        "key": criterion.key,
        "name": criterion.name,
        "question": f"{path}{_('：')}{criterion.hint}" if path else criterion.hint,
        "max_text": high,
        "range_text": _("%(low)s 到 %(high)s，每档 %(step)s", low=low, high=high, step=step),
        "step_text": step,
        "scale": span.scale,
        "min": span.low,
        "max": span.high,
        "step": span.step,
        "factor": rubric.factors[criterion.key],
        "levels": [level(each, span.scale) for each in criterion.levels],
    }


def level(found: Level, scale: int) -> dict[str, Any]:
    """One level of a criterion."""
    low, high = plain_mark(found.low, scale), plain_mark(found.high, scale)
    return {
        "label": found.name,
        "low": found.low,
        "high": found.high,
        "range_text": f"{low}–{high}",
        "text": found.text,
    }


def errors_of(refusal: Refusal | None) -> dict[str, str]:
    """Each refused mark in words, by criterion."""
    found: Any = refusal.values.get("errors", {}) if refusal else {}
    return {key: refusal_text(error) for key, error in found.items()}


def conflict_rows(
    sheet: Sheet, plain: PlainForm | None, refusal: Refusal | None
) -> list[dict[str, str]]:
    """Both values of what two saves say differently; empty unless that is what was refused."""
    if plain is None or refusal is None or refusal.code != "sheet.changed_elsewhere":
        return []
    rows = [
        {
            "label": leaf.name,
            "mine": normalise_mark(plain.texts.get(leaf.key, "")),
            "theirs": sheet.texts.get(leaf.key, ""),
        }
        for leaf in sheet.rubric.leaves
    ]
    return [*rows, {"label": _("评语"), "mine": plain.comment, "theirs": sheet.comment}]


def keep_sheet(save: Callable[..., SavedSheet], assignment_id: int) -> Any:
    """Let a service keep the draft or the sheet that a script sent, and answer in JSON."""

    def kept(body: Posted) -> dict[str, Any]:
        saved = save(
            me(),
            assignment_id,
            body.marks,
            comment=body.comment,
            seen_version=body.seen,
            key=body.key,
        )
        return {"version": saved.revision}

    return answer(kept)


def state_answer(assignment_id: int, closed_words: Callable[[Standing], str]) -> Any:
    """What an open form asks now and then, so that it closes when the stage is locked."""
    try:
        standing = standing_of(me(), assignment_id)
    except Refusal:
        abort(404)
    g.time_zone = standing.time_zone
    if standing.is_open:
        return jsonify(open=True)
    return jsonify(open=False, message=closed_words(standing))


def answer(save: Callable[[Posted], dict[str, Any]]) -> Any:
    """Do what a script asks and say in JSON what came of it."""
    body = posted_json()
    if body is None:
        return jsonify(message=_("请求的内容不完整，请刷新页面后重试。")), 422
    try:
        return jsonify(save(body))
    except Refusal as refusal:
        return refused(refusal)


def refused(refusal: Refusal) -> Any:
    """A refusal as the score form reads it."""
    message = refusal_text(refusal)
    if refusal.code == "assignment.unknown":
        return jsonify(message=message), 404
    if refusal.code == "sheet.changed_elsewhere":
        return jsonify(message=message, current=refusal.values["current"]), 409
    if refusal.code not in UNPROCESSABLE:
        return jsonify(message=message), 409
    errors: Any = refusal.values.get("errors", {})
    said = {key: refusal_text(error) for key, error in errors.items()}
    return jsonify(message=message, errors=said), 422
