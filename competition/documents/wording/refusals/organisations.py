"""Refusals about organisations and their tree."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "unit_name.blank": _l("请填写单位名称。"),
    "unit_name.long": _l("单位名称最多 %(limit)s 个字，请缩短。"),
    "unit_name.character": _l("单位名称含有不能使用的字符（%(codepoint)s），请删除。"),
    "unit_code.form": _l("单位代码只能用字母、数字和 . _ -，最多 40 位，首尾须是字母或数字。"),
    "organisation.kind": _l("没有“%(kind)s”这种单位类型，请从列表中选择。"),
    "organisation.parent": _l("没有找到上级单位，请重新选择。"),
    "organisation.parent_unknown": _l("没有找到上级单位“%(unit)s”，请核对代码或名称。"),
    "organisation.industry": _l("没有“%(industry)s”这个行业，请从列表中选择。"),
    "organisation.members": _l("会员人数须是 0 或正整数，请核对。"),
    "merge.same": _l("这是同一个单位，请选择另一个单位。"),
    "merge.closed": _l("单位“%(name)s”已停用，不能合并。"),
    "merge.kinds": _l("两个单位的类型不同，不能合并；请先核对类型。"),
    "merge.single": _l("这一类单位只有一个，不能合并。"),
    "merge.line": _l("两个单位有上下级关系，不能合并。"),
    "merge.recommending": _l(
        "两个单位在同一项竞赛中都有推荐记录（%(count)s 项竞赛），不能合并；不再使用的一个可以停用。"
    ),
    "merge.names": _l("两个单位下有同名单位（“%(name)s”等 %(count)s 个），请先合并它们。"),
    "organisation.closed": _l("单位“%(name)s”已停用，请选择在用的单位。"),
    "organisation.code_taken": _l("单位代码 %(unit)s 已被使用，请换一个。"),
    "organisation.name_taken": _l("同一上级下已有单位“%(name)s”，请核对是否重复。"),
    "organisation.cycle": _l("不能把单位移到自己或自己的下级之下，请另选上级单位。"),
    "organisation.has_units": _l("还有 %(count)s 个在用的下级单位，请先移走或停用它们。"),
    "organisation.has_competitions": _l(
        "还有 %(count)s 项未结束的竞赛由该单位主办，请先结束竞赛或更换主办单位。"
    ),
    "organisation.unknown": _l("没有找到这个单位，或单位已停用，请重新选择。"),
    "organisation.unclear": _l(
        "没有找到唯一的单位“%(unit)s”，请填写单位代码或全称；还没有登记的单位，"
        "可以先留空，或请系统管理员登记。"
    ),
    "organisation.differs": _l("代码 %(unit)s 已被使用，不能由您导入。请换一个代码，或删去此行。"),
    "organisation.parent_blank": _l("该单位现有上级单位 %(unit)s，请填写上级单位代码。"),
    "organisation.changes_many": _l(
        "一次最多变更 %(most)s 个单位的名称、类型、上级或规上标记，请分几个文件导入。"
    ),
}
