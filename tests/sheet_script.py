"""The script that strangers run on the text of a sheet, and ways to take that text out."""

import importlib.util
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

SCRIPT = Path(__file__).resolve().parents[1] / "docs" / "recompute_calculation_sheet.py"


def load_script() -> Any:
    spec = importlib.util.spec_from_file_location("recompute_calculation_sheet", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def findings(text: str) -> list[tuple[str, str, str, list[str]]]:
    """(entry, printed score, what differs, steps taken as printed) of each sheet in a text."""
    return list(load_script().recompute(text))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def text_by_poppler(pdf: bytes) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
