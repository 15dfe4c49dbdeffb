"""Every refusal in words. Each module of this package holds the texts of one area."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from competition.domain.refusal import Refusal


def _collect() -> dict[str, Any]:
    texts: dict[str, Any] = {}
    for module in iter_modules(__path__):
        for code, text in import_module(f"{__name__}.{module.name}").TEXTS.items():
            if code in texts:
                raise RuntimeError(f"two texts for the refusal {code}")
            texts[code] = text
    return texts


TEXTS = _collect()


def refusal_text(refusal: Refusal) -> str:
    """The refusal as a sentence in the reader's language.

    Raises:
        KeyError: a code without a text; a guard test finds these.
    """
    return str(TEXTS[refusal.code]) % refusal.values
