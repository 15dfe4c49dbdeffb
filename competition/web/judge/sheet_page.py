"""What the score form shows, and what comes back from it."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.judging import REASONS, reason_text
from competition.documents.wording.refusals import refusal_text
from competition.domain.marks import format_mark, normalise_mark
from competition.domain.refusal import Refusal
from competition.domain.sheet import Criterion, Level, check_sheet
from competition.services.entries.reading import AttachmentView
from competition.services.judging.rubric import Rubric, plain_mark
from competition.services.judging.score_sheets import LONGEST_COMMENT
from competition.services.judging.sheet_reading import Sheet, standing_of
from competition.web.access import me
from competition.web.judge.sheet_state import closed_words

PREFIX = "mark-"
FAR = 2**31


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


def sheet_page(
    sheet: Sheet,
    place: tuple[int, int],
    plain: PlainForm | None = None,
    refusal: Refusal | None = None,
) -> str:
    """The score form, with what was refused beside its fields and what was typed kept."""
    if sheet.stage.state != "open" or sheet.assignment.state != "assigned":
        return closed_page(sheet, plain)
    texts: Mapping[str, str] = plain.texts if plain else sheet.texts
    rubric = sheet.rubric
    done = check_sheet(rubric.criteria, known(rubric, texts), complete=False)
    total = sum(
        mark * rubric.factors[key] for key, mark in done.marks.items() if isinstance(mark, int)
    )
    filled = sum(isinstance(mark, int) for mark in done.marks.values())
    return render_template(
        "judge/score_sheet.html",
        sheet=sheet,
        place=place,
        form=form_values(sheet, plain),
        cards=list(cards(rubric, rubric.criteria)),
        texts={key: normalise_mark(text) for key, text in texts.items()},
        comment=plain.comment if plain else sheet.comment,
        limit=LONGEST_COMMENT,
        total=format_mark(total, rubric.scale),
        highest=plain_mark(rubric.highest, rubric.scale),
        filled=filled,
        left=len(rubric.leaves) - filled,
        errors=errors_of(refusal),
        message=refusal_text(refusal) if refusal else "",
        rows=conflict_rows(sheet, plain, refusal),
        reasons=REASONS,
        file_url=file_url(sheet),
    )


def closed_page(sheet: Sheet, plain: PlainForm | None) -> str:
    """The sheet to read: what counts, and apart from it what was typed and does not."""
    rubric = sheet.rubric
    typed = {key: normalise_mark(text) for key, text in (plain or sheet).texts.items() if text}
    comment = (plain or sheet).comment
    differs = typed != sheet.counted or comment != sheet.counted_comment
    standing = standing_of(me(), sheet.assignment.id)
    return render_template(
        "judge/closed_sheet.html",
        sheet=sheet,
        words=closed_words(standing),
        reason=reason_text(sheet.assignment.reason),
        cards=list(cards(rubric, rubric.criteria)),
        total=standing.total,
        highest=plain_mark(rubric.highest, rubric.scale),
        typed=typed if differs else {},
        typed_comment=comment if differs else "",
        file_url=file_url(sheet),
    )


def known(rubric: Rubric, texts: Mapping[str, str]) -> dict[str, str]:
    """Only texts that belong to a criterion."""
    return {leaf.key: texts.get(leaf.key, "") for leaf in rubric.leaves}


def form_values(sheet: Sheet, plain: PlainForm | None) -> dict[str, Any]:
    """What `score.score_form` needs; after another save was shown, the next goes on top of it."""
    ident = sheet.assignment.id
    return {
        "action": url_for("judge.submit_plainly", assignment_id=ident),
        "draft_url": url_for("judge.save_draft", assignment_id=ident),
        "submit_url": url_for("judge.submit", assignment_id=ident),
        "next_url": url_for("judge.next_sheet", assignment_id=ident),
        "state_url": url_for("judge.sheet_state", assignment_id=ident),
        "account": me().account_id,
        "assignment": ident,
        "version": sheet.revision,
        "total_scale": sheet.rubric.scale,
        "key": secrets.token_hex(16),
    }


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


def file_url(sheet: Sheet) -> Any:
    """Where a judge downloads a file that the page lists: by its number, which says nothing."""

    def address(file: AttachmentView) -> str:
        return url_for("judge.attachment", assignment_id=sheet.assignment.id, number=file.number)

    return address
