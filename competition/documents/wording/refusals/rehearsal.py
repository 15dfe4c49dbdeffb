"""Refusals about rehearsals."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "rehearsal.none": _l("这不是演练，不能这样办理。"),
    "rehearsal.of_rehearsal": _l("演练不能再做演练，请回到正式的竞赛。"),
    "rehearsal.too_many": _l("已有%(most)s次演练，请先删除不用的演练。"),
    "rehearsal.busy": _l("演练正在进行，请等它停下后再办理。"),
    "rehearsal.no_mail": _l("演练不向外发送邮件，请复制或打印练习链接后转交。"),
    "rehearsal.over": _l("演练的各步都已完成。"),
    "rehearsal.blocked": _l(
        "还有%(count)s项需要处理才能形成成绩，演练停在这里。请到“成绩与排名”查看，处理后继续。"
    ),
}
