"""Refusals about issuing, revoking and collecting certificates."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "certificate.no_final": _l("还没有最终结果。证书只能依据最终结果发放。"),
    "certificate.no_template": _l("还没有设置证书文字，请先在“证书”中设置。"),
    "certificate.nothing_due": _l("应发的证书都已发放。"),
    "certificate.glyph": _l(
        "项目%(entry)s的“%(text)s”中有无法打印的字“%(character)s”（%(codepoint)s），"
        "尚未发放任何证书。请改用规范字，或联系系统管理员安装字库。"
    ),
    "certificate.reason": _l("请填写撤销证书的理由。"),
    "certificate.not_valid": _l("证书%(number)s已不是有效状态，不能再撤销。"),
    "certificate.none": _l("还没有可以下载的证书。"),
}
