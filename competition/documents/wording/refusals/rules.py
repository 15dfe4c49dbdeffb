"""Refusals about rule documents, and about facts that do not fit them."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "rules.order": _l("%(path)s：必须列出每个评审阶段，各一次。"),
    "rules.schema": _l("计分规则的版本 %(schema)s 无法识别，请用本系统导出的规则。"),
    "rules.not_object": _l("计分规则 %(path)s 处应为一组设置。"),
    "rules.not_list": _l("计分规则 %(path)s 处应为列表。"),
    "rules.not_text": _l("计分规则 %(path)s 处应为文字，且不能为空。"),
    "rules.not_name": _l(
        "计分规则 %(path)s 处的名称“%(name)s”不可用：不能有空格、点、冒号或井号。"
    ),
    "rules.not_integer": _l("计分规则 %(path)s 处应为整数。"),
    "rules.not_decimal": _l(
        "计分规则 %(path)s 处应为小数或百分数，如 0.4、40%%；写成文档时加引号。"
    ),
    "rules.not_flag": _l("计分规则 %(path)s 处应为“是”或“否”（true 或 false）。"),
    "rules.not_choice": _l("计分规则 %(path)s 处的“%(value)s”不可用，可选：%(options)s。"),
    "rules.negative": _l("计分规则 %(path)s 处不能为负数。"),
    "rules.out_of_range": _l("计分规则 %(path)s 处应在 %(low)s 到 %(high)s 之间。"),
    "rules.empty": _l("计分规则 %(path)s 处不能为空。"),
    "rules.key_missing": _l("计分规则缺少 %(path)s，请补上。"),
    "rules.key_unknown": _l("计分规则 %(path)s 无法识别，请检查拼写。"),
    "rules.step_kind": _l("计分规则 %(path)s 应恰好写明一种步骤，可选：%(known)s。"),
    "rules.name_twice": _l("计分规则 %(path)s 处的名称“%(name)s”已经用过，请换一个。"),
    "rules.stage_unknown": _l("计分规则 %(path)s 处的阶段“%(stage)s”不存在。"),
    "rules.part_unknown": _l("计分规则里没有“%(part)s”部分。"),
    "rules.no_table": _l("计分规则 %(path)s 之前没有可用的数据，请用 from 指明来源。"),
    "rules.table_unknown": _l("计分规则 %(path)s 处引用的“%(table)s”不存在，或排在它后面。"),
    "rules.table_absent": _l("缺少“%(table)s”：请先计算它所在的阶段。"),
    "rules.axis_unknown": _l("计分规则 %(path)s 处无法按“%(axis)s”合并，此处可选：%(known)s。"),
    "rules.axes": _l(
        "计分规则 %(path)s 处的“%(table)s”按 %(axes)s 分列，此处需要按 %(wanted)s 分列。"
    ),
    "rules.not_folded": _l(
        "计分规则 %(path)s 处的“%(table)s”还没有合并成每个项目一个分数，请先合并：%(axes)s。"
    ),
    "rules.member_unknown": _l("计分规则 %(path)s 处的“%(member)s”不存在。"),
    "rules.member_twice": _l("计分规则 %(path)s 处有重复的名称，请删去一个。"),
    "rules.member_left_out": _l("计分规则 %(path)s 处漏了“%(member)s”的权重。"),
    "rules.weights_sum": _l("计分规则 %(path)s 处的权重合计为 %(total)s，应为 1（100%%）。"),
    "rules.trim_nothing_left": _l(
        "计分规则 %(path)s：去掉最高分和最低分后没有分数了，至少要有 %(least)s 份。"
    ),
    "rules.trim_unused": _l(
        "计分规则 %(path)s 只在去掉最高分、最低分时有意义，请删去或写明去掉几个。"
    ),
    "rules.trim_needs_plain_mean": _l(
        "计分规则 %(path)s：去掉最高分、最低分或取最好几次，只能用于不加权的平均或合计。"
    ),
    "rules.best_or_trim": _l("计分规则 %(path)s：取最好几次时不能再去掉最高分、最低分。"),
    "rules.best_unused": _l("计分规则 %(path)s 只在取最好几次或名次之和时有意义，请删去。"),
    "rules.winsorise_nothing": _l("计分规则 %(path)s：请用 drop_high、drop_low 写明替换几个极值。"),
    "rules.weights_unused": _l("计分规则 %(path)s：权重只能用于平均或合计，请删去。"),
    "rules.weights_need_mean": _l("计分规则 %(path)s：按类别给出的权重只能用于平均。"),
    "rules.not_positive": _l("计分规则 %(path)s 处应大于 0。"),
    "rules.number_form": _l(
        "计分规则 %(path)s 处应为数值，或用 by、attribute、table 指明数值从哪里来。"
    ),
    "rules.limits_crossed": _l("计分规则 %(path)s：下限高于上限，请核对。"),
    "rules.bands_order": _l("计分规则 %(path)s：分档应从高档到低档排列，不能重复。"),
    "rules.tariff_twice_told": _l(
        "计分规则 %(path)s：分值、分级分值和超时扣分只能写明一种，请删去其余。"
    ),
    "rules.event_field": _l(
        "计分规则 %(path)s 处的“%(field)s”不是加减分事项的内容，可选：%(known)s。"
    ),
    "rules.kind_twice": _l("计分规则 %(path)s 处同一种事项写了两次，请合并。"),
    "rules.only_one_attribute": _l("计分规则 %(path)s 处应恰好写明一种属性。"),
    "rules.criterion_unknown": _l("计分规则 %(path)s 处的评分指标“%(criterion)s”不存在。"),
    "rules.attribute_unknown": _l("计分规则 %(path)s 处的项目属性“%(attribute)s”不存在。"),
    "rules.never_rounded": _l("计分规则 %(path)s：“%(table)s”没有修约过，无需再比较更多小数位。"),
    "rules.nothing_dropped": _l(
        "计分规则 %(path)s：前面没有去掉评分表的步骤，请改为全部有效评分表。"
    ),
    "rules.first_key": _l("计分规则 %(path)s：排名首先要按每个项目的一个分数。"),
    "rules.rank_missing": _l("计分规则 %(path)s 缺少排名步骤，请补上。"),
    "rules.rank_twice": _l("计分规则 %(path)s：一个部分只能排名一次。"),
    "rules.rank_first": _l("计分规则 %(path)s：入围和授奖之前要先排名。"),
    "rules.per_differs": _l("计分规则 %(path)s：名次按“%(rank)s”分别排定，名额也只能这样分。"),
    "rules.groups_without_per": _l("计分规则 %(path)s：分别给出名额时，请用 per 写明按什么分。"),
    "rules.track_unknown": _l("计分规则 %(path)s 处的赛道“%(track)s”不存在。"),
    "rules.track_left_out": _l("计分规则 %(path)s 处漏了赛道“%(track)s”的名额，没有请填 0。"),
    "rules.chain_unused": _l("计分规则 %(path)s 只在末位并列逐项比较时有意义（现为 %(policy)s）。"),
    "rules.chain_then_chain": _l(
        "计分规则 %(path)s：逐项比较之后请选择扩额、缩额或评审委员会决定。"
    ),
    "rules.tier_twice": _l("计分规则 %(path)s 处有重复的奖项等级，请合并或改名。"),
    "rules.tier_limits": _l("计分规则 %(path)s：奖项等级“%(tier)s”的名额只能用一种办法给出。"),
    "rules.tier_unknown": _l("计分规则 %(path)s 处的奖项等级“%(tier)s”不存在。"),
    "rules.gap_alone": _l("计分规则 %(path)s：按分差授奖时不用这一项，请删去。"),
    "rules.replace_limits": _l(
        "计分规则 %(path)s：按比例换人要求各等级都有名额、比例按全部获奖者计，也不能按分差授奖。"
    ),
    "rules.bound_sides": _l("计分规则 %(path)s 应写明最低或最高比例中的一个。"),
    "rules.tier_endless": _l("计分规则 %(path)s：奖项等级“%(tier)s”要有名额或分数线。"),
    "facts.schema": _l("计分数据的版本 %(schema)s 无法识别。"),
    "facts.shape": _l("计分数据不完整或有错：%(problem)s。"),
    "facts.entry_twice": _l("项目 %(entry)s 出现了两次。"),
    "facts.entry_state": _l("项目 %(entry)s 的状态“%(state)s”不可用于计分。"),
    "facts.event_twice": _l("计分事项 %(event)s 出现了两次。"),
    "facts.unknown_entry": _l("项目 %(entry)s 不在参评项目中。"),
    "facts.attribute_missing": _l("项目 %(entry)s 缺少“%(attribute)s”，请补全后再计分。"),
    "facts.attribute_number": _l(
        "项目 %(entry)s 的“%(attribute)s”应为数字，现为“%(text)s”，请改正后再计分。"
    ),
    "facts.sheet_twice": _l("评委 %(judge)s 对项目 %(entry)s 有两份评分表。"),
    "facts.sheet_at": _l("评委 %(judge)s 对项目 %(entry)s 的评分表没有写明属于哪一项或哪一期。"),
    "facts.sheet_member": _l(
        "评委 %(judge)s 对项目 %(entry)s 的评分表属于“%(member)s”，规则中没有这一项。"
    ),
    "facts.sheet_state": _l("评委 %(judge)s 对项目 %(entry)s 的评分表状态有误。"),
    "facts.mark_state": _l("评委 %(judge)s 对项目 %(entry)s 的评分表中有标为已评但没有分数的项。"),
    "facts.unknown_criterion": _l(
        "评委 %(judge)s 对项目 %(entry)s 的评分表中有不属于评分细则的项“%(criterion)s”。"
    ),
    "facts.member_attribute": _l("“%(member)s”缺少“%(attribute)s”，请补全后再计分。"),
    "facts.number_missing": _l("“%(member)s”缺少“%(name)s”，请补全后再计分。"),
    "facts.not_number": _l("“%(member)s”的“%(name)s”应为数字，现为“%(text)s”。"),
    "facts.divisor_zero": _l("项目 %(entry)s 有一项以零为基数，不能折算，请核对。"),
    "facts.field_negative": _l("项目 %(entry)s 有负数，不能按最好成绩折算，请核对。"),
    "facts.event_level": _l("计分事项 %(event)s 的级别“%(level)s”在计分规则中没有分值。"),
    "facts.event_amount": _l("计分事项 %(event)s 的数值不能为负，加分还是扣分由计分规则写明。"),
    "facts.event_field": _l("计分事项 %(event)s 没有写明“%(field)s”，请补全后再计分。"),
    "facts.event_at": _l("计分事项 %(event)s 没有写明属于哪个“%(axis)s”，请补全后再计分。"),
    "facts.weight_missing": _l("计分规则没有给出“%(member)s”的权重。"),
}
