"""Refusals about people, their roles, links and registration."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "account.closed": _l("账号 %(login)s 已停用，请联系管理员。"),
    "participant.role": _l("不能在竞赛中分配“%(role)s”这个角色，请从列表中选择。"),
    "participant.unknown": _l("没有找到此人，可能已不在本竞赛中。请刷新后再试。"),
    "participant.role_unknown": _l("没有“%(role)s”这个角色，请从下拉列表中选择。"),
    "import.twice": _l("与第 %(row)s 行重复，请删除其中一行。"),
    "participant.namesake": _l(
        "本竞赛已有同名同单位的“%(name)s”（登录名 %(login)s）。同一人请填写此登录名，"
        "不是同一人请另填一个登录名。"
    ),
    "participant.differs": _l(
        "账号 %(login)s 已有的单位或职务与此行不同。请将这两栏留空，或在人员页修改。"
    ),
    "reach.elsewhere": _l(
        "账号 %(login)s 在您组织的竞赛之外还有角色，请由系统管理员修改资料或发送邀请。"
    ),
    "link.powerful": _l(
        "账号 %(login)s 是组织方人员、评审组长或监督员，"
        "只能由创建此账号的组织方人员或系统管理员发送邀请。"
    ),
    "link.role": _l("账号 %(login)s 的角色需要用密码登录，请改用邀请链接。"),
    "link.purpose": _l("没有“%(purpose)s”这种链接，请重新选择。"),
    "link.none": _l("请先勾选人员。"),
    "link.nothing_to_print": _l("所选人员没有可用的链接，请先生成链接。"),
    "email.form": _l("请填写有效的邮箱地址。"),
    "mail.off": _l("系统没有配置邮件服务，不能发送邮件。请复制或打印链接。"),
    "mail.refused": _l("收件服务器不接受此邮箱，请核对地址。"),
    "mail.no_address": _l("账号 %(login)s 没有邮箱，请先填写，或复制、打印链接。"),
    "grant.self": _l("不能更改自己的角色，请由另一位管理员或组织方人员操作。"),
    "grant.scope": _l("此范围不在您的管理权限内，请重新选择。"),
    "grant.term": _l("结束日期不能早于开始日期，请核对。"),
    "grant.revoked": _l("这个角色已收回，不能再修改期限。"),
    "grant.whole": _l("此角色只能在一项竞赛中分配，请选择竞赛。"),
    "registration.closed": _l("本竞赛现在不接受自行注册，请联系组织方。"),
    "registration.by_link": _l("您通过个人链接登录，只能使用该竞赛。如需报名，请先注册账号。"),
    "registration.unit": _l("请从搜索结果中选择单位，或填写单位名称。"),
    "import.stale": _l("导入预览已过期，请重新选择文件。"),
    "import.faults": _l("文件中有 %(count)s 处错误，没有导入任何内容。请改正后重新选择文件。"),
    "import.empty": _l(
        "表格只有表头，没有可以导入的内容。请从表头下一行开始填写，每行一条，再选择文件。"
    ),
}
