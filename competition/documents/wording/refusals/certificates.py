"""Refusals about issuing, revoking and collecting certificates."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "archive.gone": _l("这份文件已清理，请重新生成。"),
    "certificate.no_final": _l("还没有最终结果。证书只能依据最终结果发放。"),
    "certificate.no_template": _l("还没有设置证书文字，请先在“证书”中设置。"),
    "certificate.nothing_due": _l("应发的证书都已发放。"),
    "certificate.glyph": _l(
        "项目%(entry)s的“%(text)s”中有无法打印的字“%(character)s”（%(codepoint)s），"
        "尚未发放任何证书。请改用规范字，或联系系统管理员安装字库。"
    ),
    "certificate.too_long": _l(
        "项目%(entry)s的“%(text)s”太长，证书上排不下，尚未发放任何证书。"
        "请缩短名称，或在“证书”中精简证书文字。"
    ),
    "certificate.too_many_names": _l(
        "项目%(entry)s的完成人超过%(most)s人，一张证书排不下，尚未发放任何证书。"
        "请在“证书”中改为每人一张。"
    ),
    "certificate.reason": _l("请填写作废证书的理由。"),
    "certificate.reason_long": _l("理由请不要超过%(limit)s个字。"),
    "certificate.not_valid": _l("证书%(number)s已不是有效状态，不能再作废。"),
    "certificate.revoked": _l("证书%(number)s已作废，不能下载。如有疑问，请联系大赛办公室。"),
    "certificate.none": _l("还没有可以下载的证书。"),
}
