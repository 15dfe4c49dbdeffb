"""E-mails in words."""

from flask_babel import gettext as _


def link_mail(
    *, name: str, competition: str, url: str, valid_until: str, invitation: bool
) -> tuple[str, str]:
    """Subject and body of a message that carries a personal link or an invitation."""
    if invitation:
        act = _("请打开下面的链接，核对姓名后设置密码。链接只能使用一次。")
    else:
        act = _("请打开下面的链接，核对姓名后进入系统，不需要密码。首次打开后将绑定该设备。")
    body = "\n\n".join(
        [
            _("%(name)s，您好：", name=name),
            _("您已加入“%(competition)s”。", competition=competition) + act,
            url,
            _("有效期至 %(day)s。链接仅限您本人使用，请勿转发。", day=valid_until),
        ]
    )
    return _("%(competition)s：您的登录链接", competition=competition), body + "\n"
