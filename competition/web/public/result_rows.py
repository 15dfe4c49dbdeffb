"""The rows of a published table as markup, built in one pass: hundreds of lines, no macro for each.

The markup is that of `results.row` in `templates/components/results.html`; a test holds them equal.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup


def result_rows(lines: Sequence[Any], prefix: str) -> Markup:
    """Table rows of these lines.

    Args:
        lines: of `published_result`.
        prefix: address of a derivation up to the entry's id; empty where there is none to open.
    """
    end = f'">{escape(_("计算过程"))}</a></td></tr>\n'
    start = f'<td class="right act"><a class="nowrap" href="{escape(prefix)}'
    rows = []
    won: dict[tuple[str | None, bool, str], str] = {}
    for line in lines:
        outcome = (line.tier_name, line.advances, line.note)
        if outcome not in won:
            won[outcome] = _won(*outcome)
        stages = "".join(
            f'<td class="right num opt">{escape(score or "—")}</td>'
            for _key, score in line.stage_scores
        )
        opens = f"{start}{line.entry_id}{end}" if prefix else '<td class="right act"></td></tr>\n'
        rows.append(
            f'<tr><td class="rk">{line.rank_text or "—"}</td>'
            f'<td class="opt num muted">{escape(line.number)}</td>'
            f'<td class="name"><span class="title">{escape(line.title)}</span>'
            f'<span class="sub">{escape(line.unit)}</span></td>{stages}'
            f'<td class="right num tot">{escape(line.score or "—")}</td>{won[outcome]}{opens}'
        )
    return Markup("".join(rows))


def _won(tier: str | None, advances: bool, note: str) -> str:
    if tier:
        return f'<td class="won"><span class="tier">{escape(tier)}</span></td>'
    words = _("入围") if advances else note_words(note)
    return f'<td class="won"><span class="muted">{escape(words or "—")}</span></td>'


def note_words(note: str) -> str:
    """Why a line has no rank or no award, in words."""
    known: dict[str, str] = {
        "withdrawn": _("弃权"),
        "disqualified": _("取消资格"),
        "no_score": _("未入围"),
        "tied": _("并列待定"),
        "recorded": _("不予授奖"),
    }
    return known.get(note, note)
