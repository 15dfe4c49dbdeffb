"""What still blocks a result, in words: the work to do before publication."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from competition.domain.rules import Block

NAMED = 6


def block_title(block: Block) -> str:
    """The kind of work, as a short heading."""
    return {
        "MISSING_SHEET": _("评分表未提交"),
        "INSUFFICIENT_PANEL": _("有效评委不足"),
        "TOO_FEW_TO_TRIM": _("评分太少，无法去掉最高分和最低分"),
        "SPREAD": _("评分差距过大，需要重评"),
        "MISSING_PART": _("缺少一个阶段的成绩"),
        "TIE_IN_RANK": _("名次并列，需要定出先后"),
        "TIE_AT_CUT": _("晋级线上并列，需要决定"),
        "TIE_AT_AWARD": _("奖项名额边界并列，需要决定"),
    }.get(block.code, block.code)


def block_text(block: Block, entries: Mapping[str, str], judges: Mapping[str, str]) -> str:
    """The work in a sentence: which entries, which judge, how many are missing.

    Args:
        entries, judges: how people call them, by the ids in the facts.
    """
    named = listed([entries.get(key, key) for key in block.entries])
    values = block.values
    if block.code == "MISSING_SHEET" and "judge" in values:
        judge = judges.get(str(values["judge"]), str(values["judge"]))
        return _(
            "评委%(judge)s尚未提交%(entries)s的评分表。请催交，或标记缺席并写明原因。",
            judge=judge,
            entries=named,
        )
    if block.code == "INSUFFICIENT_PANEL" and {"valid", "quorum"} <= values.keys():
        return _(
            "%(entries)s只有 %(valid)s 份有效评分，规则要求至少 %(quorum)s 份。请补充评委评分。",
            entries=named,
            valid=values["valid"],
            quorum=values["quorum"],
        )
    if block.code in ("TIE_AT_CUT", "TIE_AT_AWARD"):
        return _(
            "%(entries)s成绩相同，只有 %(places)s 个名额。请评审委员会决定并记录。",
            entries=named,
            places=values.get("places", 0),
        )
    if block.code == "TIE_IN_RANK":
        return _("%(entries)s成绩相同，规则不允许并列。请决定先后并记录。", entries=named)
    return named


def listed(names: Sequence[str]) -> str:
    """A few names and how many more."""
    text = _("、").join(names[:NAMED])
    if len(names) > NAMED:
        text = _("%(names)s等 %(count)s 项", names=text, count=len(names))
    return text
