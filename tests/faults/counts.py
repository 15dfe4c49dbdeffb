"""How often the long tests repeat, and what the soak run keeps of them."""

import os
import platform
import re
from datetime import UTC, datetime

from tests.conftest import ROOT

KEPT = ROOT / "docs" / "soak.md"
SOAK = os.environ.get("SOAK") == "1"


def repetitions(stated: int) -> int:
    """The stated count in the soak run, else a tenth."""
    return stated if SOAK else max(1, stated // 10)


def keep(what: str, stated: str, found: str) -> None:
    """Write what a soak run found into its line of `docs/soak.md`; other runs leave it alone."""
    if not SOAK:
        return
    day = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}"
    line = f"| {what} | {stated} | {day} | {found} |"
    text = KEPT.read_text(encoding="utf-8")
    known = re.compile(rf"^\| {re.escape(what)} \|.*$", re.MULTILINE)
    if not known.search(text):
        text = f"{text.rstrip()}\n{line}\n"
    KEPT.write_text(known.sub(lambda _: line, text), encoding="utf-8")
