"""Refusals about printed text, certificates, tables and files."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "glyph.missing": _l(
        "“%(text)s”中的字符“%(character)s”（%(codepoint)s）没有可用字形，无法打印，请核对用字。"
    ),
    "text.too_long": _l("现在 %(length)s 个字，最多 %(limit)s 个字，请删减。"),
    "text.does_not_fit": _l("“%(text)s…”太长，缩到最小字号仍放不下，请缩短文字。"),
    "font.unreadable": _l("字体文件 %(face)s 已损坏，请删除后重新启动，系统会重新解压。"),
    "font.name_taken": _l("字体名称 %(face)s 已被另一个文件占用，请检查字体设置。"),
    "qr.content": _l(
        "二维码只能存放不太长的英文网址，现在的内容有 %(length)s 个字符，请检查网址设置。"
    ),
    "certificate.names": _l("一张证书可以写 1 至 %(most)s 个姓名，且不能为空，请调整。"),
    "certificate.placeholder": _l(
        "证书文字里有无法替换的“{%(name)s}”，请改用 {title}、{tier} 或 {unit}。"
    ),
    "certificate.seal": _l("印章图片无法读取，请换一张 PNG 图片。"),
    "table.empty": _l("表格里没有数据，请填写后再上传。"),
    "table.unreadable": _l("文件无法读取，请用 Excel 或 WPS 另存为 .xlsx 后再上传。"),
    "table.old_excel": _l("这是旧格式（.xls）或加密的文件，请去掉密码并另存为 .xlsx 后再上传。"),
    "table.encoding": _l("文件编码无法识别，请另存为 .xlsx 或 UTF-8 编码的 CSV 后再上传。"),
    "table.too_big": _l("文件内容超过 %(megabytes)s MB，请分成几个文件上传。"),
    "table.too_many_rows": _l("表格超过 %(limit)s 行，请分成几个文件上传。"),
    "table.too_many_columns": _l("表格超过 %(limit)s 列，请删去多余的列。"),
    "table.error_cell": _l("单元格 %(cell)s 显示公式错误，请改正后再上传。"),
    "table.no_header": _l("没有找到表头，请在前几行写明列名：%(headers)s。"),
    "table.unknown_column": _l("%(letter)s 列“%(header)s”不在模板里，请删除该列或改正列名。"),
    "table.duplicate_column": _l("列名“%(header)s”与 %(first)s 列重复，请只保留一列。"),
    "table.missing_column": _l("缺少“%(header)s”列，请按模板补上。"),
    "table.formula_cell": _l(
        "单元格 %(cell)s 的公式还没有计算结果。"
        "请用 Excel 或 WPS 打开并保存一次，或把公式改成数值后再上传。"
    ),
    "cell.error": _l("这一格显示公式错误（如 #REF!），请改成实际内容。"),
    "cell.merged": _l("%(range)s 是合并单元格，请取消合并，并在每一行分别填写。"),
    "cell.required": _l("“%(header)s”必须填写。"),
    "cell.choice": _l("“%(text)s”不在“%(header)s”的可选范围内，可填：%(choices)s。"),
    "cell.digits_lost": _l(
        "这一格的数字超过 15 位，Excel 已改动末尾几位，请把该列设为文本格式后重新填写。"
    ),
    "cell.too_long": _l("这一格有 %(length)s 个字符，最多 %(limit)s 个，请删减。"),
    "cell.unwritable": _l(
        "第 %(row)s 行 %(column)s 列含有表格无法保存的控制字符，请先在系统里改正。"
    ),
    "photo.heic": _l(
        "这是 HEIC 格式的照片，不能上传。请在手机 设置 - 相机 - 格式 中选“兼容性最佳”后重拍，"
        "或另存为 JPG 再上传。"
    ),
    "photo.kind": _l("这不是可以上传的照片，请上传 JPG、PNG 或 WebP 格式。"),
    "upload.empty": _l("文件是空的，请重新选择文件。"),
    "upload.too_big": _l("文件 %(size)s MB，最多 %(limit)s MB，请压缩后再上传。"),
    "upload.kind": _l("这里只接受 %(kinds)s 文件，请转换格式后再上传。"),
    "upload.broken": _l("%(kind)s 文件已损坏，无法打开，请重新导出后再上传。"),
    "upload.encrypted": _l("PDF 设有密码或限制，请去掉后再上传。"),
    "upload.too_many_pages": _l("PDF 超过 %(limit)s 页，请删减后再上传。"),
    "upload.too_many_pixels": _l("图片超过 %(limit)s 百万像素，请缩小后再上传。"),
    "folder.file": _l("不认识文件 %(file)s，请改名或移走；可用：%(known)s。"),
}
