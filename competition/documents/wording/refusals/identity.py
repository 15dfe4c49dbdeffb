"""Refusals about signing in, accounts, links and access."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "login.wrong": _l("登录名或密码不正确，请重新输入。"),
    "limit.reached": _l("尝试次数过多，请 %(minutes)s 分钟后再试。"),
    "login.taken": _l("登录名“%(login)s”已被使用，请换一个。"),
    "password.short": _l("密码至少 %(least)s 位，请加长。"),
    "password.long": _l("密码最多 %(most)s 位，请缩短。"),
    "password.plain": _l("密码过于简单，请至少使用 4 种不同的字符。"),
    "password.current": _l("当前密码不正确。"),
    "password.by_link": _l("您通过个人链接登录，没有密码。如需密码，请联系组织方发送邀请。"),
    "password.differs": _l("两次输入的密码不一致，请重新输入。"),
    "account.self": _l("不能停用自己的账号，请由另一位管理员操作。"),
    "link.unknown": _l("这个链接无效，请核对是否完整，或联系组织方重新获取。"),
    "link.expired": _l("这个链接已过期，请联系组织方重新获取。"),
    "link.revoked": _l("这个链接已停用，请联系组织方重新获取。"),
    "link.used": _l("这个邀请已经使用过，请直接用登录名和密码登录。"),
    "link.other_device": _l("这个链接已绑定另一台设备。如需换设备，请联系组织方解除绑定后再打开。"),
    "public_url.missing": _l(
        "尚未配置系统的公开网址（PUBLIC_URL），不能生成链接和证书，请联系系统管理员。"
    ),
    "job.unknown": _l("系统不认识这种任务（%(kind)s），请联系系统管理员。"),
    "job.broken": _l("任务没有完成，系统会自动重试；多次失败请联系系统管理员。"),
    "vault.key": _l("数据密钥不匹配（密钥 %(key)s），无法读取加密内容，请联系系统管理员。"),
}
