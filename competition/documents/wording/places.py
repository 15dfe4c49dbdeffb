"""A place in words: the figure it stands on, ties, and what decided them."""

from collections.abc import Mapping
from typing import Any

from competition.documents.wording.figures import Line, Names, key_text
from competition.documents.wording.judge_table import state_text
from competition.documents.wording.translation import gettext as _

Told = Mapping[str, Any]


def rank_lines(step: Told, names: Names) -> list[Line]:
    """The place, and what told the entry apart from those with the same figure."""
    if step["reason"] in ("withdrawn", "disqualified", "no_score"):
        reason = _("没有成绩") if step["reason"] == "no_score" else state_text(step["reason"])
        return [Line(_("名次"), reason, _("不排名"))]
    text = _(
        "%(key)s %(figure)s，共 %(count)s 项参加排名",
        key=key_text(step["key"], names),
        figure=step["figure"],
        count=step["ranked"],
    )
    place = _("并列，名次待定") if step["rank"] is None else _("第 %(rank)s 名", rank=step["rank"])
    lines = [Line(_("名次"), text, place)]
    if step["ties"]:
        lines.append(_tie(step, names, place))
    elif step["shared_with"] or "decided" in step:
        lines.append(Line(_("并列处理"), _last_word(step, names), place))
    return lines


def _tie(step: Told, names: Names, place: str) -> Line:
    others = _("、").join(names.entry(entry) for entry in step["ties"][0]["others"])
    parts = []
    for number, tie in enumerate(step["ties"], start=1):
        figures = _("，").join(
            f"{names.entry(entry)} {figure or '—'}" for entry, figure in tie["others"].items()
        )
        parts.append(
            _(
                "（%(number)s）%(key)s：本项目 %(own)s，%(figures)s",
                number=number,
                key=key_text(tie["key"], names),
                own=tie["own"] or "—",
                figures=figures,
            )
        )
    text = _(
        "与 %(others)s 同为 %(figure)s。依次比较：%(parts)s",
        others=others,
        figure=step["figure"],
        parts=_("；").join(parts),
    )
    if step["shared_with"] or "decided" in step:
        text += _("。") + _last_word(step, names)
    return Line(_("并列处理"), text, place)


def _last_word(step: Told, names: Names) -> str:
    """What became of entries that are level in every comparison."""
    parts = []
    for level, told in (
        (step.get("decided"), _("与 %(others)s 全部相同，按记录的决定（抽签或评议）排定先后")),
        (step["shared_with"], _("与 %(others)s 全部相同，名次并列")),
    ):
        if level:
            parts.append(told % {"others": _("、").join(names.entry(entry) for entry in level)})
    return _("；").join(parts)
