"""Refusals of recommendation upward in words."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "recommendation.action": _l("这个项目的办理状态已经变化，请刷新页面后再办理。"),
    "recommendation.answered": _l("上一级已经办理，不能撤回上报。请联系上一级退回。"),
    "recommendation.changed": _l(
        "《%(title)s》的内容在生成汇总表以后有变动，与盖章的内容不一致。请作废这份汇总表，重新生成后盖章。"
    ),
    "recommendation.code_wrong": _l("核对码与这份汇总表不符。请核对二维码旁印出的八位核对码。"),
    "recommendation.divided_over": _l(
        "分配的名额合计 %(issued)s 个，超过本单位的 %(quota)s 个。"
        "请减少分配，或请主办单位开启差额推荐。"
    ),
    "recommendation.empty": _l("没有选中项目。请先选中要上报的项目。"),
    "recommendation.late": _l("本级推荐已于 %(deadline)s 截止。请联系上一级延长期限。"),
    "recommendation.left": _l("表中有项目已被撤回或取消。请作废这份汇总表，重新生成。"),
    "recommendation.level_empty": _l("“%(level)s”没有选择单位类型。请选择由哪些单位办理。"),
    "recommendation.level_name": _l("请填写每一级的名称，不超过 %(most)s 个字。"),
    "recommendation.level_order": _l("“%(level)s”的截止时间早于下一级。请按从下到上的顺序安排。"),
    "recommendation.level_twice": _l("同一类单位不能在两级办理。请检查每一级的单位类型。"),
    "recommendation.levels_in_use": _l(
        "已有项目在逐级推荐，不能再改由哪些单位办理。名称和截止时间仍可修改。"
    ),
    "recommendation.levels_many": _l("推荐层级不超过 %(most)s 级。"),
    "recommendation.list_long": _l("一份汇总表不超过 %(most)s 个项目。请分批上报。"),
    "recommendation.list_open": _l(
        "第 %(serial)s 号汇总表正在等待盖章。请先上报或作废它，再生成新的汇总表。"
    ),
    "recommendation.list_state": _l("这份汇总表已经上报或作废，不能再改。"),
    "recommendation.listed": _l("项目在一份待盖章的汇总表中。请先上报或作废那份汇总表。"),
    "recommendation.lowest": _l("这是最低一级，没有下级推荐单位。可以退回申报单位修改。"),
    "recommendation.not_below": _l("“%(name)s”不在本单位之下，不能分配名额。"),
    "recommendation.not_here": _l("选中的项目里有的已经不在本单位办理。请刷新页面后重新选择。"),
    "recommendation.not_yours": _l("您不是这个单位的推荐经办人，不能代为办理。"),
    "recommendation.opinion": _l("《%(title)s》还没有填写推荐意见。请先填写再上报。"),
    "recommendation.opinion_empty": _l("请先填写推荐意见，再填入所选项目。"),
    "recommendation.outside": _l("申报单位不在主办单位之下，不能逐级推荐。请检查申报单位。"),
    "recommendation.over_track": _l(
        "赛道“%(track)s”名额 %(quota)s 个，还剩 %(left)s 个，本次上报 %(count)s 个。"
        "请减少，或列为递补。"
    ),
    "recommendation.track_divided": _l(
        "赛道“%(track)s”分配的名额合计 %(issued)s 个，超过本单位的 %(quota)s 个。"
        "请减少分配，或请主办单位开启差额推荐。"
    ),
    "recommendation.track_used": _l("赛道“%(track)s”的名额不能少于已经使用的 %(used)s 个。"),
    "recommendation.over_quota": _l(
        "名额 %(quota)s 个，还剩 %(left)s 个，本次上报 %(count)s 个。请减少，或列为递补。"
    ),
    "recommendation.over_substitutes": _l(
        "递补名额 %(quota)s 个，还剩 %(left)s 个，本次列入 %(count)s 个。请减少递补项目。"
    ),
    "recommendation.quota_number": _l("“%(name)s”的名额应为整数，没有名额请空着。"),
    "recommendation.quota_range": _l("名额应为 0 到 %(most)s 的整数。"),
    "recommendation.quota_used": _l("名额不能少于已经使用的 %(used)s 个。"),
    "recommendation.reason": _l("请填写原因，对方会看到。"),
    "recommendation.scan_other": _l(
        "这张扫描件是第 %(serial)s 号汇总表的，不是这一份。请上传本份盖章后的扫描件。"
    ),
    "recommendation.scan_unknown": _l(
        "扫描件上的二维码无法识别。请重新扫描，或填写二维码旁印出的八位核对码。"
    ),
    "recommendation.seal": _l("印章文字“%(seal)s”与登记的印章名称“%(expected)s”不一致。请核对。"),
    "recommendation.stamp_missing": _l("请先上传盖章后的扫描件，再上报。"),
    "recommendation.text_long": _l("文字不超过 %(most)s 个字。"),
    "recommendation.time": _l("“%(name)s”的延长期限写法不对。请从日历中选择日期和时间。"),
    "recommendation.twice": _l("同一个项目选了两次。请检查选择。"),
    "recommendation.unit_named": _l("没有找到“%(name)s”，或有几个同名单位。请填写单位全称或代码。"),
    "recommendation.unit_unknown": _l("请从单位名录中选择申报单位，才能逐级推荐。"),
}
