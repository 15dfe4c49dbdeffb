"""Refusals of the page that builds rules step by step."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "step.integer": _l("“%(text)s”不是整数，请填写 0 以上的整数，例如 2。"),
    "step.pair": _l("“%(text)s”没有写成“名称 = 数值”，请每行写一项，例如 novelty = 40%%。"),
    "step.json": _l(
        "第 %(line)s 行第 %(column)s 列不符合 JSON 的写法，请核对引号、逗号和括号是否成对。"
    ),
    "trial.large": _l(
        "这些规则须虚构 %(limit)s 份以上的评分表才能试算。"
        "请减少评分表的维度，或锁定一个阶段后再试算。"
    ),
    "step.document": _l("这不是本竞赛的规则文档，请从此页重新复制后再修改。"),
}
