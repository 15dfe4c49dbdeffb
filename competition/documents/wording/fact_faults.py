"""A fault in a file of facts, in words: the file, the row and column, the reason."""

from competition.documents.wording.refusals import refusal_text
from competition.documents.wording.translation import gettext as _
from competition.domain.rules.reading import FactFault


def fault_text(fault: FactFault) -> str:
    """One line for one fault."""
    told = {"file": fault.file, "row": fault.row, "column": fault.column}
    told["reason"] = refusal_text(fault.refusal)
    if fault.row and fault.column:
        return _("%(file)s 第 %(row)s 行 %(column)s 列：%(reason)s", **told)
    if fault.row:
        return _("%(file)s 第 %(row)s 行：%(reason)s", **told)
    if fault.column:
        return _("%(file)s %(column)s：%(reason)s", **told)
    return _("%(file)s：%(reason)s", **told)
