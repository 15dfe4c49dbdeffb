"""Refusals about calibrating judges and panels, and about other ways to rank."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "calibrate.disconnected": _l(
        "无法校准（步骤 %(step)s）：评委与项目分成了互不相连的 %(count)s 组，"
        "组间没有共同评过的项目，宽严无从比较：%(components)s。请安排跨组评审，或按组分别校准。"
    ),
    "calibrate.no_marks_over": _l(
        "无法修正评委宽严：%(judges)s 位评委共 %(marks)s 份评分，交叉评的项目太少，"
        "分不清宽严与偶然。请让更多项目由多位评委同时评，或改用最小二乘法。"
    ),
    "calibrate.no_figure": _l("校准没有得出可用的分数，请检查打分数据。"),
    "calibrate.no_spread": _l(
        "无法标准化（步骤 %(step)s）：“%(pile)s”的分数全部相同或只有一个，请改用其他方法。"
    ),
    "calibrate.not_positive": _l("计分规则 %(path)s 处应大于 0。"),
    "calibrate.range_empty": _l("计分规则 %(path)s 处的上限应高于下限。"),
    "calibrate.piles_not_compared": _l(
        "计分规则 %(path)s：标准分和极差法假定每位评委评到的项目水平相当。"
        "请先查看各评委所评项目的差异，确认后将此处设为 true。"
    ),
    "ranking.too_many": _l(
        "凯门尼法要比较所有次序，最多 %(most)s 项，现有 %(count)s 项，请改用舒尔茨法等其他方法。"
    ),
    "ranking.not_linked": _l(
        "无法按两两比较排名：有的项目从未输给其他组的项目，或从未胜过，能力值没有止境：%(groups)s。"
        "请补充比较，或改用其他方法。"
    ),
    "calibrate.panel_small": _l(
        "无法修正（步骤 %(step)s）：评审组“%(panel)s”去掉最高分、最低分后没有分数了。"
    ),
    "calibrate.mean_zero": _l(
        "无法修正（步骤 %(step)s）：评审组“%(panel)s”的平均分为 0，算不出系数。"
    ),
}
