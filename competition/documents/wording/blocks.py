"""What still blocks a result, in words: the work to do before publication."""

from collections.abc import Mapping, Sequence

from competition.documents.wording.translation import gettext as _
from competition.domain.rules import Block

NAMED = 6


def block_title(block: Block) -> str:
    """The kind of work, as a short heading."""
    return {
        "MISSING_SHEET": _("评分表未提交"),
        "JUDGE_AWAY": _("缺评委的得分，不能合计"),
        "MISSING_MARK": _("有评分项未评"),
        "INSUFFICIENT_PANEL": _("有效评委不足"),
        "TOO_FEW_TO_TRIM": _("评分太少，无法去掉最高分和最低分"),
        "SPREAD": _("评分差距过大，需要重评"),
        "MISSING_PART": _("缺少一个阶段的成绩"),
        "EVENT_EVIDENCE": _("加减分事项缺少证明材料"),
        "TIE_IN_RANK": _("名次并列，需要定出先后"),
        "TIE_AT_CUT": _("晋级线上并列，需要决定"),
        "TIE_AT_AWARD": _("奖项名额边界并列，需要决定"),
        "TIE_AT_CAP": _("同一单位名额边界并列，需要决定"),
        "TIE_IN_QUOTA": _("名额分配并列，需要决定"),
        "TIE_IN_RATIOS": _("按比例换人时并列，需要决定"),
        "RATIOS_UNATTAINABLE": _("获奖结构达不到规定比例"),
        "RATIOS_UNSOLVED": _("获奖结构须由评审委员会调整"),
        "RATIO_BELOW": _("获奖结构低于规定比例"),
        "RATIO_ABOVE": _("获奖结构高于规定比例"),
        "EARLIER_SCORES": _("前一阶段的成绩与已公布的不符"),
        "EARLIER_ADMITTED": _("前一阶段的入围名单与已公布的不符"),
    }[block.code]


def block_text(block: Block, entries: Mapping[str, str], judges: Mapping[str, str]) -> str:
    """The work in a sentence: which entries, which judge, how many are missing.

    Args:
        entries, judges: how people call them, by the ids in the facts.
    """
    values: dict[str, str | int] = dict(block.values)
    values["entries"] = listed([entries.get(key, key) for key in block.entries])
    if "judge" in values:
        values["judge"] = judges.get(str(values["judge"]), str(values["judge"]))
    return _sentences()[block.code] % values


def block_codes() -> frozenset[str]:
    """The codes that have a sentence."""
    return frozenset(_sentences())


def listed(names: Sequence[str]) -> str:
    """A few names and how many more."""
    text = _("、").join(names[:NAMED])
    if len(names) > NAMED:
        text = _("%(names)s等 %(count)s 项", names=text, count=len(names))
    return text


def _sentences() -> dict[str, str]:
    return {
        "MISSING_SHEET": _(
            "评委%(judge)s没有提交%(entries)s的评分表，锁定后不能补交。请把评委记为缺席并写明原因。"
        ),
        "JUDGE_AWAY": _("评委%(judge)s没有%(entries)s的得分，不能相加。请补评，或写明怎样计。"),
        "MISSING_MARK": _("%(entries)s有评分项没有分数。请补评。"),
        "INSUFFICIENT_PANEL": _(
            "%(entries)s只有 %(valid)s 份有效评分，规则要求至少 %(quorum)s 份，不能计分。"
            "请评审委员会研究，必要时在项目页取消资格并写明原因。"
        ),
        "TOO_FEW_TO_TRIM": _(
            "%(entries)s只有 %(valid)s 份有效评分，不足 %(least)s 份，"
            "无法去掉最高分和最低分，不能计分。请评审委员会研究，必要时在项目页取消资格并写明原因。"
        ),
        "SPREAD": _(
            "%(entries)s的评委最高分与最低分相差 %(spread)s 分，超过 %(most)s 分。请组织复评。"
        ),
        "MISSING_PART": _("%(entries)s缺少一个阶段的成绩。请补全，或在计分规则中写明如何处理。"),
        "EVENT_EVIDENCE": _(
            "%(entries)s的加减分事项 %(event)s 没有证明材料，没有计入。请补充材料，或删去这一事项。"
        ),
        "TIE_IN_RANK": _("%(entries)s成绩相同，规则不允许并列。请决定先后并记录。"),
        "TIE_AT_CUT": _("%(entries)s成绩相同，只有 %(places)s 个名额。请评审委员会决定并记录。"),
        "TIE_AT_AWARD": _("%(entries)s成绩相同，只有 %(places)s 个名额。请评审委员会决定并记录。"),
        "TIE_AT_CAP": _(
            "%(entries)s成绩相同，同一单位只剩 %(places)s 个名额。请评审委员会决定并记录。"
        ),
        "TIE_IN_QUOTA": _(
            "%(groups)s对剩下的 %(places)s 个名额理由相同。请评审委员会决定先后并记录。"
        ),
        "TIE_IN_RATIOS": _(
            "为达到规定比例换人时，%(entries)s条件相同，只有 %(places)s 个名额。"
            "请评审委员会决定并记录。"
        ),
        "RATIOS_UNATTAINABLE": _(
            "可以授奖的项目中，无论怎样替换都不能同时达到各项规定比例，获奖名单未作替换。"
            "请评审委员会研究。"
        ),
        "RATIOS_UNSOLVED": _(
            "没有算出同时达到各项规定比例的替换办法，获奖名单未作替换。请评审委员会研究。"
        ),
        "RATIO_BELOW": _(
            "获奖 %(total)s 项中“%(name)s”有 %(count)s 项，"
            "规则要求至少 %(limit)s 项。请调整后再公布。"
        ),
        "RATIO_ABOVE": _(
            "获奖 %(total)s 项中“%(name)s”有 %(count)s 项，"
            "规则要求至多 %(limit)s 项。请调整后再公布。"
        ),
        "EARLIER_SCORES": _(
            "“%(stage)s”公布之后，%(entries)s的评分或规则有变化，成绩与公布的不同。"
            "请撤回“%(stage)s”的成绩版本，重新形成并公布。"
        ),
        "EARLIER_ADMITTED": _(
            "“%(stage)s”公布的入围名单与现在的计算或下一阶段的参评项目不一致，涉及%(entries)s。"
            "请撤回“%(stage)s”的成绩版本，重新形成并公布，再核对下一阶段的参评项目。"
        ),
    }
