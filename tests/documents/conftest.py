"""The unpacked font pack, once per test session."""

from pathlib import Path

import pytest

from competition.documents.fonts import Fonts, load_fonts


@pytest.fixture(scope="session")
def fonts(font_folder: Path) -> Fonts:
    return load_fonts(font_folder)
