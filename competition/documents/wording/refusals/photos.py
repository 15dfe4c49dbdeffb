"""Photos of reports from the site."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

TEXTS: dict[str, LazyString] = {
    "photo.criterion": _l("这份填报中没有这一项指标，请刷新页面后重新上传照片。"),
    "photo.full": _l("每项最多 %(limit)s 张照片，请先移除不需要的。"),
    "photo.handed_in": _l("照片已随填报提交，作为记录保留，不能移除。"),
    "photo.none": _l("请先拍照或选择照片。"),
}
