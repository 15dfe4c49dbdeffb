"""Refusals of the best assignment of judges to entries: which demand has to give way."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "matching.demands": _l(
        "每个项目的评委数应为 1 至 %(most)s 的整数，每位评委的下限不能大于上限，请修改。"
    ),
    "matching.waiting": _l("本阶段已有一个方案正在计算，请等它完成。"),
    "matching.unknown": _l("没有找到这个方案，请重新计算。"),
    "matching.stale": _l("方案算出之后，评委、项目或分配有变化，方案不再符合要求。请重新计算。"),
    "judge.track": _l("所选赛道不属于本项竞赛，请重新选择。"),
    "matching.empty": _l("没有可分配的项目或评委，请先让项目进入本阶段并邀请评委。"),
    "matching.judges": _l(
        "有 %(count)s 个项目能评的评委不足 %(needed)s 位：%(entries)s。请增加无利害关系的评委"
        "、减少每个项目的评委数，或取消“同一单位至多一位”。"
    ),
    "matching.senior": _l(
        "有 %(count)s 个项目没有可评的资深评委：%(entries)s。请增加资深评委，或取消“至少一位"
        "资深评委”。"
    ),
    "matching.senior_high": _l(
        "资深评委共 %(seniors)s 位，每人至多 %(high)s 项，轮不到所有项目。"
        "请把上限放宽到至少 %(least)s 项，或增加资深评委。"
    ),
    "matching.high": _l(
        "每位评委至多 %(high)s 项，容不下全部评审任务。请把上限放宽到至少 %(least)s 项，或减"
        "少每个项目的评委数。"
    ),
    "matching.low": _l("评审任务不够让每位评委都有 %(low)s 项。请把下限降到 %(most)s 项或更少。"),
    "matching.judge_low": _l(
        "这些评委因利害关系，能评的项目少于 %(low)s 项：%(judges)s。请降低下限，或不让他们参"
        "加本阶段。"
    ),
    "matching.loads": _l(
        "各项要求合在一起时，每位评委 %(low)s 至 %(high)s 项的范围还差 %(count)s 项，涉及："
        "%(judges)s。请放宽上下限，或增加与他们同类的评委。"
    ),
    "matching.seniors": _l(
        "各项要求合在一起时，有 %(count)s 个项目轮不到资深评委：%(entries)s。请增加资深评委，"
        "或放宽其他要求。"
    ),
    "matching.organisation": _l(
        "各项要求合在一起时，有 %(count)s 处只能让同一单位的两位评委评同一个项目。请取消“同一"
        "单位至多一位”，或增加其他单位的评委。"
    ),
    "matching.apart": _l(
        "利害关系把项目分成了几块，没有评委能跨块评审。请取消“各块相连”，或增加两边都能评的评委。"
    ),
    "matching.memory": _l(
        "%(entries)s 个项目、%(judges)s 位评委的分配超出了 %(mib)s MB 内存。"
        "请按评审组分配，或者少提几项要求后再试。"
    ),
    "matching.late": _l(
        "在限定时间内没有找到可行的方案。服务器可能正忙，请稍后再试；仍不行时，请放宽要求。"
    ),
    "matching.unlawful": _l("求解结果没有通过核对（%(rule)s），未采用。请联系维护人员。"),
}
