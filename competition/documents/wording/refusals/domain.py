"""Refusals of entries, forms, dates, names, numbers, assignment and states."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "answer.required": _l("这一项必填，请填写。"),
    "answer.unknown_field": _l("申报表中没有这一项，请刷新页面后重新填写。"),
    "answer.shape": _l("这一项的内容无法识别，请重新填写。"),
    "answer.too_long": _l("现在 %(length)s 个字，最多 %(limit)s 个字，请精简。"),
    "answer.too_small": _l("不能小于 %(minimum)s %(unit)s，请核对。"),
    "answer.too_large": _l("不能大于 %(maximum)s %(unit)s，请核对单位和小数点。"),
    "answer.choice": _l("“%(text)s”不在可选范围内，请从列出的选项中选择。"),
    "answer.date": _l("“%(text)s”不是有效日期，请按 2026-07-09 的样子填写。"),
    "answer.link": _l("请填写以 https:// 开头的完整网址。"),
    "answer.link_long": _l("网址最多 %(limit)s 个字符，请换一个较短的链接。"),
    "answer.too_many_choices": _l("最多选 %(limit)s 项，请减少。"),
    "answer.too_many_files": _l("最多上传 %(limit)s 个文件，请减少。"),
    "number.grammar": _l("“%(text)s”不是有效数字，请只用数字和小数点，例如 120.5。"),
    "number.places": _l("最多保留 %(places)s 位小数，请修改。"),
    "number.too_long": _l("数字最多 %(digits)s 位，请核对。"),
    "limits.members_few": _l("主要完成人至少 %(least)s 人，请补充。"),
    "limits.members_many": _l("主要完成人最多 %(most)s 人，请减少。"),
    "limits.person_entries": _l("%(name)s 参与的申报项目超过 %(most)s 项，请调整完成人。"),
    "limits.unit_entries": _l("本单位的申报项目超过 %(most)s 项，请先由单位确定申报名单。"),
    "limits.earlier_winner": _l("这项成果已在 %(edition)s 获奖，按本届规定不能再次申报。"),
    "limits.unknown": _l("申报限制中没有“%(property)s”这一项，请检查设置。"),
    "limits.value": _l("申报限制的数值应为大于 0 的整数，请修改。"),
    "limits.members": _l("完成人上限 %(most)s 人少于下限 %(least)s 人，请修改。"),
    "declaration.missing": _l("提交前请阅读并勾选《%(title)s》。"),
    "declaration.outdated": _l("《%(title)s》已更新，请重新阅读并勾选。"),
    "declaration.repeated": _l("声明的代号“%(key)s”重复，请换一个。"),
    "declaration.shape": _l("第 %(number)s 条声明缺少标题或正文，请补充。"),
    "entry.action": _l("项目当前的状态不能进行这项操作，请刷新页面查看最新状态。"),
    "entry.not_open": _l("申报还没有开始，请在开始时间之后填写。"),
    "entry.closed": _l(
        "申报已经截止，这次提交没有受理；已填写的内容仍保留为草稿。如需补交，请联系组织方。"
    ),
    "entry.reason": _l("请写明原因，申报人会看到。"),
    "entry.new_deadline": _l("请给出新的截止时间。"),
    "entry.deadline_past": _l("新的截止时间已经过去，请选择以后的时间。"),
    "entry.deadline_early": _l(
        "新的截止时间早于本竞赛的申报截止时间。单独期限只能延长，不能缩短，请选择申报截止时间或以后。"
    ),
    "stage.action": _l("阶段当前的状态不能进行这项操作，请刷新页面查看最新状态。"),
    "result.action": _l("成绩版本当前的状态不能进行这项操作，请刷新页面查看最新状态。"),
    "result.reason": _l("请写明理由，理由会留在记录中。"),
    "separation.proposer_role": _l("这项操作只能由组织方提出。"),
    "separation.approver_role": _l("这项操作须由另一位组织方人员或评审组长批准。"),
    "separation.no_person": _l("账号没有对应到具体人员，请先在账号中登记姓名。"),
    "separation.same_person": _l("提出人和批准人不能是同一人，请由另一位有权限的人员批准。"),
    "separation.made_by_other": _l("其中一个账号由另一方在本竞赛中创建，请换一位人员批准。"),
    "calendar.zone": _l("系统不认识时区“%(zone)s”，请从列表中选择。"),
    "calendar.no_such_time": _l("%(time)s 在时区 %(zone)s 中不存在（时钟调整），请换一个时间。"),
    "calendar.closes_before_opens": _l("结束时间应晚于开始时间，请修改。"),
    "calendar.stage_order": _l("这个阶段的开始时间早于前一个阶段，请修改。"),
    "name.blank": _l("请填写姓名。"),
    "name.long": _l("姓名最多 %(limit)s 个字，请核对。"),
    "name.character": _l("姓名中不能有字符“%(character)s”（%(codepoint)s），请核对。"),
    "phone.number": _l("请填写 11 位手机号码。"),
    "phone.contact": _l("请填写 11 位手机号码，或带区号的固定电话，如 028-88886666。"),
    "id_number.length": _l("身份证号应为 18 位，现在是 %(length)s 位，请核对。"),
    "id_number.characters": _l("身份证号前 17 位应为数字，最后一位为数字或 X，请核对。"),
    "id_number.birth_date": _l("身份证号中的出生日期不存在，请核对。"),
    "id_number.checksum": _l("身份证号校验不通过，请逐位核对。"),
    "login.length": _l("登录名为 %(least)s 至 %(most)s 个字符，请修改。"),
    "login.characters": _l(
        "登录名只能用小写字母、数字和 . _ - @，并以字母或数字开头和结尾，请修改。"
    ),
    "numbering.prefix": _l("编号前缀“%(prefix)s”不可用，请用 1 至 12 个汉字或大写字母。"),
    "numbering.width": _l("编号的序号位数为 %(least)s 至 %(most)s 位，请修改。"),
    "numbering.year": _l("年份 %(year)s 不可用，请核对。"),
    "numbering.code": _l("代码“%(part)s”不可用，请用 1 至 6 个大写字母或数字。"),
    "numbering.serial": _l("序号 %(serial)s 超出范围，本格式最大为 %(most)s，请增加序号位数。"),
    "numbering.certificate": _l(
        "证书编号的格式不对，请照证书上的样子填写，例如 蜀工创〔2026〕A-0001。"
    ),
    "numbering.entry": _l("项目编号的格式不对，请照申报表上的样子填写，例如 CX2026-DL-0001。"),
    "assignment.short": _l(
        "有 %(count)s 个项目可用的评委不够（%(entries)s），请增加评委或调整评审组。"
    ),
    "assignment.no_panel": _l("赛道 %(tracks)s 没有评审组，请先为它设置评审组。"),
    "preset.unknown": _l("没有名为“%(key)s”的预设，请从列表中选择。"),
}
