"""Ties at a last place in words, and what still blocks publication."""

from competition.documents.wording.figures import Names
from competition.documents.wording.translation import gettext as _
from competition.domain.rules import Block


def boundary_text(how: str) -> str:
    """How a tie at the last place was, or is to be, resolved."""
    return {
        "expand": _("末位并列，一并取用（扩额）"),
        "shrink": _("末位并列，均不取用（缩额）"),
        "chain": _("末位并列，逐项比较后取用"),
        "committee": _("末位并列，由评审委员会决定"),
        "pending": _("末位并列，待评审委员会决定"),
    }[how]


def block_text(block: Block, names: Names) -> str:
    """What has to be done before publication, as one sentence."""
    entries = "、".join(names.entry(entry) for entry in block.entries)
    values = dict(block.values)
    if "judge" in values:
        values["judge"] = names.judge(str(values["judge"]))
    if "criterion" in values:
        values["criterion"] = names.criterion(str(values["criterion"]))
    if "table" in values:
        values["table"] = names.table(str(values["table"]))
    return str(_texts()[block.code]) % {"entries": entries, **values}


def _texts() -> dict[str, str]:
    return {
        "MISSING_SHEET": _("%(judge)s 对 %(entries)s 的评分表未交齐，请催交，或按缺席、回避处理。"),
        "MISSING_MARK": _("%(entries)s 的“%(criterion)s”没有分数，请补评。"),
        "INSUFFICIENT_PANEL": _(
            "%(entries)s 只有 %(valid)s 份有效评分表，少于 %(quorum)s 份，请补派评委。"
        ),
        "TOO_FEW_TO_TRIM": _(
            "%(entries)s 只有 %(valid)s 份有效评分表，不足 %(least)s 份，无法去掉最高分和最低分。"
        ),
        "SPREAD": _(
            "%(entries)s 的评委最高分与最低分相差 %(spread)s 分，超过 %(most)s 分，请复核。"
        ),
        "MISSING_PART": _("%(entries)s 缺少%(table)s的成绩，请补全。"),
        "TIE_IN_RANK": _("%(entries)s 并列第 %(place)s 名，请记录抽签或评议的先后。"),
        "TIE_AT_CUT": _("%(entries)s 在入围末位并列，还剩 %(places)s 个名额，请记录决定。"),
        "TIE_AT_AWARD": _("%(entries)s 在奖项末位并列，还剩 %(places)s 个名额，请记录决定。"),
    }


def block_codes() -> frozenset[str]:
    """The codes that have a text."""
    return frozenset(_texts())
