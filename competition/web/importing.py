"""Importing a table: choose a file, look at what it would do, then all or nothing."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, TypeVar

from flask import render_template, request, send_file
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from competition.documents.tables.values import Limits
from competition.documents.tables.write import Table, workbook_bytes
from competition.documents.wording.refusals import refusal_text
from competition.domain.refusal import Refusal
from competition.services.import_plan import ImportPlan
from competition.services.pending_files import drop_pending, keep_pending, pending_file
from competition.web.access import me

T = TypeVar("T")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_SHOWN = 200
ROWS_SHOWN = 20
MOST_MB = Limits().file_bytes // (1024 * 1024)


class UploadForm(FlaskForm):
    """One table as a file."""

    file = FileField(
        _l("表格文件"),
        [FileRequired(_l("请选择文件。"))],
        description=_l("Excel 工作簿（.xlsx）或 CSV 文件"),
        render_kw={"accept": ".xlsx,.csv", "data-most-mb": str(MOST_MB)},
    )


def preview(
    template: str,
    purpose: str,
    plan: Callable[[bytes], ImportPlan[Any]],
    *,
    form: UploadForm | None = None,
    **page: Any,
) -> Any:
    """The page that asks for a file, and after it was sent, what it would do.

    Args:
        purpose: under which the file waits for its confirmation.
        plan: checks the file and changes nothing.
        form: where more is asked for than the file.
        page: further values for the template.
    """
    form = form or UploadForm()
    planned, token = None, ""
    if form.validate_on_submit():
        content = form.file.data.read()
        try:
            planned = plan(content)
            if not planned.faults:
                planned.require_clean()
                token = keep_pending(me(), purpose, content)
        except Refusal as refusal:
            planned = None
            form.file.errors = [refusal_text(refusal)]
    status = 422 if form.errors or (planned and planned.faults) else 200
    return render_template(
        template,
        form=form,
        plan=planned,
        token=token,
        faults=faults_in_words(planned),
        fault_count=len(planned.faults) if planned else 0,
        rows=planned.new[:ROWS_SHOWN] if planned else [],
        **page,
    ), status


def carry_out(purpose: str, act: Callable[[bytes], T]) -> T:
    """Do the import that was previewed; returns what `act` returns.

    Raises:
        Refusal: ``import.stale`` and those of `act`.
    """
    token = request.form.get("token", "")
    done = act(pending_file(me(), purpose, token))
    drop_pending(me(), purpose, token)
    return done


def faults_in_words(plan: ImportPlan[Any] | None) -> list[dict[str, Any]]:
    """The first faults of a plan as rows of a table."""
    if plan is None:
        return []
    return [
        {
            "row": fault.row,
            "column": fault.column or "—",
            "words": refusal_text(Refusal(fault.code, **fault.values)),
        }
        for fault in plan.faults[:FAULTS_SHOWN]
    ]


def send_table(table: Table, name: str) -> Response:
    """A table as an Excel file to keep."""
    return send_tables((table,), name)


def send_tables(tables: Sequence[Table], name: str) -> Response:
    """Tables as the sheets of an Excel file to keep."""
    return send_file(
        BytesIO(workbook_bytes(tables[0], tables[1:])),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{name}.xlsx",
    )
